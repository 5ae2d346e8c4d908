"""What a site asks of programs is done: robots.txt, pauses, Retry-After, one at a time."""

from __future__ import annotations

import itertools
import socket
import time
from collections.abc import Iterator

import pytest

from intake.web.conftest import Fetch, fetched
from intake.web.serving import Names, Reply, Site, page, redirect
from rag.intake.draft import Unreadable
from rag.intake.web.fetching import Fetched, Request

URL = "http://news.example/a"


def robots(text: str) -> Reply:
    return Reply(200, text.encode(), kind="text/plain")


def refusal(fetch: Fetch, url: str = URL, **policy: float) -> str:
    with pytest.raises(Unreadable) as error:
        fetch(**policy).get(url)
    return error.value.reason


# robots.txt


@pytest.mark.parametrize(
    "text",
    [
        "User-agent: *\nDisallow: /",
        "User-agent: *\nAllow: /\n\nUser-agent: Byline\nDisallow: /a",
        "User-agent: *\nDisallow: /*a$",
        "\ufeffUser-agent: byline\r\nDisallow: /",
    ],
)
def test_what_programs_should_not_read_is_not_read(text: str, fetcher: Fetch, site: Site) -> None:
    site.serve("/robots.txt", robots(text))
    site.serve("/a", page())
    assert "robots.txt" in refusal(fetcher)
    assert site.paths == ["/robots.txt"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "User-agent: *\nDisallow: /b",
        "User-agent: other\nDisallow: /",
        "User-agent: *\nDisallow: /\n\nUser-agent: Byline\nAllow: /",
        "<html><body>Welcome!</body></html>",
        "\0\xff\xfe nonsense",
    ],
)
def test_the_rest_is_read(text: str, fetcher: Fetch, site: Site) -> None:
    site.serve("/robots.txt", robots(text))
    site.serve("/a", page())
    assert fetched(fetcher(), URL).url == URL


def test_robots_txt_is_asked_for_once_a_site(fetcher: Fetch, site: Site) -> None:
    site.serve("/a", page())
    fetch = fetcher()
    for host in ("news.example", "news.example", "other.example", "news.example"):
        fetch.get(f"http://{host}/a")
    asked = [(each.host, each.path) for each in site.asked if each.path == "/robots.txt"]
    assert asked == [("news.example", "/robots.txt"), ("other.example", "/robots.txt")]


def test_the_address_a_redirect_leads_to_is_asked_about_too(fetcher: Fetch, site: Site) -> None:
    site.serve("/robots.txt", Reply(404), robots("User-agent: *\nDisallow: /b"))
    site.serve("/a", redirect("http://other.example/b"))
    site.serve("/b", page())
    assert "other.example asks programs" in refusal(fetcher)
    assert "/b" not in site.paths


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_a_site_without_robots_txt_is_read(status: int, fetcher: Fetch, site: Site) -> None:
    site.serve("/robots.txt", Reply(status))
    site.serve("/a", page())
    assert fetched(fetcher(), URL).url == URL


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_site_whose_robots_txt_is_out_of_order_is_left_alone(
    status: int, fetcher: Fetch, site: Site, at_once: None
) -> None:
    site.serve("/robots.txt", Reply(status))
    site.serve("/a", page())
    reason = refusal(fetcher)
    assert "nothing is fetched from it for now" in reason
    assert str(status) in reason
    assert "/a" not in site.paths


def test_a_redirected_robots_txt_is_followed(fetcher: Fetch, site: Site) -> None:
    site.serve("/robots.txt", redirect("http://www.news.example/r"))
    site.serve("/r", robots("User-agent: *\nDisallow: /a"))
    assert "asks programs" in refusal(fetcher)


def test_only_the_beginning_of_a_huge_robots_txt_is_read(fetcher: Fetch, site: Site) -> None:
    head = b"User-agent: *\nDisallow: /b\n"
    body = head + b"# nothing\n" * 100_000 + b"Disallow: /a\n"
    site.serve("/robots.txt", Reply(200, body, kind="text/plain"))
    site.serve("/a", page())
    fetch = fetcher()
    assert fetched(fetch, URL).url == URL
    with pytest.raises(Unreadable, match=r"robots\.txt"):
        fetch.get("http://news.example/b")


