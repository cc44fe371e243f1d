"""The number of a row that nobody has, in a form or an address: that is not there, and no fault."""

import pytest

from tests.neighbourhood import Ward
from tests.web.visitor import Visitor

FORMS = [
    ("/beheer/beheerders", {"what": "yes", "current": "x"}),
    ("/beheer/beheerders", {"what": "end"}),
    ("/beheer/uitnodigingen", {"what": "end"}),
    ("/beheer/herstel", {}),
    ("/beheer/seintjes", {"what": "retry"}),
    ("/beheer/seintjes", {"what": "away"}),
    ("/beheer/instellingen/geschiedenis", {}),
    ("/beheer/vragen", {"what": "close"}),
    ("/nieuwe-buren", {}),
    ("/nieuwe-buren", {"what": "terug"}),
    ("/opvolging", {"what": "stem"}),
]
ADDRESSES = [
    "/beheer/instellingen/geschiedenis?before=",
    "/beheer/logboek?before=",
    "/beheer/plekken/",
    "/beheer/vragen?voor=",
    "/nieuwe-buren?before=",
    "/van-mij/bewaard?weg=",
]


@pytest.mark.parametrize("number", ["9" * 30, "-" + "9" * 30, "9999999999", "-1", "x"])
def test_whatever_number_is_typed_nothing_breaks(elm: Ward, number: str) -> None:
    ada = Visitor(elm, "Ada Doet", role="admin")
    for path, data in FORMS:
        status = ada.post(path, {"number": number, **data}).status_code
        assert status in {303, 401, 404, 409, 422}, (path, data)
    for path in ADDRESSES:
        assert ada.get(f"{path}{number}").status_code in {200, 400, 404}, path
