"""What looks like a statement of SQL is a word like any other, in whatever field it stands."""

import time
from collections.abc import Iterator

import pytest

from tests.neighbourhood import Neighbourhood, Ward
from tests.web.visitor import Visitor

TYPED = (
    "'",
    '"',
    "' OR 1=1 --",
    "'; DROP TABLE resident; --",
    "1) UNION SELECT secret FROM second_step --",
    "'||(SELECT pg_sleep(5))||'",
    "') AND randomblob(500000000) --",
    "%27%20OR%201=1",
    "\\",
)
FIELDS = ("q", "kind", "purpose", "terms", "order", "page", "from", "until", "near", "far", "ward")
WORD = "zeepkistenrace"
QUICK = 4.0  # seconds; what waits for pg_sleep takes longer


@pytest.fixture(scope="module")
def elm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ward]:
    """A ward with a ladder; nobody changes it here."""
    neighbourhood = Neighbourhood(tmp_path_factory.mktemp("typed"))
    made = neighbourhood.ward("elm")
    made.posts("lending", "Ladder")
    yield made
    neighbourhood.close()


@pytest.mark.parametrize("field", FIELDS)
def test_ST_20_sql_in_a_parameter_changes_neither_the_answer_nor_its_time(
    elm: Ward, field: str
) -> None:
    anybody = Visitor(elm)
    usual = anybody.client.get("/", base_url=elm.url, query_string={field: WORD})
    for typed in TYPED:
        began = time.monotonic()
        answer = anybody.client.get("/", base_url=elm.url, query_string={field: typed})
        assert time.monotonic() - began < QUICK
        assert answer.status_code == usual.status_code, typed
    assert "Ladder" in elm.page("/")
