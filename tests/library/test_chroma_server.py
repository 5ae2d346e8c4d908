"""Chroma on a real server: who writes it, who searches it, and what happens without it."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import chromadb
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from library_kit import (
    Child,
    Opener,
    chroma_answers,
    make_article,
    make_articles,
    similar,
    texts_found,
    until,
)
from server_kit import Chroma, free_port, running_chroma

from rag import Rag
from rag.errors import SettingsError
from rag.library.library import Library
from rag.library.servers import Servers
from rag.page.routes import wellbeing
from rag.testing import HashEmbedder

PLACES = ("servers",)
TOKEN = "a-token-of-ours"


def vectors_of(library: Library) -> tuple[int, str | None]:
    """How far Chroma is behind, and why it cannot be told."""
    (found,) = [each for each in library.status().followers if each.name == "vectors"]
    return found.lag, found.trouble


def collections(chroma: Chroma, library: Library) -> list[str]:
    settings = chromadb.config.Settings(anonymized_telemetry=False)
    client = chromadb.HttpClient(host="127.0.0.1", port=chroma.port, settings=settings)
    with library._database.read() as connection:
        from rag.library.founding import library_id

        mine = f"byline-{library_id(connection)}-"
    return [each.name for each in client.list_collections() if each.name.startswith(mine)]


def test_one_machine_writes_it_and_every_machine_searches_it(
    opened: Opener, tmp_path: Path
) -> None:
    here = opened(chroma_from=1)
    here.store(make_articles(150))
    there = opened(chroma_from=1, folder=tmp_path / "there" / "index")
    until(lambda: chroma_answers(here) and chroma_answers(there))
    assert (here._indexes.chroma.mine, there._indexes.chroma.mine) == (True, False)
    assert similar(there, "harbour number7 cargo7", 1) == ["a7"]
    there.store([make_article("new", "Penguins moved to the northern lighthouse.")])
    there.remove("a7")
    until(lambda: vectors_of(there) == (0, None) and chroma_answers(there))
    assert similar(there, "penguins northern lighthouse", 1) == ["new"]
    assert "a7" not in similar(there, "harbour number7 cargo7", 150)
    assert here.verify() == there.verify() == []


def test_another_process_of_the_same_folder_searches_it_too(opened: Opener) -> None:
    owner, guest = opened(), opened(chroma_from=1)
    owner.store(make_articles(30))
    assert not guest.status().owned
    until(lambda: chroma_answers(guest))
    assert similar(guest, "harbour number7 cargo7", 1) == ["a7"]


def test_another_machine_writes_it_when_the_one_that_did_is_killed(
    opened: Opener, child: Child, tmp_path: Path
) -> None:
    keeper = child("keep", place=tmp_path / "there" / "index")
    assert keeper.stdout is not None
    assert keeper.stdout.readline() == "keeps\n"
    library = opened()
    library.store(make_articles(5))
    assert library.status().owned
    assert not library._indexes.chroma.mine
    keeper.kill()
    keeper.wait()
    until(lambda: library._indexes.chroma.mine)
    library.store([make_article("new", "Penguins moved to the lighthouse.")])
    until(lambda: vectors_of(library) == (0, None))
    assert library.verify() == []


@pytest.fixture
def own_chroma(tmp_path: Path) -> Iterator[Chroma]:
    """A server that a test may kill."""
    with running_chroma(tmp_path / "own-chroma") as server:
        yield server


def test_exact_search_answers_while_the_server_is_down_and_it_catches_up_when_it_is_back(
    opened: Opener, servers: Servers, own_chroma: Chroma, embedder: HashEmbedder
) -> None:
    library = opened(chroma_from=1, servers=replace(servers, chroma=own_chroma.address))
    library.store(make_articles(150))
    until(lambda: chroma_answers(library))
    before = collections(own_chroma, library)
    own_chroma.stop()
    assert similar(library, "harbour number7 cargo7", 1) == ["a7"]
    library.store([make_article("new", "Penguins moved to the lighthouse.")])
    assert similar(library, "penguins moved lighthouse", 1) == ["new"]
    assert not chroma_answers(library)
    words = library.status().in_words
    assert f"Chroma at {own_chroma.address} does not answer" in words
    assert "exact search answers meanwhile" in words
    embedder.embedded = 0
    own_chroma.start()
    until(lambda: vectors_of(library) == (0, None) and chroma_answers(library), 60)
    assert "does not answer" not in library.status().in_words
    assert library.verify() == []
    assert collections(own_chroma, library) == before
    assert embedder.embedded == 0


def test_a_server_that_lost_everything_is_filled_again_without_embedding(
    opened: Opener, chroma: Chroma, embedder: HashEmbedder
) -> None:
    library = opened(chroma_from=1)
    library.store(make_articles(30))
    until(lambda: chroma_answers(library))
    library.close()
    (name,) = collections(chroma, library)
    client = chromadb.HttpClient(
        host="127.0.0.1",
        port=chroma.port,
        settings=chromadb.config.Settings(anonymized_telemetry=False),
    )
    client.get_collection(name, embedding_function=None).delete(where={"revision": {"$gt": 10}})
    embedder.embedded = 0
    again = opened(chroma_from=1)
    until(lambda: chroma_answers(again))
    assert again.verify() == []
    client.delete_collection(collections(chroma, again)[0])
    until(lambda: not chroma_answers(again))
    assert similar(again, "harbour number7 cargo7", 1) == ["a7"]
    again.store(make_articles(1, start=30))
    until(lambda: chroma_answers(again))
    assert again.verify() == []
    assert embedder.embedded == 1


def test_what_is_purged_is_in_no_collection_of_the_library(opened: Opener, chroma: Chroma) -> None:
    library = opened(chroma_from=1)
    library.store(make_articles(20))
    until(lambda: chroma_answers(library))
    (before,) = collections(chroma, library)
    library.remove("a7", purge=True)
    (after,) = collections(chroma, library)
    assert after != before
    until(lambda: vectors_of(library) == (0, None))
    assert library.verify() == []


def test_a_folder_and_its_server_need_no_postgres(
    opened: Opener, servers: Servers, child: Child, chroma: Chroma
) -> None:
    alone = Servers(chroma=chroma.address)
    first, second = opened(servers=alone), opened(servers=alone, chroma_from=1)
    first.store(make_articles(20))
    assert (first._indexes.chroma.mine, second._indexes.chroma.mine) == (True, False)
    until(lambda: chroma_answers(second))
    first.close()
    until(lambda: second._indexes.chroma.mine)
    second.store(make_articles(5, start=20))
    until(lambda: vectors_of(second) == (0, None))
    assert second.verify() == []


# --- what stands between ----------------------------------------------------------------------


class _Door(BaseHTTPRequestHandler):
    """Lets those in who bring the token, and hands their requests on."""

    protocol_version = "HTTP/1.1"
    to: int
    turned_away = 0

    def _through(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.headers.get("Authorization") != f"Bearer {TOKEN}":
            type(self).turned_away += 1
            self._answer(401, b"who are you?")
            return
        connection = HTTPConnection("127.0.0.1", self.to)
        connection.request(self.command, self.path, body, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        self._answer(answer.status, answer.read())
        connection.close()

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Nothing: the tests' output is theirs."""

    do_GET = do_POST = do_PUT = do_DELETE = _through  # noqa: N815 - as the base class calls them


