"""Which names of a host mean this machine, and where a request comes from, as far as it tells."""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import ip_address
from urllib.parse import urlsplit

_FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches it."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.casefold() == "localhost"


def is_asked_here(headers: Mapping[str, str]) -> bool:
    """Whether a request names this machine and came through no proxy: a name that leads elsewhere,
    or a proxy on this machine, brings strangers to loopback."""
    try:
        host = urlsplit(f"//{headers.get('host', '')}").hostname or ""
    except ValueError:
        return False
    return is_loopback(host) and not any(name in headers for name in _FORWARDED)


def is_foreign(headers: Mapping[str, str]) -> bool:
    """Whether another site's page sent a request. Browsers tell; what is no browser tells nothing,
    and has no reader's cookie that could be misused."""
    site = headers.get("sec-fetch-site")
    if site is not None:  # a form of our own says no origin, since we send no referrer
        return site not in ("same-origin", "none")
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc != headers.get("host")
