"""What must not be fetched is not: a canary on loopback sees nobody come, whatever the shape."""

from __future__ import annotations

import re

import pytest

from intake.web.conftest import Fetch, fetched
from intake.web.serving import PUBLIC, Canary, Led, Names, Site, page, redirect
from rag.intake.draft import Unreadable
from rag.intake.web.feeds import parsed

# {p} is the canary's port: were the guard not there, most of these would reach it.
SHAPES = {
    "dotted loopback": "http://127.0.0.1:{p}/",
    "another loopback": "http://127.8.9.10:{p}/",
    "decimal": "http://2130706433:{p}/",
    "octal": "http://0177.0.0.1:{p}/",
    "octal whole": "http://017700000001:{p}/",
    "hexadecimal": "http://0x7f000001:{p}/",
    "hexadecimal parts": "http://0x7f.0x0.0x0.0x1:{p}/",
    "two parts": "http://127.1:{p}/",
    "three parts": "http://127.0.1:{p}/",
    "zero": "http://0:{p}/",
    "unspecified": "http://0.0.0.0:{p}/",
    "leading zeros": "http://127.000.000.001:{p}/",
    "overflowing": "http://383.0.0.1:{p}/",
    "trailing dot on a number": "http://127.0.0.1.:{p}/",
    "full-width digits": "http://１２７.０.０.１:{p}/",
    "circled digits": "http://①②⑦.⓪.⓪.①:{p}/",
    "ideographic stops": "http://127。0。0。1:{p}/",
    "loopback v6": "http://[::1]:{p}/",
    "long loopback v6": "http://[0:0:0:0:0:0:0:1]:{p}/",
    "unspecified v6": "http://[::]:{p}/",
    "mapped": "http://[::ffff:127.0.0.1]:{p}/",
    "mapped in hexadecimal": "http://[::ffff:7f00:1]:{p}/",
    "compatible": "http://[::127.0.0.1]:{p}/",
    "translated": "http://[::ffff:0:7f00:1]:{p}/",
    "6to4": "http://[2002:7f00:1::]:{p}/",
    "NAT64": "http://[64:ff9b::7f00:1]:{p}/",
    "local NAT64": "http://[64:ff9b:1::7f00:1]:{p}/",
    "Teredo": "http://[2001:0:7f00:1::80ff:fffe]:{p}/",
    "ISATAP": "http://[2600::5efe:7f00:1]:{p}/",
    "link-local v6": "http://[fe80::1]:{p}/",
    "zone": "http://[fe80::1%25lo]:{p}/",
    "zone on loopback": "http://[::1%25lo]:{p}/",
    "unique local": "http://[fd00::1]:{p}/",
    "site-local": "http://[fec0::1]:{p}/",
    "multicast v6": "http://[ff02::1]:{p}/",
    "documentation v6": "http://[2001:db8::1]:{p}/",
    "metadata v6": "http://[fd00:ec2::254]/",
    "private ten": "http://10.0.0.1:{p}/",
    "private 172": "http://172.16.0.1:{p}/",
    "private 192": "http://192.168.1.1:{p}/",
    "carrier": "http://100.64.0.1:{p}/",
    "link-local": "http://169.254.1.1:{p}/",
    "metadata": "http://169.254.169.254/latest/meta-data/",
    "metadata in decimal": "http://2852039166/latest/meta-data/",
    "metadata by name": "http://metadata.google.internal/computeMetadata/v1/",
    "metadata of a carrier": "http://100.100.100.200/latest/meta-data/",
    "metadata on a public address": "http://168.63.129.16/machine",
    "multicast": "http://224.0.0.1:{p}/",
    "broadcast": "http://255.255.255.255:{p}/",
    "reserved": "http://240.0.0.1:{p}/",
    "protocol assignments": "http://192.0.0.1:{p}/",
    "benchmarking": "http://198.18.0.1:{p}/",
    "localhost": "http://localhost:{p}/",
    "localhost in capitals": "http://LOCALHOST:{p}/",
    "localhost with a dot": "http://localhost.:{p}/",
    "below localhost": "http://news.localhost:{p}/",
    "localdomain": "http://localhost.localdomain:{p}/",
    "multicast names": "http://printer.local:{p}/",
    "internal names": "http://wiki.internal:{p}/",
    "soft hyphen in localhost": "http://local\u00adhost:{p}/",
    "a name for loopback": "http://loopback.example:{p}/",
    "a name for mapped loopback": "http://mapped.example:{p}/",
    "a name for one good and one bad": "http://both.example:{p}/",
    "a name for a zone": "http://zone.example:{p}/",
    "user": "http://user@127.0.0.1:{p}/",
    "user as host": "http://news.example@127.0.0.1:{p}/",
    "user and password": "http://news.example:80@127.0.0.1:{p}/",
    "user on a good host": "http://user:swordfish@news.example/",
    "backslash": "http://127.0.0.1:{p}\\@news.example/",
    "backslashes": "http:\\\\127.0.0.1:{p}\\",
    "backslash and user": "http://news.example\\@127.0.0.1:{p}/",
    "newline": "http://127.0.0.1:{p}/\r\nHost: news.example",
    "tab in the host": "http://127.0.\t0.1:{p}/",
    "space in the host": "http://127.0.0.1 .news.example:{p}/",
    "nul": "http://127.0.0.1\0.news.example:{p}/",
    "percent in the host": "http://%31%32%37.0.0.1:{p}/",
    "two dots": "http://news.example..:{p}/",
    "empty label": "http://.127.0.0.1:{p}/",
    "no host": "http:///127.0.0.1:{p}/",
    "no slashes": "http:127.0.0.1:{p}/",
    "behind the brackets": "http://[2600::1]127.0.0.1:{p}/",
    "open bracket": "http://[::1:{p}/",
    "a port in other digits": "http://127.0.0.1:１２/",
    "port zero": "http://news.example:0/",
    "port too high": "http://news.example:65536/",
    "surrogate": "http://news\ud800.example/",
    "file": "file:///etc/hostname",
    "ftp": "ftp://127.0.0.1:{p}/",
    "gopher": "gopher://127.0.0.1:{p}/_GET%20/",
    "dict": "dict://127.0.0.1:{p}/stats",
    "data": "data:text/html,<p>text</p>",
    "script": "javascript:fetch('http://127.0.0.1:{p}')",
    "jar": "jar:http://127.0.0.1:{p}!/",
    "websocket": "ws://127.0.0.1:{p}/",
    "unix socket": "http+unix://%2Ftmp%2Fsocket/",
}
NAMES = {
    "loopback_example": [["127.0.0.1"]],
    "mapped_example": [["::ffff:127.0.0.1"]],
    "both_example": [[PUBLIC, "127.0.0.1"]],
    "zone_example": [["fe80::1%lo"]],
}
GOOD = {
    "a name": ("http://news.example/a", "news.example", "/a"),
    "capitals": ("HTTP://News.Example/A", "news.example", "/A"),
    "a trailing dot": ("http://news.example./a", "news.example", "/a"),
    "a port": ("http://news.example:8080/a", "news.example:8080", "/a"),
    "the usual port": ("http://news.example:80/a", "news.example", "/a"),
    "another script": ("http://müller.example/ä?q=ö", "xn--mller-kva.example", "/%C3%A4?q=%C3%B6"),
    "its ASCII form": ("http://xn--mller-kva.example/", "xn--mller-kva.example", "/"),
    "ideographs": ("http://例え.example/", "xn--r8jz45g.example", "/"),
    "an underscore": ("http://my_news.example/", "my_news.example", "/"),
    "digits in a name": ("http://127.0.0.1.news.example/", "127.0.0.1.news.example", "/"),
    "hexadecimal in a name": ("http://0x7f.news.example/", "0x7f.news.example", "/"),
    "localhost in a name": ("http://localhost.news.example/", "localhost.news.example", "/"),
    "a public number": (f"http://{PUBLIC}/a", PUBLIC, "/a"),
    "an at in the path": ("http://news.example/@user", "news.example", "/@user"),
    "an address in the query": (
        "http://news.example/?u=http://127.0.0.1/",
        "news.example",
        "/?u=http://127.0.0.1/",
    ),
    "spaces around": ("  http://news.example/a \n", "news.example", "/a"),
    "a fragment": ("http://news.example/a#part", "news.example", "/a"),
    "percent in the path": ("http://news.example/a%20b", "news.example", "/a%20b"),
}


