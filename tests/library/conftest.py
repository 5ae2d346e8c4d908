"""Libraries in a temporary folder, with a small embedder and everything else real."""

from __future__ import annotations

import ctypes
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from rag.library.library import Library
from rag.testing import HashEmbedder

CHILD = Path(__file__).with_name("child.py")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def embedder() -> HashEmbedder:
    return HashEmbedder()


@pytest.fixture
def opened(folder: Path, embedder: HashEmbedder) -> Iterator[Callable[..., Library]]:
    """A function that opens the folder's library; all are closed at the end."""
    libraries: list[Library] = []

    def open_one(**options: Any) -> Library:
        options = {"create": True, "embedder_name": embedder.name, **options}
        libraries.append(Library.open(folder, lambda: embedder, **options))
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


@pytest.fixture
def child(folder: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """A function that starts another process on the folder (see child.py)."""
    running: list[subprocess.Popen[str]] = []

    def start(*words: str, obeys_modes: bool = False) -> subprocess.Popen[str]:
        running.append(
            subprocess.Popen(
                [sys.executable, str(CHILD), str(folder), *words],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
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
