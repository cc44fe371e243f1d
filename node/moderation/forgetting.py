"""How long reports and rulings are kept: names, addresses and sentences shortest.

Rule: what is open stays, whoever it is about; so does what somebody disagrees with until another
one looked. Of the log names and words go; its lines stay, and its chain holds.
"""

from datetime import timedelta

from node.feed.models import Origin
from node.moderation import changes, log
from node.moderation.models import Appeal, Case, LogEntry, Report, Ruling
from node.moderation.subjects import ABOUT
from node.world import World

WORDS_KEPT = timedelta(days=60)  # after the ruling: long enough to disagree with it
KEPT = timedelta(days=365)  # the ruling itself


def forget_old(world: World) -> int:
    """The job; returns how many cases went."""
    disputed = Ruling.select(Ruling.case).join(Appeal).where(Appeal.state == "open")
    words_over = Case.select(Case.id).where(
        Case.closed < world.now() - WORDS_KEPT, Case.id.not_in(disputed)
    )
    said = (Report.sentence != "") | (Report.name != "") | Report.email.is_null(is_null=False)
    said |= Report.address.is_null(is_null=False)
    Report.update(sentence="", name="", email=None, address=None).where(
        Report.case.in_(words_over), said
    ).execute()
    told = (Case.text != "") | Case.address.is_null(is_null=False)
    Case.update(text="", address=None, called="").where(Case.id.in_(words_over), told).execute()
    _forget_titles_of_who_left()
    over = world.now() - KEPT
    log.fade(LogEntry.at < over)
    changes.forget_old(world)
    log.unname(LogEntry.at < over)
    in_force = Ruling.select(Ruling.case).where(
        Ruling.action == "expel", Ruling.ended.is_null(), Ruling.until > over
    )
    gone = Case.delete().where(Case.closed < over, Case.id.not_in(in_force))
    count: int = gone.where(Case.id.not_in(disputed)).execute()
    return count


def _forget_titles_of_who_left() -> None:
    """An erasure that a restored backup did again leaves no title behind (AVG).

    What somebody says is about them, in words of their own, was nobody's listing.
    """
    ours = Origin.select(Origin.id).where(Origin.own)
    nobodys = Case.owner.is_null() & Case.address.is_null() & (Case.subject != ABOUT)
    Case.update(title="", text="").where(
        Case.origin.in_(ours), nobodys, (Case.title != "") | (Case.text != "")
    ).execute()
