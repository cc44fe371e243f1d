"""The machine under the node: its clock, its disk, its database."""

import os
import shutil
from datetime import timedelta
from pathlib import Path
from typing import Final

from node.backups import upgrading
from node.backups.making import program
from node.feed import mark
from node.health.finding import Finding, Look, bad, good, warn
from node.store import damage, snapshot_sqlite
from node.store.database import WAL_LIMIT_BYTES
from node.store.snapshot import SQLITE, engine_of
from node.translations.catalogue import N_

MEGA, GIGA = 1_000_000, 1_000_000_000
LEAST_FREE, LITTLE_FREE = 200 * MEGA, GIGA
OFF, FAR_OFF = timedelta(minutes=1), timedelta(minutes=10)
NETWORKS: Final = ("nfs", "cifs", "smb", "9p", "fuse.sshfs", "fuse.glusterfs", "ceph", "afs")
WEAK: Final = ("vfat", "exfat", "msdos")
MOST_LOG = 4 * WAL_LIMIT_BYTES  # SQLite cuts it back to one as soon as nobody reads in it
MOUNTS: Final = Path("/proc/self/mounts")


def clock(look: Look) -> Finding:
    """Whether the clock is right: by our own last signature, and by what neighbours' clocks say."""
    held = mark.read(look.world)
    set_right = N_(
        "Zet de klok van de machine gelijk: timedatectl set-ntp true. Klopt hij dan, en wordt er"
        " nog niets geplaatst: wijk clock confirm."
    )
    if held and held.published and held.published > look.now + FAR_OFF:
        return bad(
            N_("De klok loopt achter: wij ondertekenden al iets op %(last)s."),
            set_right,
            last=held.published,
        )
    seen = look.facts.get("clocks")
    if seen is None or not seen.value["offsets"]:
        return good(
            N_("De klok zegt %(now)s. Er is geen buurwijk om hem mee te vergelijken."), now=look.now
        )
    offsets = sorted(seen.value["offsets"])
    offset = timedelta(seconds=offsets[len(offsets) // 2])
    if abs(offset) < OFF:
        return good(N_("De klok loopt gelijk met die van de buurwijken."))
    minutes = max(1, round(abs(offset) / timedelta(minutes=1)))
    why = (
        N_("De klok loopt %(minutes)s minuten achter op die van de buurwijken.")
        if offset > timedelta()
        else N_("De klok loopt %(minutes)s minuten voor op die van de buurwijken.")
    )
    found = bad if abs(offset) >= FAR_OFF else warn
    return found(why, set_right, minutes=minutes)


def disk(look: Look) -> Finding:
    """Whether there is room, and whether anything can be written at all."""
    folder = look.world.config.data
    problem = _cannot_write(folder)
    if problem:
        return bad(
            N_("In %(folder)s kan niets worden geschreven: %(problem)s."),
            N_("Maak deze map weer schrijfbaar voor de site (mount -o remount,rw, of chown)."),
            folder=folder,
            problem=problem,
        )
    usage = shutil.disk_usage(folder)
    values = {"free": _size(usage.free), "total": _size(usage.total)}
    why = N_("Er is nog %(free)s van de %(total)s vrij.")
    do = N_(
        "Maak ruimte: gooi weg wat je niet nodig hebt, of zet de reservekopieën op een andere"
        " schijf."
    )
    if usage.free < LEAST_FREE:
        return bad(why, do, **values)
    if usage.free < LITTLE_FREE:
        return warn(why, do, **values)
    return good(why, **values)


def filesystem(look: Look) -> Finding:
    """Whether the disk is one on which SQLite keeps what it was given."""
    if engine_of(look.world.config.database_url) != SQLITE:
        return good(N_("De gegevens staan in PostgreSQL."))
    kind = kind_of(look.world.config.data)
    move = N_(
        "Zet de map van de site op een gewone schijf van deze machine zelf, of gebruik PostgreSQL."
    )
    if kind.startswith(NETWORKS):
        return bad(
            N_(
                "De gegevens staan op een schijf van het netwerk (%(kind)s). Zo kunnen ze stukgaan."
            ),
            move,
            kind=kind,
        )
    if kind in WEAK:
        return bad(
            N_("De gegevens staan op een schijf die te weinig kan (%(kind)s)."), move, kind=kind
        )
    return good(N_("De gegevens staan op een gewone schijf (%(kind)s)."), kind=kind or "?")


def damaged(look: Look) -> Finding | None:
    """What was noted beside the database, which need not open for it."""
    wrong = damage.found(look.world)
    if not wrong:
        return None
    return bad(
        N_("De database is beschadigd: %(wrong)s. Er wordt niets meer in geschreven."),
        N_(
            "Stop de site, zet de laatste goede kopie terug in een lege map (wijk restore from), en"
            " kijk de schijf na."
        ),
        wrong=wrong,
    )


def database(look: Look) -> Finding:
    """Whether the last look through all of it found it whole."""
    found = damaged(look)
    if found:
        return found
    failed = upgrading.failed(look.world)
    if failed:
        return bad(
            N_("Het nieuwe programma kon de gegevens niet overnemen: %(wrong)s."),
            N_("Zet het programma van daarvoor terug, of probeer het nog eens met wijk upgrade."),
            wrong=failed,
        )
    if engine_of(look.world.config.database_url) == SQLITE and _log_size(look) > MOST_LOG:
        return warn(
            N_("Het logboek van de database loopt vol: %(size)s. Iets leest er heel lang in."),
            N_("Start de site opnieuw. Kijk of een ander programma de database open heeft."),
            size=_size(_log_size(look)),
        )
    seen = look.facts.get("database")
    if seen is None or look.since(seen.at) > timedelta(days=3):
        return warn(
            N_("De database is de laatste dagen niet nagekeken."),
            N_("Draaien de taken? Dan gebeurt het vannacht. Nu meteen kan ook: wijk doctor."),
        )
    return good(N_("De database is nagekeken op %(at)s, en heel."), at=seen.at)


def version(look: Look) -> Finding:  # noqa: ARG001  # as all checks
    """Which program this is."""
    return good(N_("Dit is versie %(version)s."), version=program())


def kind_of(folder: Path, mounts: Path = MOUNTS) -> str:
    """The kind of file system that a folder is on; empty where the machine does not tell."""
    try:
        lines = [line.split(" ") for line in mounts.read_text("utf-8").splitlines()]
    except OSError:
        return ""
    whole = folder.resolve()
    on = [(len(at), kind) for _, at, kind, *_ in lines if whole.is_relative_to(_plain(at))]
    return max(on, default=(0, ""))[1]


def _plain(at: str) -> str:
    return at.replace("\\040", " ")


def _log_size(look: Look) -> int:
    path = snapshot_sqlite.path_of(look.world.config.database_url)
    try:
        return path.with_name(path.name + "-wal").stat().st_size
    except FileNotFoundError:
        return 0


def _cannot_write(folder: Path) -> str:
    path = folder / ".probe"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    except OSError as error:
        return error.strerror or type(error).__name__
    os.close(descriptor)
    path.unlink(missing_ok=True)
    return ""


def _size(count: int) -> str:
    return f"{count // MEGA} MB" if count < GIGA else f"{count / GIGA:.0f} GB"