def test_a_hostile_robots_txt_costs_little(fetcher: Fetch, site: Site) -> None:
    rules = "\n".join("Disallow: /" + "*a" * 200 + f"{n}$" for n in range(1000))
    site.serve("/robots.txt", robots(f"User-agent: *\n{rules}"))
    site.serve("/" + "a" * 2000, page())
    began = time.process_time()
    assert fetched(fetcher(), "http://news.example/" + "a" * 2000)
    assert time.process_time() - began < 5


def test_a_dripping_robots_txt_leaves_time_for_nothing_and_says_so(
    fetcher: Fetch, site: Site
) -> None:
    site.serve("/robots.txt", lambda asked: Reply(200, site.dripping()))
    site.serve("/a", page())
    assert "robots.txt" in refusal(fetcher, seconds=0.8, attempts=1)


def test_robots_txt_can_be_left_aside(fetcher: Fetch, site: Site) -> None:
    site.serve("/robots.txt", robots("User-agent: *\nDisallow: /"))
    site.serve("/a", page())
    assert fetched(fetcher(robots=False), URL).url == URL
    assert site.paths == ["/a"]


# Other attempts


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_what_may_pass_is_tried_again(
    status: int, fetcher: Fetch, site: Site, at_once: None
) -> None:
    site.serve("/a", Reply(status), Reply(status), page())
    assert fetched(fetcher(robots=False), URL).url == URL
    assert len(site.asked) == 3


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 451, 500, 501])
def test_what_will_not_pass_is_asked_for_once(
    status: int, fetcher: Fetch, site: Site, at_once: None
) -> None:
    site.serve("/a", Reply(status), page())
    refusal(fetcher, robots=False)
    assert len(site.asked) == 1


def test_attempts_have_an_end(fetcher: Fetch, site: Site, at_once: None) -> None:
    site.serve("/a", Reply(503))
    assert "503" in refusal(fetcher, robots=False, attempts=4)
    assert len(site.asked) == 4


