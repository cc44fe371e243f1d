"""Giving away what is left over: food, plants, things."""

from federation.kinds.kind import MOST_PLACES, Field, Kind

SHARING = Kind(
    name="sharing",
    terms=("gift", "swap"),
    actions=("transfer",),
    fields=(
        Field("what"),
        Field("number", "number", limit=MOST_PLACES),
        Field("unit", "choice", choices=("portions", "pieces")),
        Field("pickup"),
    ),
    counted="number",
)
