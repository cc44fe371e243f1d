"""A second verifier, written from PROTOCOL.md alone: the command line of §16 in one file.

Rule 1: nothing of ``federation`` is imported, nor anything that imports it. Rule 2: at most 400
lines; so it is set by hand, with an empty line only where another part of PROTOCOL.md begins.
"""
# fmt: off

import argparse
import hashlib
import json
import re
import sys
from base64 import urlsafe_b64encode
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

KIB, MOST, HOUR = 1024, 2**53 - 1, timedelta(hours=1)
AS2 = "https://www.w3.org/ns/activitystreams"
CONTEXT = json.loads("""["https://www.w3.org/ns/activitystreams","https://w3id.org/security/data-integrity/v2",
 {"Intent":"vf:Intent","Proposal":"vf:Proposal","action":"vf:action","hasNumericalValue":"om2:hasNumericalValue","hasUnit":"om2:hasUnit",
  "om2":"http://www.ontology-of-units-of-measure.org/resource/om-2/","publishes":"vf:publishes","purpose":"vf:purpose",
  "resourceQuantity":"vf:resourceQuantity","vf":"https://w3id.org/valueflows/ont/vf#","wijk":"https://w3id.org/werkenindewijk/ns#"}]""")
DECODER = json.JSONDecoder(  # what is not allowed is read as ``...``
    object_pairs_hook=lambda got: dict(got if len(dict(got)) == len(got) else [*got, (..., 0)]),
    parse_int=lambda word: int(word) if word != "-0" and len(word) < 18 else ...,
    parse_float=lambda word: ..., parse_constant=int)
class Refused(Exception):  # noqa: N818
    """Its word is the code of §15."""
def need(condition: object, code: str) -> None:
    if not condition:
        raise Refused(code)

def parse(data: bytes, size: int, depth: int) -> Any:  # strict JSON (§1.1)
    need(len(data) <= size, "too_large")
    need(data[:3] != b"\xef\xbb\xbf", "not_utf8")
    try:
        value = DECODER.decode(data.decode())
        found = faults(value, depth)
    except (ValueError, RecursionError) as error:
        codes = {UnicodeDecodeError: "not_utf8", RecursionError: "too_deep"}
        raise Refused(codes.get(type(error), "not_json")) from None
    for code in ("duplicate_name", "bad_name", "bad_number", "bad_string", "too_deep"):
        need(code not in found, code)
    return value
def faults(value: Any, depth: int) -> Any:
    if isinstance(value, dict | list):
        found = {"too_deep"} if depth <= 0 else set()
        for name in value if isinstance(value, dict) else []:
            plain = name is ... or re.fullmatch("[ -~]{0,16384}", name)
            found |= {"duplicate_name"} if name is ... else set() if plain else {"bad_name"}
        inside = value.values() if isinstance(value, dict) else value
        return found.union(*(faults(inner, depth - 1) for inner in inside))
    if isinstance(value, str):
        bad = re.search("[\0\ud800-\udfff]", value) or len(value.encode()) > 16 * KIB
        return {"bad_string"} if bad else set()
    return {"bad_number"} if value is ... or abs(value or 0) > MOST else set()
def signed(data: bytes, size: int) -> Any:  # strict and canonical (§1.3)
    value = parse(data, size, 12)
    need(rfc8785.dumps(value) == data, "not_canonical")
    need(not isinstance(value, dict) or value.get("@context") == CONTEXT, "unsupported_version")
    return value
def moment(text: Any, code: str, first: int = 2020) -> datetime:  # §1.5
    try:
        time = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        raise Refused(code) from None
    need(time.replace(tzinfo=None).isoformat() + "Z" == text and first <= time.year < 3000, code)
    return time
def fits(value: Any, shape: Any) -> bool:  # a pattern, range, [shape, most], {name: shape}, type
    if isinstance(shape, str):
        return isinstance(value, str) and bool(re.fullmatch(shape, value, re.DOTALL | re.ASCII))
    if isinstance(shape, range):
        return type(value) is int and value in shape
    if isinstance(shape, list):
        fitting = isinstance(value, list) and len(value) <= shape[1]
        return fitting and all(fits(item, shape[0]) for item in value)
    if not isinstance(shape, dict):
        return isinstance(value, shape)
    return isinstance(value, dict) and all(
        fits(value[name], inner) if (name := key.rstrip("?")) in value else name != key
        for key, inner in shape.items())

