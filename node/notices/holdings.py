"""What this room holds of a resident (see :mod:`node.store.holding`)."""

from pathlib import Path

from node.notices.kinds import KINDS
from node.notices.models import Notice, NoticeChoice
from node.notices.sorts import SORTS, WAYS
from node.store.holding import Fact, Holding, Piece
from node.translations.catalogue import N_
from node.world import World


def _notices(_world: World, resident_id: int) -> list[Piece]:
    """Which, and when. Not what they said: it was in the mail, and codes are told nowhere else."""
    rows = list(Notice.select().where(Notice.resident == resident_id).order_by(Notice.id))
    return [
        Piece(
            KINDS[row.template].label if row.template in KINDS else row.template,
            [
                Fact("template", "", row.template),
                Fact("created", N_("Gemaakt op"), row.created),
                Fact("sent", N_("Verstuurd op"), row.changed if row.state == "sent" else None),
            ],
            ours=True,
        )
        for row in rows
    ]


def _erase(_world: World, resident_id: int) -> list[Path]:
    """What was sent stays for a day, as a mailbox's keyed hash that says nothing of whom."""
    theirs = Notice.resident == resident_id
    Notice.update(resident=None, key=None).where(theirs, Notice.state == "sent").execute()
    Notice.delete().where(theirs).execute()
    return []


def _choices(_world: World, resident_id: int) -> list[Piece]:
    """How each sort comes, where they chose; and their quiet hours."""
    rows = NoticeChoice.select().where(NoticeChoice.resident == resident_id)
    return [_choice(row.name, row.value) for row in list(rows.order_by(NoticeChoice.id))]


def _choice(name: str, value: str) -> Piece:
    label = SORTS[name].label if name in SORTS else N_("Stille uren")
    words = [WAYS[value]] if value in WAYS else []
    return Piece(label, [Fact(name, N_("Jouw keuze"), value, words=words)], ours=True)


HOLDINGS = (
    Holding(
        NoticeChoice,
        NoticeChoice.resident,
        "notice_choices",
        N_("Hoe vaak je mail krijgt"),
        tell=_choices,
    ),
    Holding(
        Notice,
        Notice.resident,
        "notices",
        N_("Seintjes per mail"),
        tell=_notices,
        erase=_erase,
    ),
)
