"""What happens in the ward, in numbers: a drawing, a table beside it, and a file.

Rule: nothing here points at a person (:mod:`node.insight.statistics`), and nobody is followed to
make it.
"""

import csv
from io import StringIO

from flask import Flask, Response, abort, render_template, request

from node.formats.csv import MARK
from node.insight import statistics
from node.insight.counting import AGREEMENTS, ALL_KINDS, ANSWERS, LISTINGS, PEOPLE
from node.insight.statistics import Number
from node.translations.catalogue import N_
from node.web import charts, labels
from node.web.here import words, world
from node.web.language import say
from node.web.route import ANYBODY, GET, NOTHING, Route

PAGE, FILE = "/cijfers", "/cijfers.csv"
WHAT = {
    LISTINGS: N_("Oproepen"),
    ANSWERS: N_("Antwoorden"),
    AGREEMENTS: N_("Afspraken"),
    PEOPLE: N_("Mensen"),
}
HINTS = {
    LISTINGS: N_("die in die maand op het bord kwamen"),
    ANSWERS: N_("op een oproep van hier"),
    AGREEMENTS: N_("die uit die antwoorden kwamen"),
    PEOPLE: N_("die iets plaatsten of antwoordden"),
}


def figures() -> str:
    """Each month of the last three years; of all kinds, or of one."""
    kind = request.args.get("soort", ALL_KINDS)
    if kind not in {ALL_KINDS, *labels.KINDS}:
        abort(404)
    lines = statistics.lines(world().now(), kind)
    years = list(dict.fromkeys(line.name[:4] for line in reversed(lines)))
    year = request.args.get("jaar", years[0] if years else "")
    if year and year not in years:
        abort(404)
    return render_template(
        "ward/figures.html",
        kind=kind,
        what=WHAT,
        hints=HINTS,
        charts={what: charts.bars(lines, what) for what in WHAT} if lines else {},
        years=years,
        year=year,
        months=[line for line in reversed(lines) if line.name.startswith(year)],
    )


def figures_file() -> Response:
    """All of it for a spreadsheet: a month, a kind and what on each line."""
    file = StringIO()
    writer = csv.writer(file, quoting=csv.QUOTE_ALL)
    writer.writerow(("month", "kind", "what", "count"))
    for month, kind, what, number in statistics.everything(world().now()):
        writer.writerow((month, kind or "all", what, number.cell))
    answer = Response((MARK + file.getvalue()).encode(), mimetype="text/csv")
    answer.headers["Content-Disposition"] = 'attachment; filename="cijfers.csv"'
    return answer


def in_words(number: Number) -> str:
    """A number as people read it."""
    if number.count is None:
        return say(N_("minder dan vijf"))
    if number.least:
        return say(N_("minstens %(number)s"), number=number.count)
    return words().number(number.count)


def install(app: Flask) -> None:
    """For the page."""
    app.jinja_env.filters["counted"] = in_words


ROUTES: tuple[Route, ...] = (
    Route(PAGE, figures, GET, ANYBODY, shows=NOTHING),
    Route(FILE, figures_file, GET, ANYBODY, shows=NOTHING),
)
