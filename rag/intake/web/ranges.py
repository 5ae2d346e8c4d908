"""Which network addresses a fetch may reach: the public ones, local ones when a setting opens them.

The public ranges are stated and everything else is refused, so a range that nobody thought of is
closed. Sources: the IANA registries of IPv4 and IPv6 special-purpose addresses (RFC 6890 and its
updates); Python's own ``is_global`` lets NAT64 and 6to4 forms of loopback pass.
"""

from __future__ import annotations

from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)

Address = IPv4Address | IPv6Address
_Network = IPv4Network | IPv6Network


def _networks(*rows: str) -> tuple[tuple[_Network, str], ...]:
    """Pairs of a range and what it is, from lines of ``range  words``."""
    return tuple((ip_network(net), what) for net, _, what in (r.partition(" ") for r in rows))


# The addresses at which a cloud machine is told its keys. They stay closed in every policy:
# nobody publishes news there, and a page that leads there is an attack.
_METADATA = frozenset(
    map(ip_address, ("100.100.100.200", "168.63.129.16", "192.0.0.192", "fd00:ec2::254"))
)
_LOCAL = _networks(
    "127.0.0.0/8 loopback",
    "10.0.0.0/8 private",
    "172.16.0.0/12 private",
    "192.168.0.0/16 private",
    "100.64.0.0/10 shared by a provider's customers",
    "::1/128 loopback",
    "fc00::/7 private",
)
# Closed in every policy: to reach these means nothing for a page of news.
_CLOSED = _networks(
    "0.0.0.0/8 unspecified",
    "169.254.0.0/16 link-local",
    "192.0.0.0/24 reserved for protocols",
    "192.0.2.0/24 reserved for examples",
    "192.31.196.0/24 reserved for name servers",
    "192.52.193.0/24 a relay",
    "192.88.99.0/24 a 6to4 relay",
    "192.175.48.0/24 reserved for name servers",
    "198.18.0.0/15 reserved for measurements",
    "198.51.100.0/24 reserved for examples",
    "203.0.113.0/24 reserved for examples",
    "224.0.0.0/4 multicast",
    "240.0.0.0/4 reserved",
    "::/128 unspecified",
    "::ffff:0:0/96 an IPv4 address in IPv6 form",
    "::ffff:0:0:0/96 a translated IPv4 address",
    "::/96 an IPv4 address in IPv6 form",
    "64:ff9b::/96 a NAT64 form of an IPv4 address",
    "64:ff9b:1::/48 a NAT64 form of an IPv4 address",
    "2001::/32 a Teredo form of an IPv4 address",
    "2001::/23 reserved for protocols",
    "2001:db8::/32 reserved for examples",
    "2002::/16 a 6to4 form of an IPv4 address",
    "3fff::/20 reserved for examples",
    "fe80::/10 link-local",
    "fec0::/10 site-local",
    "ff00::/8 multicast",
)
_PUBLIC_V6 = ip_network("2000::/3")
_ISATAP = frozenset((0x00005EFE, 0x02005EFE))  # RFC 5214: bits 64 to 95 of such an address


def is_local(address: Address) -> bool:
    """Whether it lies on this machine or in a private network."""
    return any(address in net for net, _ in _LOCAL)


def why_closed(address: Address, *, local: bool) -> str | None:
    """What speaks against reaching an address, in words; None when nothing does."""
    if address in _METADATA:
        return "a machine's own metadata service"
    # Local ones first: ::1 lies within the IPv6 forms of IPv4 addresses too.
    for net, what in _LOCAL:
        if address in net:
            return None if local else what
    for net, what in _CLOSED:
        if address in net:
            return what
    if isinstance(address, IPv4Address):
        return None
    if address not in _PUBLIC_V6:
        return "no public address"
    return "an ISATAP form of an IPv4 address" if _is_isatap(address) else None


def _is_isatap(address: IPv6Address) -> bool:
    return (int(address) >> 32) & 0xFFFFFFFF in _ISATAP
