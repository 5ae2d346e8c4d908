"""What a server may send, and what becomes of it."""

from __future__ import annotations

import gzip
import tracemalloc
import zlib
from collections.abc import Iterator

import brotli
import pytest

from intake.web.conftest import Fetch, fetched
from intake.web.serving import Names, Reply, Site, page, redirect
from rag import __version__
from rag.intake.draft import Unreadable
from rag.intake.web.fetching import NotModified, Policy

URL = "http://news.example/a"
MEGABYTE = 1_000_000


def refusal(fetch: Fetch, url: str = URL, **policy: float) -> str:
    with pytest.raises(Unreadable) as error:
        fetch(attempts=1, **policy).get(url)
    return error.value.reason


def test_a_page_comes_with_what_the_server_says_of_it(fetcher: Fetch, site: Site) -> None:
    headers = {"ETag": '"v1"', "Last-Modified": "Mon, 07 Mar 2022 15:00:00 GMT"}
    site.serve("/a", Reply(200, b"text", headers, 'Text/HTML; Charset="ISO-8859-1"; x=y'))
    found = fetched(fetcher(), URL)
    assert (found.url, found.data) == (URL, b"text")
    assert (found.content_type, found.charset) == ("text/html", "iso-8859-1")
    assert (found.etag, found.last_modified) == ('"v1"', headers["Last-Modified"])


def test_the_request_says_who_asks_and_carries_nothing_else(fetcher: Fetch, site: Site) -> None:
    site.serve("/a", page())
    fetcher(contact="desk@paper.example").get(URL)
    asked = site.asked[-1].headers
    assert asked["user-agent"] == (
        f"Byline/{__version__} (reads news for its user, follows robots.txt; desk@paper.example)"
    )
    assert set(asked) == {"host", "user-agent", "accept", "accept-encoding", "connection"}


def test_a_contact_cannot_break_the_request() -> None:
    agent = Policy(contact="me\r\nCookie: (x)\u2603", robots=False).user_agent
    assert agent == f"Byline/{__version__} (reads news for its user; meCookie: x)"


def test_cookies_are_not_kept(fetcher: Fetch, site: Site) -> None:
    site.serve("/a", redirect("/b"))
    site.serve("/b", page(**{"Set-Cookie": "id=1; Path=/"}))
    fetch = fetcher()
    fetch.get(URL)
    fetch.get(URL)
    assert [each for each in site.asked if "cookie" in each.headers] == []


@pytest.mark.parametrize("given", [{"etag": '"v1"'}, {"last_modified": "Mon, 07 Mar 2022"}])
def test_what_did_not_change_is_a_value(given: dict[str, str], fetcher: Fetch, site: Site) -> None:
    site.serve("/a", Reply(304, headers={"ETag": '"v1"'}, kind=None))
    found = fetcher().get(URL, **given)
    assert isinstance(found, NotModified)
    assert (found.url, found.etag) == (URL, '"v1"')
    asked = site.asked[-1].headers
    assert (asked.get("if-none-match"), asked.get("if-modified-since")) == (
        given.get("etag"),
        given.get("last_modified"),
    )


def test_a_page_that_changed_comes_whole(fetcher: Fetch, site: Site) -> None:
    site.serve("/a", page("New.", ETag='"v2"'))
    found = fetcher().get(URL, etag='"v1"')
    assert not isinstance(found, NotModified)
    assert found.etag == '"v2"'


def test_not_changed_is_no_answer_to_who_did_not_ask(fetcher: Fetch, site: Site) -> None:
    site.serve("/a", Reply(304, kind=None))
    assert "304" in refusal(fetcher)


@pytest.mark.parametrize("etag", ["a\r\nX: y", "ü", "x" * 2000])
def test_a_validator_that_would_break_a_request_is_not_sent(
    etag: str, fetcher: Fetch, site: Site
) -> None:
    site.serve("/a", page())
    fetcher().get(URL, etag=etag)
    assert "if-none-match" not in site.asked[-1].headers


REASONS = {
    401: "account",
    402: "payment",
    403: "browser",
    404: "check it",
    410: "removed",
    451: "legal",
    418: "refuses",
    500: "fault",
    503: "try again",
    429: "less often",
    204: "no page",
    206: "no page",
}


@pytest.mark.parametrize(("status", "words"), REASONS.items())
def test_a_status_that_is_no_page_is_a_reason(
    status: int, words: str, fetcher: Fetch, site: Site
) -> None:
    site.serve("/a", Reply(status, kind=None))
    reason = refusal(fetcher)
    assert words in reason
    assert str(status) in reason
    assert "news.example" in reason


READ = """text/html application/xhtml+xml application/xml text/xml application/rss+xml text/plain
application/atom+xml application/rdf+xml text/markdown application/pdf application/octet-stream
application/vnd.openxmlformats-officedocument.wordprocessingml.document""".split()
UNREAD = {
    "image/png": "an image",
    "image/svg+xml": "an image",
    "video/mp4": "a video",
    "audio/mpeg": "an audio",
    "font/woff2": "a font",
    "application/json": "not read",
    "application/zip": "not read",
    "text/css": "not read",
}


