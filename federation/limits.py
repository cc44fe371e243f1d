"""Every bound of the protocol, with its unit and its reason (PROTOCOL.md §14).

An auditor reads this page first. Nothing here is computed from anything a peer says.
"""

from datetime import timedelta
from typing import Final

KIB: Final = 1024
MIB: Final = 1024 * KIB

# JSON (§1.1)
MAX_INTEGER: Final = 2**53 - 1  # the last whole number that every JSON reader keeps exactly
STRING_BYTES: Final = 16 * KIB  # 4,000 code points of text is at most 16 KB of UTF-8
SIGNED_DEPTH: Final = 12  # objects and arrays inside each other; ours need 5
DEPTH: Final = 16  # elsewhere: a page holds signed documents two deeper

# Documents, in bytes
LISTING_BYTES: Final = 32 * KIB  # a long text with a translation and three pictures' names
PAGE_BYTES: Final = 1 * MIB  # held in memory whole while it is judged
PAGE_ITEMS: Final = 200  # items; a poster's phone can load that in one go
MANIFEST_BYTES: Final = 4 * MIB  # 10,000 entries of about 110 bytes, with room
HEAD_BYTES: Final = 4 * KIB
HINT_BYTES: Final = 64 * KIB
INBOX_BYTES: Final = 64 * KIB
IMAGE_BYTES: Final = 200 * KIB  # a phone picture at the size we show it
ORIGINS_BYTES: Final = 1 * MIB  # the list of what a relay carries

# Identity (§4)
LOG_BYTES: Final = 256 * KIB
LOG_ENTRIES: Final = 64  # entries; a change of keys a year lasts a lifetime
LOG_AHEAD: Final = timedelta(minutes=5)  # an entry dated further ahead may pass later
COMMITTED_KEYS: Final = 2  # recovery sheets, kept with two people

# Listing (§5)
NAME_POINTS: Final = 120  # code points of a title
CONTENT_POINTS: Final = 4000  # code points of a text
TAGS: Final = 8
IMAGES: Final = 3
LISTING_LIFE: Final = timedelta(days=180)  # bounds removals, replay, storage and staleness
EVENT_LIFE: Final = timedelta(days=400)  # a weekly coffee morning is announced for a year
CLOCK_TOLERANCE: Final = timedelta(hours=1)  # clocks of small machines are wrong by minutes
GEO_UNCERTAINTY_M: Final = 150  # metres, at least: the centre of a cell, never a front door

# Head and feed (§6, §7, §8)
HEAD_LIFE: Final = timedelta(days=7)  # how long a silent origin counts as confirmed
HEAD_RENEWAL: Final = timedelta(hours=24)  # a head is signed anew at least this often
HEAD_NAME_POINTS: Final = 80
HEAD_WARDS: Final = 8
REMOVALS_KEPT: Final = timedelta(days=60)  # a reader that slept longer takes the manifest
PULL_PAGES: Final = 200
PULL_BYTES: Final = 80 * MIB
PULL_EXTRA_ITEMS: Final = 5000  # removals on top of the head's count
ORIGIN_COUNT: Final = 10_000  # listings in one feed; also bounds a manifest
ORIGIN_LISTINGS: Final = 2000  # with text; what is above stays a stub
ORIGIN_BYTES: Final = 64 * MIB
ORIGIN_NEW_A_DAY: Final = 500  # beyond the first sync
UNKNOWN_ORIGINS_A_DAY: Final = 20  # from one relay, hidden
RETRY_BAD_BYTES: Final = timedelta(hours=24)  # the same bad bytes are not judged again sooner
MANIFEST_EVERY: Final = timedelta(hours=1)  # repair through the manifest, at most, per origin
UNCONFIRMED_HIDDEN: Final = timedelta(days=30)  # after a head's end
UNCONFIRMED_DELETED: Final = timedelta(days=90)  # after a head's end
EVIDENCE_KEPT: Final = timedelta(days=90)  # texts kept as proof of equivocation

# Relaying (§9)
HORIZON: Final = 2  # steps; "everyone" means "anyone may take it", not "everyone must store it"
PICTURES_BYTES: Final = 200 * MIB  # neighbours' pictures, in all

# Requests (§11.2, §12)
SIGNATURE_LIFE: Final = timedelta(minutes=5)  # also how long nonces are remembered, both ways
FLAGS_A_DAY: Final = 10  # reports by one node
OPEN_APPLICATIONS: Final = 20  # peering requests by strangers, unread

# One fetch
CONNECT_SECONDS: Final = 5
READ_SECONDS: Final = 10
FETCH_SECONDS: Final = 30  # in all, however slowly the bytes drip
