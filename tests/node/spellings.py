"""Addresses that are not on the open internet, in every way that somebody takes for them.

``WRITTEN``: as the host of an address; ``REDIRECTS``: those that fit in a header; ``BEHIND``: as a
name server gives them.
"""

from ipaddress import IPv4Address

V4 = [
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.1",
    "10.255.255.255",
    "100.64.0.1",
    "100.100.100.200",
    "100.127.255.254",
    "127.0.0.1",
    "127.1.2.3",
    "127.255.255.254",
    "169.254.0.1",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.254",
    "192.0.0.1",
    "192.0.0.170",
    "192.0.2.1",
    "192.31.196.1",
    "192.52.193.1",
    "192.88.99.1",
    "192.168.0.1",
    "192.168.255.254",
    "192.175.48.1",
    "198.18.0.1",
    "198.19.255.254",
    "198.51.100.7",
    "203.0.113.9",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
]
V6 = [
    "::",
    "::1",
    "::2",
    "::ffff:0:1",
    "64:ff9b::1",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:2::1",
    "2001:10::1",
    "2001:20::1",
    "2001:db8::1",
    "2002:7f00:1::1",
    "2002:a00:1::1",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd00::1",
    "fd00:ec2::254",
    "fd12:3456:789a::1",
    "fe80::1",
    "fe80::1%lo",
    "fec0::1",
    "ff02::1",
    "ff0e::1",
    "2620:4f:8000::1",
]


def spelled(text: str) -> list[str]:
    """An IPv4 address in the ways that some resolver or library takes for it."""
    number = int(IPv4Address(text))
    a, b, c, d = (int(part) for part in text.split("."))
    return [
        text,
        f"{text}.",
        str(number),
        hex(number),
        f"0{number:o}",
        f"0x{a:x}.0x{b:x}.0x{c:x}.0x{d:x}",
        f"0{a:o}.0{b:o}.0{c:o}.0{d:o}",
        f"{a}.{b}.{c * 256 + d}",
        f"{a}.{b * 65536 + c * 256 + d}",
        f"{a}.{b}.{c}.0x{d:x}",
        f"{a:03d}.{b:03d}.{c:03d}.{d:03d}",
        f"[::ffff:{text}]",
        f"[::{text}]",
        f"[64:ff9b::{text}]",
        "".join(chr(0xFF10 + int(char)) if char.isdigit() else char for char in text),
        text.replace(".", "。"),
        text.replace(".", "%2e"),
        f"user@{text}",
        f"elm.example@{text}",
        f"{text}#.elm.example",
        f"{text}\\.elm.example",
    ]


def inside(text: str) -> list[str]:
    """An IPv4 address inside IPv6 ones, as a name server may give it."""
    number = int(IPv4Address(text))
    high, low = number >> 16, number & 0xFFFF
    return [
        f"::ffff:{text}",
        f"0:0:0:0:0:FFFF:{high:X}:{low:X}",
        f"::ffff:0:{text}",
        f"::{text}",
        f"64:ff9b::{text}",
        f"64:ff9b:1::{text}",
        f"2002:{high:x}:{low:x}::1",
        f"2001:0:5db8:d70e:0:0:{high ^ 0xFFFF:x}:{low ^ 0xFFFF:x}",
        f"fe80::5efe:{text}",
    ]


WRITTEN = [spelling for text in V4 for spelling in spelled(text)]
WRITTEN += [f"[{text}]" for text in V6] + [f"[{text.upper()}]:8001" for text in V6]
WRITTEN += [
    "localhost", "LOCALHOST", "localhost.", "localhost:8001", "elm.localhost", "elm.localhost:80",
    "elm.localhost.", "a.b.localhost", "ELM.LOCALHOST", "", ".", "..", "elm", "elm..example",
    "elm.example:443", "elm.example:0", "elm.example:65536", "elm.example:", "elm.example:x",
    "elm.example:080", "-elm.example", "elm_.example", "Elm.Example", "elm.example.", "elm example",
    "elm.example\t", "elm.example\r\nX: y", "ёлм.example", "@elm.example", ":@elm.example",
    "elm.example:pw@elm.example", "[elm.example]", "[v1.x]", "[::1", "1.2.3.4.5", "a.1", "a.0x1",
]  # fmt: skip
REDIRECTS = [text for text in WRITTEN if text.isascii() and text.isprintable()]
OURS = {"elm.localhost", "elm.localhost:80", "a.b.localhost"}  # a development node may ask there
BEHIND = [*V4, *V6, *(text for four in V4 for text in inside(four)), "", "elm", "::ffff"]
