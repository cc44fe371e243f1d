"""How a resident works a page: with a thumb, or with the keys alone.

Rule 1: both find things by what is read there, or by the name of a field.
Rule 2: wherever the keys come, it can be seen where they are.
"""

from dataclasses import dataclass
from typing import Protocol

from playwright.sync_api import FilePayload, Page

from tests.browser import walks

MOST_TABS = 160
FOCUS = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  const seen = [at, at.closest('label'), at.parentElement].filter(Boolean).map(getComputedStyle);
  const ring = seen.some(s => (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0)
    || s.boxShadow !== 'none');
  const box = at.getBoundingClientRect();
  return {name: at.getAttribute('name'), value: at.value ?? '', type: at.type ?? '',
    words: (at.ariaLabel || at.innerText || at.labels?.[0]?.innerText || '').trim(),
    href: at.getAttribute('href') ?? '', ring,
    onScreen: box.bottom > 0 && box.top < innerHeight};
}"""


class Hand(Protocol):
    """What both can do on the page in front of them."""

    page: Page

    def fill(self, name: str, value: str) -> None:
        """Type it in this field, instead of what was there."""

    def choose(self, name: str, value: str) -> None:
        """One of a few."""

    def select(self, name: str, value: str) -> None:
        """One of a list that opens."""

    def give(self, name: str, file: FilePayload) -> None:
        """Choose a file."""

    def touch(self, words: str) -> None:
        """Open what opens, or press a button with which one stays here."""

    def press(self, words: str) -> None:
        """Press a button that leads to a page; all of that is there."""

    def send(self, words: str) -> None:
        """Send the form of the field in hand, by its button or as fast as it goes."""

    def follow(self, words: str) -> None:
        """Take a link; all of the page is there."""


@dataclass
class Thumb:
    """On a screen of glass. Nothing here needs a script in the page."""

    page: Page

    def fill(self, name: str, value: str) -> None:
        self.page.locator(f"main [name={name}]:not([type=hidden])").fill(value)

    def choose(self, name: str, value: str) -> None:
        walks.tap(self.page.locator(f"main input[type=radio][name={name}][value='{value}']"))

    def select(self, name: str, value: str) -> None:
        self.page.locator(f"main select[name={name}]").select_option(value)

    def give(self, name: str, file: FilePayload) -> None:
        self.page.locator(f"main input[type=file][name={name}]").set_input_files(file)

    def touch(self, words: str) -> None:
        shown = self.page.locator("main").locator("button:not([aria-hidden]), summary")
        shown.filter(has_text=words).first.click()

    def press(self, words: str) -> None:
        with self.page.expect_navigation():
            self.touch(words)

    def send(self, words: str) -> None:
        self.press(words)

    def follow(self, words: str) -> None:
        with self.page.expect_navigation():
            self.page.locator("main").get_by_role("link", name=words).first.click()


@dataclass
class Keys:
    """With Tab, Enter, the space bar and the arrows."""

    page: Page

    def __post_init__(self) -> None:
        # Who begins to listen when the key is pressed may come too late.
        self.page.on("filechooser", lambda _: None)

    def fill(self, name: str, value: str) -> None:
        self.tab_to(name=name)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(value)

    def choose(self, name: str, value: str) -> None:
        self.tab_to(name=name)
        self.page.keyboard.press("Space")
        self._arrow_to(name, value)

    def select(self, name: str, value: str) -> None:
        self.tab_to(name=name)
        self._arrow_to(name, value)

    def give(self, name: str, file: FilePayload) -> None:
        self.tab_to(name=name)
        with self.page.expect_file_chooser() as opened:
            self.page.keyboard.press("Enter")
        opened.value.set_files(file)

    def touch(self, words: str) -> None:
        self.tab_to(words=words)
        self.page.keyboard.press("Enter")

    def press(self, words: str) -> None:
        self.tab_to(words=words)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def send(self, words: str) -> None:
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def follow(self, words: str) -> None:
        self.press(words)

    def tab_to(self, **wanted: str) -> None:
        """Press Tab until the focus is there; past the head of the page by its first link."""
        for _ in range(MOST_TABS):
            self.page.keyboard.press("Tab")
            at = self.page.evaluate(FOCUS)
            if self.page.evaluate("document.activeElement?.id") == "inhoud":
                continue  # a page that is still loading goes there once more
            assert at is None or (at["ring"] and at["onScreen"]), at
            if at and all(at[name] == value for name, value in wanted.items()):
                return
            if at and at["href"] == "#inhoud":
                self.page.keyboard.press("Enter")
                self.page.wait_for_function("document.activeElement?.id === 'inhoud'")
        raise AssertionError(f"the keyboard does not reach {wanted} on {self.page.url}")

    def _arrow_to(self, name: str, value: str) -> None:
        for _ in range(MOST_TABS):
            if self.page.evaluate(FOCUS)["value"] == value:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{name} has no choice {value}")
