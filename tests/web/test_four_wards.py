"""Four wards in a row: how far a listing of each reach is to be seen, and its end, by people."""

from itertools import pairwise

import pytest
from click.testing import CliRunner

from node.cli import wijk
from node.listings import withdrawing
from node.settings import values
from node.shown.reach import REACHES
from tests.neighbourhood import Neighbourhood, Ward
from tests.web.visitor import Visitor


@pytest.fixture
def row(neighbourhood: Neighbourhood) -> list[Ward]:
    """Elm, oak, ash and fir, each a neighbour of the next."""
    wards = [neighbourhood.ward(name) for name in ("elm", "oak", "ash", "fir")]
    for one, other in pairwise(wards):
        neighbourhood.befriend(one, other)
    return wards


def seen(ward: Ward, lids: dict[str, str], name: str = "") -> set[str]:
    """Of which reach somebody finds a listing at a ward, on the board and by its words."""
    visitor = Visitor(ward, name)
    found = [
        {reach for reach, lid in lids.items() if lid in visitor.get(path).text}
        for path in ("/", "/?q=zeepkist")
    ]
    assert found[0] == found[1]
    return found[0]


def by_command(ward: Ward, *arguments: str) -> None:
    data = str(ward.world.config.data)
    done = CliRunner().invoke(wijk, ["--data", data, *arguments])
    assert done.exit_code == 0, done.output


def test_N2_each_reach_comes_as_far_as_it_may_and_its_end_the_same_way(
    neighbourhood: Neighbourhood, row: list[Ward]
) -> None:
    elm, oak, ash, fir = row
    noor = Visitor(elm, "Noor de Wit")
    lids = {reach: noor.places(title=f"Zeepkist {reach}", reach=reach) for reach in REACHES}
    neighbourhood.rounds(3)
    assert (seen(elm, lids), seen(elm, lids, "Bo")) == ({"everyone"}, set(REACHES))
    assert (seen(oak, lids), seen(oak, lids, "Bo")) == ({"everyone"}, {"everyone", "adjacent"})
    assert seen(ash, lids, "Bo") == seen(fir, lids, "Bo") == set()

    by_command(ash, "peer", "level", elm.url, "shown")
    neighbourhood.rounds(3)
    assert seen(ash, lids) == seen(ash, lids, "Bo") == {"everyone"}
    assert seen(fir, lids, "Bo") == set()

    for lid in lids.values():
        noor.post(f"/l/{lid}/weghalen", {})
    neighbourhood.clock.forward(minutes=1)
    with elm.at_work() as world:
        assert withdrawing.sign_due(world) == 3
    neighbourhood.clock.forward(hours=2)
    neighbourhood.rounds(4)
    for ward in row:
        assert seen(ward, lids) == seen(ward, lids, "Bo") == set()
    neighbourhood.clock.forward(hours=1)
    neighbourhood.rounds()
    noor = Visitor(elm, "Noor de Wit")
    for reach in ("everyone", "adjacent"):
        page = noor.page(f"/l/{lids[reach]}")
        assert "Ingetrokken, en verwerkt in 1 van 1 wijk." in page.text
        assert page.all("dt")[-1].text == "Oak"
    assert "verwerkt" not in noor.page(f"/l/{lids['ward']}").text


def test_N3_by_whichever_roads_it_comes_it_hangs_once_with_its_ward_and_how_far(
    neighbourhood: Neighbourhood,
) -> None:
    """From elm to ash itself, by oak, and by fir: the same listing three times."""
    elm, oak, ash, fir = (neighbourhood.ward(name) for name in ("elm", "oak", "ash", "fir"))
    for one, other in ((elm, oak), (elm, ash), (elm, fir), (oak, ash), (fir, ash)):
        neighbourhood.befriend(one, other)
    with ash.at_work():
        values.put("centre", "52.364, 4.939")
    elm.posts("sharing", "Soep", reach="everyone")
    elm.posts("sharing", "Brood", reach="adjacent")
    neighbourhood.rounds(4)
    for path in ("/", "/?q=kom", "/?near=3000", "/?sort=near", "/?kind=sharing&terms=gift"):
        page = Visitor(ash, "Bo").page(path)
        assert page.by_id("lijst").text.startswith("2 oproepen"), path  # type: ignore[union-attr]
        assert sorted(one.text for one in page.all("h3")) == ["Brood", "Soep"]
        assert page.text.count("Uit buurwijk Elm") == 2
        assert page.text.replace("\u00a0", " ").count("500 meter") >= 2
        assert [one.text for one in Visitor(ash).page(path).all("h3")] == ["Soep"]
