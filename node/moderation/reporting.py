"""Taking a report of a listing: from residents, from visitors, and from neighbouring wards.

Rule 1: only what somebody can see can they report. Rule 2: sent twice it counts once; reports of
one listing make one case. Rule 3: who reported is never told to whoever placed it.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from node.feed.identity import own_origin
from node.feed.models import Origin
from node.listings import read
from node.listings.cards import page_of
from node.listings.errors import NotFoundError
from node.listings.legible import legible
from node.listings.models import Listing
from node.moderation.errors import FormError, Wrong
from node.moderation.models import Case, Report
from node.moderation.rules import RULES
from node.notices import outbox
from node.notices.outbox import Recipient
from node.peering import reports
from node.peering.models import Flagged
from node.residents import accounts, names
from node.residents.errors import BadEmailError
from node.residents.models import Resident
from node.shown.viewer import Viewer
from node.store.database import database
from node.translations.catalogue import N_
from node.world import World

LONGEST: Final = 500  # characters; as much as a mail carries
LONGEST_NAME: Final = 80
MOST: Final = 100  # reports kept of one case: more would say nothing more
TRIES: Final = 3
FROM_A_WARD: Final = "other"  # the reason of a neighbour's report, whose own stands in its sentence

CHOOSE = Wrong(N_("Kies wat er aan de hand is."))
EXPLAIN = Wrong(N_("Schrijf in een zin wat er aan de hand is."))
TOO_LONG = N_("Dit is te lang: %(length)s tekens. Er passen er %(most)s. Maak het iets korter.")
GONE = N_("Deze oproep hangt hier niet meer.")
NO_ADDRESS = Wrong(N_("Dit lijkt geen mailadres. Het ziet eruit als naam@voorbeeld.nl."))
WHERE = Wrong(N_("Plak het adres van de oproep, of schrijf welke oproep je bedoelt."))
ABOUT_ME: Final = "private"
LID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
GOOD_FAITH = Wrong(N_("Zet een vinkje als je dit eerlijk meldt. Of laat naam en mailadres leeg."))


@dataclass(frozen=True)
class Told:
    """What somebody filled in. ``once``: what makes a second sending the same report."""

    once: str
    reason: str
    sentence: str = ""
    name: str = ""
    email: str = ""
    good_faith: bool = False
    tell_home: bool = False
    language: str = "nl"


def report(
    world: World,
    viewer: Viewer,
    told: Told,
    *,
    lid: str,
    origin_scid: str | None = None,
) -> None:
    """Take a report; whoever looks after the ward hears of a new case.

    :raises NotFoundError: there is no such listing for them, or it is their own.
    :raises FormError: some fields will not do.
    """
    row = read.row(world, viewer, lid=lid, origin_scid=origin_scid)
    if row.owner_id is not None and row.owner_id == viewer.resident_id:
        raise NotFoundError(lid)
    checked = check(told, known=viewer.is_resident)
    with database.atomic():
        by = viewer.resident_id
        case = _case_of(world, row, by)
        home = checked.tell_home and not row.origin.own
        if add(world, case, checked, by=by, tell_home=home) and checked.email and not by:
            _receipt(world, checked, _address(row))


def about(world: World, told: Told, *, where: str, by: int | None) -> None:
    """Somebody says that something here is about them; ``where``: an address, or words.

    The answer is the same whether it is there or not: some listings are not for everybody.

    :raises FormError: some fields will not do.
    """
    place = tidy(where)
    problems = {} if place else {"where": WHERE}
    if len(place) > LONGEST:
        problems = {"where": Wrong(TOO_LONG, {"length": len(place), "most": LONGEST})}
    try:
        checked = check(replace(told, reason=ABOUT_ME), known=by is not None)
    except FormError as error:
        raise FormError(problems | error.problems) from None
    if not checked.sentence:
        problems["sentence"] = EXPLAIN
    if problems:
        raise FormError(problems)
    row = _meant(place)
    with database.atomic():
        if row is not None:
            case = _case_of(world, row, by)
        else:
            facts = {"subject": "about", "origin": own_origin().id, "lid": "", "title": place}
            case = open_case(world, f"about {checked.once}", facts, by=by)
        home = row is not None and not row.origin.own
        if add(world, case, checked, by=by, tell_home=home) and checked.email and not by:
            _receipt(world, checked, "/over-mij")


def _meant(where: str) -> Listing | None:
    """The listing whose address somebody gave; of ours, or of a neighbour that we hold."""
    for lid in LID.findall(where.lower())[:1]:
        rows = Listing.select(Listing, Origin).join(Origin).where(Listing.lid == lid)
        named = [row for row in list(rows) if row.origin.own or row.origin.level != "blocked"]
        return min(named, key=lambda row: not row.origin.own, default=None)
    return None


def add(
    world: World,
    case: Case,
    told: Told,
    *,
    by: int | None,
    address: int | None = None,
    tell_home: bool = False,
    each: bool = False,
) -> bool:
    """Keep what was checked with its case; whether it was not there yet. Of a resident one is kept,
    or ``each``. ``address``: a confirmed one, of who has no account.
    """
    kept = Report.insert(
        case=case.id,
        key=f"{case.id} by {by}" if by and not each else f"{case.id} once {told.once}",
        reporter=by,
        address=address,
        reason=told.reason,
        sentence=told.sentence,
        name="" if by else told.name,
        email=None if by else told.email or None,
        language=told.language,
        tell_home=tell_home,
        made=world.now(),
    )
    return not _is_full(case) and bool(kept.on_conflict_ignore().as_rowcount().execute())


def take_flags(world: World) -> int:
    """The job: what neighbouring wards reported about listings of ours joins the queue."""
    held = Report.select(Report.flag).where(Report.flag.is_null(is_null=False))
    flags = list(
        Flagged.select().where(Flagged.incoming, Flagged.state == "open", Flagged.id.not_in(held))
    )
    for flag in flags:
        row = Listing.get_or_none(origin=own_origin().id, lid=flag.lid, state="open")
        with database.atomic():
            if row is None:
                reports.answer(world, flag.id, accepted=True, result=GONE)
            else:
                _take_flag(world, _case_of(world, row), flag)
    return len(flags)


def tidy(text: str) -> str:
    """One line that can be read, without anything that steers."""
    plain = "".join(" " if unicodedata.category(one) == "Cc" else one for one in text)
    return legible(" ".join(plain.split()))


def _take_flag(world: World, case: Case, flag: Flagged) -> None:
    Report.insert(
        case=case.id,
        key=f"flag {flag.id}",
        reason=FROM_A_WARD,
        sentence=tidy(flag.reason)[:LONGEST],
        name=flag.origin.name,
        flag=flag.id,
        made=world.now(),
    ).on_conflict_ignore().execute()


def check(told: Told, *, known: bool) -> Told:
    """What somebody filled in, tidy.

    :raises FormError: some fields will not do.
    """
    problems: dict[str, Wrong] = {}
    sentence, name = tidy(told.sentence), tidy(told.name)
    email = "" if known else told.email.strip()
    if told.reason not in RULES:
        problems["reason"] = CHOOSE
    elif RULES[told.reason].explained and not sentence:
        problems["sentence"] = EXPLAIN
    for field, value, most in (("sentence", sentence, LONGEST), ("name", name, LONGEST_NAME)):
        if len(value) > most:
            problems[field] = Wrong(TOO_LONG, {"length": len(value), "most": most})
    if email:
        try:
            email = names.check_email(email)
        except BadEmailError:
            problems["email"] = NO_ADDRESS
    if not known and (name or email) and not told.good_faith:
        problems["good_faith"] = GOOD_FAITH
    if problems:
        raise FormError(problems)
    changed: Mapping[str, str] = {"sentence": sentence, "name": name, "email": email}
    return Told(**{**vars(told), **changed})


def _case_of(world: World, row: Listing, by: int | None = None) -> Case:
    facts = {
        "origin": row.origin_id,
        "lid": row.lid,
        "owner": row.owner_id,
        "title": row.title,
    }
    return open_case(world, f"listing {row.origin_id} {row.lid}", facts, by=by)


def open_case(
    world: World, key: str, facts: Mapping[str, object], *, by: int | None = None
) -> Case:
    """The open case with this key; a new one is told to whoever looks after the ward, but not to
    ``by``, who does not rule on it.
    """
    for _ in range(TRIES):
        made = _make_case(world, key, facts)
        case: Case | None = Case.get_or_none(open_key=key)
        if case is not None:
            if made:
                _tell_moderators(world, case, by)
            return case
    raise LookupError(key)  # closed again and again, in the moment between


def _make_case(world: World, key: str, facts: Mapping[str, object]) -> int:
    """Whether there was none open yet."""
    made: int = (
        Case.insert(open_key=key, opened=world.now(), **facts)
        .on_conflict_ignore()
        .as_rowcount()
        .execute()
    )
    return made


def _tell_moderators(world: World, case: Case, by: int | None) -> None:
    for moderator in accounts.moderators():
        if moderator.id not in {case.owner_id, by}:
            _put_for(world, moderator, case)


def _put_for(world: World, moderator: Resident, case: Case) -> None:
    outbox.put(
        world,
        template="report-new",
        to=accounts.recipient(moderator),
        values={"name": moderator.shown_name, "path": f"/beheer/meldingen/{case.id}"},
        key=f"report-new {case.id} {moderator.id}",
    )


def _receipt(world: World, told: Told, path: str) -> None:
    outbox.put(
        world,
        template="report-received",
        to=Recipient(told.language, address=told.email),
        values={"path": path},
    )


def _is_full(case: Case) -> bool:
    return bool(Report.select().where(Report.case == case.id).count() >= MOST)


def _address(row: Listing) -> str:
    return page_of(row.lid, None if row.origin.own else row.origin.scid)
