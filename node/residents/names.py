"""Which names an account may have, and when two names are the same to the eye.

Rule: a name's key is made here and nowhere else; two accounts never share one.
"""

import re
import unicodedata

from node.residents.errors import BadEmailError, BadNameError, PretendingNameError
from node.residents.lookalikes import look

LONGEST_NAME = 40
LONGEST_EMAIL = 254

# Names that pretend to speak for the site or the government: alone, or as a word of a name.
RESERVED = frozenset(
    {
        "administrator",
        "anoniem",
        "bestuur",
        "burgemeester",
        "everyone",
        "helpdesk",
        "hulp",
        "iedereen",
        "info",
        "mailerdaemon",
        "niemand",
        "noreply",
        "owner",
        "postmaster",
        "redactie",
        "root",
        "security",
        "staff",
        "support",
        "systeem",
        "system",
        "webmaster",
        "werkenindewijk",
        "wijk",
    }
)
RESERVED_WORDS = frozenset(
    {
        "admin",
        "beheer",
        "beheerder",
        "beheerders",
        "belastingdienst",
        "gemeente",
        "handhaving",
        "moderator",
        "moderators",
        "politie",
        "stadsdeel",
        "wijkagent",
        "wijksite",
        "wijkteam",
    }
)
_RESERVED_LOOKS = frozenset(map(look, RESERVED | RESERVED_WORDS))
_WORD_LOOKS = frozenset(map(look, RESERVED_WORDS))

_NAME = re.compile(r"[\w][\w .'’&-]*", re.UNICODE)
_EMAIL = re.compile(r"[^@\s<>\"(),:;\[\]\\]+@[^@\s<>\"(),:;\[\]\\]+\.[^@\s<>\"(),:;\[\]\\.]+")


def fold_name(name: str) -> str:
    """The form in which two names are compared: no case, marks, spaces or points."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    return "".join(c for c in plain if c.isalnum())


def check_name(name: str) -> str:
    """The name, with single spaces; its key is :func:`fold_name` of it.

    :raises BadNameError: when it is empty, too long, or has other characters.
    :raises PretendingNameError: when it seems to speak for the site or the government.
    """
    tidy = " ".join(unicodedata.normalize("NFC", name).split())
    if not fold_name(tidy) or len(tidy) > LONGEST_NAME or not _NAME.fullmatch(tidy):
        raise BadNameError(tidy)
    if pretends(tidy):
        raise PretendingNameError(tidy)
    return tidy


def pretends(name: str) -> bool:
    """Whether a name speaks, or seems to speak, for the site or the government."""
    return look(name) in _RESERVED_LOOKS or bool(
        _WORD_LOOKS & {look(word) for word in re.split(r"[\s.&'’-]+", name)}
    )


def fold_email(email: str) -> str:
    """The form in which addresses are compared: ASCII letters without case, nothing else changed.

    Only ASCII is folded: ``mıke@`` is not ``mike@``, and mail goes to the stored address alone.
    """
    return "".join(c.lower() if c.isascii() else c for c in unicodedata.normalize("NFC", email))


def who_key(typed: str) -> str:
    """Whom somebody means: the folded address where there is an ``@`` in it, else the folded name.
    One form for finding and for counting, so that no way of writing slips through a limit: not
    with a NUL either, which no column holds.
    """
    plain = typed.replace("\0", "").strip()
    return fold_email(plain) if "@" in plain else fold_name(plain)


def check_email(email: str) -> str:
    """The address without surrounding white space.

    :raises BadEmailError: when it is not an address mail could be sent to.
    """
    tidy = unicodedata.normalize("NFC", email.strip())
    if len(tidy) > LONGEST_EMAIL or not _EMAIL.fullmatch(tidy):
        raise BadEmailError(tidy)
    return tidy


def outside(name: str) -> str:
    """First name and initial, as a resident is known beyond the ward unless they choose another."""
    first, *rest = name.split()
    return f"{first} {rest[-1][0].upper()}." if rest else first
