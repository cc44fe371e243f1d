"""Coming in, staying in, going out.

Rule 1: the database keeps a hash of what a cookie holds; a stolen backup opens nothing.
Rule 2: a session ends here, on the server, at once.
Rule 3: an unknown name and a wrong password are the same answer at the same cost.
"""

from base64 import urlsafe_b64encode
from datetime import timedelta
from hashlib import sha256

from node.residents import accounts, passwords
from node.residents.errors import SignInRefusedError
from node.residents.models import Resident, Session
from node.world import World

TOKEN_BYTES = 32
LASTS = timedelta(days=30)  # since last seen
LASTS_ON_SHARED = timedelta(hours=1)
SEEN_EVERY = timedelta(hours=1)  # how often "last seen" is worth a write


def sign_in(world: World, *, name_or_email: str, password: str, shared: bool = False) -> str:
    """A new session for whoever this is; returns what the cookie holds.

    :raises SignInRefusedError: without saying why.
    """
    resident = accounts.find(name_or_email)
    stored = resident.password if resident and resident.suspended is None else None
    if not passwords.is_password(password, stored) or resident is None:
        raise SignInRefusedError
    token = urlsafe_b64encode(world.random(TOKEN_BYTES)).rstrip(b"=").decode()
    now = world.now()
    Session.create(
        token_hash=_hash(token),
        resident=resident,
        created=now,
        seen=now,
        ends=now + (LASTS_ON_SHARED if shared else LASTS),
    )
    return token


def resident_by_token(world: World, token: str) -> Resident | None:
    """Whose session this is; ``None`` when it is unknown, over, or its owner suspended."""
    now = world.now()
    session = (
        Session.select(Session, Resident)
        .join(Resident)
        .where(
            Session.token_hash == _hash(token),
            Session.ends > now,
            Resident.suspended.is_null(),
        )
        .first()
    )
    if session is None:
        return None
    if now - session.seen > SEEN_EVERY and session.ends - session.seen > LASTS_ON_SHARED:
        Session.update(seen=now, ends=now + LASTS).where(
            Session.token_hash == session.token_hash
        ).execute()
    found: Resident = session.resident
    return found


def sign_out(token: str) -> None:
    """End this session, wherever its cookie went."""
    Session.delete().where(Session.token_hash == _hash(token)).execute()


def sign_out_everywhere(resident_id: int) -> None:
    """End every session of this resident."""
    Session.delete().where(Session.resident == resident_id).execute()


def forget_ended(world: World) -> int:
    """Delete sessions that are over; returns how many."""
    count: int = Session.delete().where(Session.ends <= world.now()).execute()
    return count


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()
