"""Giving away what is left over: food, plants, things."""

from federation.kinds.kind import Field, Kind

SHARING = Kind(
    name="sharing",
    terms=("gift", "swap"),
    actions=("transfer",),
    fields=(Field("amount"), Field("pickup")),
)
