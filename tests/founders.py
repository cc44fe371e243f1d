"""A node that still has to be set up, and its set-up up to some question."""

from collections.abc import Callable, Mapping
from typing import Final

from node.upkeep import founding
from node.world import World

PASSWORD: Final = "een lange zin die niemand raadt"
NAME: Final = "Indische Buurt"


def confirm(world: World) -> None:
    """Make the sheets, and give the two words back."""
    sheets = founding.make_sheets(world)
    asked = founding.standing(world).asked
    founding.confirm_words(
        world, [sheet.groups[at - 1] for sheet, at in zip(sheets, asked, strict=True)]
    )


def needed(world: World) -> Mapping[str, Callable[[], object]]:
    """What has to be answered, and an answer."""
    return {
        founding.NAME: lambda: founding.call_ward(world, name=NAME),
        founding.LANGUAGE: lambda: founding.speak(world, "nl"),
        founding.ADMIN: lambda: founding.make_admin(world, name="Noor", password=PASSWORD),
        founding.SHEETS: lambda: confirm(world),
    }


def answer(world: World, *, but: str = "") -> None:
    """Answer all that is needed, ``but`` one."""
    for name, give in needed(world).items():
        if name != but:
            give()
