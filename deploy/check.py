"""The demonstration looks for itself: how far a listing comes along a chain of wards, and back.

Rule: it sees what people see (pages, signed in or not) and what the `wijk` command says; it decides
nothing that an admin would not decide.
"""

import http.client
import json
import re
import time
from collections.abc import Callable, Mapping, Sequence

from ward import RESIDENT, Ward, WardError

SPREAD_SECONDS = 60  # what a listing, or its end, may take to reach the next ward
LOOK_AGAIN = 0.5  # seconds between two looks
STILL_SECONDS = 15  # more than one look at a neighbour: what did not come by then does not come
NAME = "Ladder van de proef"
LISTING = {
    "kind": "lending",
    "purpose": "offer",
    "terms": "loan",
    "content": "Deze ladder is er alleen om te zien of buurwijken elkaar horen.",
    "language": "nl",
}
REACHES = ("everyone", "adjacent", "ward")
PROCESSED = "Ingetrokken, en verwerkt in 1 van 1 wijk."


def check(wards: Sequence[Ward]) -> None:
    """A listing of each reach comes as far as it may and no further; what is withdrawn goes too.

    :raises WardError: it did not.
    """
    if len(wards) == 1:
        raise WardError("One ward has no neighbour; --check needs --wards 2 or more.")
    first = wards[0]
    lids = {reach: _place(first, reach) for reach in REACHES}
    print(f"Placed in {first.plan.name}: {NAME} ({lids['everyone']})", flush=True)
    try:
        _comes(wards, lids)
    finally:
        for lid in lids.values():
            first.wijk("listing", "withdraw", lid)
    print(f"Withdrawn in {first.plan.name}", flush=True)
    _goes(wards, lids["everyone"])


def wait(
    condition: Callable[[], bool], wards: Sequence[Ward], seconds: float, otherwise: str
) -> float:
    """Look until it is so; gives how long that took.

    :raises WardError: it did not become so, or a ward has ended.
    """
    start = time.monotonic()
    while not condition():
        for ward in wards:
            ward.check_alive()
        if time.monotonic() - start > seconds:
            raise WardError(f"{otherwise} after {seconds:.0f} s; see {wards[0].log.parent}.")
        time.sleep(LOOK_AGAIN)
    return time.monotonic() - start


def _place(ward: Ward, reach: str) -> str:
    listing = LISTING | {"name": f"{NAME} ({reach})", "reach": reach}
    return ward.wijk("listing", "add", "-", "--as", RESIDENT, given=json.dumps(listing)).strip()


def _comes(wards: Sequence[Ward], lids: Mapping[str, str]) -> None:
    second, *further = wards[1:]
    took = wait(
        lambda: _shows(second, lids["everyone"]),
        wards,
        SPREAD_SECONDS,
        "The listing did not spread",
    )
    print(f"Shown in {second.plan.name} after {took:.0f} s", flush=True)
    resident = second.sign_in()
    wait(
        lambda: _on_page(second, lids["adjacent"], resident),
        wards,
        SPREAD_SECONDS,
        "The listing for neighbours did not come",
    )
    if _on_page(second, lids["adjacent"]):
        raise WardError(f"A visitor of {second.plan.name} sees what is for residents.")
    print("What is for neighbours is there, for its residents alone", flush=True)
    for ward in further[:1]:
        _comes_by_relay(wards, ward, lids["everyone"])
    _never_came(wards, lids)


def _comes_by_relay(wards: Sequence[Ward], ward: Ward, lid: str) -> None:
    """Unknown wards are hidden until an admin says otherwise; here by command."""
    first = wards[0]
    wait(
        lambda: ward.tries("peer", "level", first.url, "shown"),
        wards,
        SPREAD_SECONDS * 2,
        f"{ward.plan.name} did not hear of {first.plan.name}",
    )
    took = wait(lambda: _shows(ward, lid), wards, SPREAD_SECONDS * 2, "The relay did not spread it")
    print(f"Shown in {ward.plan.name}, once approved, after {took:.0f} s", flush=True)


def _never_came(wards: Sequence[Ward], lids: Mapping[str, str]) -> None:
    """What must not be anywhere further, whatever is shown there."""
    if len(wards) > 3:
        time.sleep(STILL_SECONDS)
    allowed = {1: {lids["everyone"], lids["adjacent"]}, 2: {lids["everyone"]}}
    for place, ward in enumerate(wards[1:], 1):
        held = {row["id"] for row in ward.listed("listing", "list", "--all")} & set(lids.values())
        if held - allowed.get(place, set()):
            raise WardError(f"{ward.plan.name} has what is not for it.")
    for ward in wards[3:]:
        print(f"Not in {ward.plan.name}: that is too far", flush=True)


def _goes(wards: Sequence[Ward], lid: str) -> None:
    first = wards[0]
    for ward in wards[1:3]:
        took = wait(
            lambda ward=ward: not _shows(ward, lid) and not _on_page(ward, lid),
            wards,
            SPREAD_SECONDS * 2,
            "The withdrawal did not follow",
        )
        print(f"Gone from {ward.plan.name} after {took:.0f} s", flush=True)
    resident = first.sign_in()
    wait(
        lambda: PROCESSED in _text(first.get(f"/l/{lid}", resident)[1]),
        wards,
        SPREAD_SECONDS,
        "The neighbour did not say that it processed the withdrawal",
    )
    print(f"Its page says: {PROCESSED}\nIt works.", flush=True)


def _shows(ward: Ward, lid: str) -> bool:
    """Whether the ward has the listing, and a visitor sees it on the first page."""
    rows = ward.listed("listing", "list")
    return any(row["id"] == lid for row in rows) and _on_page(ward, lid)


def _on_page(ward: Ward, lid: str, cookie: str = "") -> bool:
    status, text = ward.get("/", cookie)
    return status == http.client.OK and lid in text and NAME in text


def _text(page: str) -> str:
    """The words of a page."""
    return " ".join(re.sub(r"<[^>]*>", " ", page).split())
