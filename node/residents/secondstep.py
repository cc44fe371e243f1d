"""The second step: a number from an app that changes every half minute (RFC 6238), or a code on
paper for when the telephone is lost.

Rule 1: a number or code is good for once, also for two who send it at the same moment.
Rule 2: it is not in force until somebody showed that their app knows the secret.
Rule 3: without it a short password is too short, so turning it off asks for a long one first.
"""

from base64 import b32decode, b32encode
from datetime import datetime
from hmac import digest
from urllib.parse import quote, urlencode

from node.residents import accounts, passwords, secrecy
from node.residents.errors import CodeError, PasswordTooShortError, SignInRefusedError
from node.residents.models import PaperCode, Resident, SecondStep
from node.store.database import database
from node.world import World

SECRET_BYTES = 20
STEP_SECONDS = 30
DIGITS = 6
DRIFT = 1  # steps that a telephone's clock may be off, either way
BACKUPS = 10


def is_on(resident_id: int) -> bool:
    """Whether this resident has a second step."""
    found: bool = (
        SecondStep.select()
        .where(SecondStep.resident == resident_id, SecondStep.confirmed.is_null(is_null=False))
        .exists()
    )
    return found


def proposed(resident_id: int) -> str | None:
    """The secret that waits for its first number, if there is one."""
    row = SecondStep.get_or_none(resident=resident_id, confirmed=None)
    return None if row is None else str(row.secret)


def propose(world: World, resident: Resident) -> str:
    """The secret to put in an app, in base32; the same again until it is confirmed."""
    row = SecondStep.get_or_none(resident=resident.id)
    if row is not None and row.confirmed is None:
        return str(row.secret)
    if row is not None:
        raise CodeError
    secret = b32encode(world.random(SECRET_BYTES)).decode()
    SecondStep.create(resident=resident, secret=secret)
    return secret


def address(secret: str, *, name: str, site: str) -> str:
    """The ``otpauth:`` address that an app reads from the square."""
    facts = urlencode({"secret": secret, "issuer": site}, quote_via=quote)
    return f"otpauth://totp/{quote(site, safe='')}:{quote(name, safe='')}?{facts}"


def confirm(world: World, resident: Resident, typed: str) -> list[str]:
    """Put it in force; returns the codes for on paper, which are shown this once.

    :raises CodeError: when the app's number is not the right one.
    """
    with database.atomic():
        row = SecondStep.get_or_none(resident=resident.id, confirmed=None)
        if row is None or not _is_number(world, row, typed):
            raise CodeError
        SecondStep.update(confirmed=world.now()).where(SecondStep.resident == resident.id).execute()
        accounts.tell(world, resident, "second-step-on", path="/van-mij/veilig")
        return new_backups(world, resident)


def new_backups(world: World, resident: Resident) -> list[str]:
    """New codes for on paper; the old ones end."""
    codes = [secrecy.letters(world) for _ in range(BACKUPS)]
    with database.atomic():
        PaperCode.delete().where(
            PaperCode.resident == resident.id, PaperCode.kind == "backup"
        ).execute()
        for code in codes:
            PaperCode.create(
                resident=resident,
                kind="backup",
                code_hash=_paper(resident.id, code),
                made=world.now(),
            )
    return [secrecy.grouped(code) for code in codes]


def backups_left(resident_id: int) -> int:
    """How many codes on paper are still good."""
    count: int = (
        PaperCode.select()
        .where(PaperCode.resident == resident_id, PaperCode.kind == "backup")
        .count()
    )
    return count


def check(world: World, resident: Resident, typed: str) -> bool:
    """Whether this is the app's number or a code on paper; used up if it is."""
    row = SecondStep.get_or_none(resident=resident.id)
    if row is None or row.confirmed is None:
        return False
    return _is_number(world, row, typed) or _is_backup(resident.id, typed)


def turn_off(world: World, resident: Resident, password: str) -> None:
    """No second step any more.

    :raises SignInRefusedError: when the password is wrong.
    :raises PasswordTooShortError: when it is too short to stand alone.
    """
    if not passwords.is_password(world, password, resident.password):
        raise SignInRefusedError
    if len(password) < passwords.LEAST_CHARACTERS:
        raise PasswordTooShortError(passwords.LEAST_CHARACTERS)
    remove(world, resident)


def remove(world: World, resident: Resident) -> None:
    """Take it away, and tell: also by an admin, for somebody who lost telephone and paper."""
    with database.atomic():
        SecondStep.delete().where(SecondStep.resident == resident.id).execute()
        PaperCode.delete().where(
            PaperCode.resident == resident.id, PaperCode.kind == "backup"
        ).execute()
        accounts.tell(world, resident, "second-step-off", path="/van-mij/veilig")


def number(secret: str, at: datetime) -> str:
    """The app's number at a moment (RFC 6238, with RFC 4226's truncation)."""
    return _number(secret, _step(at))


def _number(secret: str, step: int) -> str:
    made = digest(b32decode(secret), step.to_bytes(8, "big"), "sha1")
    offset = made[-1] & 15
    value = int.from_bytes(made[offset : offset + 4], "big") & 0x7FFFFFFF
    return f"{value % 10**DIGITS:0{DIGITS}}"


def _step(at: datetime) -> int:
    return int(at.timestamp()) // STEP_SECONDS


def _is_number(world: World, row: SecondStep, typed: str) -> bool:
    tried, now = secrecy.tidy(typed), _step(world.now())
    for step in range(now - DRIFT, now + DRIFT + 1):
        if secrecy.same(tried, _number(row.secret, step)):
            used = SecondStep.update(last_step=step).where(
                SecondStep.resident == row.resident_id, SecondStep.last_step < step
            )
            return bool(used.execute())
    return False


def _is_backup(resident_id: int, typed: str) -> bool:
    used = PaperCode.delete().where(
        PaperCode.resident == resident_id,
        PaperCode.kind == "backup",
        PaperCode.code_hash == _paper(resident_id, secrecy.tidy(typed)),
    )
    return bool(used.execute())


def _paper(resident_id: int, code: str) -> str:
    return secrecy.paper_hash(f"backup {resident_id}", code)
