"""§4: our profile of did:webvh, as ``did`` judges it."""

from collections.abc import Iterator

from federation.keys import SMALL_ORDER
from federation.multibase import to_z
from tests.conformance.facts.logmaker import HTTP, SIGN, UPDATE, LogMaker
from tests.conformance.facts.naming import drop, named, put
from tests.conformance.vector import Vector

NOW = "2026-11-24T12:00:00Z"
METHODS = ("state", "verificationMethod")
SMALL = to_z(b"\xed\x01" + min(SMALL_ORDER))
END = {"updateKeys": [UPDATE[1].public.multikey], "nextKeyHashes": [], "deactivated": True}
BAD: tuple[tuple[str, str, LogMaker, str], ...] = (
    ("4.1", "a log that is not portable", LogMaker(put("parameters", "portable", value=False)), "did_invalid"),
    ("4.1", "watchers", LogMaker(put("parameters", "watchers", value=["https://watch.example"])), "did_invalid"),
    ("4.3", "no commitment", LogMaker(put("parameters", "nextKeyHashes", value=[])), "did_invalid"),
    ("4.3", "one committed key", LogMaker(lambda entry: entry["parameters"]["nextKeyHashes"].pop()), "did_invalid"),
    ("4.3", "the same committed key twice", LogMaker(lambda entry: entry["parameters"].update(nextKeyHashes=entry["parameters"]["nextKeyHashes"][:1] * 2)), "did_invalid"),
    ("4.3", "three committed keys", LogMaker(lambda entry: entry["parameters"]["nextKeyHashes"].append("Qm")), "did_invalid"),
    ("2", "an update key that is none", LogMaker(lambda entry: entry["parameters"]["updateKeys"].append("z6Mk")), "bad_key"),
    ("4.2", "no alsoKnownAs", LogMaker(drop("state", "alsoKnownAs")), "did_invalid"),
    ("4.2", "an alsoKnownAs without the actor", LogMaker(put("state", "alsoKnownAs", value=["https://elm.example/"])), "did_invalid"),
    ("4.2", "no service", LogMaker(drop("state", "service")), "did_invalid"),
    ("4.2", "two services", LogMaker(lambda entry: entry["state"]["service"].append({"id": "x"})), "did_invalid"),
    ("4.2", "a service at another host", LogMaker(put("state", "service", 0, "serviceEndpoint", value="https://oak.example/fed/")), "did_invalid"),
    ("4.2", "a service of another type", LogMaker(put("state", "service", 0, "type", value="LinkedDomains")), "did_invalid"),
    ("4.2", "a service with a member more", LogMaker(put("state", "service", 0, "x", value=1)), "did_invalid"),
    ("4.2", "no assertionMethod", LogMaker(drop("state", "assertionMethod")), "did_invalid"),
    ("4.2", "an empty assertionMethod", LogMaker(put("state", "assertionMethod", value=[])), "did_invalid"),
    ("4.2", "no authentication", LogMaker(drop("state", "authentication")), "did_invalid"),
    ("4.2", "an authentication that names no key of the document", LogMaker(put("state", "authentication", value=["x"])), "did_invalid"),
    ("4.2", "a key written inside assertionMethod", LogMaker(lambda entry: entry["state"].update(assertionMethod=entry["state"]["verificationMethod"][:1])), "did_invalid"),
    ("2", "one key for documents and requests", LogMaker(lambda entry: entry["state"].update(authentication=entry["state"]["assertionMethod"])), "did_invalid"),
    ("4.2", "no verificationMethod", LogMaker(drop(*METHODS)), "did_invalid"),
    ("4.2", "a verificationMethod twice", LogMaker(lambda entry: entry["state"]["verificationMethod"].append(entry["state"]["verificationMethod"][0])), "did_invalid"),
    ("4.2", "a verificationMethod of another DID", LogMaker(put(*METHODS, 0, "id", value="did:web:oak.example#a")), "did_invalid"),
    ("4.2", "a verificationMethod of another type", LogMaker(put(*METHODS, 0, "type", value="JsonWebKey")), "did_invalid"),
    ("4.2", "a verificationMethod of another controller", LogMaker(put(*METHODS, 0, "controller", value="did:web:oak.example")), "did_invalid"),
    ("2", "a document key that is none", LogMaker(put(*METHODS, 0, "publicKeyMultibase", value="z6Mk")), "bad_key"),
    ("2", "a document key of small order", LogMaker(put(*METHODS, 0, "publicKeyMultibase", value=SMALL)), "bad_key"),
    ("2", "a document key that is a number", LogMaker(put(*METHODS, 0, "publicKeyMultibase", value=1)), "bad_key"),
    ("2", "a document without the text of a key", LogMaker(drop(*METHODS, 0, "publicKeyMultibase")), "bad_key"),
    ("1.5", "a time before 2020", LogMaker(put("versionTime", value="2019-12-31T23:59:59Z")), "did_invalid"),
    ("4.1", "a DID with a path", LogMaker(lambda entry: entry["state"].update(id=entry["state"]["id"] + ":wijk")), "did_invalid"),
    ("4.10", "a last line with a commitment", LogMaker().more(put("parameters", "deactivated", value=True)), "did_invalid"),
)  # fmt: skip
HOSTS: tuple[tuple[str, str, bool], ...] = (
    ("a host with a port", "elm.example%3A8443", True),
    ("a host in A-labels", "xn--bcher-kva.example", True),
    ("a development host", "elm.localhost%3A8001", True),
    ("a host in capitals", "Elm.example", False),
    ("a host of one label", "localhost", False),
    ("a host that is an address", "192.0.2.1", False),
    ("a host that ends in a dot", "elm.example.", False),
    ("a host with the default port", "elm.example%3A443", False),
    ("a host with a port above 65535", "elm.example%3A65536", False),
    ("a host with a port in small letters", "elm.example%3a8443", False),
    ("a host with an underscore", "elm_wijk.example", False),
    ("a host with a label that ends in a hyphen", "elm-.example", False),
    ("a host with a label of 64 letters", "a" * 64 + ".example", False),
    ("a host with an empty label", "elm..example", False),
)


