"""Notices about admins who may be gone, and about who takes over; one line each."""

from collections.abc import Mapping

from node.notices.kind import SOON, Kind
from node.translations.catalogue import N_

MEMBER = N_("Je hebt een account op deze wijksite.")

SUCCESSION: Mapping[str, Kind] = {
    "still-there": Kind(
        sort="duties",
        subject=N_("Ben je er nog?"),
        label=N_("Beheerder: ben je er nog?"),
        why=N_("Je bent beheerder van deze wijksite."),
        values={"name": "Alice", "path": "/er-nog/1/1936000000/abc"},
        limited=False,
        by_hand=False,
    ),
    "no-admin": Kind(
        sort="decisions",
        subject=N_("Onze wijksite heeft geen beheerder meer"),
        label=N_("Geen beheerder meer"),
        why=MEMBER,
        values={"name": "Alice", "path": "/opvolging"},
        limited=False,
        by_hand=False,
    ),
    "takeover-announced": Kind(
        sort="decisions",
        subject=N_("%(candidate)s wordt beheerder"),
        label=N_("Opvolging aangekondigd"),
        why=MEMBER,
        values={"name": "Alice", "candidate": "Bob", "opens": SOON, "path": "/opvolging"},
        limited=False,
        by_hand=False,
    ),
    "takeover-done": Kind(
        sort="decisions",
        subject=N_("%(candidate)s is nu beheerder"),
        label=N_("Nieuwe beheerder"),
        why=MEMBER,
        values={"name": "Alice", "candidate": "Bob", "path": "/opvolging"},
        limited=False,
        by_hand=False,
    ),
    "takeover-ended": Kind(
        sort="decisions",
        subject=N_("Er is weer een beheerder"),
        label=N_("Er is weer een beheerder"),
        why=MEMBER,
        values={"name": "Alice", "path": "/opvolging"},
        limited=False,
        by_hand=False,
    ),
}