@pytest.mark.parametrize("kind", READ)
def test_documents_are_taken(kind: str, fetcher: Fetch, site: Site) -> None:
    site.serve("/a", Reply(200, b"text", kind=kind))
    assert fetched(fetcher(), URL).content_type == kind


def test_a_server_need_not_say_what_it_sends(fetcher: Fetch, site: Site) -> None:
    site.serve("/a", Reply(200, b"text", kind=None))
    found = fetched(fetcher(), URL)
    assert (found.content_type, found.charset, found.data) == (None, None, b"text")


@pytest.mark.parametrize(("kind", "words"), UNREAD.items())
def test_what_is_no_document_is_refused_unread(
    kind: str, words: str, fetcher: Fetch, site: Site
) -> None:
    site.serve("/a", Reply(200, site.dripping(), kind=kind))
    assert words in refusal(fetcher)


# Redirects


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_of_every_kind_are_followed(status: int, fetcher: Fetch, site: Site) -> None:
    site.serve("/a", redirect("b?c=d#e", status))
    site.serve("/b?c=d", page())
    assert fetched(fetcher(), URL).url == "http://news.example/b?c=d"


def test_a_circle_of_redirects_is_told(fetcher: Fetch, site: Site) -> None:
    site.serve("/a", redirect("/b"))
    site.serve("/b", redirect("/a"))
    assert "in a circle" in refusal(fetcher)
    assert len(site.asked) == 3


def test_redirects_without_end_are_cut(fetcher: Fetch, site: Site) -> None:
    for number in range(10):
        site.serve(f"/{number}", redirect(f"/{number + 1}"))
    assert "more than 5" in refusal(fetcher, "http://news.example/0")
    assert len(site.asked) == 7


def test_a_redirect_to_nowhere_is_told(fetcher: Fetch, site: Site) -> None:
    site.serve("/a", Reply(302, kind=None))
    assert "without saying where" in refusal(fetcher)


# Compression


def deflated(data: bytes, window: int) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, window)
    return packer.compress(data) + packer.flush()


TEXT = b"It was reported on Monday. " * 5000
PACKED = {
    "gzip": ("gzip", gzip.compress(TEXT)),
    "gzip in two members": ("gzip", gzip.compress(TEXT[:9]) + gzip.compress(TEXT[9:])),
    "gzip with padding": ("gzip", gzip.compress(TEXT) + b"\0" * 100),
    "x-gzip": ("x-gzip", gzip.compress(TEXT)),
    "deflate": ("deflate", deflated(TEXT, 15)),
    "deflate without header": ("deflate", deflated(TEXT, -15)),
    "brotli": ("br", brotli.compress(TEXT)),
    "brotli over gzip": ("gzip, br", brotli.compress(gzip.compress(TEXT))),
    "none": ("identity", TEXT),
}


@pytest.mark.parametrize("size", [7, 1000, 10**6], ids=["drops", "pieces", "whole"])
@pytest.mark.parametrize("name", PACKED)
def test_compressed_pages_are_unpacked(name: str, size: int, fetcher: Fetch, site: Site) -> None:
    encoding, body = PACKED[name]
    pieces = [body[at : at + size] for at in range(0, len(body), size)]
    site.serve("/a", Reply(200, pieces, {"Content-Encoding": encoding}))
    assert fetched(fetcher(), URL).data == TEXT


def gzip_of_zeros(megabytes: int) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    block = bytes(MEGABYTE)
    return b"".join(packer.compress(block) for _ in range(megabytes)) + packer.flush()


def brotli_of_zeros(megabytes: int) -> bytes:
    packer = brotli.Compressor(quality=5)
    block = bytes(MEGABYTE)
    packed = b"".join(packer.process(block) for _ in range(megabytes))
    return packed + bytes(packer.finish())


