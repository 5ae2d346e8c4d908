"""A site, a canary, and a fetcher that reaches the site under public names."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator

import pytest
import stamina

from intake.web.serving import Canary, Led, Names, Site
from rag.intake.web.fetching import Fetched, Fetcher, Policy

Fetch = Callable[..., Fetcher]


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as site:
        yield site


@pytest.fixture
def canary() -> Iterator[Canary]:
    canary = Canary()
    yield canary
    canary.close()


@pytest.fixture
def fetcher(site: Site) -> Iterator[Fetch]:
    """Makes fetchers whose public names all lead to the site; closed in the end."""
    made: list[Fetcher] = []

    def make(
        names: Names | None = None, led: Led | None = None, **policy: float | bool | str | None
    ) -> Fetcher:
        given = {"pause": 0.0, "seconds": 20.0, **policy}
        made.append(Fetcher(Policy(**given), names or Names(), led or Led(site.port)))  # type: ignore[arg-type]  # each by its name
        return made[-1]

    yield make
    for each in made:
        each.close()


def fetched(fetcher: Fetcher, url: str) -> Fetched:
    """The page at an address; fails where it is none."""
    found = fetcher.get(url)
    assert isinstance(found, Fetched), found
    return found


@pytest.fixture
def at_once() -> Iterator[None]:
    """Another attempt comes without a wait."""
    with stamina.set_testing(True, attempts=10, cap=True):
        yield


@pytest.fixture
def unused() -> int:
    """A port at which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])
