"""Libraries in a temporary folder, with a small embedder and everything else real."""

from __future__ import annotations

import ctypes
import os
import secrets
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from library_kit import ON_A_DISK
from server_kit import Chroma, Postgres, running_chroma, running_postgres

from rag.library.library import Library
from rag.library.servers import NONE, Servers
from rag.testing import HashEmbedder

CHILD = Path(__file__).with_name("child.py")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A module that says PLACES = (...) holds its tests for a library in each of them; what is
    marked ``in_folder`` is about the files of one that lies in its folder alone.
    """
    alone = metafunc.definition.get_closest_marker("in_folder") is not None
    if "servers" in metafunc.fixturenames and hasattr(metafunc.module, "PLACES") and not alone:
        metafunc.parametrize("servers", metafunc.module.PLACES, indirect=True)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A real PostgreSQL on loopback."""
    with running_postgres() as server:
        yield server


@pytest.fixture(scope="session")
def chroma(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chroma]:
    """A real `chroma run` on loopback."""
    with running_chroma(tmp_path_factory.mktemp("chroma")) as server:
        yield server


@pytest.fixture
def servers(request: pytest.FixtureRequest) -> Servers:
    """Where a test's library lies, beside its folder; empty at first."""
    place = getattr(request, "param", "folder")
    if place == "folder":
        return NONE
    ledger = chroma = None
    if place in {"postgres", "servers"}:
        ledger = request.getfixturevalue("postgres").schema(f"t{secrets.token_hex(8)}")
    if place in {"chroma", "servers"}:
        chroma = request.getfixturevalue("chroma").address
    return Servers(ledger, chroma)


@pytest.fixture
def embedder() -> HashEmbedder:
    return HashEmbedder()


@pytest.fixture
def opened(
    folder: Path, embedder: HashEmbedder, servers: Servers
) -> Iterator[Callable[..., Library]]:
    """A function that opens the folder's library; all are closed at the end."""
    libraries: list[Library] = []

    def open_one(**options: Any) -> Library:
        options = {"create": True, "embedder_name": embedder.name, "servers": servers, **options}
        place = options.pop("folder", folder)
        libraries.append(Library.open(place, lambda: embedder, **options))
        return libraries[-1]

    yield open_one
    for library in libraries:
        library.close()


@pytest.fixture
def library(opened: Callable[..., Library]) -> Library:
    return opened()


def _obey_file_modes() -> None:
    """Makes even the superuser's next program obey them: drops CAP_DAC_OVERRIDE at exec."""
    drop_from_bounding_set, override, read_search = 24, 1, 2
    libc = ctypes.CDLL(None)
    for capability in (override, read_search):
        libc.prctl(drop_from_bounding_set, capability, 0, 0, 0)


def _named(servers: Servers) -> dict[str, str]:
    """As the settings have them."""
    named = {"RAG_LEDGER": servers.ledger, "RAG_CHROMA": servers.chroma}
    return {name: address for name, address in named.items() if address is not None}


@pytest.fixture
def child(folder: Path, servers: Servers) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """A function that starts another process on the folder (see child.py)."""
    running: list[subprocess.Popen[str]] = []

    def start(
        *words: str, obeys_modes: bool = False, place: Path = folder, disk: str | None = None
    ) -> subprocess.Popen[str]:
        on_it = [] if disk is None else [*ON_A_DISK, disk, str(place)]
        running.append(
            subprocess.Popen(
                [*on_it, sys.executable, str(CHILD), str(place), *words],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                env={**os.environ, **_named(servers)},
                preexec_fn=_obey_file_modes if obeys_modes else None,
            )
        )
        return running[-1]

    yield start
    for process in running:
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                stream.close()
