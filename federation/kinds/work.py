"""Paid or regular work: a job, a shift, a commission."""

from federation.kinds.kind import Field, Kind

WORK = Kind(
    name="work",
    terms=("paid", "hours", "swap"),
    actions=("deliverService",),
    fields=(
        Field("pay"),
        Field("hours_a_week", type="integer", limit=168),
        Field("duration"),
    ),
)
