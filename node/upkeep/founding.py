"""Setting a node up by answering questions, in a browser or a terminal: how far it is, and who may.

Rule 1: without the code nothing of it opens; only its hash is kept, and once all is done it opens
nothing (:func:`finish`). A node that was made by commands has no row here, and counts as set up.
Rule 2: an answer is kept at once, where it belongs: all of it can be left and taken up again.
Rule 3: the recovery sheets are kept nowhere. Of the two words that are asked back only hashes are,
until they were given; others can be made only until then, for after that the node signs.
Rule 4: what comes at once, from two windows or a double click, is taken one by one
(:func:`_in_turn`): what is looked at to take an answer is what the one before it left.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

import peewee as pw

from federation.sheet import Sheet
from node.feed import identity, publish
from node.feed.models import Ward
from node.residents import accounts, coadmins, names, secrecy
from node.residents.coadmins import Called
from node.residents.models import Resident
from node.settings import values
from node.store.database import database
from node.translations.catalogue import N_
from node.upkeep.models import Founding
from node.world import World


class FoundingError(Exception):
    """Nothing was changed."""


@dataclass(eq=False)
class WrongWordError(FoundingError):
    """These are not the words of the sheets with these numbers, 1 or 2."""

    sheets: tuple[int, ...]


@dataclass(eq=False)
class NotYetError(FoundingError):
    """``step`` has to be answered first."""

    step: str


class OverError(FoundingError):
    """The set-up is done, or this answer was given and holds."""


@dataclass(frozen=True)
class Step:
    """One question. What is not ``needed`` may be passed over, and is remembered as still to do."""

    name: str
    title: str
    icon: str
    needed: bool = False


NAME, WARDS, CENTRE, LANGUAGE = "naam", "buurten", "midden", "taal"
RULES, PRIVACY, ADMIN, SECOND = "huisregels", "privacy", "beheerder", "tweede"
MAIL, SHEETS, LISTING = "mail", "herstelbladen", "oproep"
STEPS: Final = (
    Step(NAME, N_("Hoe heet jullie wijk?"), "logo", needed=True),
    Step(WARDS, N_("Welke buurten horen erbij?"), "wards"),
    Step(CENTRE, N_("Waar is het midden van de wijk?"), "pin"),
    Step(LANGUAGE, N_("In welke taal schrijft de site?"), "language", needed=True),
    Step(RULES, N_("Welke huisregels passen bij jullie?"), "flag"),
    Step(PRIVACY, N_("Wat zeg je over privacy?"), "lock"),
    Step(ADMIN, N_("Wie is de eerste beheerder?"), "person", needed=True),
    Step(SECOND, N_("Wie is de tweede beheerder?"), "people"),
    Step(MAIL, N_("Gaat er mail uit?"), "mail"),
    Step(SHEETS, N_("Bewaar de twee herstelbladen"), "print", needed=True),
    Step(LISTING, N_("Wat wordt de eerste oproep?"), "place"),
)
BY_NAME: Final[Mapping[str, Step]] = {step.name: step for step in STEPS}


@dataclass(frozen=True)
class Standing:
    """What was answered so far. ``asked``: which words of sheet 1 and sheet 2 are asked back;
    ``passed``: each step that needs no answer any more, ``done`` or ``later``.
    """

    name: str
    codes: tuple[str, ...]
    language: str
    admin: str
    called: tuple[Called, ...]
    asked: tuple[int, ...]
    passed: Mapping[str, str]

    def is_done(self, step: str) -> bool:
        """Whether this question needs no answer any more."""
        return step in self.passed

    @property
    def next(self) -> Step | None:
        """The first question that is open; nothing when all were answered or passed over."""
        return next((step for step in STEPS if not self.is_done(step.name)), None)

    @property
    def missing(self) -> tuple[Step, ...]:
        """What has to be answered before the node can open."""
        return tuple(step for step in STEPS if step.needed and not self.is_done(step.name))


def begin(world: World) -> str:
    """A new set-up, or the one that is under way, with a new code; as people read it."""
    code = secrecy.letters(world)
    hashed = _hash(code)
    if not Founding.update(code_hash=hashed).where(Founding.finished.is_null()).execute():
        Founding.create(code_hash=hashed, passed="{}", begun=world.now())
    return secrecy.grouped(code)


def is_open(database_: pw.Database | None = None) -> bool:
    """Whether this node still has to be set up. Of a database that may be of an older program the
    tables are asked first: those have no set-up that is open.
    """
    if database_ is not None and not database_.table_exists(Founding._meta.table_name):  # noqa: SLF001
        return False
    found: bool = Founding.select().where(Founding.finished.is_null()).exists()
    return found


def new_code(world: World) -> str:
    """Another code; the one of before opens nothing, and shuts every browser out.

    :raises OverError: there is nothing to open any more.
    """
    if not is_open():
        raise OverError
    return begin(world)


def is_code(typed: str) -> bool:
    """Whether this is the code, in the same time either way."""
    row = Founding.get_or_none(Founding.finished.is_null())
    given = _hash(secrecy.tidy(typed))
    right = secrecy.same(given, row.code_hash if row else given[::-1])
    return row is not None and right


def ticket(world: World) -> str:
    """What a browser keeps of having given the code. Another code makes it worthless.

    :raises OverError: there is nothing to open any more.
    """
    row = Founding.get_or_none(Founding.finished.is_null())
    if row is None:
        raise OverError
    return secrecy.signature(world, "founding", row.code_hash)


def is_ticket(world: World, given: str) -> bool:
    """Whether this browser gave the code of now."""
    try:
        return secrecy.same(given, ticket(world))
    except OverError:
        return False


def standing(world: World) -> Standing:
    """How far it is."""
    row, ward = _row(), Ward.select().first()
    admin = _admin()
    return Standing(
        name=ward.name if ward else "",
        codes=tuple(json.loads(ward.codes)) if ward else (),
        language=ward.language if ward else "nl",
        admin=admin.name if admin else "",
        called=tuple(coadmins.listed(world)),
        asked=tuple(position for position, _ in json.loads(row.asked or "[]")),
        passed=json.loads(row.passed),
    )


def pass_over(step: str) -> None:
    """Go on without an answer; it can still be given.

    :raises NotYetError: this one is needed.
    """
    with _in_turn() as row:
        passed = json.loads(row.passed)
        if BY_NAME[step].needed and step not in passed:
            raise NotYetError(step)
        if step not in passed:
            _pass(step, "later")


def done(step: str) -> None:
    """This question was answered."""
    _pass(step, "done")


def _pass(step: str, how: str) -> None:
    with _in_turn() as row:
        passed = json.loads(row.passed) | {step: how}
        Founding.update(passed=json.dumps(passed)).execute()


def call_ward(world: World, *, name: str = "", codes: Sequence[str] | None = None) -> None:
    """What the ward is called, or of which wards it is; checked by the caller.

    :raises OverError: what the node signs says it already.
    """
    with _in_turn():
        now = standing(world)
        if now.is_done(SHEETS):
            raise OverError
        called = " ".join(name.split()) or now.name
        identity.call_ward(
            name=called,
            codes=now.codes if codes is None else codes,
            language=now.language,
        )
        if name:
            _call_organisation(world, called, now.language)
        done(NAME if name else WARDS)


def speak(world: World, language: str) -> None:
    """In which language the site writes."""
    with _in_turn():
        now = standing(world)
        if not now.name:
            raise NotYetError(NAME)
        identity.call_ward(name=now.name, codes=now.codes, language=language)
        Resident.update(language=language).where(Resident.organisation).execute()
        done(LANGUAGE)


def put(step: str, setting: str, value: str) -> None:
    """Keep an answer that is a setting of the ward.

    :raises node.settings.table.SettingError: it will not do.
    """
    with _in_turn():
        values.put(setting, value)
        done(step)


def make_admin(
    world: World, *, name: str, password: str, email: str = "", language: str = "nl"
) -> Resident:
    """The first admin, once.

    :raises AccountError: name, password or address will not do; :raises OverError: there is one.
    """
    with _in_turn():
        if _admin() is not None:
            raise OverError
        made = accounts.create(
            world,
            name=name,
            password=password,
            email=email.strip() or None,
            role="admin",
            language=language,
        )
        done(ADMIN)
    return made


def ask_second(world: World, *, name: str, email: str = "", language: str = "nl") -> str:
    """Ask a second admin; the code to join with. One who was asked before is asked no more.

    :raises BadNameError: :raises BadEmailError:
    """
    with _in_turn():
        for called in coadmins.listed(world):
            coadmins.take_back(called.id)
        code = coadmins.ask(world, name=name, email=email, language=language, maker=_admin())
        done(SECOND)
    return code


def make_sheets(world: World) -> tuple[Sheet, Sheet]:
    """Who this node is, and the two sheets to print now. Those of before are worth nothing.

    :raises NotYetError: the ward has no name; :raises OverError: the sheets were confirmed.
    """
    with _in_turn():
        now = standing(world)
        if not now.name:
            raise NotYetError(NAME)
        if now.is_done(SHEETS):
            raise OverError
        if identity.exists():
            sheets = identity.begin_anew(world)
        else:
            _, sheets = identity.create(
                world, name=now.name, codes=now.codes, language=now.language
            )
        asked = [_ask_back(world, sheet) for sheet in sheets]
        Founding.update(asked=json.dumps(asked)).execute()
    return sheets


def confirm_words(world: World, typed: Sequence[str]) -> None:
    """The words that were asked back, one of each sheet. From now on the node signs.

    :raises WrongWordError: they are not; :raises NotYetError: no sheets were made;
    :raises OverError: they were confirmed.
    """
    with _in_turn() as row:
        if SHEETS in json.loads(row.passed):
            raise OverError
        asked = json.loads(row.asked or "[]")
        if not asked:
            raise NotYetError(SHEETS)
        given = [_word_hash(world, word) for word in typed]
        right = [secrecy.same(one, kept) for one, (_, kept) in zip(given, asked, strict=True)]
        if not all(right):
            raise WrongWordError(tuple(n for n, found in enumerate(right, 1) if not found))
        Founding.update(asked="").execute()
        done(SHEETS)
    publish.freshen_heads(world)


def admin_id() -> int:
    """Who places the first listing.

    :raises NotYetError: there is no admin.
    """
    found = _admin()
    if found is None:
        raise NotYetError(ADMIN)
    return int(found.id)


def finish(world: World) -> None:
    """All that is needed was answered: the node opens, and no code opens this any more.

    :raises NotYetError: something is missing.
    """
    missing = standing(world).missing
    if missing:
        raise NotYetError(missing[0].name)
    publish.freshen_heads(world)  # the last word on it, if the machine stopped in between
    Founding.update(finished=world.now(), code_hash="", asked="").where(
        Founding.finished.is_null()
    ).execute()


@contextmanager
def _in_turn() -> Iterator[Founding]:
    """The set-up for one answer: whoever comes meanwhile waits, and reads what this one left.

    :raises OverError: the set-up is done.
    """
    with database.atomic():
        Founding.update(begun=Founding.begun).execute()  # locks the row before it is read
        yield _row()


def _row() -> Founding:
    """:raises OverError: the set-up is done."""
    found: Founding | None = Founding.get_or_none(Founding.finished.is_null())
    if found is None:
        raise OverError
    return found


def _admin() -> Resident | None:
    found: Resident | None = (
        Resident.select().where(Resident.role == "admin").order_by(Resident.id).first()
    )
    return found


def _call_organisation(world: World, name: str, language: str) -> None:
    """The account that places what the ward itself places, called as the ward is."""
    there = Resident.select().where(Resident.organisation).order_by(Resident.id).first()
    if there is None:
        accounts.create_organisation(world, name=name, language=language)
        return
    Resident.update(
        name=name, name_key=names.fold_name(name), shown_name=name, outside_name=name
    ).where(Resident.id == there.id).execute()


def _ask_back(world: World, sheet: Sheet) -> tuple[int, str]:
    """Which word of a sheet, counted from 1, and its hash."""
    position = world.random(1)[0] % len(sheet.groups)
    return position + 1, _word_hash(world, sheet.groups[position])


def _word_hash(world: World, word: str) -> str:
    return secrecy.short_hash(world, "sheet word", Sheet.tidy(word))


def _hash(code: str) -> str:
    return secrecy.paper_hash("founding", code)
