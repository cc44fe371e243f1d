"""The site on a device: installed, without a connection, and what it keeps of what was typed."""

import json
import re
from collections.abc import Iterator
from io import BytesIO

import pytest
from PIL import Image

from node.residents import accounts, sessions
from tests.neighbourhood import PASSWORD, Neighbourhood, Ward
from tests.web.markup import Page
from tests.web.visitor import Visitor

SECRET = "Zeepkist"


@pytest.fixture(scope="module")
def elm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ward]:
    neighbourhood = Neighbourhood(tmp_path_factory.mktemp("installed"))
    ward = neighbourhood.ward("elm")
    ward.posts("lending", "Ladder")
    for reach in ("ward", "adjacent"):
        ward.posts("lending", f"{SECRET} {reach}", reach=reach)
    yield ward
    neighbourhood.close()


def typed(page: Page) -> str:
    return page.all("html")[0].attributes["data-typed"]


def test_the_manifest_names_the_ward_and_its_pictures(elm: Ward) -> None:
    stranger = Visitor(elm)
    [link] = stranger.page("/").all("link", rel="manifest")
    answer = stranger.get(link.attributes["href"])
    assert answer.mimetype == "application/manifest+json"
    told = json.loads(answer.text)
    assert (told["short_name"], told["start_url"], told["display"]) == ("Elm", "/", "standalone")
    assert {one["url"] for one in told["shortcuts"]} == {"/", "/plaatsen"}
    sizes = set()
    for one in told["icons"]:
        picture = Image.open(BytesIO(stranger.get(one["src"]).data))
        assert "{}x{}".format(*picture.size) == one["sizes"]
        sizes.add((one["purpose"], one["sizes"]))
    assert sizes == {(p, s) for p in ("any", "maskable") for s in ("192x192", "512x512")}
    metas = stranger.page("/").all("meta")
    assert len([one for one in metas if one.attributes.get("name") == "theme-color"]) == 2


def test_the_worker_keeps_what_is_there_and_a_new_look_is_a_new_version(
    elm: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    stranger = Visitor(elm)
    answer = stranger.get("/dienst.js")
    assert answer.mimetype == "text/javascript"
    assert "connect-src 'self'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-cache"
    first = answer.text.splitlines()[0]
    found = re.fullmatch(r'const VERSION = "([0-9a-f]{12})", KEPT = (\[.*\]);', first)
    assert found
    for path in json.loads(found[2]):
        kept = stranger.get(path)
        assert (kept.status_code, "immutable" in kept.headers["Cache-Control"]) == (200, True)
    monkeypatch.setitem(
        elm.app.jinja_env.globals, "asset", lambda name: f"/static/{name}?v=another"
    )
    assert found[1] not in stranger.get("/dienst.js").text


def test_without_a_connection_there_is_what_anybody_may_see(elm: Ward) -> None:
    for who in (Visitor(elm), Visitor(elm, "Alice Jansen")):
        page = who.page("/zonder-verbinding")
        assert "Ladder" in page.text
        assert SECRET not in page.text
        assert typed(page) == "wacht"
        assert "Dit hing er" in page.text


def test_what_is_more_than_a_day_old_is_not_shown(elm: Ward) -> None:
    """That page holds no listing at all, so that a device need not keep one."""
    page = Visitor(elm).page("/zonder-verbinding?oud=ja")
    assert "ouder dan een dag" in page.text
    assert (page.all("article"), "Ladder" in page.text, typed(page)) == ([], False, "wacht")


def test_what_is_typed_is_kept_for_who_is_signed_in_on_a_device_of_their_own(elm: Ward) -> None:
    stranger, maker, other = Visitor(elm), Visitor(elm, "Maker Visser"), Visitor(elm, "Ander Mens")
    draft = maker.begins()
    page = maker.page(f"/plaatsen/{draft}/tekst")
    assert typed(page)
    assert typed(page) != typed(other.page("/van-mij"))
    [form] = [one for one in page.all("form", method="post") if "data-keep" in one.attributes]
    assert form.inside("main")
    assert typed(stranger.page("/")) == ""
    assert typed(stranger.page("/inloggen")) == "wacht"
    assert typed(stranger.page("/er-is-niets", 404)) == "wacht"


def test_on_a_shared_computer_nothing_is_kept(elm: Ward) -> None:
    with elm.at_work() as world:
        accounts.create(world, name="Sam Deelt", password=PASSWORD)
    visitor = Visitor(elm)
    sent = {"name": "Sam Deelt", "password": PASSWORD}
    assert visitor.post("/inloggen", sent | {"shared": "yes"}).status_code == 303
    assert typed(visitor.page("/van-mij")) == ""
    assert visitor.post("/uitloggen", {}).status_code == 303
    assert visitor.post("/inloggen", sent).status_code == 303
    assert typed(visitor.page("/van-mij"))


def test_nothing_secret_is_asked_where_typing_is_kept(elm: Ward) -> None:
    """No form that keeps what is typed has a field for a password or a code."""
    with elm.at_work() as world:
        person = accounts.create(world, name="Vera Veilig", password=PASSWORD)
        token = sessions.begin_again(world, person)
    visitor = Visitor(elm)
    visitor.client.set_cookie("wijk", token, domain="elm.localhost")
    for path in ("/van-mij/wachtwoord", "/van-mij/e-mail", "/van-mij/tweede-stap", "/inloggen",
                 "/van-mij/papier", "/herstel", "/account-maken"):  # fmt: skip
        assert "data-keep" not in visitor.client.get(path, base_url=elm.url).text
