"""One thing that cannot be shown does not take the page with it.

Rule: only around what turns a listing into words; what went wrong is logged, and the page goes on
without that piece. Nowhere around what decides or changes something.
"""

import logging
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")
log = logging.getLogger(__name__)


def or_else(nothing: Callable[[], T]) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """What the function makes, or ``nothing()`` when it fails."""

    def guarded(make: Callable[P, T]) -> Callable[P, T]:
        @wraps(make)
        def made(*args: P.args, **kwargs: P.kwargs) -> T:
            try:
                return make(*args, **kwargs)
            except Exception:
                log.exception("a listing is not shown whole")
                return nothing()

        return made

    return guarded
