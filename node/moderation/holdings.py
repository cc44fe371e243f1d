"""What this room holds of a resident (see :mod:`node.store.holding`).

Rule: who leaves takes along what they wrote and what was said to them; that there was a report,
and what was ruled, stays for a year without them.
"""

from collections.abc import Callable
from pathlib import Path

import peewee as pw

from node.moderation import feedback, log, told
from node.moderation.actions import ACTIONS
from node.moderation.models import Appeal, Case, Feedback, LogEntry, Report, Ruling, SettingChange
from node.moderation.rules import RULES
from node.moderation.subjects import SUBJECTS, WENT
from node.settings.table import SETTINGS
from node.store.holding import Fact, Holding, Piece
from node.translations.catalogue import N_
from node.world import World

STATES = {
    "open": N_("Een andere moderator kijkt ernaar"),
    "upheld": N_("Het besluit blijft"),
    "reversed": N_("Het besluit is van tafel"),
}


def _reports(world: World, resident_id: int) -> list[Piece]:
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
        for one in told.reports_of(world, resident_id)
    ]


def _reports_let_go(column: pw.Field) -> Callable[[World, int], list[Path]]:
    """How it went for them goes altogether; that something else is reported stays."""

    def erase(world: World, number: int) -> list[Path]:
        theirs = Report.select(Report.case).where(column == number)
        Case.update(state="gone", open_key=None, closed=world.now()).where(
            Case.id.in_(theirs), Case.subject == WENT, Case.state == "open"
        ).execute()
        changes = {column: None, Report.sentence: "", Report.name: ""}
        Report.update(changes).where(column == number).execute()
        return []

    return erase


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


def _rulings_let_go(column: pw.Field) -> Callable[[World, int], list[Path]]:
    """What is open needs nobody any more: what it is about goes too."""

    def erase(world: World, number: int) -> list[Path]:
        theirs = column == number
        Ruling.update(text="").where(Ruling.case.in_(Case.select(Case.id).where(theirs))).execute()
        Case.update(state="gone", open_key=None, closed=world.now()).where(
            theirs, Case.state == "open"
        ).execute()
        Case.update({column: None, Case.title: "", Case.text: "", Case.called: ""}).where(
            theirs
        ).execute()
        return []

    return erase


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
    known = ACTIONS.get(action)
    return Fact("action", N_("Besluit"), action, words=[known.past] if known else ())


def _appeals(_world: World, resident_id: int) -> list[Piece]:
    rows = Appeal.select(Appeal, Ruling, Case).join(Ruling).join(Case)
    return [
        Piece(
            row.ruling.case.title,
            [
                Fact("text", N_("Wat je schreef"), row.text),
                Fact("state", N_("Wat ervan kwam"), row.state, words=[STATES[row.state]]),
                Fact("answer", N_("Wat de moderator schreef"), row.answer),
                Fact("made", N_("Bezwaar gemaakt op"), row.made),
            ],
        )
        for row in list(rows.where(Appeal.person == resident_id).order_by(Appeal.id))
    ]


def _forget_appeals(_world: World, resident_id: int) -> list[Path]:
    Appeal.update(person=None, text="", answer="").where(Appeal.person == resident_id).execute()
    return []


def _appeals_decided(_world: World, resident_id: int) -> list[Piece]:
    rows = Appeal.select(Appeal, Ruling, Case).join(Ruling).join(Case)
    return [
        Piece(
            row.ruling.case.title,
            [
                Fact("state", N_("Besluit"), row.state, words=[STATES[row.state]]),
                Fact("decided", N_("Besloten op"), row.decided),
            ],
        )
        for row in list(rows.where(Appeal.decider == resident_id).order_by(Appeal.id))
    ]


def _forget_appeals_decided(_world: World, resident_id: int) -> list[Path]:
    Appeal.update(decider=None).where(Appeal.decider == resident_id).execute()
    return []


def _logged(column: pw.Field) -> Callable[[World, int], list[Piece]]:
    def tell(_world: World, resident_id: int) -> list[Piece]:
        rows = LogEntry.select().where(column == resident_id).order_by(LogEntry.number)
        return [
            Piece(
                str(row.number),
                [
                    Fact("action", N_("Besluit"), row.action, words=[log.LOGGED[row.action]]),
                    Fact("at", N_("Besloten op"), row.at),
                ],
            )
            for row in list(rows)
        ]

    return tell


