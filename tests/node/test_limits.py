"""The table of limits: each counts, per address and per account, and lets go again."""

import threading
from dataclasses import replace

import pytest

from node.residents import devices, errors, limits, sessions
from node.residents.limits import LIMITS, Rate, Subject
from node.residents.models import Resident, Tally
from node.store.database import Store
from node.world import World
from tests.node.conftest import PASSWORD
from tests.world import Clock

HOME, OTHERS = "203.0.113.9", "198.51.100.7"
NAMES = list(LIMITS)


def times(world: World, name: str, most: int, subject: Subject) -> None:
    for _ in range(most):
        limits.spend(world, name, subject)


@pytest.mark.parametrize("name", NAMES)
def test_AC_13_each_bites_on_an_address_and_lets_go(world: World, name: str) -> None:
    rate = LIMITS[name].address
    times(world, name, rate.most, Subject(HOME))
    with pytest.raises(errors.TooManyError) as refused:
        limits.spend(world, name, Subject(HOME))
    assert 0 < refused.value.seconds <= rate.within.total_seconds()
    limits.spend(world, name, Subject(OTHERS))
    clock(world).forward(seconds=rate.within.total_seconds() + 1)
    limits.spend(world, name, Subject(HOME))


@pytest.mark.parametrize("name", [name for name in NAMES if LIMITS[name].account])
def test_AC_13_each_bites_on_an_account_whatever_the_address(world: World, name: str) -> None:
    rate = LIMITS[name].account
    assert rate is not None
    for number in range(rate.most):
        limits.spend(world, name, Subject(f"192.0.2.{number}", "alice"))
    with pytest.raises(errors.TooManyError):
        limits.spend(world, name, Subject("192.0.2.250", "alice"))
    limits.spend(world, name, Subject("192.0.2.251", "bob"))


@pytest.mark.parametrize(
    ("address", "home"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:0DB8:1:2::", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("nonsense", "unknown"),
        ("", "unknown"),
    ],
)
def test_AC_13_of_ipv6_a_household_is_one(address: str, home: str) -> None:
    assert limits.home_of(address) == home


def test_what_is_refused_by_address_is_not_held_against_the_account(world: World) -> None:
    limit = LIMITS["sign-in"]
    assert limit.account
    times(world, "sign-in", limit.address.most, Subject(HOME))
    for _ in range(limit.account.most * 2):
        with pytest.raises(errors.TooManyError):
            limits.spend(world, "sign-in", Subject(HOME, "alice"))
    limits.spend(world, "sign-in", Subject(OTHERS, "alice"))


def test_what_succeeds_is_not_counted_where_it_says_so(world: World) -> None:
    subject = Subject(HOME, "alice")
    for name in ("sign-in", "recover"):
        rate = LIMITS[name].account
        assert rate is not None
        for _ in range(rate.most):
            limits.spend(world, name, subject)
            limits.refund(world, name, subject)
    limits.spend(world, "sign-in", subject)
    with pytest.raises(errors.TooManyError):
        limits.spend(world, "recover", subject)


def test_the_table_of_counts_names_nobody(world: World) -> None:
    limits.spend(world, "sign-in", Subject(HOME, "alice"))
    kept = str([vars(row) for row in Tally.select()])
    assert HOME not in kept
    assert "alice" not in kept
    assert Tally.select().count() == 2
    clock(world).forward(hours=2)
    assert limits.forget_over(world) == 2


def test_many_at_once_are_counted_exactly(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    tight = replace(LIMITS["link"], address=Rate(10, limits.HOUR))
    monkeypatch.setattr(limits, "LIMITS", {"link": tight})
    let_in: list[int] = []

    def try_often(store: Store) -> None:
        with store.active():
            for _ in range(5):
                try:
                    limits.spend(world, "link", Subject(HOME))
                    let_in.append(1)
                except errors.TooManyError:
                    let_in.append(0)
        if not store.database.is_closed():
            store.database.close()

    store = Store(world.config.database_url)
    threads = [threading.Thread(target=try_often, args=(store,)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    store.close()
    assert (len(let_in), sum(let_in)) == (30, 10)


def test_AC_17_a_known_browser_is_counted_apart(
    world: World, alice: Resident, bob: Resident
) -> None:
    device = devices.remember(world, alice, "")
    assert devices.remember(world, alice, device) == device
    assert devices.known(device, "alice@elm.test")
    assert not devices.known(device, "Bob")
    assert not devices.known("nonsense", "Alice Jansen")
    assert not devices.known("", "Alice Jansen")
    stolen = devices.remember(world, bob, device)
    assert stolen != device
    limit = LIMITS["sign-in"].account
    assert limit
    for number in range(limit.most):
        limits.spend(world, "sign-in", Subject(f"192.0.2.{number}", "alice jansen"))
    with pytest.raises(errors.TooManyError):
        limits.spend(world, "sign-in", Subject(OTHERS, "alice jansen"))
    limits.spend(world, "sign-in", Subject(OTHERS, devices.known(device, "Alice Jansen")))
    assert sessions.sign_in(world, name_or_email="Alice Jansen", password=PASSWORD)


def test_browsers_that_were_not_seen_for_long_make_room(world: World, alice: Resident) -> None:
    first = devices.remember(world, alice, "")
    for _ in range(devices.MOST):
        clock(world).forward(minutes=1)
        last = devices.remember(world, alice, "")
    assert not devices.known(first, "Alice Jansen")
    assert devices.known(last, "Alice Jansen")
    clock(world).forward(days=366)
    assert devices.forget_old(world) == devices.MOST


def clock(world: World) -> Clock:
    assert isinstance(world.clock, Clock)
    return world.clock
