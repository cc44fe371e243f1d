"""Reading the choices of a kept search, as far as they are what we keep."""

import json


def read(kept: str) -> dict[str, str]:
    """What was chosen, by name; whatever else stands there is left out."""
    try:
        found = json.loads(kept)
    except ValueError:
        return {}
    pairs = found.items() if isinstance(found, dict) else ()
    return {name: value for name, value in pairs if isinstance(value, str)}