def _forget_logged(column: pw.Field) -> Callable[[World, int], list[Path]]:
    """Its names and words go; the line stays, about nobody."""

    def forget(_world: World, resident_id: int) -> list[Path]:
        log.fade(column == resident_id)
        LogEntry.update({column: None}).where(column == resident_id).execute()
        return []

    return forget


def _settings_changed(_world: World, resident_id: int) -> list[Piece]:
    rows = SettingChange.select().where(SettingChange.by == resident_id).order_by(SettingChange.id)
    return [
        Piece(
            SETTINGS[row.name].sentence if row.name in SETTINGS else row.name,
            [
                Fact("was", N_("Was"), row.was),
                Fact("became", N_("Werd"), row.became),
                Fact("at", N_("Besloten op"), row.at),
            ],
            ours=row.name in SETTINGS,
        )
        for row in list(rows)
    ]


def _forget_settings_changed(_world: World, resident_id: int) -> list[Path]:
    """What the ward decided stays; by whom is forgotten."""
    theirs = SettingChange.by == resident_id
    SettingChange.update(by=None, who="").where(theirs).execute()
    return []


def _feedback(_world: World, resident_id: int) -> list[Piece]:
    rows = Feedback.select().where(Feedback.resident == resident_id).order_by(Feedback.id)
    return [
        Piece(
            feedback.ABOUT[row.about],
            [
                Fact("text", N_("Wat je schreef"), row.text),
                Fact("made", N_("Geschreven op"), row.made),
                Fact("answer", N_("Het antwoord"), row.answer or None),
            ],
            ours=True,
        )
        for row in list(rows)
    ]


HOLDINGS = (
    Holding(
        Feedback,
        Feedback.resident,
        "feedback",
        N_("Wat je de beheerders schreef"),
        tell=_feedback,
    ),
    Holding(
        Report,
        Report.reporter,
        "reports",
        N_("Wat je meldde"),
        tell=_reports,
        erase=_reports_let_go(Report.reporter),
    ),
    Holding(
        Case,
        Case.owner,
        "rulings",
        N_("Wat over je oproepen en berichten is besloten"),
        tell=_rulings_about,
        erase=_rulings_let_go(Case.owner),
    ),
    Holding(
        Ruling,
        Ruling.moderator,
        "rulings_made",
        N_("Wat je als moderator besloot"),
        tell=_rulings_by,
        erase=_forget_rulings_by,
    ),
    Holding(
        Appeal,
        Appeal.person,
        "appeals",
        N_("Bezwaren die je maakte"),
        tell=_appeals,
        erase=_forget_appeals,
    ),
    Holding(
        Appeal,
        Appeal.decider,
        "appeals_decided",
        N_("Bezwaren die je als moderator bekeek"),
        tell=_appeals_decided,
        erase=_forget_appeals_decided,
    ),
    Holding(
        LogEntry,
        LogEntry.moderator,
        "logged_by",
        N_("Wat in het logboek van jou staat"),
        tell=_logged(LogEntry.moderator),
        erase=_forget_logged(LogEntry.moderator),
    ),
    Holding(
        LogEntry,
        LogEntry.concerned,
        "logged_about",
        N_("Wat in het logboek over jou staat"),
        tell=_logged(LogEntry.concerned),
        erase=_forget_logged(LogEntry.concerned),
    ),
    Holding(
        SettingChange,
        SettingChange.by,
        "settings_changed",
        N_("Wat je voor de wijk besliste"),
        tell=_settings_changed,
        erase=_forget_settings_changed,
    ),
)

# Of whoever reads mail at a confirmed address.
OUTSIDE = (
    Holding(
        Report,
        Report.address,
        "reports",
        N_("Wat je meldde"),
        erase=_reports_let_go(Report.address),
        untold="it was for moderators alone, and who told it knows it",
    ),
    Holding(
        Case,
        Case.address,
        "rulings",
        N_("Wat over je oproepen en berichten is besloten"),
        erase=_rulings_let_go(Case.address),
        untold="it is all on the page that the mail about it opens",
    ),
)
