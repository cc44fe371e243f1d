"""What a node looks at before it opens: is this the database that we signed with, and our address?

Rule: nothing is signed, served or pulled before this was looked at (PROTOCOL §13).
"""

import logging

from federation.hosts import base_url
from node.feed.identity import own_origin, verified
from node.moderation import log as decided
from node.upkeep import founding, plan, restore, settings
from node.world import World

log = logging.getLogger(__name__)

LINES_AT_START = 1_000  # all of them a command follows


class StartError(Exception):
    """A sentence: why the node cannot open."""


class MovedError(StartError):
    """The settings had not been told of our move yet. They say it now: the next start opens."""


def begin(world: World) -> None:
    """Compare what is here with what we remember; go into restore mode when we must.

    :raises StartError: it is not set up, or the settings say another address than our identity.
    """
    if founding.is_open():
        raise StartError(
            f"This node is not set up yet. Go on in your browser, at {world.config.url}/opzetten,"
            " or in this terminal: `wijk setup`."
        )
    ours = verified(bytes(own_origin().log))
    if ours.host != world.config.host_name and plan.has_moved(world):
        settings.change_url(world.config, base_url(ours.host))
        plan.forget(world)
        raise MovedError(
            f"This node moved to {ours.host}, and its settings did not say so yet. They do now:"
            " start it again."
        )
    if ours.host != world.config.host_name:
        raise StartError(
            f"This node's identity lives at {ours.host}, and its settings say"
            f" {world.config.host_name}. Set the url to that; or move it there with"
            " `wijk identity plan move`."
        )
    restore.begin_if_older(world)
    _look_at_log()


def _look_at_log() -> None:
    """The newest lines of the log of what moderators decided; the node opens either way."""
    broken = decided.check(last=LINES_AT_START)
    if broken is not None:
        log.error("the log of decisions was changed: line %s, %s", broken.number, broken.problem)


def former_hosts() -> tuple[str, ...]:
    """The hosts that our identity had before."""
    ours = verified(bytes(own_origin().log))
    return tuple(dict.fromkeys(v.host for v in ours.versions if v.host != ours.host))