BOMBS = {
    "gzip": ("gzip", gzip_of_zeros(300)),
    "brotli": ("br", brotli_of_zeros(300)),
    "deflate": ("deflate", deflated(bytes(100 * MEGABYTE), 15)),
    "gzip in gzip": ("gzip, gzip", gzip.compress(gzip_of_zeros(300))),
    "gzip in brotli": ("gzip, br", brotli.compress(gzip_of_zeros(300), quality=5)),
    "many empty members": ("gzip, br", brotli.compress(gzip.compress(b"") * 2_000_000, quality=5)),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_stopped_while_memory_stays_small(name: str, fetcher: Fetch, site: Site) -> None:
    encoding, body = BOMBS[name]
    site.serve("/a", Reply(200, body, {"Content-Encoding": encoding}))
    fetch = fetcher(attempts=1)
    tracemalloc.start()
    with pytest.raises(Unreadable, match=r"larger than 20000000 bytes|compressed data"):
        fetch.get(URL)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 60 * MEGABYTE


@pytest.mark.parametrize("chunked", [True, False], ids=["unsaid", "said"])
def test_a_page_over_the_limit_is_refused(chunked: bool, fetcher: Fetch, site: Site) -> None:
    body = b"x" * 5000
    site.serve("/a", Reply(200, [body] if chunked else body))
    assert "larger than 4999 bytes" in refusal(fetcher, size=4999)
    assert len(fetched(fetcher(size=5000), URL).data) == 5000


@pytest.mark.parametrize("encoding", ["gzip", "br", "deflate", "zstd", "gzip, gzip, gzip", "x"])
def test_damaged_or_unknown_compression_is_told(encoding: str, fetcher: Fetch, site: Site) -> None:
    site.serve("/a", Reply(200, b"\x0fno such thing at all", {"Content-Encoding": encoding}))
    assert "compress" in refusal(fetcher)


@pytest.mark.parametrize("name", ["gzip", "deflate", "brotli"])
def test_compressed_data_that_breaks_off_is_told(name: str, fetcher: Fetch, site: Site) -> None:
    encoding, body = PACKED[name]
    site.serve("/a", Reply(200, [body[:-20]], {"Content-Encoding": encoding}))
    assert "breaks off" in refusal(fetcher)


# Servers that are slow, broken or not there


SLOW = {
    "headers": lambda site: Reply(raw=site.dripping(b"H")),
    "header lines": lambda site: Reply(raw=with_start(b"HTTP/1.1 200 OK\r\n", site, b"A: b\r\n")),
    "endless interim answers": lambda site: Reply(raw=site.dripping(b"HTTP/1.1 100 C\r\n\r\n")),
    "body": lambda site: Reply(200, site.dripping()),
    "compressed body": lambda site: Reply(200, site.dripping(b"\0"), {"Content-Encoding": "gzip"}),
    "silence": lambda site: Reply(raw=silence(site)),
    "silence after the headers": lambda site: Reply(200, silence(site)),
}


def with_start(start: bytes, site: Site, piece: bytes) -> Iterator[bytes]:
    yield start
    yield from site.dripping(piece)


def silence(site: Site) -> Iterator[bytes]:
    site.released.wait()
    yield b""


@pytest.mark.parametrize("name", SLOW)
def test_a_slow_server_ends_with_the_budget(name: str, fetcher: Fetch, site: Site) -> None:
    site.serve("/a", lambda asked: SLOW[name](site))
    reason = refusal(fetcher, seconds=0.6, robots=False)
    assert "longer than 0.6 seconds" in reason or "in time" in reason or "compressed" in reason


def test_retries_end_with_the_budget_too(fetcher: Fetch, site: Site) -> None:
    site.serve("/a", lambda asked: SLOW["silence"](site))
    with pytest.raises(Unreadable, match=r"longer than 2 seconds|in time"):
        fetcher(seconds=2.0, robots=False, attempts=50).get(URL)
    assert 1 < len(site.asked) < 9


def test_a_lookup_that_hangs_ends_with_the_budget(fetcher: Fetch, site: Site) -> None:
    class Hanging(Names):
        def __call__(self, host: str, port: int) -> list[str]:
            site.released.wait()
            return []

    with pytest.raises(Unreadable, match=r"longer than 0.3 seconds"):
        fetcher(Hanging(), seconds=0.3).get(URL)


BROKEN = {
    "nothing": [b""],
    "no HTTP": [b"220 mail.example ESMTP ready\r\n"],
    "half a header": [b"HTTP/1.1 200 OK\r\nContent-"],
    "less than promised": [b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"],
    "a chunk that breaks off": [b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nhalf"],
    "a chunk of no length": [b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"],
    "a huge header": [b"HTTP/1.1 200 OK\r\nA: ", b"x" * 500_000, b"\r\n\r\n"],
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_answer_is_told(name: str, fetcher: Fetch, site: Site) -> None:
    site.serve("/a", Reply(raw=BROKEN[name]))
    assert "broke" in refusal(fetcher, robots=False)


def test_a_closed_port_is_told(fetcher: Fetch, site: Site, unused: int) -> None:
    with pytest.raises(Unreadable, match="takes no requests"):
        fetcher(local=True).get(f"http://127.0.0.1:{unused}/")


def test_a_name_that_does_not_exist_is_told(fetcher: Fetch) -> None:
    import socket

    class Nowhere(Names):
        def __call__(self, host: str, port: int) -> list[str]:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    with pytest.raises(Unreadable, match=r"there is no host news\.example; check its spelling"):
        fetcher(Nowhere()).get(URL)


def test_a_reason_tells_the_host_and_no_more_of_the_address(fetcher: Fetch, site: Site) -> None:
    site.serve("/a?key=swordfish", redirect("/b?key=swordfish"))
    site.serve("/b?key=swordfish", Reply(500))
    reason = refusal(fetcher, "http://news.example/a?key=swordfish")
    assert "swordfish" not in reason
