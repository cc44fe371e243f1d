"""What fits somebody: offers for their wishes, requests for their talents, with the reason."""

from flask import abort, g, render_template, request

from node.listings import nearby
from node.matching import fitting
from node.matching.fitting import Fit
from node.store.geo import Point
from node.translations.catalogue import N_
from node.web.here import viewer, words, world
from node.web.language import say

ADDRESS = "/past-bij-mij"
WISHES, TALENTS = "", "talenten"
PARTS = {WISHES: N_("Voor jouw wensen"), TALENTS: N_("Voor jouw talenten")}
REASONS = {
    WISHES: N_("Omdat je dit zou willen: %(what)s."),
    TALENTS: N_("Omdat je dit kunt: %(what)s."),
}
FAR = N_("Op %(distance)s van het midden van onze wijk.")


def fits_me() -> str:
    """One of the two, for who is signed in."""
    part = request.args.get("deel", WISHES)
    if part not in PARTS:
        abort(404)
    find = fitting.requests if part == TALENTS else fitting.offers
    found = find(world(), viewer())
    middle = nearby.centre(g.ward.centre)
    return render_template(
        "account/fitting.html",
        part=part,
        ways=[
            (f"{ADDRESS}?deel={name}" if name else ADDRESS, say(label), None, name == part)
            for name, label in PARTS.items()
        ],
        found=found,
        centre=middle,
        fits=[(one.card, _because(one, part, middle)) for one in found.fits],
        most=fitting.MOST,
    )


def _because(fit: Fit, part: str, middle: Point | None) -> str:
    """Omdat je dit zou willen: leren fietsen. Op 400 meter van het midden van onze wijk."""
    what = [f"“{one.words}”" if one.typed else say(one.words) for one in fit.reasons]
    sentences = [say(REASONS[part], what=", ".join(what))] if what else []
    if middle is not None and fit.card.at is not None:
        distance = words().distance(nearby.metres(middle, fit.card.at))
        sentences.append(say(FAR, distance=distance))
    return " ".join(sentences)
