"""What werkzeug works out of each route when an application starts, kept for the next application.

That takes most of a start, and a run of the tests makes some thousand applications with the same
routes. What it makes of a route depends on nothing but the route.
"""

from collections.abc import Callable
from typing import Any

from werkzeug.routing import Rule

Builder = Callable[..., tuple[str, str]]

_make = Rule._compile_builder  # there is no other door to it
_made: dict[tuple[Any, ...], Builder] = {}


def start() -> None:
    """From now on in this process."""
    Rule._compile_builder = _kept  # type: ignore[method-assign]


def _kept(rule: Rule, append_unknown: bool = True) -> Builder:  # noqa: FBT002  # as there
    given = tuple(sorted((rule.defaults or {}).items()))
    known = (tuple(rule._trace), given, append_unknown)
    if known not in _made:
        _made[known] = _make(rule, append_unknown)
    return _made[known]
