"""Lending a thing for a while: a drill, a ladder, a cargo bike."""

from federation.kinds.kind import Field, Kind

LENDING = Kind(
    name="lending",
    terms=("loan", "gift", "paid"),
    actions=("transfer",),
    fields=(
        Field("days", "number", limit=365),
        Field("condition"),
        Field("deposit", "choice", choices=("no", "yes")),
    ),
)