def shape(name: str, canary: Canary) -> str:
    return SHAPES[name].replace("{p}", str(canary.port))


def refusal(fetch: Fetch, url: str, **policy: float) -> str:
    with pytest.raises(Unreadable) as error:
        fetch(Names(**NAMES), **policy).get(url)
    return error.value.reason


def test_there_are_shapes_enough() -> None:
    assert len(SHAPES) > 80


@pytest.mark.parametrize("name", SHAPES)
def test_a_forbidden_address_is_refused(
    name: str, fetcher: Fetch, site: Site, canary: Canary
) -> None:
    reason = refusal(fetcher, shape(name, canary))
    assert re.search(r"\w{3,} \w+", reason)
    assert "swordfish" not in reason, "a password is nobody's to read"
    assert (canary.connections, site.asked) == (0, [])


@pytest.mark.parametrize(("number", "name"), list(enumerate(SHAPES)))
def test_a_redirect_to_a_forbidden_address_is_not_followed(
    number: int, name: str, fetcher: Fetch, site: Site, canary: Canary
) -> None:
    hops = number % 5 + 1
    for hop in range(1, hops):
        site.serve(f"/{hop}", redirect(f"http://site{hop}.example/{hop + 1}"))
    location = shape(name, canary)
    try:
        sent = location.replace("\r\n", "\n ").encode().decode("latin-1")
    except UnicodeEncodeError:
        sent = location.replace("\ud800", "\x00")
    site.serve(f"/{hops}", redirect(sent))
    # Some of these are no header either: another attempt would be made.
    refusal(fetcher, "http://news.example/1", robots=False, attempts=1)
    # Without a host, with the scheme of the page, it is a path of that page's own host.
    followed = [f"/127.0.0.1:{canary.port}/"] if name in ("no slashes", "no host") else []
    assert site.paths == [f"/{hop}" for hop in range(1, hops + 1)] + followed
    assert canary.connections == 0