B58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
P = 2**255 - 19
D = -121665 * pow(121666, -1, P) % P
FIXED = {"type": "DataIntegrityProof", "cryptosuite": "eddsa-jcs-2022"}
FIXED |= {"proofPurpose": "assertionMethod", "proofValue": str, "verificationMethod": str}
SEVEN = {*FIXED, "@context", "created"}

def hashed(value: Any) -> tuple[str, str]:  # as §1.4 has it, and as did:webvh does
    data = value if isinstance(value, bytes) else rfc8785.dumps(value)
    data = b"\x12\x20" + hashlib.sha256(data).digest()
    return "u" + urlsafe_b64encode(data).decode().rstrip("="), to58(int.from_bytes(data, "big"))
def to58(number: int) -> str:
    return to58(number // 58) + B58[number % 58] if number else ""
def from58(text: Any, size: int, code: str) -> bytes:  # ``z…`` of ``size`` bytes, in its one way
    need(fits(text, f"z[{B58}]{{1,128}}"), code)
    number = sum(B58.index(letter) * 58**at for at, letter in enumerate(text[:0:-1]))
    zeros = "1" * (size - (number.bit_length() + 7) // 8)
    need(number < 256**size and text == "z" + zeros + to58(number), code)
    return number.to_bytes(size, "big")
def is_small(raw: bytes) -> bool:  # order 1, 2, 4, or 8, where 2y² = 1 - dy⁴
    y = int.from_bytes(raw, "little") % 2**255 % P
    return y in (0, 1, P - 1) or (D * y**4 + 2 * y * y - 1) % P == 0
def multikey(text: Any) -> bytes:  # §2: on the curve, canonical, of large order
    data = from58(text, 34, "bad_key")
    y = int.from_bytes(data[2:], "little") % 2**255
    square = (y * y - 1) * pow(D * y * y + 1, -1, P)
    need(data[:2] == b"\xed\x01" and y < P and not is_small(data[2:]), "bad_key")
    need(pow(square, (P - 1) // 2, P) == 1, "bad_key")
    return data[2:]
def without(document: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in document.items() if key != name}
def check_proof(document: dict[str, Any], key_of: Any, *, ours: bool = True) -> None:  # §3
    proof = document.get("proof")
    need(fits(proof, FIXED), "bad_proof")
    if ours:
        need(proof.keys() == SEVEN and "@context" in document, "bad_proof")
        need(rfc8785.dumps(proof["@context"]) == rfc8785.dumps(document["@context"]), "bad_proof")
        moment(proof["created"], "bad_proof")
    signature = from58(proof["proofValue"], 64, "bad_proof")
    key = key_of(proof["verificationMethod"])
    need(key, "wrong_signer")
    need(not is_small(signature[:32]), "bad_signature")
    parts = without(proof, "proofValue"), without(document, "proof")
    hashes = [hashlib.sha256(rfc8785.dumps(part)).digest() for part in parts]
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, hashes[0] + hashes[1])
    except InvalidSignature:
        raise Refused("bad_signature") from None

LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
HOST = rf"(?=[^:]{{1,253}}(?::|\Z))(?:{LABEL}\.)+(?=[a-z]){LABEL}(?::[1-9][0-9]{{0,4}})?"
SEGMENT = r"(?!(?:\.|%2e){1,2}(?::|\Z))(?:[A-Za-z0-9._-]|%(?!2f|5c)[0-9A-Fa-f]{2})+"
TEXTS, NUMBER = [str, MOST], range(-MOST, MOST + 1)
LINE = {"versionId": str, "versionTime": str, "parameters": dict, "state": dict, "proof": object}
KEPT = {"method": "did:webvh:1.0", "scid": f"Qm[{B58}]{{44}}", "portable": bool}
KEPT |= {"updateKeys": TEXTS, "nextKeyHashes": TEXTS}
OTHERS = {"deactivated": bool, "ttl?": NUMBER, "witness?": dict | None, "watchers?": list | None}
PARAMETERS = KEPT | OTHERS

def base(host: str) -> str:
    return f"{'http' if host.partition(':')[0].endswith('.localhost') else 'https'}://{host}"
def read_log(data: bytes, now: datetime, upto: int, judge: Any) -> list[Any]:
    need(len(data) <= 256 * KIB and data.removesuffix(b"\n").count(b"\n") < 64, "too_large")
    need(data, "did_invalid")
    versions: list[Any] = []
    for line in data.removesuffix(b"\n").split(b"\n"):
        version = read_line(parse(line, 256 * KIB, 12), versions)
        need(len(versions) >= upto or version["time"] <= now + HOUR / 12, "from_future")
        versions.append(version | judge(version))
    return versions
def read_line(raw: Any, versions: list[Any]) -> dict[str, Any]:  # did:webvh 1.0
    bad, before = "did_invalid", versions[-1] if versions else None
    need(fits(raw, LINE) and len(raw) == len(LINE), bad)
    said, state, did = raw["parameters"], raw["state"], raw["state"].get("id")
    found = {one: before[one] for one in KEPT} if before else {"nextKeyHashes": []}
    found = {"portable": False, **found, "deactivated": False, **said}
    need({*said} <= {name.rstrip("?") for name in PARAMETERS}, bad)
    need(fits(found, PARAMETERS) and not found.get("witness"), bad)
    scid, keys, unproven = found["scid"], found["updateKeys"], without(raw, "proof")
    if before is None:
        plain = rfc8785.dumps({**unproven, "versionId": "{SCID}"}).replace(scid.encode(), b"{SCID}")
        need(keys and hashed(plain)[1] == scid, bad)
    else:
        need(not before["deactivated"] and scid == before["scid"], bad)
        known_as = state.get("alsoKnownAs")
        moved = found["portable"] and isinstance(known_as, list) and before["did"] in known_as
        need(found["portable"] <= before["portable"] and (did == before["did"] or moved), bad)
    rotated = before["nextKeyHashes"] if before else []
    need(not rotated or (said.get("updateKeys") and "nextKeyHashes" in said), bad)
    need(not rotated or {hashed(key.encode())[1] for key in keys} <= {*rotated}, bad)
    time = moment(raw["versionTime"], bad, 1)
    need(not before or time > before["time"], bad)
    need(fits(did, rf"did:webvh:{scid}(?i::{SEGMENT})+"), bad)
    entry = {**unproven, "versionId": before["versionId"] if before else scid}
    need(raw["versionId"] == f"{len(versions) + 1}-{hashed(entry)[1]}", bad)
    proofs = raw["proof"] if isinstance(raw["proof"], list) else [raw["proof"]]
    signers = keys if rotated or not before else before["updateKeys"]
    need(len(proofs) == 1, "bad_proof")
    def key_of(method: str) -> bytes | None:
        named = re.fullmatch(r"did:key:([^#]*)(?:#\1)?", method, re.DOTALL)
        need(named, "bad_proof")
        return multikey(named[1]) if named[1] in signers else None
    check_proof({**raw, "proof": proofs[0]}, key_of, ours=False)
    return {**found, **raw, "time": time, "did": did}
def profile(version: dict[str, Any]) -> dict[str, Any]:  # §4.1–4.3
    bad, did, state = "did_invalid", version["did"], version["state"]
    host = did.split(":", 3)[3].replace("%3A", ":")
    port = int(host.partition(":")[2] or 1) if fits(host, HOST) else 443
    need(port != 443 and port < 65536 and version["portable"], bad)
    moment(version["versionTime"], bad)
    need(not version["parameters"].get("watchers"), bad)
    hashes = version["nextKeyHashes"]
    need(len(hashes) == len({*hashes}) == (0 if version["deactivated"] else 2), bad)
    for key in version["updateKeys"]:
        multikey(key)
    service = {"id": f"{did}#feed", "type": "WijkFeed", "serviceEndpoint": f"{base(host)}/fed/"}
    method = {"id": f"{re.escape(did)}#.*", "type": "Multikey", "controller": re.escape(did)}
    uses = {"assertionMethod": TEXTS, "authentication": TEXTS}
    need(fits(state, {"alsoKnownAs": list, "verificationMethod": [method, MOST], **uses}), bad)
    need(f"{base(host)}/actor" in state["alsoKnownAs"] and state.get("service") == [service], bad)
    keys = {item["id"]: item.get("publicKeyMultibase") for item in state["verificationMethod"]}
    need(len(keys) == len(state["verificationMethod"]), bad)
    need(all(state[use] and {*state[use]} <= keys.keys() for use in uses), bad)
    sign, http = ({name: multikey(keys[name]) for name in state[use]} for use in uses)
    need(not {*sign.values()} & {*http.values()} and all(map(multikey, keys.values())), bad)
    return {"host": host, "sign": sign}

UUID7 = "[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
WARD = r"(GM\d{4}|WK\d{4}[0-9A-Z]{2}|BU\d{4}[0-9A-Z]{4})@20\d\d"
DIGEST, SEQ = "uEi[A-D][A-Za-z0-9_-]{42}[AQgw]", range(1, MOST + 1)
LATITUDE = r"-?(?:[0-8]?\d(?:\.\d{1,3})?|90(?:\.0{1,3})?)"
LONGITUDE = r"-?(?:(?:1[0-7]|0?\d)?\d(?:\.\d{1,3})?|180(?:\.0{1,3})?)"
GEO = rf"geo:{LATITUDE},{LONGITUDE};u=(?=\d{{3,7}}\Z)0*(?:1[5-9]\d|[2-9]\d\d|[1-9]\d{{3,}})"
SERVICE, BOTH = "deliverService", "deliverService|transfer"
ACTIONS = dict.fromkeys(("work", "learning", "volunteering", "meeting", "initiative"), SERVICE)
ACTIONS |= {"sharing": "transfer", "lending": "transfer"}
IMAGE = {"type": "Image", "mediaType": "image/(jpeg|png|webp)", "name": ".+", "width": SEQ}
IMAGE |= {"height": SEQ, "digestMultibase": DIGEST}
PLACE = {"type": "Place", "name?": str, "wijk:geo?": GEO, "wijk:ward?": WARD, "address?": str}
NAMED = {"id": str, "name": str}
LISTING = {"id": f"https?://[^/]{{1,260}}/l/{UUID7}", "purpose": "offer|request", "proof": object}
LISTING |= {"wijk:terms": "gift|paid|hours|swap|loan|none", "name": ".{0,120}", "to": TEXTS}
LISTING |= {"content": ".{0,4000}", "mediaType": "text/plain", "published": str, "updated": str}
LISTING |= {"wijk:language": "[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,8}", "endTime": str}
LISTING |= {"wijk:kind": ".{1,64}", "wijk:seq": SEQ, "location?": PLACE, "attachment?": [IMAGE, 3]}
LISTING |= {"tag?": [{"type": "Hashtag", "name": "#.*"}, 8], "wijk:by?": str, "wijk:details?": dict}
LISTING |= {"url": str, "nameMap?": dict, "contentMap?": dict, "wijk:initiative?": NAMED}
HEAD = {"type": "wijk:FeedHead", "wijk:didVersion": f"[1-9][0-9]{{0,3}}-Qm[{B58}]{{44}}"}
HEAD |= {"wijk:seq": range(MOST + 1), "wijk:minSeq": range(MOST + 1), "wijk:count": range(10001)}
HEAD |= {"wijk:root": DIGEST, "name": ".{0,80}", "wijk:wards": [WARD, 8], "attributedTo": str}
PAGE = {"@context": AS2, "type": "OrderedCollectionPage", "id": str, "partOf": str, "next?": str}
PAGE |= {"orderedItems": [object, 200]}
PLACED = {"type": "Proposal|Event", "id": f".*/l/{UUID7}", "wijk:seq": SEQ}
TOMBSTONE = {"type": "Tombstone", "id": LISTING["id"], "wijk:seq": SEQ}
STUB = {"type": "wijk:Stub", "wijk:lid": UUID7, "wijk:seq": SEQ, "wijk:digest": DIGEST}

def listing(data: bytes, host: str, scope: str, now: datetime) -> None:  # §5, its proof apart
    bad, item, under = "bad_listing", signed(data, 32 * KIB), base(host) + "/"
    ours = re.escape(under)
    need(fits(item, LISTING), bad)
    event, action = item["wijk:kind"] == "meeting", ACTIONS.get(item["wijk:kind"], BOTH)
    intent = {"type": "Intent", "id": re.escape(item["id"]) + "#primary", "action": action}
    own = {"type": "Event", "startTime": str, "publishes?": intent}
    own = own if event else {"type": "Proposal", "startTime?": str, "publishes": intent}
    intent |= {"resourceQuantity": {"hasUnit": "one"}}
    need(fits(item, {**own, "attributedTo": f"(?!{ours}).*|{ours}actor"}), bad)
    texts = [*item.get("nameMap", {}).values(), *item.get("contentMap", {}).values()]
    details = item.get("wijk:details", {})
    need(fits(texts, TEXTS) and {*map(type, details.values())} <= {str, int}, bad)
    need(not event or fits(details, {"repeat?": "weekly|two-weekly|monthly"}), bad)
    first, latest, end = (moment(item[name], bad) for name in ("published", "updated", "endTime"))
    moment(item.get("startTime", item["published"]), bad)
    need(first <= latest < end, bad)
    to = {"public": f"{AS2}#Public", "adjacent": f"{under}actor/followers"}[scope]
    need(item["to"] == [to], "not_for_us")
    whole = item.get("wijk:initiative", item)["id"]
    addresses = (item["id"], item["attributedTo"], item["url"], whole)
    need(all(address.startswith(under) for address in addresses), "wrong_host")
    need(latest <= now + HOUR, "from_future")
    need(end - latest <= timedelta(days=400 if event else 180), "too_long_lived")
def read_head(data: bytes, versions: list[Any], scope: str) -> dict[str, Any]:  # §8.2 but the clock
    item = signed(data, 4 * KIB)
    need(fits(item, {**HEAD, "wijk:scope": scope}), "bad_head")
    start, end = (moment(item.get(name), "bad_head") for name in ("published", "endTime"))
    need(start < end <= start + timedelta(days=7), "bad_head")
    need(item["attributedTo"].split(":")[2:3] == [versions[0]["scid"]], "bad_head")
    named = [one for one in versions if one["versionId"] == item["wijk:didVersion"]]
    need(named, "did_unknown_version")
    address = f"{base(named[0]['host'])}/fed/head/{scope}"
    need(item["attributedTo"] == named[0]["did"] and item.get("id") == address, "bad_head")
    need(named[0] is versions[-1] and not named[0]["deactivated"], "key_revoked")
    check_proof(item, named[0]["sign"].get)
    return {**item, "published": start, "order": (len(versions), item["wijk:seq"])}

def pieces(text: str, at: int) -> Any:  # each name, value or item of a container: what, from, to
    while text[(at := re.compile("[ \t\n\r,:]*").match(text, at + 1).end())] not in "]}":
        value, end = DECODER.raw_decode(text, at)
        yield value, at, end
        at = end - 1
def read_page(data: bytes) -> dict[str, Any]:  # its items and its head with their bytes
    page, text = parse(data, KIB * KIB, 16), data.decode()
    need(fits(page, PAGE), "bad_source")
    parts = [*pieces(text, text.index("{"))]
    at = {name: where for (name, *_), (_, *where) in zip(parts[::2], parts[1::2], strict=True)}
    items = [(one, text[a:b].encode()) for one, a, b in pieces(text, at["orderedItems"][0])]
    return page | {"items": items, "head": text[slice(*at.get("wijk:head", (0, 0)))].encode()}
def read_items(pages: Any, head: Any, version: Any, held: Any, now: datetime) -> Any:  # §8.4, §8.5
    cursor, entries, told = held["head"]["wijk:seq"], {**held["entries"]}, {}
    for count, (item, data) in enumerate(one for page in pages for one in page["items"]):
        need(count < head["wijk:count"] + 5000, "too_large")
        entry, told_here = None, []
        if fits(item, STUB) and len(item) == len(STUB):
            lid, entry = item["wijk:lid"], (item["wijk:seq"], item["wijk:digest"])
        elif fits(item, TOMBSTONE) and len(item) == len(TOMBSTONE):
            lid = item["id"][-36:]
        else:
            need(fits(item, PLACED), "bad_source")
            lid, entry = item["id"][-36:], (item["wijk:seq"], hashed(data)[0])
            try:
                listing(data, version["host"], head["wijk:scope"], now)
                end = item["endTime"]
                told_here += [f"ended {lid} {end}"] * (moment(end, "") <= now)
                check_proof(item, version["sign"].get)
            except Refused as error:
                told_here.append(f"held-back {lid} {error}")
        need(cursor < item["wijk:seq"] <= head["wijk:seq"], "page_order")
        cursor, told[lid] = item["wijk:seq"], told_here
        entries = without(entries, lid) | ({lid: entry} if entry else {})
    need(len(entries) == head["wijk:count"], "count_mismatch")
    found = hashed(sorted([lid, *entry] for lid, entry in entries.items()))[0]
    need(found == head["wijk:root"], "root_mismatch")
    return entries, [line for lines in told.values() for line in lines]
def feed(files: Any, now: datetime | None, held: Any) -> tuple[list[str], Any]:  # §16
    said, named = signed(files["head.json"], 4 * KIB), HEAD["wijk:didVersion"]
    need(fits(said, {"wijk:scope": "public|adjacent", "wijk:didVersion": named}), "bad_head")
    scope, time = said["wijk:scope"], now or moment(said.get("published"), "bad_head")
    upto = int(said["wijk:didVersion"].partition("-")[0])
    log = read_log(files["did.jsonl"], time, upto, profile)
    ids, versions = [log[0]["scid"], *(one["versionId"] for one in log)], log[:upto]
    need(not held or held["ids"][0] == ids[0], "wrong_host")
    need(not held or held["ids"] == ids[: len(held["ids"])], "did_rewritten")
    beside = read_head(files["head.json"], versions, scope)
    need(beside["published"] <= time + HOUR, "from_future")
    names = {int(name[6:-5]): name for name in files if re.fullmatch(r"pages/\d+\.json", name)}
    need(len(names) <= 200, "too_large")
    pages = [read_page(files[names[number]]) for number in sorted(names)]
    whole = ("next" in page and not page["head"] and page["items"] for page in pages[:-1])
    need(pages and all(whole), "bad_source")
    need("next" not in pages[-1] and pages[-1]["head"], "bad_head")
    head = read_head(pages[-1]["head"], versions, scope)
    old = held["head"] if held else {**head, "order": (0, 0)}
    need(head["order"] >= old["order"], "rollback")
    agree = all(head[name] == old[name] for name in ("wijk:root", "wijk:count"))
    need(head["order"] > old["order"] or agree, "equivocation")
    need(head["published"] <= time + HOUR, "from_future")
    held = held if old["order"][0] == upto else {"head": {"wijk:seq": 0}, "entries": {}}
    entries, lines = read_items(pages, head, versions[-1], held, time)
    need(head["wijk:root"] == beside["wijk:root"], "root_mismatch")
    lines += [f"ended head {beside['endTime']}"] * (moment(beside["endTime"], "") <= time)
    return lines, {"ids": ids, "head": head, "entries": entries}

def judge(command: str, files: Any, said: Any) -> list[str]:  # the lines after ``accepted``
    if command == "feed":
        old = {name[5:]: data for name, data in files.items() if name.startswith("held/")}
        return feed(files, said.now, feed(old, said.now, None)[1] if old else None)[0]
    if command == "did":
        now = said.now or datetime.now(UTC)  # noqa: TID251  # a program of its own, with a clock
        last = read_log(files["."], now, 64, dict if said.general else profile)[-1]
        lines = [f"did {last['did']}", f"version {last['versionId'].partition('-')[0]}"]
        methods = last["state"].get("verificationMethod")
        shape = {"id": str, "publicKeyMultibase": str}
        shown = [item for item in methods or [] if fits(item, shape)] if fits(methods, list) else []
        lines += [f"key {item['id']} {item['publicKeyMultibase']}" for item in shown]
        return lines + ["deactivated"] * last["deactivated"]
    value = parse(files["."], *((32 * KIB, 12) if command == "proof" else (4 * KIB * KIB, 16)))
    if command == "root":
        need(fits(value, [[object, 3], MOST]), "bad_source")
        stubs = [dict(zip(STUB, ["wijk:Stub", *one], strict=False)) for one in value]
        lids = {stub["wijk:lid"] for stub in stubs if fits(stub, STUB)}
        need(len(lids) == len(stubs), "bad_source")
        return [hashed(sorted(value))[0]]
    if command == "json" and fits(value, {"proof": object}):
        parse(files["."], 32 * KIB, 12)
    need(said.any_context or rfc8785.dumps(value) == files["."], "not_canonical")
    if command == "proof":
        need(isinstance(value, dict), "bad_proof")
        need(said.any_context or value.get("@context") == CONTEXT, "unsupported_version")
        key = multikey(said.key)
        check_proof(value, lambda _: key)
    return []
def main(words: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("command", choices=("json", "proof", "did", "root", "feed"))
    parser.add_argument("path", type=Path)
    for option in ("--key", "--now"):
        parser.add_argument(option)
    for flag in ("--any-context", "--general"):
        parser.add_argument(flag, action="store_true")
    said = parser.parse_args(words)
    paths = [said.path, *said.path.rglob("*")] if said.path.is_dir() else [said.path]
    try:
        need(said.path.is_dir() if said.command == "feed" else said.path.is_file(), "usage")
        need((said.command == "proof") == bool(said.key), "usage")
        said.now = said.now and moment(said.now, "usage")
        files = {str(p.relative_to(said.path)): p.read_bytes() for p in paths if p.is_file()}
        lines = ["accepted", *judge(said.command, files, said)]
    except Refused as error:
        lines = [str(error)]
    print("\n".join(lines))
    return {"accepted": 0, "usage": 2}.get(lines[0], 1)

if __name__ == "__main__":
    sys.exit(main())
