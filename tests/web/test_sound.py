"""What a neighbour sends never takes a page down: the strangest listing is shown, or the rest."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from federation.kinds import KINDS
from federation.limits import MAX_INTEGER
from node.listings.cards import Card
from node.web import details, notes
from tests.neighbourhood import Neighbourhood
from tests.web.markup import Page
from tests.web.visitor import Visitor
from tests.world import NOON

STRANGE = ("%(num)s", "%s %", "{{ 7*7 }}", "{% raw %}", "\u202e", "x" * 9_000, "0", "-1")
VALUES = st.one_of(
    st.sampled_from(STRANGE), st.text(max_size=50), st.integers(-MAX_INTEGER, MAX_INTEGER)
)
NAMES = st.sampled_from([field.name for kind in KINDS.values() for field in kind.fields])


def card(kind: str, told: dict[str, str | int], text: str) -> Card:
    """A neighbour's listing with these details."""
    return Card(
        id=1,
        lid="x",
        origin_scid="Qm",
        origin_name=text,
        origin_url="https://oak.example",
        kind=kind,
        purpose="offer",
        terms="paid",
        title=text,
        text=text,
        language="nl",
        by=text,
        place=text,
        at=(52362, 4940),
        address=text,
        public_place=None,
        reach="everyone",
        state="open",
        published=NOON,
        updated=NOON,
        ends=NOON,
        starts=NOON,
        next_date=NOON,
        details=told,
        tags=[text],
        pictures=[],
        owner_id=None,
    )


def test_LI_18_whatever_the_details_say_a_listing_is_shown(neighbourhood: Neighbourhood) -> None:
    app = neighbourhood.ward("elm").app

    @settings(max_examples=300, suppress_health_check=list(HealthCheck))
    @given(st.sampled_from([*KINDS, "nieuw"]), st.dictionaries(NAMES, VALUES), VALUES)
    def shown(kind: str, told: dict[str, str | int], text: str | int) -> None:
        made = card(kind, told, str(text))
        assert len(notes.strips.__wrapped__(made)) >= 2  # type: ignore[attr-defined]
        facts = notes.facts.__wrapped__(made)  # type: ignore[attr-defined]
        assert all(len(fact.value) <= 20_000 for fact in facts)
        assert notes.paragraphs.__wrapped__(str(text))  # type: ignore[attr-defined]
        assert isinstance(notes.excerpt.__wrapped__(str(text)), str)  # type: ignore[attr-defined]

    with app.test_request_context("/", base_url="http://elm.localhost:8001"):
        app.preprocess_request()
        shown()


def test_LI_18_what_cannot_be_shown_leaves_the_rest(
    neighbourhood: Neighbourhood, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    elm = neighbourhood.ward("elm")
    visitor = Visitor(elm)
    bad, good = elm.posts("lending", "Kapot"), elm.posts("sharing", "Heel", text="Nog heel.")
    whole = details.of

    def breaks(kind: str) -> object:
        if kind == "lending":
            raise ValueError("this text breaks the renderer")
        return whole(kind)

    monkeypatch.setattr(details, "of", breaks)
    board = visitor.page("/")
    assert {f"/l/{bad}", f"/l/{good}"} <= board.links
    assert "Nog heel." in board.text
    page = visitor.page(f"/l/{bad}")
    assert page.all("h1")[0].text == "Kapot"
    assert "Kapot. Kom langs wanneer je wilt." in page.text
    assert page.faults == []
    assert "breaks the renderer" in caplog.text
    assert "breaks the renderer" not in Page(visitor.get(f"/l/{bad}").text).text