@pytest.fixture
def door(chroma: Chroma) -> Iterator[str]:
    """The address of a proxy that asks for a token."""
    handler = type("Door", (_Door,), {"to": chroma.port})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_a_token_opens_what_asks_for_one(opened: Opener, servers: Servers, door: str) -> None:
    place = replace(servers, chroma=door)
    library = opened(chroma_from=1, servers=replace(place, chroma_token=TOKEN))
    library.store(make_articles(20))
    until(lambda: chroma_answers(library))
    assert library.verify() == []
    library.close()
    stranger = opened(chroma_from=1, servers=replace(place, chroma_token="wrong"))
    assert similar(stranger, "harbour number7 cargo7", 1) == ["a7"]
    words = stranger.status().in_words
    assert "401" in words
    assert "RAG_CHROMA_TOKEN" in words
    assert "wrong" not in words


def test_a_server_that_never_answers_holds_up_no_search(opened: Opener, servers: Servers) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}"
        library = opened(chroma_from=1, servers=replace(servers, chroma=address))
        library.store(make_articles(20))
        assert similar(library, "harbour number7 cargo7", 1) == ["a7"]
        assert texts_found(library, "number7", 1) == ["a7"]
        assert "does not answer" in library.status().in_words
        library.close()


def test_ready_tells_how_far_chroma_is_and_why_it_cannot_be_told(
    folder: Path, servers: Servers
) -> None:
    Library.open(folder, HashEmbedder, create=True, servers=servers).close()
    nobody = f"127.0.0.1:{free_port()}"
    assert ready(folder, servers.ledger, servers.chroma) == (200, {"keywords": 0, "vectors": 0}, {})
    status, _, trouble = ready(folder, servers.ledger, f"http://{nobody}")
    assert (status, list(trouble)) == (200, ["vectors"])
    assert f"Chroma at http://{nobody} does not answer" in trouble["vectors"]
    status, _, reason = ready(folder, f"postgresql://me:top-secret@{nobody}/db", servers.chroma)
    assert status == 503
    assert "cannot be reached" in str(reason)
    assert "top-secret" not in str(reason)


def ready(folder: Path, ledger: str | None, chroma: str | None) -> tuple[int, Any, Any]:
    """Its status, the lag of each index, and what is wrong."""
    with Rag.open(folder, ledger=ledger, chroma=chroma) as rag:
        app = FastAPI()
        app.include_router(wellbeing(rag))
        answer = TestClient(app).get("/ready")
    told = answer.json()
    return answer.status_code, told.get("lag"), told.get("trouble", told.get("reason", {}))


@pytest.mark.parametrize(
    "address", ["here", "127.0.0.1:8000", "ftp://h", "http://u:top-secret@h:8000", "http://h/x?y"]
)
def test_an_address_that_is_none_is_a_wrong_setting(folder: Path, address: str) -> None:
    with pytest.raises(SettingsError, match=r"http://127\.0\.0\.1:8000") as error:
        Library.open(folder, HashEmbedder, create=True, servers=Servers(chroma=address))
    assert "top-secret" not in str(error.value)
