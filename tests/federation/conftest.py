"""How long the tests with made-up documents look: briefly by default, ``long`` by flag.

``python -m pytest tests/federation -k reference --hypothesis-profile=long`` holds the fast writer
against the reference over a million documents.
"""

from hypothesis import settings

settings.register_profile("long", max_examples=1_000_000, deadline=None)
