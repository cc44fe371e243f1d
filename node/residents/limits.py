"""How often something may be tried: one table, counted in the database for all processes together.

Rule 1: a limit is a line here; routes name it, and the guard of the routes holds to it.
Rule 2: what is counted is what was typed, not what was found: a limit tells nobody whether there is
such an account.
Rule 3: nobody's address stands in the table of counts, only a hash of it made with our secret.
"""

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from hmac import new

import peewee as pw

from node.residents.errors import TooManyError
from node.residents.models import Tally
from node.store.database import database
from node.world import World

IPV6_HOME = 64  # bits: what one household is given


@dataclass(frozen=True)
class Rate:
    """At most ``most`` times in ``within``."""

    most: int
    within: timedelta


@dataclass(frozen=True)
class Limit:
    """One limit. ``account``: by the name, address or resident it is about; ``field``: which
    typed field says so, where nobody is signed in. ``refunds``: what succeeds is not counted.
    """

    address: Rate
    account: Rate | None = None
    field: str = ""
    refunds: bool = False


HOUR = timedelta(hours=1)
DAY = timedelta(days=1)

LIMITS: Mapping[str, Limit] = {
    # Guessing passwords. A known browser is counted apart: see node.residents.devices.
    "sign-in": Limit(Rate(50, HOUR), Rate(10, timedelta(minutes=15)), "name", refunds=True),
    "second-step": Limit(Rate(50, HOUR), Rate(10, HOUR), refunds=True),
    # Mail to a mailbox that may be somebody else's.
    "recover": Limit(Rate(20, HOUR), Rate(5, HOUR), "name"),
    "join": Limit(Rate(60, HOUR), Rate(5, HOUR), "email"),
    "change-email": Limit(Rate(20, HOUR), Rate(5, HOUR)),
    # Guessing codes: eight digits that hold an hour and die after five; sixty bits on paper.
    "recover-code": Limit(Rate(30, HOUR), Rate(10, HOUR), "name", refunds=True),
    "join-code": Limit(Rate(30, HOUR), Rate(10, HOUR), "email", refunds=True),
    "email-code": Limit(Rate(30, HOUR), Rate(10, HOUR), refunds=True),
    "paper-code": Limit(Rate(20, HOUR), Rate(10, HOUR), "name", refunds=True),
    "application-code": Limit(Rate(20, HOUR), refunds=True),
    "application-message": Limit(Rate(60, HOUR)),
    "link": Limit(Rate(60, HOUR)),
    # The stop button of mail programs: one big mail service sends it for very many.
    "stop-mail": Limit(Rate(3_000, HOUR)),
    # Asking two residents for help.
    "together": Limit(Rate(10, HOUR), Rate(3, DAY), "name"),
    "together-code": Limit(Rate(20, HOUR), Rate(10, HOUR), "name", refunds=True),
    "confirm-helper": Limit(Rate(30, HOUR), Rate(10, HOUR), refunds=True),
    # New accounts, and guessing invitations (sixty bits); an evening in the community centre fits.
    "new-account": Limit(Rate(60, HOUR)),
    # Reports, with or without an account; each may lead to a mail, and to work for somebody.
    "report": Limit(Rate(20, HOUR), Rate(20, HOUR)),
    # Questions and ideas; an evening in the community centre fits.
    "feedback": Limit(Rate(20, HOUR), Rate(10, HOUR)),
    # Hiding and blocking: as fast as anybody can tap, and no faster.
    "set-aside": Limit(Rate(600, HOUR), Rate(200, HOUR)),
    # Placing and changing listings, question by question, with photos: some dozens in an hour, and
    # no row without an end, which would fill the board and the disk.
    "place": Limit(Rate(3_000, HOUR), Rate(600, HOUR)),
    # Answering listings, and writing each other; how many people: node.agreements.responding.
    "answer": Limit(Rate(120, HOUR), Rate(40, HOUR)),
    "message": Limit(Rate(600, HOUR), Rate(200, HOUR)),
    # Answering without an account: mail to a mailbox that may be somebody else's.
    "answer-by-mail": Limit(Rate(20, HOUR), Rate(5, HOUR), "email"),
    "alert-by-mail": Limit(Rate(20, HOUR), Rate(5, HOUR), "email"),
    "mail-link": Limit(Rate(20, HOUR), Rate(5, HOUR), "email"),
    # Setting a node up: guessing its code (sixty bits) or words of its sheets; trying its mail.
    "setup-code": Limit(Rate(20, HOUR), refunds=True),
    "setup-words": Limit(Rate(30, HOUR), refunds=True),
    "setup-mail": Limit(Rate(20, HOUR)),
    # The own password, asked again before something that matters.
    "password": Limit(Rate(50, HOUR), Rate(20, HOUR), refunds=True),
}


@dataclass(frozen=True)
class Subject:
    """Who tries: from where, and about which account if it is about one."""

    address: str
    account: str = ""


def spend(world: World, name: str, subject: Subject) -> None:
    """Count one try; it counts before it is made, so that many at once do not slip through.

    :raises TooManyError: when it is one too many.
    """
    wait = 0
    with database.atomic():
        for key, rate in _keys(world, name, LIMITS[name], subject):
            wait = _count(world, key, rate)
            if wait:
                break  # what is refused by address is not held against the account
    if wait:
        raise TooManyError(wait)


def refund(world: World, name: str, subject: Subject) -> None:
    """It went well: the try is not held against anybody."""
    limit = LIMITS[name]
    if not limit.refunds:
        return
    keys = [key for key, _rate in _keys(world, name, limit, subject)]
    Tally.update(count=Tally.count - 1).where(
        Tally.key.in_(keys), Tally.count > 0, Tally.ends > world.now()
    ).execute()


def forget_over(world: World) -> int:
    """Delete counts whose time is over; returns how many."""
    count: int = Tally.delete().where(Tally.ends <= world.now()).execute()
    return count


def home_of(address: str) -> str:
    """The address as it is counted: of IPv6 the /64, of IPv4 all of it."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    if found.version == 4:
        return str(found)
    return str(ipaddress.ip_network((found, IPV6_HOME), strict=False))


def _keys(world: World, name: str, limit: Limit, subject: Subject) -> list[tuple[str, Rate]]:
    found = [(_key(world, name, "address", home_of(subject.address)), limit.address)]
    if limit.account and subject.account:
        found.append((_key(world, name, "account", subject.account), limit.account))
    return found


def _key(world: World, name: str, sort: str, value: str) -> str:
    message = f"limit\0{name}\0{sort}\0{value}".encode("utf-8", "surrogatepass")
    return new(world.config.secret.encode(), message, sha256).hexdigest()


def _count(world: World, key: str, rate: Rate) -> int:
    """Count one more; the seconds to wait when that is too many, else 0. One statement, so exact
    whoever counts beside us."""
    now = world.now()
    over, later = Tally.ends <= now, now + rate.within
    counted = Tally.insert(key=key, count=1, ends=later).on_conflict(
        conflict_target=[Tally.key],
        update={
            Tally.count: pw.Case(None, [(over, 1)], Tally.count + 1),
            Tally.ends: pw.Case(None, [(over, int(later.timestamp()))], Tally.ends),
        },
    )
    (row,) = list(counted.returning(Tally.count, Tally.ends).execute())
    wait = int((row.ends - now).total_seconds())
    return max(1, wait) if row.count > rate.most else 0
