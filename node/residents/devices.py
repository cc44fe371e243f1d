"""Browsers in which somebody once came in: there, others' wrong guesses do not shut them out.

Rule: knowing a browser opens nothing; it only counts its tries apart from those of strangers.
"""

from datetime import timedelta
from hashlib import sha256

from node.residents import accounts, secrecy
from node.residents.models import Device, Resident
from node.world import World

LASTS = timedelta(days=365)
MOST = 20  # of one resident; the one seen longest ago makes room


def remember(world: World, resident: Resident, token: str) -> str:
    """Know this browser from now on; returns what its cookie holds: ``token``, if it is theirs."""
    seen = Device.update(seen=world.now()).where(
        Device.token_hash == _hash(token), Device.resident == resident.id
    )
    if token and seen.execute():
        return token
    made = secrecy.token(world)
    Device.create(token_hash=_hash(made), resident=resident, seen=world.now())
    known = (
        Device.select(Device.token_hash)
        .where(Device.resident == resident.id)
        .order_by(Device.seen.desc(), Device.token_hash)
    )
    too_many = [row.token_hash for row in list(known)[MOST:]]
    Device.delete().where(Device.token_hash.in_(too_many)).execute()
    return made


def known(token: str, name_or_email: str) -> str:
    """How tries of this browser for this account are counted: its own name if it is known, else
    empty. Without a token that we gave, no account is looked at: the time would tell of it.
    """
    if not token:
        return ""
    theirs = Resident.select(Resident.id).where(accounts.called(Resident, name_or_email))
    given = (Device.token_hash == _hash(token)) & Device.resident.in_(theirs)
    return f"browser {_hash(token)}" if Device.select().where(given).exists() else ""


def forget(resident_id: int) -> None:
    """Know none of this resident's browsers any more."""
    Device.delete().where(Device.resident == resident_id).execute()


def forget_old(world: World) -> int:
    """Delete those not seen for a year; returns how many."""
    count: int = Device.delete().where(Device.seen < world.now() - LASTS).execute()
    return count


def _hash(token: str) -> str:
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
