"""A page is a page whatever stands in a listing: nothing in it is markup or a link, on each engine.

What a browser makes of it is tried in ``tests/browser/test_payloads.py``.
"""

import re

import pytest

from node.web import details
from tests.neighbourhood import Neighbourhood, Ward
from tests.web.markup import Page

HIDES = "[de bank](https://evil.example) <a href='//evil.example'>de bank</a> https://evil.example"
SCHEMES = ("http", "https", "mailto", "tel")


def opened(ward: Ward, path: str) -> tuple[Page, str, str]:
    """The page, its source, and what it may run."""
    answer = ward.client().get(path, base_url=ward.url)
    assert answer.status_code == 200
    return Page(answer.text), answer.text, answer.headers["Content-Security-Policy"]


def next_door(neighbourhood: Neighbourhood, text: str) -> list[tuple[Ward, str]]:
    """Where a listing with this text is: at home, and in the ward that follows it."""
    elm, oak = neighbourhood.ward("elm"), neighbourhood.ward("oak")
    lid = elm.posts("lending", "Ladder", text=text, place=text[:40])
    oak.follows(elm)
    oak.pulls()
    [elms] = oak.neighbours()
    return [(elm, f"/l/{lid}"), (oak, f"/n/{elms.scid}/l/{lid}")]


def test_LI_02_what_a_template_lets_through_may_not_run(
    neighbourhood: Neighbourhood, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only what has this answer's own nonce, which nobody knows beforehand."""
    for ward, path in next_door(neighbourhood, "<script nonce=x>alert(1)</script>"):
        monkeypatch.setattr(ward.app.jinja_env, "autoescape", False)
        monkeypatch.setattr(ward.app.jinja_env, "bytecode_cache", None)  # others compiled escaping
        nonces = set()
        for _twice in range(2):
            _, text, policy = opened(ward, path)
            assert "<script nonce=x>alert(1)</script>" in text
            [nonce] = re.findall(r"script-src 'nonce-([^']+)'(?:;|$)", policy)
            assert "default-src 'none'" in policy
            assert "unsafe" not in policy
            nonces.add(nonce)
        assert len(nonces - {"x"}) == 2


def test_LI_03_a_text_hides_no_target(neighbourhood: Neighbourhood) -> None:
    """The address stands there as it was typed; nothing that was typed leads anywhere."""
    for ward, path in next_door(neighbourhood, HIDES):
        page, _, _ = opened(ward, path)
        assert HIDES in page.text
        for link in page.links:
            assert "evil" not in link
            assert ":" not in link.split("/")[0] or link.split(":")[0] in SCHEMES


def test_LI_18_what_cannot_be_shown_leaves_the_rest_also_next_door(
    neighbourhood: Neighbourhood, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(_kind: str) -> object:
        raise ValueError("this text breaks the renderer")

    monkeypatch.setattr(details, "of", breaks)
    for ward, path in next_door(neighbourhood, "Van hout."):
        for seen in (path, "/"):
            page, text, _ = opened(ward, seen)
            assert "Van hout." in page.text
            assert page.faults == []
            assert "breaks the renderer" not in text
