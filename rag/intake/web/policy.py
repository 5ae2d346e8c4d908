"""How pages are fetched, what is asked for and what comes back: plain values."""

from __future__ import annotations

from dataclasses import dataclass

from rag import __version__

ROBOT = "Byline"
"""The name under which a site's robots.txt addresses us."""


@dataclass(frozen=True, slots=True)
class Policy:
    """What a fetch may reach and take."""

    local: bool = False
    """Whether addresses of this machine and of private networks may be reached."""
    seconds: float = 30.0
    """For one fetch: redirects, retries and a dripping server included. Waiting for our own turn
    at a host is not: one request after another is our wish, not the server's slowness."""
    size: int = 20_000_000
    """Bytes of a page after decompression."""
    redirects: int = 5
    attempts: int = 3
    pause: float = 1.0
    """Seconds between two requests to one host, unless its robots.txt asks for more (up to ten
    seconds are granted). Not waited for at local addresses."""
    robots: bool = True
    """Whether a site's robots.txt is asked for and followed."""
    contact: str | None = None
    """An address at which a site's owner reaches whoever runs this; told in the user agent."""

    @property
    def user_agent(self) -> str:
        """Who asks, and why, in plain words."""
        contact = "".join(c for c in self.contact or "" if " " <= c <= "~" and c not in "()")
        purpose = (
            "reads news for its user, follows robots.txt"
            if self.robots
            else ("reads news for its user")
        )
        return f"{ROBOT}/{__version__} ({'; '.join(filter(None, (purpose, contact.strip())))})"


@dataclass(frozen=True, slots=True)
class Request:
    """A page to fetch, and what is known of it from the last time."""

    url: str
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a server sent."""

    url: str
    """Where it was in the end, after redirects."""
    data: bytes
    content_type: str | None = None
    """In lower case, without parameters; None when the server names none."""
    charset: str | None = None
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class NotModified:
    """The page is as it was when the given ``etag`` or ``last_modified`` was told."""

    url: str
    etag: str | None = None
    last_modified: str | None = None
