"""Whether the time of an answer tells if somebody has an account.

Known, unknown and suspended addresses take turns, in an order of chance; what is measured is the
area under the curve (the share of pairs in which the one took longer): 0.50 tells nothing.
"""

from collections.abc import Callable, Mapping, Sequence
from gc import collect, disable, enable
from time import perf_counter

from node.residents import accounts, passwords
from node.residents.models import Asked, Resident, Tally
from node.settings import values
from tests.neighbourhood import Ward
from tests.web.visitor import Visitor
from tests.world import Chance

KNOWN, UNKNOWN, SUSPENDED = SORTS = ("known", "unknown", "suspended")
PASSWORD = "een zin die bij niemand hoort"
BATCH = 500  # rows that are inserted at once
ROUTES: Mapping[str, Callable[[str], dict[str, str]]] = {
    "/inloggen": lambda box: {"name": box, "password": PASSWORD},
    "/herstel": lambda box: {"name": box},
    "/account-maken": lambda box: {"email": box, "old_enough": "yes"},
}


def box_of(sort: str, number: int) -> str:
    """An address; all have the same length."""
    return f"{sort[:5]}{number:06}@elm.test"


def fill(ward: Ward, each: int) -> None:
    """As many accounts that are known, and as many that are suspended."""
    with ward.at_work() as world:
        values.put("joining", "open")
        now = world.now()
        hashed = passwords.hash_password(world, "een heel andere zin van hen")
        rows = [
            {
                **accounts.keys(f"{sort} {number}", box_of(sort, number)),
                "name_look": None,
                "password": hashed,
                "shown_name": sort,
                "outside_name": sort,
                "created": now,
                "suspended": now if sort == SUSPENDED else None,
            }
            for sort in (KNOWN, SUSPENDED)
            for number in range(each)
        ]
        for start in range(0, len(rows), BATCH):
            Resident.insert_many(rows[start : start + BATCH]).execute()


def timed(ward: Ward, path: str, each: int) -> dict[str, list[float]]:
    """Seconds of each answer, by the sort of address. Nobody is over a limit, and each is new."""
    visitor = Visitor(ward)
    token = visitor.token()
    found: dict[str, list[float]] = {sort: [] for sort in SORTS}
    chance = Chance(path)
    ask = _asker(ward.url, path, visitor, token)
    for number in range(20):
        ask(f"eerst{number:06}@elm.test", number)
    for number in range(each):
        for sort in _order(chance):
            found[sort].append(ask(box_of(sort, number), number))
        if number % BATCH == 0:
            with ward.at_work():
                Tally.delete().execute()
                Asked.delete().execute()
    return found


def area(one: Sequence[float], other: Sequence[float]) -> float:
    """The share of pairs in which ``one`` took longer; a tie is half."""
    ranked = sorted([(value, 0) for value in one] + [(value, 1) for value in other])
    total, at = 0.0, 0
    while at < len(ranked):
        end = at
        while end < len(ranked) and ranked[end][0] == ranked[at][0]:
            end += 1
        middle = (at + 1 + end) / 2
        total += middle * sum(1 for _, which in ranked[at:end] if which == 0)
        at = end
    return (total - len(one) * (len(one) + 1) / 2) / (len(one) * len(other))


def _asker(url: str, path: str, visitor: Visitor, token: str) -> Callable[[str, int], float]:
    """Sends the form and gives the seconds; each time from another address."""
    form = ROUTES[path]

    def ask(box: str, number: int) -> float:
        data = form(box) | {"csrf_token": token}
        address = f"10.{number // 65536}.{number // 256 % 256}.{number % 256}"
        collect(0)
        disable()
        begin = perf_counter()
        answer = visitor.client.post(
            path, base_url=url, data=data, environ_base={"REMOTE_ADDR": address}
        )
        seconds = perf_counter() - begin
        enable()
        assert answer.status_code in {200, 422}, answer.status
        return seconds

    return ask


def _order(chance: Chance) -> list[str]:
    """The three sorts, in an order of chance."""
    return sorted(SORTS, key=lambda _sort: chance(4))
