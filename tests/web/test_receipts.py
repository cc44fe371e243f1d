"""What a lister reads of the neighbouring wards, on the listing's page and in their list (N2)."""

import pytest

from node.listings import withdrawing
from tests.neighbourhood import Neighbourhood, Ward
from tests.web.visitor import Visitor

PAST = "/van-mij?deel=voorbij"


@pytest.fixture
def around(neighbourhood: Neighbourhood, elm: Ward) -> list[Ward]:
    """Two wards that are elm's neighbours."""
    wards = [neighbourhood.ward(name) for name in ("ash", "oak")]
    for ward in wards:
        neighbourhood.befriend(elm, ward)
    return wards


def hears(ward: Ward) -> None:
    """A neighbour says at its next look what it took at this one."""
    assert ward.pulls() == []
    assert ward.pulls() == []


def a_minute_passes(ward: Ward) -> None:
    """In which it could be put back; then the job has its turn."""
    ward.neighbourhood.clock.forward(seconds=61)
    with ward.at_work() as world:
        assert withdrawing.sign_due(world) == 1


def test_N2_who_placed_it_reads_which_wards_have_it_and_which_have_let_go(
    neighbourhood: Neighbourhood, elm: Ward, around: list[Ward]
) -> None:
    alice, bob = Visitor(elm, "Alice Jansen"), Visitor(elm, "Bob")
    lid = alice.places(title="Ladder")
    ash, oak = around
    hears(ash)
    text = alice.page(f"/l/{lid}").text
    assert "Aangekomen in 1 van de 2 buurwijken." in text
    assert "Ash zaterdag 10 mei, 14.00 uur Oak nog niet" in text
    assert "Aangekomen" not in bob.page(f"/l/{lid}").text

    neighbourhood.clock.forward(hours=1)
    alice.post(f"/l/{lid}/weghalen", {})
    assert "verwerkt" not in alice.page(f"/l/{lid}").text
    a_minute_passes(elm)
    assert "Ingetrokken, en verwerkt in 0 van de 2 wijken." in alice.page(f"/l/{lid}").text
    hears(oak)
    text = alice.page(f"/l/{lid}").text
    assert "Ingetrokken, en verwerkt in 1 van de 2 wijken." in text
    assert "Ash nog niet Oak zaterdag 10 mei, 15.01 uur" in text
    hears(ash)
    past = alice.page(PAST)
    assert "Ingetrokken, en verwerkt in 2 van de 2 wijken." in past.text
    assert f"/l/{lid}#buurwijken" in past.links
    english = alice.get(f"/l/{lid}", Accept_Language="en").text
    assert "Withdrawn, and processed in 2 of 2 wards." in english
    assert bob.get(f"/l/{lid}").status_code == 410


def test_a_listing_of_this_ward_alone_says_nothing_of_others(elm: Ward, around: list[Ward]) -> None:
    alice = Visitor(elm, "Alice Jansen")
    lid = alice.places(reach="ward")
    assert "In de buurwijken" not in alice.page(f"/l/{lid}").text
    alice.post(f"/l/{lid}/weghalen", {})
    a_minute_passes(elm)
    assert "verwerkt" not in alice.page(PAST).text
