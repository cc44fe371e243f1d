"""A ward's pages in a real browser without a socket: what it asks, the application answers.

Rule 1: only for looking. What a form sends is answered by a node that serves (``tests.running``).
Rule 2: how pages look is no question here: faces and pictures are answered with nothing, and a
sheet says only that a map has a height.
"""

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from playwright.sync_api import Page, Route

from tests.web.visitor import Visitor

_OURS = re.compile(r"^http://(?:elm|oak)\.localhost:8001/")
SHEET = ".map { block-size: 20rem }"
LOOKS = frozenset({"stylesheet", "font", "image"})
# Whatever runs tells its number, from a frame too.
WATCH = """() => {
  const told = window.top.told = window.top.told || [];
  window.ran = number => told.push(number);
  for (const name of ['alert', 'confirm', 'prompt']) window[name] = () => told.push(name);
  // What would be kept for when there is no connection is asked through a socket.
  Object.defineProperty(Navigator.prototype, 'serviceWorker', {value: undefined});
}"""


def answer(page: Page, visitors: Mapping[str, Visitor]) -> None:
    """Have each ward's host answered to its visitor, by name; and watch what runs."""

    def given(route: Route) -> None:
        if route.request.resource_type in LOOKS:
            sheet = route.request.resource_type == "stylesheet"
            route.fulfill(status=200, body=SHEET if sheet else "", content_type="text/css")
            return
        asked = urlsplit(route.request.url)
        path = f"{asked.path}?{asked.query}" if asked.query else asked.path
        got = visitors[(asked.hostname or "").partition(".")[0]].get(path)
        route.fulfill(status=got.status_code, headers=dict(got.headers), body=got.data)

    page.add_init_script(f"({WATCH})()")
    page.route(_OURS, given)


def told(page: Page) -> list[object]:
    """What ran on this page."""
    found: list[object] = page.evaluate("window.told || []")
    return found
