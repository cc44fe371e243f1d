"""What stands in a digest, as its promises say; all of it made up."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from node.matching import digest
from node.matching.digest import ANYBODY, EACH, ENDING, FRESH, POOL, Candidate, Reader, choose
from tests.world import NOON

DAY = timedelta(days=1)
BASE = Candidate(
    id=1,
    key=(1, "a"),
    author="1 7",
    owner=7,
    title="Ladder",
    published=NOON - DAY,
    ends=NOON + 30 * DAY,
)
ME = Reader(9)
FEW = settings(max_examples=40)  # a board has many listings: each example tries a lot


def listing(number: int, **changes: object) -> Candidate:
    own = {"id": number, "key": (1, str(number)), "title": f"Ding {number}"}
    return replace(BASE, **{**own, "author": f"1 {number}", "owner": number + 100, **changes})  # type: ignore[arg-type]


def titles(found: object) -> list[str]:
    return [one.title for one in found]  # type: ignore[attr-defined]


@st.composite
def boards(draw: st.DrawFn) -> list[Candidate]:
    """A board of a few authors, some near and some far, some over, some by two roads."""
    found = []
    for number in range(draw(st.integers(0, 40))):
        author = draw(st.integers(1, 8))
        starts = draw(st.none() | st.integers(-9, 20))
        one = listing(
            number,
            author=f"1 {author}",
            owner=author,
            title=f"Ding {draw(st.integers(0, 30))}",
            published=NOON - draw(st.integers(0, 12)) * DAY,
            ends=NOON + draw(st.integers(-2, 30)) * DAY,
            dated=starts is not None,
            next=None if starts is None or starts < 0 else NOON + starts * DAY,
            here=draw(st.booleans()),
            metres=draw(st.none() | st.integers(100, 9_000)),
        )
        found.append(one)
        if draw(st.booleans()):
            found.append(replace(one, id=number + 1_000))  # the same, by another road
    return found


@FEW
@given(boards(), st.integers(1, 9), st.booleans())
def test_B4_nothing_of_ones_own_nothing_past_nothing_twice(
    board: list[Candidate], me: int, stays: bool
) -> None:
    found = choose(board, Reader(me, stays), NOON)
    assert not [one for one in found.all if one.owner == me]
    assert not [one for one in found.all if digest.is_past(one, NOON)]
    assert len({one.key for one in found.all}) == len(found.all)
    assert len({(one.author, one.title) for one in found.all}) == len(found.all)
    assert all(one.here for one in found.all) or not stays


@FEW
@given(boards())
def test_B4_each_author_has_a_line_before_anybody_has_two(board: list[Candidate]) -> None:
    found = choose(board, ME, NOON)
    assert len(found.ending) <= ENDING
    assert len(found.fresh) <= FRESH
    lines = Counter(one.author for one in found.all)
    assert max(lines.values(), default=0) <= EACH
    if len(found.fresh) == FRESH:
        left = {one.author for one in _new(board)} - set(lines)
        assert not left or max(Counter(one.author for one in found.fresh).values()) == 1


@FEW
@given(boards())
def test_B4_what_there_is_only_this_week_comes_first(board: list[Candidate]) -> None:
    found = choose(board, ME, NOON)
    lasts = [one.last for one in found.ending]
    assert lasts == sorted(lasts)
    assert all(NOON <= last <= NOON + digest.WEEK for last in lasts)
    assert all(one.published > NOON - digest.WEEK for one in found.fresh)


@FEW
@given(boards(), st.integers(1, 9))
def test_the_same_is_chosen_again_whatever_the_order(board: list[Candidate], me: int) -> None:
    assert choose(board, Reader(me), NOON) == choose(board[::-1], Reader(me), NOON)


@FEW
@given(boards(), st.integers(1, 9))
def test_from_the_pool_as_from_all(board: list[Candidate], me: int) -> None:
    pool = digest.pool(board, NOON)
    assert len(pool) <= POOL
    assert {one.author for one in choose(pool, Reader(me), NOON).all} == {
        one.author for one in choose(board, Reader(me), NOON).all
    }


def test_near_comes_before_far() -> None:
    far = listing(3, here=False, metres=9_000)
    near = listing(1, here=False, metres=800)
    here, unknown = listing(2), listing(4, here=False)
    found = choose([far, unknown, near, here], ME, NOON).fresh
    assert {one.title for one in found[:2]} == {"Ding 1", "Ding 2"}
    assert {one.title for one in found[2:]} == {"Ding 3", "Ding 4"}


def test_a_flood_of_one_leaves_the_others_their_place() -> None:
    flood = [listing(number, author="een") for number in range(100, 200)]
    others = [listing(number) for number in range(FRESH - 1)]
    found = choose([*flood, *others], ME, NOON).fresh
    assert Counter(one.author for one in found)["een"] == 1
    alone = choose(flood, ME, NOON)
    assert len(alone.all) == EACH


def test_a_ward_that_makes_up_names_takes_no_more_than_its_turns() -> None:
    far_off = [listing(number, key=(2, str(number)), here=False) for number in range(1, 400)]
    others = [listing(400 + ward, key=(ward, "a"), here=False) for ward in (3, 4)]
    ours = [listing(500 + number) for number in range(5)]
    board = [*far_off, *others, *ours]
    for found in (board, digest.pool(board, NOON)):
        told = Counter(one.key[0] for one in choose(found, ME, NOON).fresh)
        assert told == {1: 5, 2: FRESH - 7, 3: 1, 4: 1}


def test_among_many_each_author_is_told_of_to_about_as_many() -> None:
    board = [listing(number) for number in range(40)]
    told: Counter[str] = Counter()
    for reader in range(1, 401):
        told.update(one.author for one in choose(board, Reader(1_000 + reader), NOON).fresh)
    assert len(told) == 40
    assert max(told.values()) < 2 * min(told.values())


def test_a_meeting_that_was_is_over_though_it_hangs_and_one_of_this_week_is_first() -> None:
    over = listing(1, dated=True, next=None)
    soon = listing(2, dated=True, next=NOON + DAY, published=NOON - 30 * DAY)
    later = listing(3, dated=True, next=NOON + 10 * DAY)
    found = choose([over, soon, later], ANYBODY, NOON)
    assert titles(found.ending) == ["Ding 2"]
    assert titles(found.fresh) == ["Ding 3"]


def _new(board: list[Candidate]) -> list[Candidate]:
    return [
        one for one in board if one.published > NOON - digest.WEEK and not digest.is_past(one, NOON)
    ]
