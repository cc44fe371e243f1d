"""The table of checks: one line each.

Rule 1: the page, the command, ``/readyz`` and the mail to the admins all follow this table.
Rule 2: a check looks at what is there; what has to go out for it, or takes long, a job saw before.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from node.health import machine, outside, stored, work
from node.health.finding import BAD, WORST_FIRST, Finding, Look
from node.translations.catalogue import N_


@dataclass(frozen=True)
class Check:
    """One check. ``help``: where the guide says more; ``mails``: admins hear of it when it is bad.

    ``needed``: without it the node can do nothing, so that it is not ready.
    """

    name: str
    title: str
    measure: Callable[[Look], Finding]
    help: str
    mails: bool = True
    needed: bool = False


CHECKS: Final = (
    Check("address", N_("Adres"), outside.address, "address"),
    Check("proxy", N_("Voordeur"), outside.proxy, "visitors"),
    Check("https", N_("Slotje"), outside.https, "certificate"),
    Check("clock", N_("Klok"), machine.clock, "clock"),
    Check("disk", N_("Ruimte"), machine.disk, "room", needed=True),
    Check("filesystem", N_("Schijf"), machine.filesystem, "kind-of-disk"),
    Check("database", N_("Database"), machine.database, "database", needed=True),
    Check("copies", N_("Reservekopie"), stored.copies, "copies"),
    Check("mail", N_("Mail"), work.mail, "letters", mails=False),  # it would not go out
    Check("jobs", N_("Taken"), work.jobs, "jobs", needed=True),
    Check("neighbours", N_("Buurwijken"), work.neighbours, "silent-neighbours"),
    Check("signing", N_("Ondertekenen"), work.signing, "signing", mails=False),  # has its own mail
    Check("log", N_("Logboek"), work.log, "log"),
    Check("admins", N_("Beheerders"), work.admins, "people", mails=False),
    Check("version", N_("Versie"), machine.version, "updating", mails=False),
)


SHUT: Final[Mapping[str, Callable[[Look], Finding | None]]] = {
    "disk": machine.disk,
    "filesystem": machine.filesystem,
    "database": machine.damaged,
}  # what can be measured when the database does not open


@dataclass(frozen=True)
class Line:
    """What one check found now."""

    check: Check
    finding: Finding


def run(look: Look) -> list[Line]:
    """Every check, the worst first."""
    lines = [Line(check, check.measure(look)) for check in CHECKS]
    return sorted(lines, key=lambda line: WORST_FIRST.index(line.finding.state))


def run_shut(look: Look) -> list[Line]:
    """What is bad about a node of which the database does not open: mostly that is why."""
    found = [(check, SHUT[check.name](look)) for check in CHECKS if check.name in SHUT]
    return [Line(check, one) for check, one in found if one and one.state == BAD]


def readiness(look: Look) -> dict[str, bool]:
    """What a node needs to be ready, by name."""
    return {one.name: one.measure(look).state != BAD for one in CHECKS if one.needed}
