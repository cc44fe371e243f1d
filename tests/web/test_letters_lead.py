"""Where the one link of each mail leads: to a page that is there."""

import pytest
from werkzeug.exceptions import MethodNotAllowed, NotFound

from node.notices.kinds import KINDS
from node.settings import values
from tests.neighbourhood import Ward
from tests.web.visitor import Visitor

TOKEN = "x" * 43  # what stands for a link's own part, in the table as "abc"


@pytest.mark.parametrize("name", KINDS)
def test_a_mail_leads_to_a_page(elm: Ward, name: str) -> None:
    kind = KINDS[name]
    roads = elm.app.url_map.bind("elm.localhost")
    for address in (str(kind.values["path"]), *([kind.stop] if kind.stop else [])):
        path = "/".join(TOKEN if part == "abc" else part for part in address.split("/"))
        try:
            roads.match(path, method="GET")
        except (NotFound, MethodNotAllowed):
            pytest.fail(f"{name} leads to {path}, which is no page")


def test_a_page_that_is_not_there_would_be_seen(elm: Ward) -> None:
    with pytest.raises(NotFound):
        elm.app.url_map.bind("elm.localhost").match("/nergens", method="GET")


def test_whom_to_call_stands_where_mails_lead(elm: Ward) -> None:
    visitor = Visitor(elm)
    assert "nog geen naam" in visitor.page("/over").text
    with elm.at_work():
        values.put("contact", "Ada, 020 555 01 23")
    assert "Ada, 020 555 01 23" in visitor.page("/over").text
