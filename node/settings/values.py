"""Reading and changing what the ward decided."""

from node.settings.models import Setting
from node.settings.table import SETTINGS, UnknownSettingError, check


def get(name: str) -> str:
    """The value that holds: what was set, else its default.

    :raises UnknownSettingError: when there is no such setting.
    """
    if name not in SETTINGS:
        raise UnknownSettingError(name)
    row = Setting.get_or_none(name=name)
    return SETTINGS[name].default if row is None else str(row.value)


def is_on(name: str) -> bool:
    """Whether a yes-or-no setting is yes."""
    return get(name) == "yes"


def put(name: str, value: str) -> str:
    """Set it; returns the value as it is kept.

    :raises SettingError: when there is no such setting or the value will not do.
    """
    tidy = check(name, value)
    Setting.insert(name=name, value=tidy).on_conflict(
        conflict_target=[Setting.name], update={Setting.value: tidy}
    ).execute()
    return tidy


def everything() -> dict[str, str]:
    """Every setting and the value that holds."""
    rows = {row.name: row.value for row in list(Setting.select())}
    return {name: rows.get(name, setting.default) for name, setting in SETTINGS.items()}
