"""Secure pages: the certificate is checked against the name, the connection goes to the address."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme

from intake.web.conftest import Fetch, fetched
from intake.web.serving import PUBLIC, Canary, Led, Reply, Site, page, redirect
from rag.intake.draft import Unreadable
from rag.intake.web import hops

URL = "https://news.example/a"


@pytest.fixture
def asked_for() -> list[str | None]:
    """The names that were asked for in TLS."""
    return []


@pytest.fixture
def secure(asked_for: list[str | None], authority: trustme.CA) -> Iterator[Site]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("news.example").configure_cert(context)
    context.sni_callback = lambda _sock, name, _context: asked_for.append(name)
    site = Site()
    site.wrap(context)
    with site:
        yield site


@pytest.fixture
def authority() -> trustme.CA:
    """Vouches for news.example; made anew for each test."""
    return trustme.CA()


@pytest.fixture
def trusted(monkeypatch: pytest.MonkeyPatch, authority: trustme.CA) -> None:
    """The certificate is one that is believed."""
    context = ssl.create_default_context()
    authority.configure_trust(context)
    monkeypatch.setattr(hops, "trusted", lambda: context)


@pytest.mark.usefixtures("trusted")
def test_the_name_is_told_and_the_checked_address_connected_to(
    fetcher: Fetch, secure: Site, asked_for: list[str | None]
) -> None:
    secure.serve("/a", page("Secure."))
    led = Led(secure.port)
    assert b"Secure." in fetched(fetcher(led=led, robots=False), URL).data
    assert asked_for == ["news.example"]
    assert [each.host for each in secure.asked] == ["news.example"]
    assert led.addresses == [(PUBLIC, 443)]


def test_a_certificate_that_nobody_vouches_for_is_refused(fetcher: Fetch, secure: Site) -> None:
    secure.serve("/a", page())
    with pytest.raises(Unreadable, match=r"certificate of news\.example is not trusted"):
        fetcher(led=Led(secure.port), robots=False).get(URL)
    assert secure.asked == []


@pytest.mark.usefixtures("trusted")
def test_a_certificate_for_another_name_is_refused(fetcher: Fetch, secure: Site) -> None:
    secure.serve("/a", page())
    with pytest.raises(Unreadable, match=r"certificate of other\.example is not trusted"):
        fetcher(led=Led(secure.port), robots=False).get("https://other.example/a")
    assert secure.asked == []


def test_a_server_that_speaks_no_tls_is_told(fetcher: Fetch, site: Site) -> None:
    with pytest.raises(Unreadable, match="no secure connection"):
        fetcher(robots=False).get(URL)


def test_certificates_of_the_environment_are_not_believed(
    fetcher: Fetch,
    secure: Site,
    authority: trustme.CA,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    file = tmp_path / "authority.pem"
    authority.cert_pem.write_to_path(str(file))
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    with pytest.raises(Unreadable, match="not trusted"):
        fetcher(led=Led(secure.port), robots=False).get(URL)


@pytest.mark.usefixtures("trusted")
def test_a_redirect_from_https_to_http_is_refused(fetcher: Fetch, secure: Site) -> None:
    secure.serve("/a", redirect("http://news.example/b"))
    secure.serve("/b", page())
    with pytest.raises(Unreadable, match="from https to http"):
        fetcher(led=Led(secure.port), robots=False).get(URL)
    assert secure.paths == ["/a"]


@pytest.mark.usefixtures("trusted")
def test_a_slow_secure_server_ends_with_the_budget(fetcher: Fetch, secure: Site) -> None:
    secure.serve("/a", lambda asked: Reply(200, secure.dripping()))
    with pytest.raises(Unreadable, match=r"longer than 0\.5 seconds"):
        fetcher(led=Led(secure.port), robots=False, seconds=0.5, attempts=1).get(URL)


def test_a_handshake_that_never_ends_ends_with_the_budget(fetcher: Fetch, canary: Canary) -> None:
    silent = fetcher(led=Led(canary.port), robots=False, seconds=0.4, attempts=1)
    with pytest.raises(Unreadable, match=r"in time|longer"):
        silent.get(URL)
