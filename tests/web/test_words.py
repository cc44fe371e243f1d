"""The ward's own words: texts of several lines, as an admin writes them."""

import pytest

from node.settings import values
from tests.neighbourhood import Ward
from tests.web.visitor import Visitor

PAGE = "/beheer/instellingen"
TYPED = "Wees aardig.\r\n- Groet elkaar.\r\n- Help elkaar.\r\n\r\nTot slot."
KEPT = "Wees aardig.\n- Groet elkaar.\n- Help elkaar.\n\nTot slot."


@pytest.mark.parametrize("name", ["house_rules", "privacy_text"])
def test_a_text_of_the_ward_is_kept_and_shown_again_with_its_lines(elm: Ward, name: str) -> None:
    admin = Visitor(elm, "Ada Doet", role="admin")
    answer = admin.post(PAGE, {name: TYPED})
    assert answer.status_code == 303
    with admin.ward.at_work():
        assert values.get(name) == KEPT
    assert f'name="{name}" rows="7">\n{KEPT}</textarea>' in admin.get(PAGE).text


def test_a_text_that_is_too_long_changes_nothing_and_says_so(elm: Ward) -> None:
    admin = Visitor(elm, "Ada Doet", role="admin")
    answer = admin.post(PAGE, {"house_rules": "x" * 20_001})
    assert answer.status_code == 422
    assert "er passen 20.000 tekens" in answer.text
    with admin.ward.at_work():
        assert values.get("house_rules") == ""
