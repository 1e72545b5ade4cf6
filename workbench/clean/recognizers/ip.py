"""IP: IPv4 (RFC 791, dotted quad) and IPv6 (RFC 4291). Version and section numbers look alike.

An IP address is personal data where it leads to a person (개인정보 보호법 제2조; GDPR recital 30):
loopback and unspecified addresses and network masks lead to nobody. Private addresses
score low, for a person to decide.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator

from workbench.clean.detector import Recognizer, said_after, said_before
from workbench.clean.spans import Span

_V4 = re.compile(
    r"(?<![0-9A-Za-z])(?<![0-9A-Za-z][.\-])(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?![0-9A-Za-z])(?!\.[0-9])(?!-[0-9])"
)
_V6 = re.compile(
    r"(?<![0-9A-Za-z:.])[0-9A-Fa-f:]{3,39}(?:(?:[0-9]{1,3}\.){3}[0-9]{1,3})?(?![0-9A-Za-z:])"
)
_PRIVATE = tuple(map(ipaddress.IPv4Network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")))
"""RFC 1918."""
_CONTEXT = re.compile(
    r"(?<![A-Za-z])ip(?![A-Za-z])|아이피|서버|접속|주소|호스트|게이트웨이|address|host|server|client|from|login|ping",
    re.IGNORECASE,
)
_VERSION_BEFORE = re.compile(
    r"(?:(?<![A-Za-z])v|ver|version|버전|버젼|펌웨어|firmware|릴리스|release|build|빌드|패치|드라이버|driver|소프트웨어|"
    r"software|section|sec\.|절|항|조항|장|chapter|clause|표|그림|figure|table|업데이트|§)\s?[:.]?\s?(?:은|는|이|가)?\s?$",
    re.IGNORECASE,
)
_VERSION_AFTER = re.compile(
    r"^\s?(?:버전|버젼|version|빌드|build|펌웨어|firmware|이상|이하|(?:으)?로\s?(?:업|패치|올)|업데이트|업그레이드|릴리스|절|항|장)",
    re.IGNORECASE,
)
_VERSION_NEAR = re.compile(r"버전|버젼|version|펌웨어|firmware|빌드|릴리스|release", re.IGNORECASE)


def _find(text: str) -> Iterator[Span]:
    for match in _V4.finditer(text) if text.count(".") > 2 else ():
        found = _v4(text, match)
        if found is not None:
            yield found
    if text.count(":") < 2:
        return
    for match in _V6.finditer(text):
        try:
            address = ipaddress.IPv6Address(match[0])
        except ValueError:
            continue
        if not (address.is_loopback or address.is_unspecified) and match[0].count(":") > 1:
            yield Span(match.start(), match.end(), "IP", 0.95, "ip", "format")


def _v4(text: str, match: re.Match[str]) -> Span | None:
    octets = match[0].split(".")
    if any(int(octet) > 255 or (len(octet) > 1 and octet[0] == "0") for octet in octets):
        return None
    if said_before(text, match.start(), _VERSION_BEFORE):
        return None
    if said_after(text, match.end(), _VERSION_AFTER):
        return None
    address = ipaddress.IPv4Address(match[0])
    if address.is_loopback or address.is_unspecified or octets[0] in ("0", "255"):
        return None
    named = said_before(text, match.start(), _CONTEXT)
    small = max(map(int, octets)) < 20
    if not named and (small or said_before(text, match.start(), _VERSION_NEAR)):
        return None
    score = 0.7 if any(address in network for network in _PRIVATE) else 0.97 if named else 0.88
    return Span(match.start(), match.end(), "IP", score, "ip", "context" if named else "format")


RECOGNIZER = Recognizer("ip", _find, digits=1)