@pytest.mark.parametrize("hops", range(1, 6))
def test_a_redirect_to_a_good_address_is_followed(hops: int, fetcher: Fetch, site: Site) -> None:
    for hop in range(1, hops + 1):
        site.serve(f"/{hop}", redirect(f"http://site{hop}.example/{hop + 1}"))
    site.serve(f"/{hops + 1}", page("Here at last."))
    found = fetched(fetcher(), "http://news.example/1")
    assert found.url == f"http://site{hops}.example/{hops + 1}"
    assert b"Here at last." in found.data


def test_forbidden_links_inside_a_feed_are_refused_and_the_others_read(
    fetcher: Fetch, site: Site, canary: Canary
) -> None:
    links = [shape(name, canary) for name in SHAPES] + ["http://news.example/good"]
    escaped = [link.replace("&", "&amp;").replace("<", "&lt;") for link in links]
    items = "".join(f"<item><link>{each}</link></item>" for each in escaped)
    data = f'<rss version="2.0"><channel>{items}</channel></rss>'.replace("\0", "")
    feed = parsed(data.encode("utf-8", "replace"), "http://news.example/feed")
    site.serve("/good", page("Good."))
    fetch = fetcher(Names(**NAMES), robots=False)
    found = []
    for entry in feed.entries:
        for link in {entry.link, entry.url} - {None}:
            try:
                found.append(fetched(fetch, str(link)).data)
            except Unreadable:
                assert link != "http://news.example/good"
    assert len(feed.entries) == len(links)
    assert len(found) >= 1
    assert all(b"Good." in each for each in found)
    assert canary.connections == 0


@pytest.mark.parametrize("name", GOOD)
def test_the_benign_twin_is_fetched(name: str, fetcher: Fetch, site: Site) -> None:
    url, host, path = GOOD[name]
    site.serve(path, page("Good."))
    found = fetched(fetcher(), url)
    assert b"Good." in found.data
    assert [(each.host, each.path) for each in site.asked] == [
        (host, "/robots.txt"),
        (host, path),
    ]


def test_a_name_that_answers_differently_a_moment_later_gains_nothing(
    fetcher: Fetch, site: Site, canary: Canary
) -> None:
    names = Names(turning_example=[[PUBLIC], ["127.0.0.1"]])
    led = Led(site.port)
    site.serve("/", page("Good."))
    found = fetched(fetcher(names, led, robots=False), f"http://turning.example:{canary.port}/")
    assert b"Good." in found.data
    assert names.asked == ["turning.example"]
    assert led.addresses == [(PUBLIC, canary.port)]
    assert canary.connections == 0


