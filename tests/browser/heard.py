"""What somebody hears who does not see the page: its parts, and the name of everything in it.

The lines are those of Playwright's ARIA snapshot, which is made of what Chromium tells a screen
reader: ``- link "Van mij":`` and, a step deeper, ``- /url: /van-mij``.
"""

import re
from collections import Counter
from collections.abc import Iterator

from playwright.sync_api import Page

PARTS = ("banner", "main", "contentinfo")
NAMED = "button|checkbox|combobox|img|link|progressbar|radio|searchbox|spinbutton|textbox"
LINE = re.compile(rf"""^\s*- '?(?P<role>{NAMED})\b(?: "(?P<name>(?:[^"\\]|\\.)*)")?""")
URL = re.compile(r"^\s*- /url: \"?(?P<url>[^\"]*)\"?$")
UNEXPLAINED = """() => [...document.querySelectorAll('[aria-invalid=true]')].filter(field => {
  const by = (field.getAttribute('aria-describedby') ?? '').split(' ');
  return !by.some(id => document.getElementById(id)?.textContent.trim());
}).map(field => field.name)"""


def unclear(page: Page) -> Iterator[str]:
    """What cannot be understood by ear; nothing when all is well."""
    told = page.locator("body").aria_snapshot()
    yield from of_page(told.splitlines())
    for name in page.evaluate(UNEXPLAINED):
        yield f"nothing says what is wrong with {name}"
    if not page.title().strip():
        yield "the page has no title"


def of_page(lines: list[str]) -> Iterator[str]:
    """The same, of the lines alone."""
    outer = Counter(line[2:].split(":")[0].split(" ")[0] for line in lines if line[:2] == "- ")
    for part in PARTS:
        if outer[part] != 1:
            yield f"{outer[part]} times {part}"
    firsts = sum("[level=1]" in line for line in lines)
    if firsts != 1:
        yield f"{firsts} headings of the first level"
    leads: dict[str, str] = {}
    for line, after in zip(lines, [*lines[1:], ""], strict=True):
        found = LINE.match(line)
        if not found:
            continue
        role, name = found["role"], found["name"]
        if not name:
            yield f"{role} without a name: {line.strip()}, {after.strip()}"
        elif role == "link" and (url := URL.match(after)):
            first = leads.setdefault(name, url["url"])
            if first != url["url"]:
                yield f"'{name}' leads to {first} and to {url['url']}"
