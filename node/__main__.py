"""``python -m node`` is the ``wijk`` command."""

from node.cli import main

main()
