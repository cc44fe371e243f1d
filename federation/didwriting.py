"""Writing the lines of a node's own log (PROTOCOL.md §4.2–4.5, §4.10).

Rule 1: a line goes through the reader's judgement before it is handed out. Rule 2: the keys that
sign lines are not on the server; whoever calls this holds a recovery sheet, or is setting up.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from federation import times, webvh
from federation.canonical import canonical
from federation.did import Identity, continue_log, document, read_log
from federation.errors import WrongSignerError
from federation.hosts import did_of
from federation.keys import PrivateKey, PublicKey
from federation.multibase import to_z
from federation.proof import PURPOSE, SUITE, TYPE, message_of
from federation.webvh import METHOD, PLACEHOLDER, key_hash


def genesis(
    *,
    host: str,
    sign: PublicKey,
    http: PublicKey,
    update: PrivateKey,
    next_keys: Sequence[PublicKey],
    now: datetime,
) -> bytes:
    """The first line of a log. ``update`` signs this line only and is thrown away.

    ``next_keys`` are the two recovery sheets' keys.
    """
    draft = {
        "versionId": PLACEHOLDER,
        "versionTime": times.to_text(now),
        "parameters": {
            "method": METHOD,
            "scid": PLACEHOLDER,
            "updateKeys": [update.public.multikey],
            "nextKeyHashes": [key_hash(key) for key in next_keys],
            "portable": True,
        },
        "state": document(did_of(PLACEHOLDER, host), host=host, sign=(sign,), http=(http,)),
    }
    scid = webvh.scid_of(draft, PLACEHOLDER)
    line = _finished(_filled(draft, scid), previous=scid, number=1, key=update, now=now)
    read_log(line, now=now)
    return line


def next_entry(
    identity: Identity,
    *,
    sheet: PrivateKey,
    new_sheet: PublicKey,
    now: datetime,
    sign: Sequence[PublicKey] | None = None,
    http: Sequence[PublicKey] | None = None,
    host: str | None = None,
) -> bytes:
    """The next line: keys changed, the node moved, or both. What is not named stays.

    The other sheet stays committed to and ``new_sheet`` takes the used one's place.

    A planned change of ``sign`` names the old and the new key, and a later line the new one alone;
    after theft, one line names new ``sign`` and ``http`` keys only.
    """
    newest = identity.newest
    place = host or newest.host
    did = did_of(identity.scid, place)
    state = document(
        did,
        host=place,
        sign=tuple(sign if sign is not None else newest.sign_keys.values()),
        http=tuple(http if http is not None else newest.http_keys.values()),
        formerly=_formerly(identity, did),
    )
    committed = [_other_sheet(identity, sheet), key_hash(new_sheet)]
    return _appended(identity, sheet, {"nextKeyHashes": committed}, state, now)


def retirement(identity: Identity, *, sheet: PrivateKey, now: datetime) -> bytes:
    """The last line of a log: after it, nothing of this node is shown anywhere (§4.10)."""
    _other_sheet(identity, sheet)
    parameters = {"nextKeyHashes": [], "deactivated": True}
    return _appended(identity, sheet, parameters, identity.newest.entry.state, now)


def _other_sheet(identity: Identity, sheet: PrivateKey) -> str:
    """The hash of the sheet that was not used.

    :raises WrongSignerError: the sheet is not one that the log commits to.
    """
    hashes = identity.newest.entry.next_key_hashes
    used = key_hash(sheet.public)
    if used not in hashes:
        raise WrongSignerError(method=sheet.public.multikey)
    return next(committed for committed in hashes if committed != used)


def _formerly(identity: Identity, did: str) -> tuple[str, ...]:
    """Every DID under which this identity has lived elsewhere, oldest first."""
    return tuple(dict.fromkeys(item.did for item in identity.versions if item.did != did))


def _appended(
    identity: Identity,
    sheet: PrivateKey,
    parameters: Mapping[str, Any],
    state: Mapping[str, Any],
    now: datetime,
) -> bytes:
    newest = identity.newest
    time = max(now, newest.time + timedelta(seconds=1))  # two lines in one second stay in order
    draft = {
        "versionTime": times.to_text(time),
        "parameters": {"updateKeys": [sheet.public.multikey], **parameters},
        "state": state,
    }
    number = newest.number + 1
    line = _finished(draft, previous=newest.version_id, number=number, key=sheet, now=time)
    continue_log(identity, identity.log + line, now=time)
    return line


def _filled(draft: Mapping[str, Any], scid: str) -> dict[str, Any]:
    """The first entry with its SCID in every place that waited for it."""
    text = canonical(draft).decode().replace(PLACEHOLDER, scid)
    return dict(webvh.load(text.encode()))


def _finished(
    draft: Mapping[str, Any], *, previous: str, number: int, key: PrivateKey, now: datetime
) -> bytes:
    entry = {**draft, "versionId": f"{number}-{webvh.entry_hash(draft, previous)}"}
    multikey = key.public.multikey
    options = {
        "type": TYPE,
        "cryptosuite": SUITE,
        "proofPurpose": PURPOSE,
        "created": times.to_text(now),
        "verificationMethod": f"did:key:{multikey}#{multikey}",
    }
    signature = key.sign(message_of(canonical(entry), canonical(options)))
    return canonical({**entry, "proof": [{**options, "proofValue": to_z(signature)}]}) + b"\n"
