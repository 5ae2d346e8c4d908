"""Servers that a model client can really talk to, and a shelf of passages."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))

from model_server.scripted import ScriptedServer, Step
from passages_kit import Shelf

from rag import Rag

FIXTURES = Path(__file__).parents[1] / "fixtures"


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
def serve() -> Iterator[Callable[..., ScriptedServer]]:
    """A function that starts a scripted server with the given steps."""
    running: list[ScriptedServer] = []

    def start(*steps: Step) -> ScriptedServer:
        running.append(ScriptedServer(steps).__enter__())
        return running[-1]

    yield start
    for server in running:
        server.__exit__()


@pytest.fixture(scope="session")
def bay_index(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The folder of a library of seven articles on a bay, held by nobody between tests."""
    folder = str(tmp_path_factory.mktemp("bay-index") / "index")
    with Rag.open(folder) as rag:
        rag.ingest(FIXTURES / "bay")
    return folder
