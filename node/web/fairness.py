"""Addresses of hiding, blocking, reporting, and deciding about reports; one line each."""

from node.web import moderating, reporting, setting_aside
from node.web.route import (
    ANYBODY,
    BOARD,
    BOTH,
    GET,
    MODERATOR,
    NOTHING,
    OWNER,
    POST,
    RESIDENT,
    Route,
)

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
    Route(
        "/van-mij/blokkeren/<lid:thread>",
        setting_aside.block_in_conversation,
        POST,
        OWNER,
        limit="set-aside",
        shows=NOTHING,
    ),
    Route("/van-mij/verborgen", setting_aside.set_aside, GET, RESIDENT, shows=BOARD),
    Route("/van-mij/verborgen", setting_aside.undo, POST, RESIDENT, shows=NOTHING),
    Route("/l/<lid:lid>/melden", reporting.report, BOTH, ANYBODY, limit="report", shows=BOARD),
    Route(
        "/n/<scid:scid>/l/<lid:lid>/melden",
        reporting.report_from,
        BOTH,
        ANYBODY,
        limit="report",
        shows=BOARD,
    ),
    Route("/gemeld", reporting.reported, GET, ANYBODY, shows=NOTHING),
    Route("/van-mij/meldingen", reporting.my_reports, GET, RESIDENT, shows=BOARD),
    Route("/beheer/meldingen", moderating.cases, GET, MODERATOR, shows=BOARD),
    Route("/beheer/meldingen/<int:case>", moderating.case_here, BOTH, MODERATOR, shows=BOARD),
)
