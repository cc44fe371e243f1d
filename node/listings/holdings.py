"""What this room holds of a resident (see :mod:`node.store.holding`).

Rule: a listing is withdrawn before it is erased, so that neighbours are told to let go of it too.
"""

import json
from pathlib import Path

from node.feed.publish import publishing
from node.listings import compose, pictures
from node.listings.models import Draft, Listing, ListingPicture, Picture
from node.store import search
from node.store.holding import Fact, Holding, Piece
from node.translations.catalogue import N_
from node.world import World


def _listings(world: World, resident_id: int) -> list[Piece]:
    rows = list(Listing.select().where(Listing.owner == resident_id).order_by(Listing.id))
    return [_listing(world, row) for row in rows]


def _listing(world: World, row: Listing) -> Piece:
    shown = list(
        ListingPicture.select()
        .where(ListingPicture.listing == row.id)
        .order_by(ListingPicture.position)
    )
    facts = [
        Fact("id", N_("Nummer"), row.lid),
        Fact("state", N_("Toestand"), row.state),
        Fact("kind", N_("Soort"), row.kind),
        Fact("purpose", N_("Bieden of zoeken"), row.purpose),
        Fact("terms", N_("Wat kost het"), row.terms),
        Fact("title", N_("Titel"), row.title),
        Fact("text", N_("Tekst"), row.text),
        Fact("language", N_("Taal"), row.language),
        Fact("by", N_("Van wie?"), row.by),
        Fact("reach", N_("Wie ziet het?"), row.reach),
        Fact("place", N_("Waar ongeveer?"), row.place),
        Fact("address", N_("Adres"), row.address),
        Fact("published", N_("Geplaatst op"), row.published),
        Fact("updated", N_("Veranderd op"), row.updated),
        Fact("starts", N_("Begint op"), row.starts),
        Fact("ends", N_("Stopt op"), row.ends),
        Fact("tags", N_("Trefwoorden"), json.loads(row.tags)),
        *(Fact(f"detail_{name}", "", value) for name, value in json.loads(row.details).items()),
        Fact("pictures", N_("Foto’s"), [one.description for one in shown]),
    ]
    files = [(one.description, pictures.path_of(world, one.digest)) for one in shown]
    return Piece(row.title, [fact for fact in facts if fact.value not in (None, "", [])], files)


def _erase_listings(world: World, resident_id: int) -> list[Path]:
    """Withdraw, then delete, in one change of the feed; pictures that nobody else shows go too."""
    theirs = Listing.owner == resident_id
    digests = _digests(theirs)
    with publishing(world) as press:
        rows = list(Listing.select().where(theirs))
        for row in rows:
            compose.end(press, row, "withdrawn")
    ids = [row.id for row in rows]
    search.remove(ids)
    Listing.delete().where(theirs).execute()  # the words about its pictures go with it
    return _let_go(world, digests, (Picture.owner == resident_id) | Picture.owner.is_null())


def _erase_pictures(world: World, resident_id: int) -> list[Path]:
    """After the listings: what was only ever in a draft. What somebody else shows stays theirs."""
    theirs = Picture.owner == resident_id
    digests = [row.digest for row in list(Picture.select().where(theirs))]
    files = _let_go(world, digests, theirs)
    Picture.update(owner=None).where(theirs).execute()
    return files


def _digests(theirs: object) -> list[str]:
    query = ListingPicture.select(ListingPicture.digest).join(Listing).where(theirs).distinct()
    return [row.digest for row in list(query)]


def _let_go(world: World, digests: list[str], ours: object) -> list[Path]:
    """Delete those of these pictures that are ours and that no listing names; returns the files."""
    named = ListingPicture.select(ListingPicture.digest)
    gone = list(
        Picture.select().where(Picture.digest.in_(digests), ours, Picture.digest.not_in(named))
    )
    for picture in gone:
        Picture.delete().where(Picture.digest == picture.digest).execute()
    return [pictures.path_of(world, picture.digest) for picture in gone]


def _drafts(_world: World, resident_id: int) -> list[Piece]:
    rows = list(Draft.select().where(Draft.owner == resident_id).order_by(Draft.updated))
    pieces = []
    for row in rows:
        typed = {name: value for name, value in json.loads(row.fields).items() if value}
        facts = [Fact("updated", N_("Bewaard op"), row.updated)]
        facts += [Fact(name, "", value) for name, value in typed.items()]
        pieces.append(Piece(typed.get("title", ""), facts))
    return pieces


def _pictures(world: World, resident_id: int) -> list[Piece]:
    rows = list(Picture.select().where(Picture.owner == resident_id).order_by(Picture.created))
    return [
        Piece(
            "",
            [
                Fact("digest", N_("Nummer"), row.digest),
                Fact("created", N_("Bewaard op"), row.created),
            ],
            [("", pictures.path_of(world, row.digest))],
        )
        for row in rows
    ]


HOLDINGS = (
    Holding(
        Listing,
        Listing.owner,
        "listings",
        N_("Oproepen"),
        tell=_listings,
        erase=_erase_listings,
    ),
    Holding(Draft, Draft.owner, "drafts", N_("Nog niet af"), tell=_drafts),
    Holding(
        Picture,
        Picture.owner,
        "pictures",
        N_("Foto’s"),
        tell=_pictures,
        erase=_erase_pictures,
    ),
)
