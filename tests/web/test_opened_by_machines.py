"""A mail program opens every link of a mail before its reader does: on either engine nothing is
other than it was, but for what was read.
"""

import re
from collections.abc import Iterator, Mapping

from node.listings import read, stilltrue
from node.matching import stopping
from node.shown.viewer import ANYONE
from node.store.database import database
from node.web import bymail, disagreeing, noticing
from tests import links
from tests.neighbourhood import Neighbourhood, Ward
from tests.node.traces import tables
from tests.web.visitor import Visitor

GOOD = {200, 303}
UP_TO_WHERE = {("response", "lister_read"), ("response", "responder_read"), ("seats", "number")}


def test_ME_07_a_program_that_opens_every_link_of_every_mail_changes_nothing(
    wards_on_each_engine: Neighbourhood,
) -> None:
    elm = wards_on_each_engine.ward("elm")
    lotte = Visitor(elm, "Lotte Lener")
    lids = [lotte.places(reach="everyone", title=title) for title in ("Ladder", "Zaag")]
    addresses = list(of_mails(elm, *lids))
    assert len(addresses) >= 15
    machine = Visitor(elm)
    machine.get("/")
    before = everything(elm)
    for address in addresses:
        for ask in (machine.client.get, machine.client.head):
            assert ask(address, base_url=elm.url).status_code in GOOD, address
    after = everything(elm)
    assert [name for name in after if after[name] != before[name]] == []


def of_mails(ward: Ward, lid: str, saw: str) -> Iterator[str]:
    """Where the links of mails lead, one of each sort; no button was pressed yet."""
    with ward.at_work() as world:
        for path, token in links.of_each_sort(world).items():
            yield path.replace("<token:token>", token)
        for route in noticing.ROUTES:
            if "<" in route.path:
                yield filled(route.path, links.of_choices(world))
        alerts = links.of_alerts(world)
        yield f"{stopping.PAGE}/{alerts['search']}/{alerts['token']}"
        yield filled(disagreeing.STATEMENT, links.of_decision(world, saw))
        theirs = links.of_outside(world, lid)
        for route in bymail.ROUTES:
            if route.secret and "GET" in route.methods:
                yield filled(route.path, theirs)
        yield links.to_confirm(world, lid)
        yield links.alert_to_confirm(world)
        card = read.one(world, ANYONE, lid=lid)
        yield stilltrue.path_of(world, lid, card.ends)


def filled(path: str, parts: Mapping[str, str]) -> str:
    """The address of a route."""
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda part: parts[part[1]], path)


def everything(ward: Ward) -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables; of a conversation not up to where it was read, nor how often its
    places were held for that.
    """
    with ward.at_work():
        found = {}
        for table in tables():
            cursor = database.execute_sql(f'SELECT * FROM "{table}"')
            named = [column[0] for column in cursor.description]
            found[table] = sorted(
                (
                    tuple(
                        str(value)
                        for name, value in zip(named, row, strict=True)
                        if (table, name) not in UP_TO_WHERE
                    )
                    for row in cursor.fetchall()
                ),
            )
        return found
