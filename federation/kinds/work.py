"""Paid or regular work: a job, a shift, a commission."""

from federation.kinds.kind import Field, Kind

WORK = Kind(
    name="work",
    terms=("paid", "hours", "swap", "gift"),
    actions=("deliverService",),
    fields=(
        Field("pay", terms=("paid", "hours", "swap")),
        Field("hours_a_week", "number", limit=168),
        Field("duration"),
        Field("start"),
    ),
)