@pytest.mark.parametrize("raw", [[b""], [b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"]])
def test_a_connection_that_breaks_is_tried_again(
    raw: list[bytes], fetcher: Fetch, site: Site, at_once: None
) -> None:
    site.serve("/a", Reply(raw=raw), page("Whole."))
    assert b"Whole." in fetched(fetcher(robots=False), URL).data


def test_a_lookup_that_fails_for_now_is_tried_again(
    fetcher: Fetch, site: Site, at_once: None
) -> None:
    class Failing(Names):
        def __call__(self, host: str, port: int) -> list[str]:
            if len(self.asked) < 2:
                self.asked.append(host)
                raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
            return list(super().__call__(host, port))

    site.serve("/a", page())
    assert fetched(fetcher(Failing(), robots=False), URL).url == URL


def test_the_wait_a_server_asks_for_is_kept(fetcher: Fetch, site: Site) -> None:
    times: list[float] = []

    def busy(asked: object) -> Reply:
        times.append(time.monotonic())
        return Reply(429, headers={"Retry-After": "1"}) if len(times) == 1 else page()

    site.serve("/a", busy)
    assert fetched(fetcher(robots=False), URL).url == URL
    assert times[1] - times[0] >= 0.9


@pytest.mark.parametrize("after", ["3600", "Fri, 31 Dec 2199 23:59:59 GMT", "9" * 400])
def test_a_wait_beyond_the_budget_is_a_reason_and_holds_for_the_whole_host(
    after: str, fetcher: Fetch, site: Site
) -> None:
    site.serve("/a", Reply(503, headers={"Retry-After": after}))
    site.serve("/b", page())
    fetch = fetcher(robots=False)
    for path in ("/a", "/b"):
        with pytest.raises(Unreadable, match=r"news\.example asks to wait \d+ seconds"):
            fetch.get(f"http://news.example{path}")
    assert site.paths == ["/a"]
    assert fetched(fetch, "http://other.example/b")


@pytest.mark.parametrize("after", ["-5", "soon", "", "Mon, 07 Mar 2022 15:00:00 GMT"])
def test_a_wait_that_is_none_is_not_waited_for(
    after: str, fetcher: Fetch, site: Site, at_once: None
) -> None:
    site.serve("/a", Reply(503, headers={"Retry-After": after}), page())
    assert fetched(fetcher(robots=False), URL).url == URL


# Turns


def test_a_pause_is_kept_between_two_requests_to_one_host(fetcher: Fetch, site: Site) -> None:
    times: list[float] = []

    def timed(asked: object) -> Reply:
        times.append(time.monotonic())
        return page()

    for path in ("/robots.txt", "/a", "/b"):
        site.serve(path, timed)
    fetch = fetcher(pause=0.3)
    fetch.get("http://news.example/a")
    fetch.get("http://news.example/b")
    waits = [later - sooner for sooner, later in itertools.pairwise(times)]
    assert len(waits) == 2
    assert min(waits) >= 0.28


def test_a_pause_holds_for_its_host_alone(fetcher: Fetch, site: Site) -> None:
    site.serve("/a", page())
    fetch = fetcher(pause=600.0, robots=False)
    assert all(fetched(fetch, f"http://site{n}.example/a") for n in range(5))


def test_the_pause_that_robots_txt_asks_for_is_kept(fetcher: Fetch, site: Site) -> None:
    site.serve("/robots.txt", robots("User-agent: *\nCrawl-delay: 0.4"))
    site.serve("/a", page())
    site.serve("/b", page())
    fetch = fetcher()
    fetch.get(URL)
    began = time.monotonic()
    fetch.get("http://news.example/b")
    assert time.monotonic() - began >= 0.35


def test_a_pause_does_not_use_up_the_budget(fetcher: Fetch, site: Site) -> None:
    site.serve("/a", page())
    fetch = fetcher(pause=1.2, seconds=1.0, robots=False)
    assert fetched(fetch, URL)
    assert fetched(fetch, URL)


def test_no_pause_is_kept_at_local_addresses(fetcher: Fetch, site: Site) -> None:
    site.serve("/robots.txt", robots("User-agent: *\nCrawl-delay: 10"))
    site.serve("/a", page())
    fetch = fetcher(local=True, pause=30.0)
    began = time.monotonic()
    for _ in range(5):
        fetch.get(f"{site.origin}/a")
    assert time.monotonic() - began < 10


# Many


def test_many_come_in_the_order_given_with_reasons_for_those_that_do_not(
    fetcher: Fetch, site: Site
) -> None:
    requests = []
    for number in range(30):
        site.serve(f"/{number}", page(f"Page {number}."))
        requests.append(Request(f"http://site{number % 7}.example/{number}"))
    requests[4:4] = [Request("http://127.0.0.1/"), Request("no address"), Request("http://[::1")]
    found = list(fetcher().each(iter(requests)))
    assert [request for request, _ in found] == requests
    reasons = [one for _, one in found if isinstance(one, Unreadable)]
    assert len(reasons) == 3
    pages = [one.url for _, one in found if isinstance(one, Fetched)]
    assert pages == [r.url for r in requests if "site" in r.url]


def test_one_host_is_asked_one_at_a_time_and_a_few_side_by_side(fetcher: Fetch, site: Site) -> None:
    under_way: dict[str, int] = {}
    most: dict[str, int] = {}

    def watched(asked: object) -> Reply:
        host = site_host(asked)
        under_way[host] = under_way.get(host, 0) + 1
        most[host] = max(most.get(host, 0), under_way[host])
        # Another host comes meanwhile, or it would never end.
        deadline = time.monotonic() + 5
        while site.most_at_once < 2 and time.monotonic() < deadline:
            site.released.wait(0.01)
        under_way[host] -= 1
        return page()

    def site_host(asked: object) -> str:
        return str(getattr(asked, "host", ""))

    site.serve("/a", watched)
    requests = [Request(f"http://site{n % 3}.example/a") for n in range(12)]
    assert all(isinstance(one, Fetched) for _, one in fetcher(robots=False).each(requests))
    assert most == {f"site{n}.example": 1 for n in range(3)}
    assert 2 <= site.most_at_once <= 4


def test_requests_are_read_only_as_far_as_they_are_needed(fetcher: Fetch, site: Site) -> None:
    site.serve("/a", page())
    read = 0

    def endless() -> Iterator[Request]:
        nonlocal read
        while True:
            read += 1
            yield Request(URL)

    found = fetcher().each(endless())
    for _ in range(3):
        next(found)
    found.close()  # type: ignore[attr-defined]  # a generator
    assert read < 100
