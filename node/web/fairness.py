"""Addresses of hiding, blocking, reporting, and deciding about reports; one line each."""

from node.web import setting_aside
from node.web.route import BOARD, GET, NOTHING, POST, RESIDENT, Route

ROUTES: tuple[Route, ...] = (
    Route(
        "/l/<lid:lid>/verbergen",
        setting_aside.hide,
        POST,
        RESIDENT,
        limit="set-aside",
        shows=NOTHING,
    ),
    Route(
        "/n/<scid:scid>/l/<lid:lid>/verbergen",
        setting_aside.hide_from,
        POST,
        RESIDENT,
        limit="set-aside",
        shows=NOTHING,
    ),
    Route(
        "/n/<scid:scid>/l/<lid:lid>/wijk-verbergen",
        setting_aside.hide_ward,
        POST,
        RESIDENT,
        limit="set-aside",
        shows=NOTHING,
    ),
    Route(
        "/l/<lid:lid>/blokkeren",
        setting_aside.block,
        POST,
        RESIDENT,
        limit="set-aside",
        shows=NOTHING,
    ),
    Route("/van-mij/verborgen", setting_aside.set_aside, GET, RESIDENT, shows=BOARD),
    Route("/van-mij/verborgen", setting_aside.undo, POST, RESIDENT, shows=NOTHING),
)
