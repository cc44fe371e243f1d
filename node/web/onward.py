"""Where somebody was going before we asked something in between.

Rule: only ever to a path of this site, and to nothing a browser could read as another host.
"""

import re
from urllib.parse import urlencode

from flask import request

_OURS = re.compile(r"/(?:[A-Za-z0-9_.~-][A-Za-z0-9/_.~-]*)?(?:\?[A-Za-z0-9=&%_.+~-]*)?")


def wanted(otherwise: str) -> str:
    """The address that the request names as ``verder``, when it is one of ours."""
    named = request.values.get("verder", "")
    return named if _OURS.fullmatch(named) else otherwise


def to(address: str, then: str) -> str:
    """The address of a page in between, that knows where somebody was going."""
    return f"{address}?{urlencode({'verder': then}, safe='/')}"
