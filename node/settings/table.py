"""Every setting of the community: one line each.

Rule 1: a setting is a line here and nowhere else; pages, commands and tests walk this table.
Rule 2: what only the machine needs to know stands in :mod:`node.config`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from node.translations.catalogue import N_

LONGEST_TEXT = 2_000
JOINING = ("open", "application", "invitation", "closed")
YES_NO = ("yes", "no")


@dataclass(frozen=True)
class Setting:
    """One thing to decide. ``choices``: the values it may have; none: any text.

    ``sentence``: the question, as a page asks it.
    """

    default: str
    sentence: str
    choices: tuple[str, ...] = ()


SETTINGS: Mapping[str, Setting] = {
    "joining": Setting("invitation", N_("Wie kan een account maken?"), JOINING),
    "without_email": Setting("yes", N_("Mag iemand zonder e-mail een account maken?"), YES_NO),
    "own_words": Setting(
        "",
        N_("Welke woorden van de wijk mogen geen wachtwoord zijn? Zet er spaties tussen."),
    ),
}


class SettingError(Exception):
    """Nothing was changed."""


@dataclass(eq=False)
class UnknownSettingError(SettingError):
    """There is no setting called ``name``."""

    name: str


@dataclass(eq=False)
class BadValueError(SettingError):
    """``value`` is not one of the ``choices`` of ``name``, or too long."""

    name: str
    value: str
    choices: tuple[str, ...]


def check(name: str, value: str) -> str:
    """The value as it is kept.

    :raises UnknownSettingError: or :raises BadValueError: when it will not do.
    """
    if name not in SETTINGS:
        raise UnknownSettingError(name)
    choices = SETTINGS[name].choices
    tidy = " ".join(value.replace("\0", "").split())
    if (choices and tidy not in choices) or len(tidy) > LONGEST_TEXT:
        raise BadValueError(name, value[:80], choices)
    return tidy
