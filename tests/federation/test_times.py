"""§1.5: times in whole seconds of UTC."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from federation import times


@given(
    st.datetimes(
        datetime(2020, 1, 1),  # noqa: DTZ001  # hypothesis asks for bounds without a zone
        datetime(2999, 12, 31, 23, 59, 59),  # noqa: DTZ001
        timezones=st.just(UTC),
    )
)
def test_there_and_back(moment: datetime) -> None:
    text = times.to_text(moment)
    assert times.from_text(text) == moment.replace(microsecond=0)
    assert len(text) == len("2026-11-24T12:00:00Z")


def test_another_zone_is_written_in_utc() -> None:
    amsterdam = timezone(timedelta(hours=1))
    assert times.to_text(datetime(2026, 11, 24, 13, tzinfo=amsterdam)) == "2026-11-24T12:00:00Z"


def test_a_time_without_zone_is_not_written() -> None:
    with pytest.raises(ValueError, match="zone"):
        times.to_text(datetime(2026, 11, 24))  # noqa: DTZ001  # that is the fault


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-24T12:00:00",
        "2026-11-24T12:00:00+00:00",
        "2026-11-24T12:00:00.5Z",
        "2026-11-24 12:00:00Z",
        "2026-11-24T12:00Z",
        "2026-11-24t12:00:00z",
        "2026-02-30T12:00:00Z",
        "2026-11-24T24:00:00Z",
        "2026-11-24T12:00:60Z",
        "2019-12-31T23:59:59Z",
        "3000-01-01T00:00:00Z",
        "٢026-11-24T12:00:00Z",
        "2026-11-24T12:00:00Z\n",
        "",
    ],
)
def test_what_is_not_a_time(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        times.from_text(text)


@pytest.mark.parametrize(
    ("year", "plain"), [(2019, False), (2020, True), (2999, True), (3000, False)]
)
def test_the_years_of_this_protocol(year: int, plain: bool) -> None:
    sure = datetime(2026, 6, 1, tzinfo=UTC)
    assert times.are_plain(sure, datetime(year, 6, 1, tzinfo=UTC)) == plain


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 6, 1),  # noqa: DTZ001  # without a zone, which is what is refused
        datetime(2026, 6, 1, tzinfo=timezone(timedelta(hours=2))),
        datetime(2026, 6, 1, microsecond=1, tzinfo=UTC),
    ],
)
def test_only_whole_seconds_in_utc_are_plain(moment: datetime) -> None:
    assert times.are_plain(moment) is False
