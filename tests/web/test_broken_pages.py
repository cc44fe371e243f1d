"""Whatever breaks, whoever looks hears that it did, and nothing of the inside (AD-10)."""

import json
import logging
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NoReturn

import pytest
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from node.store.database import DATABASE_ERRORS
from node.web import errors
from tests.neighbourhood import Neighbourhood, Ward
from tests.tools import ROOT
from tests.web.markup import Page
from tests.web.visitor import Visitor

TOLD = "postgresql://wijk:geheim-7f3a@db/wijk"
INSIDE = (TOLD, "geheim-7f3a", "Traceback", "RuntimeError", 'File "', ".py", "werkzeug", "debugger")
VALUES = {
    "LidConverter": "01900000-0000-7000-8000-000000000001",
    "ScidConverter": "Q" * 46,
    "DigestConverter": "u" + "A" * 45,
    "TokenConverter": "t" * 43,
    "IntegerConverter": "1",
    "RowConverter": "1",
    "UnicodeConverter": "public",
    "PathConverter": "wijk.css",
}
WITHOUT_HTML = re.compile(r"/fed/|/\.well-known/|/actor|/nodeinfo|/inbox")


class SecretiveError(RuntimeError):
    """What a careless library might say."""


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ward]:
    """A ward of which every page fails, with everything in the error that nobody may see."""
    neighbourhood = Neighbourhood(tmp_path_factory.mktemp("broken"))
    elm = neighbourhood.ward("elm")
    Visitor(elm, "Ada Doet", role="admin")
    for endpoint in elm.app.view_functions:
        if endpoint != "choices":  # whence the token of the forms comes
            elm.app.view_functions[endpoint] = failing(elm, SecretiveError)
    yield elm
    neighbourhood.close()


def failing(ward: Ward, error: type[Exception]) -> Callable[..., NoReturn]:
    def fail(*_parts: object, **_named: object) -> NoReturn:
        raise error(f"{TOLD} {ward.world.config.secret} {ward.world.config.data} {__file__}")

    return fail


def rules(ward: Ward, method: str) -> list[Rule]:
    return [
        rule
        for rule in ward.app.url_map.iter_rules()
        if method in (rule.methods or ()) and rule.endpoint != "choices"
    ]


def address_of(rule: Rule) -> str:
    def value(part: re.Match[str]) -> str:
        return VALUES[type(rule._converters[part[1]]).__name__]

    return re.sub(r"<(?:\w+:)?(\w+)>", value, rule.rule)


def assert_tells_nothing(ward: Ward, answer: TestResponse, where: str) -> None:
    config = ward.world.config
    everything = answer.get_data().decode("utf-8", "replace") + str(answer.headers)
    for inside in (*INSIDE, config.secret, str(config.data), str(ROOT), "Secretive"):
        assert inside not in everything, f"{where} tells {inside}"


def test_AD_10_no_page_tells_what_broke(broken: Ward, caplog: pytest.LogCaptureFixture) -> None:
    admin = Visitor(broken, "Ada Doet", role="admin")
    pages = 0
    for rule in rules(broken, "GET"):
        where = address_of(rule)
        answer = admin.get(where)
        assert_tells_nothing(broken, answer, where)
        if answer.status_code != 500:  # for somebody who is not signed in, or no page of theirs
            assert answer.status_code in {303, 404}, where
        elif WITHOUT_HTML.match(where):
            assert_plain(answer, where)
        else:
            pages += answer.mimetype == "text/html"
            assert "Er ging bij ons iets mis." in answer.text, where
    assert pages > 100
    assert "geheim-7f3a" in caplog.text  # whoever looks after the site does hear it


def assert_plain(answer: TestResponse, where: str) -> None:
    """For programs: a problem in JSON, or a page where a person may look too."""
    if "json" in answer.mimetype:
        assert json.loads(answer.text)["status"] == 500, where
    else:
        assert "Er ging bij ons iets mis." in answer.text, where


def test_AD_10_no_form_tells_what_broke(broken: Ward) -> None:
    admin = Visitor(broken, "Ada Doet", role="admin")
    token = admin.token()
    failed = 0
    for rule in rules(broken, "POST"):
        where = address_of(rule)
        sent = {"csrf_token": token, "name": "Ada", "password": "geheim-7f3a"}
        answer = admin.client.post(where, base_url=broken.url, data=sent)
        assert_tells_nothing(broken, answer, where)
        failed += answer.status_code == 500
    assert failed > 40


@pytest.mark.parametrize("path", ["/", "/oproepen.atom", "/oproepen.csv", "/fed/head/public"])
def test_AD_10_nor_where_the_database_or_the_beginning_breaks(
    elm: Ward, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor, error = Visitor(elm), DATABASE_ERRORS[0]
    for endpoint in elm.app.view_functions:
        monkeypatch.setitem(elm.app.view_functions, endpoint, failing(elm, error))
    answer = visitor.get(path)
    assert answer.status_code == 500
    assert_tells_nothing(elm, answer, path)
    early: Any = elm.app.before_request_funcs
    monkeypatch.setitem(early, None, [failing(elm, SecretiveError)])
    answer = visitor.get(path)
    assert answer.status_code == 500
    assert_tells_nothing(elm, answer, path)


def test_AD_10_nor_where_the_page_that_says_so_breaks_itself(
    elm: Ward, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    visitor = Visitor(elm)
    monkeypatch.setitem(elm.app.view_functions, "board", failing(elm, SecretiveError))
    monkeypatch.setattr(errors, "render_template", failing(elm, SecretiveError))
    answer = visitor.get("/")
    assert (answer.status_code, answer.mimetype) == (500, "text/plain")
    assert answer.text.startswith("Er ging bij ons iets mis.\n")
    assert_tells_nothing(elm, answer, "/")
    assert "geheim-7f3a" in caplog.text


def test_AD_10_there_is_no_debugger_whatever_the_environment_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    monkeypatch.setenv("FLASK_DEBUG", "1")
    neighbourhood = Neighbourhood(tmp_path)
    elm = neighbourhood.ward("elm")
    visitor = Visitor(elm)
    assert not elm.app.debug
    assert not elm.app.testing
    assert visitor.get("/console").status_code == 404
    asked = "/?__debugger__=yes&cmd=resource&f=style.css"
    assert Page(visitor.get(asked).text).all("h1")
    monkeypatch.setitem(elm.app.view_functions, "board", failing(elm, SecretiveError))
    answer = visitor.get(asked)
    assert answer.status_code == 500
    assert_tells_nothing(elm, answer, asked)
    neighbourhood.close()
