"""The copies of the whole node: whether there is a fresh one, and whether it can be put back."""

from datetime import timedelta
from typing import Final

from node.backups import nightly, shelf
from node.backups.shelf import Backup
from node.health.finding import Finding, Look, bad, good, warn
from node.translations.catalogue import N_

OLD: Final = timedelta(hours=36)
VERY_OLD: Final = timedelta(days=3)
OLD_TRIAL: Final = timedelta(days=35)
MAKE: Final = N_("Maak er nu een, op de bladzijde Reservekopieën of met wijk backup make.")


def copies(look: Look) -> Finding:
    """All that may be wrong with them, the gravest first."""
    now, every = look.world.now(), shelf.all_of(look.world)
    held = [one for one in every if one.manifest.made <= now]
    return _of_the_last(look, held) or _of_all(look, every) or _of_the_trial(look, held[0])


def _of_the_last(look: Look, held: list[Backup]) -> Finding | None:
    age = look.since(held[0].manifest.made) if held else None
    failed = look.facts.get(nightly.FAILED)
    if failed:
        why = N_("De laatste kopie mislukte: %(why)s")
        return (warn if age and age < VERY_OLD else bad)(why, MAKE, why=failed.value["why"])
    if age is None:
        return warn(N_("Er is nog geen reservekopie."), MAKE)
    if age > OLD:
        why = N_("De laatste reservekopie is van %(made)s.")
        return (bad if age > VERY_OLD else warn)(why, MAKE, made=held[0].manifest.made)
    return None


def _of_all(look: Look, held: list[Backup]) -> Finding | None:
    looked = look.facts.get(nightly.LOOKED)
    bent = sorted({one.name for one in held} & set(looked.value["bad"])) if looked else []
    if not bent:
        return None
    return bad(
        N_("Deze reservekopie is niet goed meer: %(names)s."),
        N_("Kijk de schijf na. Gooi die kopie weg, en kijk opnieuw met wijk backup try."),
        names=", ".join(bent),
    )


def _of_the_trial(look: Look, newest: Backup) -> Finding:
    tried = look.facts.get(nightly.TRIED)
    made = newest.manifest.made
    if tried and not tried.value["ok"]:
        why = N_("De reservekopie kon niet worden teruggezet: %(why)s")
        return bad(why, MAKE, why=tried.value["why"])
    if tried is None or look.since(tried.at) > OLD_TRIAL:
        return warn(
            N_("De laatste is van %(made)s. Terugzetten is lang niet geprobeerd."),
            N_("De site probeert het elke week zelf. Nu meteen kan ook: wijk backup try."),
            made=made,
        )
    return good(
        N_("De laatste is van %(made)s, en nagekeken. Terugzetten is geprobeerd op %(tried)s."),
        made=made,
        tried=tried.at,
    )
