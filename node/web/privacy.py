"""What is kept of people, for anybody to read; and the papers about it, for those who look after
the site.

Rule: nothing is said here that is not in the table by which the jobs let go.
"""

from flask import abort, g, render_template

from node.listings.days import day_of
from node.retention import papers
from node.retention.kept import GROUNDS, NO_PERSON, SEEN
from node.retention.paper import Values
from node.retention.table import PARTS
from node.settings import values
from node.web import onmap
from node.web.here import words, world
from node.web.route import ADMIN, ANYBODY, GET, NOTHING, Route

HOME = "/beheer/papieren"


def privacy() -> str:
    """What is kept, how long and why, and what somebody can do about it."""
    held = values.everything()
    return render_template(
        "ward/privacy.html",
        own=held["privacy_text"],
        contact=held["contact"],
        background=onmap.background(g.ward.tiles, g.ward.tiles_credit),
        parts=PARTS,
        seen=SEEN,
        grounds=[sentence for name, sentence in GROUNDS.items() if name != NO_PERSON],
    )


def all_papers() -> str:
    """Every paper, and what it is for."""
    return render_template("admin/papers.html", papers=papers.PAPERS)


def one_paper(paper: str) -> str:
    """One paper, to read or to print."""
    if paper not in papers.PAPERS:
        abort(404)
    return render_template(
        "admin/paper.html", paper=papers.make(world(), paper, _say), today=day_of(world().now())
    )


def _say(sentence: str, facts: Values) -> str:
    return words().say(sentence, facts)


ROUTES: tuple[Route, ...] = (
    Route("/privacy", privacy, GET, ANYBODY, shows=NOTHING),
    Route(HOME, all_papers, GET, ADMIN, shows=NOTHING),
    Route(f"{HOME}/<paper>", one_paper, GET, ADMIN, shows=NOTHING),
)
