"""The sample listings: what a visitor of the demonstration reads first."""

import re
import tomllib
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest
from PIL import Image

from federation import limits, privacy
from federation.kinds import KINDS, PURPOSES
from node.listings import fields
from node.residents import names
from node.upkeep import importing
from tests.tools import ROOT
from tests.world import NOON

SAMPLES: Final = ROOT / "deploy" / "samples"
PICTURES: Final = SAMPLES / "pictures"
FILES: Final = sorted(SAMPLES.glob("*.csv"))
HEADER: Final = (
    "kind,purpose,terms,name,content,reach,by,place,geo,start,repeat,end_days,language,tags,"
    "details,picture,picture_alt,posted_days_ago"
)
LARGEST_PICTURE: Final = 40_000  # bytes
WARD_ACROSS: Final = 0.015  # degrees from its middle, about a kilometre
_STREET_NUMBER: Final = re.compile(
    r"(?i)(?:straat|laan|weg|plein|kade|gracht|dijk|plantsoen|park)\s+\d"
)
_SEVEN_FIGURES: Final = re.compile(r"\d[\d\s-]{5,}\d")

Row = dict[str, str]


@cache
def rows(file: Path) -> tuple[Row, ...]:
    return tuple(importing.rows_of(file))


@cache
def wards() -> dict[str, dict[str, Any]]:
    listed = tomllib.loads((SAMPLES / "wards.toml").read_text("utf-8"))["ward"]
    return {ward["slug"]: ward for ward in listed}


each_ward = pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])


def read(row: Row) -> fields.Reading:
    """The row as the form reads it; a picture stands under any digest."""
    named = (fields.NamedPicture("digest", row["picture_alt"]),) if row["picture"] else ()
    return fields.read(importing._typed(row, NOON), named, NOON)


def words_of(row: Row) -> str:
    """All that people read of a row."""
    return "\n".join(row[name] for name in ("name", "content", "place", "details", "picture_alt"))


def test_each_ward_has_its_listings() -> None:
    assert set(wards()) == {file.stem for file in FILES}
    assert list(wards())[:2] == ["indische-buurt", "dapperbuurt"]
    assert [len(rows(file)) >= 60 for file in FILES if file.stem in list(wards())[:2]] == [True] * 2


@each_ward
def test_the_columns_are_those_of_an_import(file: Path) -> None:
    assert file.read_text("utf-8").splitlines()[0] == HEADER
    assert all(",".join(row) == HEADER for row in rows(file))


@each_ward
def test_each_row_is_read_as_a_form_is(file: Path) -> None:
    wrong = {row["name"]: problems for row in rows(file) if (problems := read(row).problems)}
    assert wrong == {}


@each_ward
def test_every_kind_is_there_as_offer_and_as_request(file: Path) -> None:
    seen = {(row["kind"], row["purpose"]) for row in rows(file)}
    assert seen == {(kind, purpose) for kind in KINDS for purpose in PURPOSES}


@each_ward
def test_terms_and_details_are_those_of_the_kind(file: Path) -> None:
    for row in rows(file):
        kind = KINDS[row["kind"]]
        named = {part.partition("=")[0] for part in row["details"].split(";") if part}
        assert row["terms"] in kind.terms, row["name"]
        assert named, row["name"]
        assert {kind.field(name) for name in named} <= set(kind.fields), row["name"]


@each_ward
def test_every_reach_is_there_and_most_is_for_everyone(file: Path) -> None:
    reaches = [row["reach"] for row in rows(file)]
    assert set(reaches) == {"ward", "adjacent", "everyone"}
    assert reaches.count("everyone") > 0.8 * len(reaches)


@each_ward
def test_no_two_listings_have_the_same_title_or_text(file: Path) -> None:
    for name in ("name", "content"):
        texts = [row[name] for row in rows(file)]
        assert len(set(texts)) == len(texts)


@each_ward
def test_texts_keep_to_the_bounds_of_the_protocol(file: Path) -> None:
    for row in rows(file):
        assert 0 < len(row["name"]) <= limits.NAME_POINTS
        assert 0 < len(row["content"]) <= limits.CONTENT_POINTS
        assert 0 < len(row["tags"].split(",")) <= limits.TAGS


@each_ward
def test_a_listing_lives_as_long_as_the_protocol_lets_it(file: Path) -> None:
    for row in rows(file):
        life = limits.EVENT_LIFE if row["kind"] == "meeting" else limits.LISTING_LIFE
        days = int(row["end_days"]) + int(row["posted_days_ago"])
        assert 7 <= int(row["end_days"]) <= 170, row["name"]
        assert 0 <= int(row["posted_days_ago"]) <= 40, row["name"]
        assert timedelta(days=days) < life, row["name"]


@each_ward
def test_no_way_to_somebodys_door_or_telephone_is_told(file: Path) -> None:
    for row in rows(file):
        said = words_of(row)
        assert privacy.find(said) is None, row["name"]
        assert "@" not in said, row["name"]
        assert not _STREET_NUMBER.search(said), row["name"]
        assert not _SEVEN_FIGURES.search(said), row["name"]


def test_what_is_forbidden_would_be_found() -> None:
    assert _STREET_NUMBER.search("Kom naar de Javastraat 12.")
    assert _SEVEN_FIGURES.search("Bel 020 123 45 67.")


@each_ward
def test_whoever_places_has_a_name_that_an_account_may_have(file: Path) -> None:
    for row in rows(file):
        assert names.check_name(row["by"]) == row["by"]


@each_ward
def test_points_lie_in_the_ward_and_are_not_exact(file: Path) -> None:
    middle = [float(part) for part in wards()[file.stem]["centre"].split(",")]
    for row in rows(file):
        parts = row["geo"].split(",") if row["geo"] else []
        assert all(len(part.partition(".")[2]) <= 3 for part in parts), row["name"]
        for part, centre in zip(parts, middle, strict=False):
            assert abs(float(part) - centre) < WARD_ACROSS, row["name"]


@each_ward
def test_pictures_are_there_and_described(file: Path) -> None:
    shown = [row for row in rows(file) if row["picture"]]
    assert 10 <= len(shown) <= 20
    for row in rows(file):
        assert bool(row["picture"]) == bool(row["picture_alt"]), row["name"]
    assert all((PICTURES / row["picture"]).is_file() for row in shown)


def test_each_picture_is_used_and_light() -> None:
    used = {row["picture"] for file in FILES for row in rows(file)} - {""}
    assert used == {path.name for path in PICTURES.iterdir()}
    for path in PICTURES.iterdir():
        assert path.stat().st_size < LARGEST_PICTURE, path.name
        with Image.open(path) as picture:
            assert picture.size == (960, 480), path.name


def test_more_languages_than_one_are_spoken() -> None:
    spoken = {row["language"] for file in FILES for row in rows(file)}
    assert spoken == {"nl", "en", "ar", "tr"}


def test_wards_name_only_codes_of_their_form() -> None:
    for ward in wards().values():
        assert re.fullmatch(r"[a-z]+(?:-[a-z]+)*", ward["slug"])
        assert 0 < len(ward["name"]) <= limits.HEAD_NAME_POINTS
        assert "\n" not in ward["summary"]
        assert all(re.fullmatch(r"WK\d{4}[0-9A-Z]{2}@20\d\d", code) for code in ward["wards"])
