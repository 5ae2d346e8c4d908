"""One library of seven articles and one interface over it, for all tests of REST."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from rest_kit import api
from starlette.testclient import TestClient

from rag import Rag


@pytest.fixture(scope="session")
def folder(bay: Rag, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bay's library, to be changed."""
    folder = tmp_path_factory.mktemp("rest") / "index"
    shutil.copytree(bay.settings.index, folder)
    return folder


@pytest.fixture(scope="session")
def rag(folder: Path) -> Iterator[Rag]:
    with Rag.open(folder, api_rate="none") as held:
        yield held


@pytest.fixture(scope="session")
def client(rag: Rag) -> Iterator[TestClient]:
    """Somebody at the machine itself, who is asked for no key."""
    with api(rag) as held:
        yield held
