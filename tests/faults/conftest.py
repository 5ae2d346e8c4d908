"""What the kills are tried on, and a table of where they came."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from importlib import import_module
from pathlib import Path

import pytest
from intake.web.serving import Site
from sync.conftest import Outlet

from rag.library.embedding import open_embedder

from .steps import VALUES
from .tally import SEED, landed
from .world import World


@pytest.fixture(scope="module", autouse=True)
def _small() -> Iterator[None]:
    """What is small in the runs is small here too."""
    with pytest.MonkeyPatch.context() as patch:
        for target, value in VALUES.items():
            module, _, path = target.partition(":")
            *owners, name = path.split(".")
            patch.setattr(reduce(getattr, owners, import_module(module)), name, value)
        yield


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, _small: None) -> Iterator[World]:
    with Site() as site:
        folder: Path = tmp_path_factory.mktemp("faults")
        yield World(folder, Outlet(site), open_embedder("minilm"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Where the kills came, and how to have the same again."""
    if not landed:
        return
    terminalreporter.section(f"{landed.total()} kills by where they came, RAG_KILLS_SEED={SEED}")
    for where, count in sorted(landed.items(), key=lambda item: (-item[1], item[0])):
        terminalreporter.write_line(f"{count:5}  {'#' * count:12} {where}")
