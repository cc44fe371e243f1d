"""Putting notices in the outbox."""

import pytest

from node.notices import kinds, outbox
from node.notices.kinds import Kind
from node.notices.models import Notice
from node.notices.outbox import MOST, WINDOW, Recipient
from node.residents.models import Resident
from node.store.database import database
from node.world import World
from tests.world import Clock

BOX = Recipient("nl", address="Alice@elm.test")
EXAMPLE = Kind(
    sort="account",
    subject="Je code: %(code)s",
    label="Code",
    why="Je vroeg om een code.",
    values={"code": "123-456", "path": "/"},
    secret=("code",),
)
LATER = Kind(
    sort="answers",
    subject="Wijziging",
    label="Wijziging",
    why="Zo is het.",
    limited=False,
    by_hand=False,
)
VALUES = {"code": "777-111", "path": "/x"}


@pytest.fixture(autouse=True)
def _example_kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    more = {"example": EXAMPLE, "later": LATER}
    monkeypatch.setattr(kinds, "KINDS", {**kinds.KINDS, **more})
    monkeypatch.setattr(outbox, "KINDS", kinds.KINDS)


def put(world: World, to: Recipient = BOX, key: str | None = None, **changes: str) -> None:
    outbox.put(world, template="example", to=to, values=VALUES | changes, key=key)


def test_a_notice_waits_for_the_job(world: World) -> None:
    put(world)
    row = Notice.get()
    assert (row.state, row.address, row.language) == ("waiting", "Alice@elm.test", "nl")
    assert outbox.unpacked(row.values) == VALUES


def test_values_come_back_as_they_were(world: World) -> None:
    values = {"a": "ë\n", "b": 3, "c": world.now()}
    assert outbox.unpacked(outbox.packed(values)) == values


def test_what_is_rolled_back_is_not_told(world: World) -> None:
    with database.atomic() as transaction:
        put(world)
        transaction.rollback()
    assert Notice.select().count() == 0


def test_a_key_is_used_once(world: World) -> None:
    put(world, key="one")
    put(world, key="one")
    put(world, key="two")
    assert Notice.select().count() == 2


def test_wrong_values_are_a_mistake_of_ours(world: World) -> None:
    with pytest.raises(KeyError):
        outbox.put(world, template="none", to=BOX, values={})
    with pytest.raises(ValueError, match="needs"):
        outbox.put(world, template="example", to=BOX, values={"code": "1"})


def test_AC_21_more_than_its_share_is_dropped_however_the_address_is_written(world: World) -> None:
    clock = world.clock
    assert isinstance(clock, Clock)
    for number in range(MOST + 3):
        put(world, Recipient("nl", address="ALICE@elm.test" if number % 2 else "alice@ELM.test"))
    assert Notice.select().count() == MOST
    put(world, Recipient("nl", address="bob@elm.test"))
    assert Notice.select().count() == MOST + 1
    clock.forward(seconds=WINDOW.total_seconds() + 1)
    put(world)
    assert Notice.select().count() == MOST + 2


def test_what_nobody_else_can_set_off_is_never_dropped(world: World) -> None:
    for _ in range(MOST + 2):
        outbox.put(world, template="later", to=BOX, values={})
    assert Notice.select().count() == MOST + 2


def test_without_a_mailbox_an_admin_sees_the_newest_code(world: World, bob: Resident) -> None:
    nobody = Recipient("nl", resident=bob.id)
    put(world, nobody, code="first")
    put(world, nobody, code="second")
    row = Notice.get()
    assert (row.state, row.problem) == ("stuck", "no_mailbox")
    assert outbox.unpacked(row.values)["code"] == "second"
    outbox.put(world, template="later", to=nobody, values={})
    assert Notice.select().count() == 1


def test_what_is_a_residents_goes_with_the_resident(world: World, bob: Resident) -> None:
    put(world, Recipient("nl", resident=bob.id, address="bob@elm.test"))
    Resident.delete().where(Resident.id == bob.id).execute()
    assert Notice.select().count() == 0
