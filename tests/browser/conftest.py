"""A browser, and two wards with something in them."""

import os
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.mailserver import Day, mail_server
from tests.running import Node, short_folder, two_wards
from tests.tools import ROOT, chromium_or_skip

SAMPLES = ROOT / "deploy" / "samples" / "indische-buurt.csv"
PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1200, "height": 900}
PATIENCE_MS = 15_000

Visitor = Callable[..., Page]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, without a window."""
    program = chromium_or_skip()
    alone = ["--no-sandbox"] if os.geteuid() == 0 else []  # its sandbox does not start as root
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=alone)
        yield started
        started.close()


@pytest.fixture(scope="session")
def wards() -> Iterator[tuple[Node, Node]]:
    """Elm, with the samples of a real ward, and Oak, empty; they follow each other.

    Their mail server takes no letter, so that what it would have brought can be read.
    """
    refuses = mail_server(Day(rcpt="550 nobody of that name"))
    with (
        short_folder() as folder,
        refuses as server,
        two_wards(folder, mail_port=server.port) as (elm, oak),
    ):
        elm.wijk("import", SAMPLES)
        yield elm, oak


@pytest.fixture
def visitor(browser: Browser) -> Iterator[Visitor]:
    """Makes a visitor: ``visitor(DESKTOP, javascript=False)``. What goes wrong in pages is kept.

    At the end nothing may have been asked from elsewhere, and no page may have complained.
    """
    contexts: list[BrowserContext] = []
    elsewhere: list[str] = []
    complaints: list[str] = []

    def make(
        size: Any = PHONE, *, dark: bool = False, javascript: bool = True, language: str = "nl-NL"
    ) -> Page:
        context = browser.new_context(
            viewport=size,
            color_scheme="dark" if dark else "light",
            java_script_enabled=javascript,
            locale=language,
            timezone_id="Europe/Amsterdam",
            reduced_motion="reduce",
        )
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda asked: _note_elsewhere(asked.url, elsewhere))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: _note_complaint(said, complaints))
        return page

    yield make
    for context in contexts:
        context.close()
    assert not elsewhere, "a page loads from elsewhere"
    assert not complaints, "a page complains on the console"


def _note_elsewhere(url: str, elsewhere: list[str]) -> None:
    if not re.match(r"https?://(?:elm|oak)\.localhost:\d+/|data:", url):
        elsewhere.append(url)


def _note_complaint(said: Any, complaints: list[str]) -> None:
    """Errors on the console; that a page answers 404 or 422, or that a walk cut the connection, is
    said there too, and is meant.
    """
    meant = ("the server responded with a status of 4", "net::ERR_INTERNET_DISCONNECTED")
    if said.type == "error" and not any(words in said.text for words in meant):
        complaints.append(said.text)
