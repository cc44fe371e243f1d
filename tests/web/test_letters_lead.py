"""Where the one link of each mail leads: to a page that is there."""

import pytest
from werkzeug.exceptions import MethodNotAllowed, NotFound

from node.notices.kinds import KINDS
from tests.neighbourhood import Ward

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
