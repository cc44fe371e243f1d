"""What is over is forgotten: sessions, links, counts, known browsers, refused applications."""

from node.residents import (
    addresses,
    applications,
    coadmins,
    devices,
    limits,
    sessions,
    tickets,
    together,
)
from node.world import World


def forget_over(world: World) -> int:
    """Delete it all; returns how many rows."""
    return sum(
        forget(world)
        for forget in (
            sessions.forget_ended,
            tickets.forget_over,
            addresses.forget_over,
            limits.forget_over,
            devices.forget_old,
            applications.forget_refused,
            together.forget_over,
            coadmins.forget_over,
        )
    )