def vectors() -> Iterator[Vector]:
    """One vector a fact."""
    yield _accepted("4.1", "one line", LogMaker())
    yield _accepted("4.3", "two lines by a sheet", LogMaker().more())
    yield _accepted(
        "1.6", "a member of the document that we do not know", LogMaker(put("state", "x", value=1))
    )
    yield _accepted(
        "4.2",
        "another name in alsoKnownAs",
        LogMaker(lambda entry: entry["state"]["alsoKnownAs"].append("https://elm.example/")),
    )
    yield _accepted(
        "4.10", "a last line", LogMaker().more(put("parameters", value=END)), "deactivated"
    )
    for section, fact, log, code in BAD:
        yield _vector(section, fact, log.data, code)
    for fact, host, good in HOSTS:
        log = LogMaker(host=host)
        yield _vector(
            "4.9", fact, log.data, *(log.described(host=host) if good else ("did_invalid",))
        )
    yield _moved()
    planned = LogMaker().more(_with_another_key)
    name = f"did:webvh:{planned.scid}:elm.example"
    keys = [
        f"key {name}#{key.public.multikey} {key.public.multikey}" for key in (SIGN, HTTP, UPDATE[5])
    ]
    said = ("accepted", f"did {name}", "version 2", *keys)
    yield _vector("4.4", "an old and a new key side by side", planned.data, *said)


def _moved() -> Vector:
    old = LogMaker()

    def move(entry: dict) -> None:
        text = entry["state"]
        was = text["id"]
        for item in (*text["verificationMethod"], *text["service"]):
            for member, value in item.items():
                item[member] = value.replace("elm.example", "oak.example")
        for use in ("assertionMethod", "authentication"):
            text[use] = [value.replace("elm.example", "oak.example") for value in text[use]]
        text["id"] = was.replace("elm.example", "oak.example")
        text["alsoKnownAs"] = ["https://oak.example/actor", was]

    log = old.more(move)
    return _accepted("4.5", "a move to another domain", log, host="oak.example")


def _with_another_key(entry: dict) -> None:
    state, key = entry["state"], UPDATE[5].public.multikey
    name = f"{state['id']}#{key}"
    method = {"id": name, "type": "Multikey", "controller": state["id"], "publicKeyMultibase": key}
    state["verificationMethod"].append(method)
    state["assertionMethod"].append(name)


def _accepted(
    section: str, fact: str, log: LogMaker, *more: str, host: str = "elm.example"
) -> Vector:
    return _vector(section, fact, log.data, *log.described(host=host, more=more))


def _vector(section: str, fact: str, data: bytes, *expected: str) -> Vector:
    command = f"did FILE --now {NOW}"
    return Vector(named("did", fact), fact, section, command, expected, {"FILE": data})
