"""What this room holds of a resident (see :mod:`node.store.holding`).

Rule: who leaves takes along what they wrote and what was said to them; that there was a report,
and what was ruled, stays for a year without them.
"""

from pathlib import Path

from node.moderation import told
from node.moderation.models import Case, Report, Ruling
from node.moderation.rules import RULES
from node.moderation.subjects import SUBJECTS, WENT
from node.store.holding import Fact, Holding, Piece
from node.translations.catalogue import N_
from node.world import World

ACTIONS = {"remove": N_("weggehaald"), "nothing": N_("blijft hangen")}


def _reports(_world: World, resident_id: int) -> list[Piece]:
    return [
        Piece(
            one.title or SUBJECTS[one.subject].name,
            [
                _reason(N_("Waarom?"), one.reason),
                Fact("sentence", N_("Wat je schreef"), one.sentence),
                Fact("made", N_("Gemeld op"), one.made),
                _action(one.action),
            ],
            ours=not one.title,
        )
        for one in told.reports_of(resident_id)
    ]


def _forget_reports(world: World, resident_id: int) -> list[Path]:
    """How it went for them goes altogether; that something else is reported stays."""
    theirs = Report.select(Report.case).where(Report.reporter == resident_id)
    Case.update(state="gone", open_key=None, closed=world.now()).where(
        Case.id.in_(theirs), Case.subject == WENT, Case.state == "open"
    ).execute()
    Report.update(reporter=None, sentence="").where(Report.reporter == resident_id).execute()
    return []


def _rulings_about(_world: World, resident_id: int) -> list[Piece]:
    """What the other told moderators alone about an agreement stays with them."""
    theirs = (Case.owner == resident_id) & (Case.subject != WENT)
    rows = Ruling.select(Ruling, Case).join(Case).where(theirs)
    return [
        Piece(
            _title(row.case),
            [
                Fact("message", N_("Het bericht"), row.case.text or None),
                _action(row.action),
                _reason(N_("Welke regel?"), row.reason),
                Fact("text", N_("Wat de moderator schreef"), row.text),
                Fact("at", N_("Besloten op"), row.at),
            ],
            ours=not row.case.title,
        )
        for row in list(rows.order_by(Ruling.id))
    ]


def _forget_rulings_about(world: World, resident_id: int) -> list[Path]:
    """What is open needs nobody any more: the listing goes too."""
    theirs = Case.owner == resident_id
    Ruling.update(text="").where(Ruling.case.in_(Case.select(Case.id).where(theirs))).execute()
    Case.update(state="gone", open_key=None, closed=world.now()).where(
        theirs, Case.state == "open"
    ).execute()
    Case.update(owner=None, title="", text="").where(theirs).execute()
    return []


def _rulings_by(_world: World, resident_id: int) -> list[Piece]:
    rows = Ruling.select(Ruling, Case).join(Case).where(Ruling.moderator == resident_id)
    return [
        Piece(
            _title(row.case),
            [_action(row.action), Fact("at", N_("Besloten op"), row.at)],
            ours=not row.case.title,
        )
        for row in list(rows.order_by(Ruling.id))
    ]


def _forget_rulings_by(_world: World, resident_id: int) -> list[Path]:
    Ruling.update(moderator=None).where(Ruling.moderator == resident_id).execute()
    return []


def _title(case: Case) -> str:
    return case.title or SUBJECTS[case.subject].name


def _reason(label: str, reason: str) -> Fact:
    rule = RULES.get(reason)
    return Fact("reason", label, reason, words=[rule.reason] if rule else ())


def _action(action: str) -> Fact:
    return Fact("action", N_("Besluit"), action, words=[ACTIONS[action]] if action else ())


HOLDINGS = (
    Holding(
        Report,
        Report.reporter,
        "reports",
        N_("Wat je meldde"),
        tell=_reports,
        erase=_forget_reports,
    ),
    Holding(
        Case,
        Case.owner,
        "rulings",
        N_("Wat over je oproepen en berichten is besloten"),
        tell=_rulings_about,
        erase=_forget_rulings_about,
    ),
    Holding(
        Ruling,
        Ruling.moderator,
        "rulings_made",
        N_("Wat je als moderator besloot"),
        tell=_rulings_by,
        erase=_forget_rulings_by,
    ),
)
