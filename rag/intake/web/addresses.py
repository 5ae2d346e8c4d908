"""Which URLs may be fetched, and at which network address: checked once, then pinned.

``target`` reads a URL strictly: what two programs could read in two ways is refused, not repaired.
``checked`` asks the resolver once and looks at every address it gives; the connection then goes to
those very addresses, so that a name which answers differently a moment later gains nothing.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import AddressValueError, IPv4Address, IPv6Address, ip_address
from typing import Protocol
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from rag.intake.draft import Unreadable
from rag.intake.web.ranges import Address, is_local, why_closed

_PORTS = {"http": 80, "https": 443}
_LONGEST = 4000  # characters; servers refuse longer ones
_UNSEEN = re.compile(
    r"[\x00-\x20\x7f-\xa0\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff]"
)
_NETLOC = re.compile(r"(?:\[(?P<six>[^\[\]]*)\]|(?P<name>[^\[\]:]+))(?P<port>:[0-9]{1,5})?")
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_DOTS = frozenset("。．｡")  # read as full stops by some programs
_LOCAL_NAMES = frozenset(
    ("localhost", "localdomain", "ip6-localhost", "ip6-loopback", "local", "internal")
)
_METADATA_NAMES = frozenset(("metadata", "metadata.google.internal", "instance-data"))
_NO_HOST = "the address names no host that can be looked up; check its spelling"
_LOCAL_REMEDY = "to read from this machine or network, set RAG_FETCH_LOCAL=true"


class Resolve(Protocol):
    """The addresses of a name, as text: the system's resolver, or a double in tests."""

    def __call__(self, host: str, port: int) -> Sequence[str]: ...


@dataclass(frozen=True, slots=True)
class Target:
    """One URL taken apart. ``host`` is ASCII, without a trailing dot or brackets."""

    scheme: str
    host: str
    port: int
    path: str
    """Path and query as they are sent."""

    @property
    def origin(self) -> str:
        """Scheme, host and port; a port that the scheme implies is left out."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        given = "" if self.port == _PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{host}{given}"

    @property
    def url(self) -> str:
        return self.origin + self.path

    @property
    def literal(self) -> Address | None:
        """The address itself where the host is one."""
        try:
            return ip_address(self.host)
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class Checked:
    """Where a target may be reached: addresses that were looked at, and no others."""

    target: Target
    addresses: tuple[str, ...]
    local: bool
    """Whether any of them lies on this machine or in a private network."""


def system_resolve(host: str, port: int) -> Sequence[str]:
    """The machine's own resolver. Raises OSError."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError as error:
        raise OSError(f"{host} cannot be looked up") from error
    return [str(address[0]) for *_, address in found]


def target(url: str, base: Target | None = None) -> Target:
    """A URL taken apart; relative ones against ``base``. Raises Unreadable.

    The fragment is dropped, a single trailing dot of the host too. A name in another script is
    sent in its IDNA 2008 form; one that needs folding first (full-width letters) is refused.
    """
    url = url.strip(" \t\r\n")
    if len(url) > _LONGEST:
        raise Unreadable(f"an address of over {_LONGEST} characters is not fetched")
    if _UNSEEN.search(url):
        raise Unreadable("the address has spaces or unseen characters in it; write it plainly")
    if "\\" in url:
        raise Unreadable("the address has a backslash in it; write slashes")
    try:
        parts = urlsplit(urljoin(base.url, url) if base else url)
    except ValueError:
        raise Unreadable(_NO_HOST) from None
    return _target(parts)


def _target(parts: SplitResult) -> Target:
    scheme = parts.scheme.lower()
    if scheme not in _PORTS:
        raise Unreadable("only http and https addresses are fetched")
    if "@" in parts.netloc:
        raise Unreadable("the address carries a user name or password; give it without")
    found = _NETLOC.fullmatch(parts.netloc)
    if not found:
        raise Unreadable(_NO_HOST)
    port = int(found["port"][1:]) if found["port"] else _PORTS[scheme]
    if not 0 < port < 65536:
        raise Unreadable("the address names a port that does not exist")
    host = _name(found["name"]) if found["name"] else _ipv6(found["six"])
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = quote(parts.query, safe="%:@!$&'()*+,;=~-._/?[]|")
    return Target(scheme, host, port, path + (f"?{query}" if query else ""))


def _name(written: str) -> str:
    name = _ascii(written.lower()).removesuffix(".")
    labels = name.split(".")
    if len(name) > 253 or not all(map(_LABEL.fullmatch, labels)):
        raise Unreadable(_NO_HOST)
    return _ipv4(name) if _NUMBER.fullmatch(labels[-1]) else name


def _ascii(name: str) -> str:
    if name.isascii():
        return name
    import idna

    try:
        ascii_name = idna.encode(name).decode("ascii")
    except idna.IDNAError:
        ascii_name = ""
    if not ascii_name or _DOTS.intersection(name):
        raise Unreadable(
            "the host's name has characters that no registered name has; write it plainly"
        )
    return ascii_name


def _ipv4(name: str) -> str:
    try:
        return str(IPv4Address(name))
    except AddressValueError:
        raise Unreadable(
            "the host is a number in an unusual form; write four decimal numbers, as in 192.0.2.1"
        ) from None


def _ipv6(name: str) -> str:
    if "%" in name:
        raise Unreadable("addresses with a zone lead nowhere but into the local network")
    try:
        return str(IPv6Address(name))
    except AddressValueError:
        raise Unreadable("no IPv6 address between the brackets; check its spelling") from None


def checked(where: Target, resolve: Resolve, *, local: bool) -> Checked:
    """The addresses of a target, each looked at. One forbidden among them forbids them all.

    Raises Unreadable; OSError is the resolver's own, where a name has no address.
    """
    _check_name(where.host, local=local)
    literal = where.literal
    given = [str(literal)] if literal else list(resolve(where.host, where.port))
    addresses = [_address(each) for each in given]
    if not addresses:
        raise Unreadable(f"{where.host} has no address; check its spelling")
    for each in addresses:
        reason = why_closed(each, local=local)
        if reason:
            remedy = f"; {_LOCAL_REMEDY}" if is_local(each) and not local else ""
            lead = "is" if literal else f"leads to {each}:"
            raise Unreadable(f"{where.host} {lead} {reason}, which is not fetched{remedy}")
    found = tuple(dict.fromkeys(map(str, addresses)))
    return Checked(where, found, any(map(is_local, addresses)))


def _check_name(host: str, *, local: bool) -> None:
    if host in _METADATA_NAMES:
        raise Unreadable(f"{host} is a machine's own metadata service: not fetched")
    if host.rpartition(".")[2] in _LOCAL_NAMES and not local:
        raise Unreadable(f"{host} is a name of this machine or network: {_LOCAL_REMEDY}")


def _address(text: str) -> Address:
    try:
        found = ip_address(text)
    except ValueError:
        raise Unreadable("the host resolves to something that is no address") from None
    if isinstance(found, IPv6Address) and found.scope_id:
        raise Unreadable("addresses with a zone lead nowhere but into the local network")
    return found
