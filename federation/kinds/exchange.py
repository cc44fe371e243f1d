"""One thing or service for another. Both may change hands, so both actions occur."""

from federation.kinds.kind import Field, Kind

EXCHANGE = Kind(
    name="exchange",
    terms=("swap", "hours"),
    actions=("transfer", "deliverService"),
    fields=(Field("for"),),
)
