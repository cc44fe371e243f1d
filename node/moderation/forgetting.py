"""How long reports and rulings are kept: names, addresses and sentences shortest.

Rule: what is open stays, whoever it is about.
"""

from datetime import timedelta

from node.feed.models import Origin
from node.moderation.models import Case, Report
from node.world import World

WORDS_KEPT = timedelta(days=60)  # after the ruling: long enough to disagree with it
KEPT = timedelta(days=365)  # the ruling itself


def forget_old(world: World) -> int:
    """The job; returns how many cases went."""
    words_over = Case.select(Case.id).where(Case.closed < world.now() - WORDS_KEPT)
    said = (Report.sentence != "") | (Report.name != "") | Report.email.is_null(is_null=False)
    Report.update(sentence="", name="", email=None).where(
        Report.case.in_(words_over), said
    ).execute()
    Case.update(text="").where(Case.closed < world.now() - WORDS_KEPT, Case.text != "").execute()
    _forget_titles_of_who_left()
    count: int = Case.delete().where(Case.closed < world.now() - KEPT).execute()
    return count


def _forget_titles_of_who_left() -> None:
    """An erasure that a restored backup did again leaves no title behind (AVG)."""
    ours = Origin.select(Origin.id).where(Origin.own)
    Case.update(title="", text="").where(
        Case.origin.in_(ours), Case.owner.is_null(), (Case.title != "") | (Case.text != "")
    ).execute()