@pytest.mark.parametrize(("turn", "asked"), [(1, 0), (2, 2), (3, 3)])
def test_a_name_that_turns_later_is_refused_then(
    turn: int, asked: int, fetcher: Fetch, site: Site, canary: Canary
) -> None:
    names = Names(turning_example=[*[[PUBLIC]] * turn, ["127.0.0.1"]])
    site.serve("/1", redirect("/2"))
    site.serve("/2", redirect("/3"))
    site.serve("/3", page())
    with pytest.raises(Unreadable, match=r"127\.0\.0\.1: loopback"):
        fetcher(names).get(f"http://turning.example:{canary.port}/1")
    # robots.txt is looked up between the page and its request.
    assert len(site.asked) == asked
    assert canary.connections == 0


def test_a_name_that_turns_between_two_attempts_is_refused(
    fetcher: Fetch, site: Site, canary: Canary, at_once: None
) -> None:
    names = Names(turning_example=[[PUBLIC], ["127.0.0.1"]])
    site.serve("/", lambda asked: page() if len(site.asked) > 1 else redirect("/", 503))
    with pytest.raises(Unreadable, match=r"127\.0\.0\.1: loopback"):
        fetcher(names, robots=False).get(f"http://turning.example:{canary.port}/")
    assert (len(site.asked), canary.connections) == (1, 0)


def test_robots_txt_is_fetched_by_the_same_rules(
    fetcher: Fetch, site: Site, canary: Canary
) -> None:
    site.serve("/robots.txt", redirect(f"http://127.0.0.1:{canary.port}/robots.txt"))
    site.serve("/", page())
    assert "robots.txt" in refusal(fetcher, "http://news.example/")
    assert (site.paths, canary.connections) == (["/robots.txt"], 0)


@pytest.mark.parametrize("variable", ["http_proxy", "HTTP_PROXY", "ALL_PROXY"])
def test_a_proxy_of_the_environment_is_not_asked(
    variable: str,
    fetcher: Fetch,
    site: Site,
    canary: Canary,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(variable, f"http://127.0.0.1:{canary.port}")
    site.serve("/", page())
    fetcher().get("http://news.example/")
    assert canary.connections == 0


LOCAL = {
    "loopback": "127.0.0.1",
    "a name": "localhost",
    "a private name": "wiki.internal",
}


@pytest.mark.parametrize("host", LOCAL.values(), ids=LOCAL)
def test_local_addresses_are_reached_where_the_setting_allows_them(
    host: str, fetcher: Fetch, site: Site
) -> None:
    names = Names(wiki_internal=[["127.0.0.1"]], localhost=[["127.0.0.1"]])
    site.serve("/", page("Of this house."))
    found = fetched(fetcher(names, local=True), f"http://{host}:{site.port}/")
    assert b"Of this house." in found.data


STILL_CLOSED = [
    name
    for name in SHAPES
    if name
    not in {
        *("dotted loopback", "another loopback", "trailing dot on a number", "loopback v6"),
        *("long loopback v6", "unique local", "private ten", "private 172", "private 192"),
        *("carrier", "localhost", "localhost in capitals", "localhost with a dot"),
        *("below localhost", "localdomain", "multicast names", "internal names"),
        *("a name for loopback", "a name for one good and one bad"),
    }
]


@pytest.mark.parametrize("name", STILL_CLOSED)
def test_what_no_setting_opens_stays_closed(name: str, fetcher: Fetch, canary: Canary) -> None:
    refusal(fetcher, shape(name, canary), local=True)
    assert canary.connections == 0


def test_a_refusal_says_what_to_do(fetcher: Fetch, canary: Canary) -> None:
    assert refusal(fetcher, f"http://127.0.0.1:{canary.port}/") == (
        "127.0.0.1 is loopback, which is not fetched; to read from this machine or network,"
        " set RAG_FETCH_LOCAL=true"
    )


def test_a_canary_counts(canary: Canary, fetcher: Fetch) -> None:
    with pytest.raises(Unreadable):
        fetcher(local=True, seconds=0.5, attempts=1).get(f"http://127.0.0.1:{canary.port}/")
    assert canary.connections > 0
