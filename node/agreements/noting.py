"""What a listing was when the people who answered it last heard of it.

Rule: it is a note of what matters to them (words, place, dates, details, state), so that a change
of anything else is no news.
"""

import json
from datetime import UTC, datetime
from hashlib import sha256

from node.listings.models import Listing


def note_of(listing: Listing) -> str:
    """State, words and its own day, as one text."""
    starts = None if listing.starts is None else int(listing.starts.timestamp())
    said = [
        listing.title,
        listing.text,
        listing.terms,
        listing.place,
        listing.address,
        starts,
        listing.details,
    ]
    digest = sha256(json.dumps(said).encode("utf-8", "surrogatepass")).hexdigest()[:32]
    return f"{listing.state} {digest}" + ("" if starts is None else f" {starts}")


def state_of(note: str) -> str:
    """The state of the listing then."""
    return note.partition(" ")[0]


def words_of(note: str) -> str:
    """What stands for its words."""
    return note.partition(" ")[2].partition(" ")[0]


def starts_of(note: str) -> datetime | None:
    """Its own day then, if it had one."""
    seconds = note.partition(" ")[2].partition(" ")[2]
    return datetime.fromtimestamp(int(seconds), UTC) if seconds else None
