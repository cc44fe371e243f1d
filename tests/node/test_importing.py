"""Listings from a table, through the same use case as a form."""

from pathlib import Path

import pytest

from node.feed.models import Entry
from node.listings import inventory, search
from node.residents import accounts
from node.residents.models import Resident
from node.shown.viewer import ANYONE
from node.upkeep import importing
from node.world import World
from tests.node.test_pictures import image

HEADER = (
    "kind,purpose,terms,name,content,reach,by,place,geo,start,repeat,end_days,language,tags,"
    "details,picture,picture_alt,posted_days_ago\n"
)
ROWS = (
    "lending,offer,loan,Ladder,Van hout.,everyone,Buurthuis,Javaplein,"
    '"52.361,4.938",,,30,nl,"tuin,hout",days=7;condition=goed,ladder.jpg,Een ladder,3\n'
    "meeting,offer,gift,Koffie,Elke week.,everyone,Buurthuis,,,+4 19:30,weekly,90,nl,,places=8,,,\n"
    "lending,offer,loan,,Zonder naam.,everyone,Winkel,,,,,30,nl,,,,,\n"
)


def write(folder: Path, text: str = HEADER + ROWS) -> list[dict[str, str]]:
    (folder / "pictures").mkdir()
    (folder / "pictures" / "ladder.jpg").write_bytes(image().getvalue())
    (folder / "ward.csv").write_text("\ufeff" + text, encoding="utf-8")
    return importing.rows_of(folder / "ward.csv")


def test_good_rows_are_placed_and_wrong_ones_named(world: World, tmp_path: Path) -> None:
    done: list[int] = []
    rows = write(tmp_path)
    result = importing.import_rows(world, rows, folder=tmp_path / "pictures", progress=done.append)
    assert result.placed == 2
    assert {line: list(problems) for line, problems in result.wrong.items()} == {4: ["title"]}
    assert sum(done) == 3
    ladder, coffee = sorted(
        search.find(world, ANYONE, search.Query()).cards, key=lambda card: card.kind
    )
    assert (ladder.by, ladder.details) == ("Buurthuis", {"days": 7, "condition": "goed"})
    assert (world.now() - ladder.published).days == 3
    assert ladder.picture is not None
    assert coffee.details["repeat"] == "weekly"
    assert coffee.starts is not None
    assert Entry.select().count() == 2


@pytest.mark.parametrize(
    ("column", "said"),
    [
        ("end_days", "gauw"),
        ("end_days", "99999"),
        ("start", "morgen 9:00"),
        ("posted_days_ago", "x"),
    ],
)
def test_what_is_no_number_of_days_is_named_and_the_others_go_on(
    world: World, tmp_path: Path, column: str, said: str
) -> None:
    good = {"kind": "lending", "purpose": "offer", "terms": "loan", "name": "Ladder"}
    good |= {"content": "Van hout.", "reach": "everyone", "by": "Klusclub"}
    wrong = good | {column: said}
    result = importing.import_rows(world, [wrong, good], folder=tmp_path)
    assert result.placed == 1
    assert list(result.wrong) == [2]
    assert list(result.wrong[2]) == [column]


def test_each_organisation_is_made_once_and_cannot_sign_in(world: World, tmp_path: Path) -> None:
    rows = write(tmp_path)
    for _ in range(2):
        importing.import_rows(world, rows, folder=tmp_path / "pictures")
    made = list(Resident.select().where(Resident.organisation).order_by(Resident.id))
    assert [one.name for one in made] == ["Elm", "Buurthuis", "Winkel"]
    assert {one.password for one in made} == {None}


def test_rows_can_be_given_to_somebody(world: World, tmp_path: Path, alice: Resident) -> None:
    importing.import_rows(world, write(tmp_path), folder=tmp_path / "pictures", owner=alice)
    lines = inventory.listed(world)
    assert {inventory.owner_of(line.id) for line in lines} == {alice.id}


def test_a_picture_outside_the_folder_is_not_read(world: World, tmp_path: Path) -> None:
    (tmp_path / "secret.jpg").write_bytes(image().getvalue())
    rows = write(tmp_path, HEADER + ROWS.replace("ladder.jpg", "../secret.jpg"))
    result = importing.import_rows(world, rows, folder=tmp_path / "pictures")
    assert "picture" in result.wrong[2]
    assert accounts.find("Buurthuis")
