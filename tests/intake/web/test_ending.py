"""Whatever ends a fetch, nothing of it stays: no thread, no socket, no wait."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from intake.web.conftest import Fetch
from intake.web.serving import Reply, Site, page
from rag.intake.draft import Unreadable
from rag.intake.web.fetching import Fetched, Fetcher, Request

URL = "http://news.example/a"


def handles() -> int:
    return len(list(Path("/proc/self/fd").iterdir())) if Path("/proc/self/fd").is_dir() else 0


def soon(is_so: Callable[[], bool]) -> bool:
    """Whether something becomes so within a few seconds."""
    deadline = time.monotonic() + 5
    while not is_so() and time.monotonic() < deadline:
        time.sleep(0.01)  # polling
    return is_so()


def fetching_threads() -> list[str]:
    return [t.name for t in threading.enumerate() if t.name.startswith(("fetch", "lookup"))]


def hanging(site: Site) -> None:
    site.serve("/a", lambda asked: Reply(200, site.dripping()))


def test_threads_and_handles_stay_level(fetcher: Fetch, site: Site) -> None:
    site.serve("/a", page())
    with fetcher(robots=False, attempts=1) as fetch:
        list(fetch.each([Request(f"http://site{n}.example/a") for n in range(4)]))
    before = handles()
    for _ in range(5):
        with fetcher(robots=False, attempts=1) as fetch:
            requests = [Request(f"http://site{n % 6}.example/{'ab'[n % 2]}") for n in range(20)]
            list(fetch.each([*requests, Request("http://127.0.0.1/")]))
    assert soon(lambda: fetching_threads() == [])
    assert soon(lambda: handles() <= before)


def test_leaving_in_the_middle_ends_what_is_under_way(fetcher: Fetch, site: Site) -> None:
    hanging(site)
    site.serve("/b", page())
    requests = [Request("http://news.example/b")]
    requests += [Request(f"http://site{n}.example/a") for n in range(6)]
    fetch = fetcher(robots=False, seconds=60.0)
    found = fetch.each(requests)
    assert isinstance(next(found)[1], Fetched)
    assert soon(lambda: site.at_once > 0)
    began = time.monotonic()
    found.close()  # type: ignore[attr-defined]  # a generator
    assert time.monotonic() - began < 5
    assert soon(lambda: fetching_threads() == [])
    # The fetcher itself goes on.
    assert isinstance(fetch.get("http://news.example/b"), Fetched)


@pytest.mark.parametrize("slow", ["body", "headers", "turn", "retry"])
def test_closing_ends_a_fetch_in_another_thread_with_a_reason(
    slow: str, fetcher: Fetch, site: Site
) -> None:
    replies = {
        "body": lambda asked: Reply(200, site.dripping()),
        "headers": lambda asked: Reply(raw=site.dripping(b"H")),
        "turn": lambda asked: page(),
        "retry": lambda asked: Reply(503, headers={"Retry-After": "20"}),
    }
    site.serve("/a", replies[slow])
    fetch = fetcher(robots=False, seconds=60.0, pause=60.0)
    reasons: list[str] = []

    def work() -> None:
        try:
            fetch.get(URL)
            fetch.get(URL)  # waits for its turn
        except Unreadable as error:
            reasons.append(error.reason)

    thread = threading.Thread(target=work)
    thread.start()
    assert soon(lambda: len(site.asked) > 0)
    began = time.monotonic()
    fetch.close()
    thread.join(5)
    assert time.monotonic() - began < 5
    assert reasons == ["the fetch was ended before it was done; run it again"]


def test_a_closed_fetcher_fetches_nothing(fetcher: Fetch, site: Site) -> None:
    site.serve("/a", page())
    fetch = fetcher()
    fetch.close()
    with pytest.raises(Unreadable, match="ended"):
        fetch.get(URL)
    assert [type(one) for _, one in fetch.each([Request(URL)])] == [Unreadable]
    assert site.asked == []


def test_several_threads_share_one_fetcher(fetcher: Fetch, site: Site) -> None:
    for number in range(40):
        site.serve(f"/{number}", page(f"Page {number}."))
    fetch = fetcher()
    found: dict[int, bytes] = {}

    def work(number: int, fetch: Fetcher) -> None:
        one = fetch.get(f"http://site{number % 3}.example/{number}")
        found[number] = one.data if isinstance(one, Fetched) else b""

    threads = [threading.Thread(target=work, args=(n, fetch)) for n in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(f"Page {number}.".encode() in found[number] for number in range(40))
    assert site.paths.count("/robots.txt") == 3


INTERRUPTED = """
import sys
from rag.intake.web.fetching import Fetcher, Policy, Request
url = sys.argv[1]
with Fetcher(Policy(local=True, robots=False, seconds=60)) as fetcher:
    try:
        list(fetcher.each([Request(f"{url}?{n}") for n in range(8)]))
    except KeyboardInterrupt:
        print("interrupted")
"""


def test_an_interrupt_ends_it_at_once(site: Site) -> None:
    for number in range(8):
        site.serve(f"/a?{number}", lambda asked: Reply(200, site.dripping()))
    child = subprocess.Popen(
        [sys.executable, "-c", INTERRUPTED, f"{site.origin}/a"],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[3],
    )
    assert soon(lambda: len(site.asked) > 0)
    child.send_signal(signal.SIGINT)
    out, _ = child.communicate(timeout=10)
    assert (out.strip(), child.returncode) == ("interrupted", 0)


def test_the_names_of_fetching_load_nothing_heavy() -> None:
    code = (
        "import sys, rag.intake.web.fetching, rag.intake.web.feeds, rag.intake.web.discovery;"
        "print(*{'httpx', 'httpcore', 'feedparser', 'stamina', 'protego', 'lxml', 'brotli'}"
        " & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
