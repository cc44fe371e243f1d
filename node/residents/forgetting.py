"""What is over is forgotten: sessions, links, counts, known browsers, applications."""

from node.residents import (
    addresses,
    applications,
    coadmins,
    devices,
    invitations,
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
            applications.forget_over,
            together.forget_over,
            coadmins.forget_over,
            invitations.forget_over,
        )
    )


def forget_counts(world: World) -> int:
    """Delete the counts of tries that are over, soon: each is made of an internet address."""
    return limits.forget_over(world)
