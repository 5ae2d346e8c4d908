"""A model file on this machine (GGUF), run by llama.cpp inside this process.

xllamacpp (the extra ``local-llm``) serves it at a port of this machine that only this process has
the key of; it is asked like any endpoint, so deadlines and leaving readers end its work alike.
The file is loaded once, when it is first asked.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rag.answering.gguf_header import NotGGUF, trained_context
from rag.answering.models import ChatModel, Message, Piece
from rag.answering.openai_chat import OpenAIChat
from rag.errors import MissingExtra, ModelError, SettingsError

if TYPE_CHECKING:
    import httpx

EXTRA = "local-llm"
HERE = "127.0.0.1"
_CONNECTIONS = 16
"""At once; answers wait for each other in the order they came, counting does not."""
_SECONDS_TO_COUNT = 10.0
_QUIET = 0
"""What goes wrong is told by the errors below; llama.cpp's own log would stand among an answer."""


@dataclass(frozen=True)
class LocalModel:
    """One file. Nothing is loaded before :meth:`stream` or :meth:`count_tokens`."""

    path: Path
    window: int
    """Tokens of prompt and output together: what was asked for, or what it was trained on."""
    seconds: float
    grammar: str | None = None
    _engine: _Engine = field(default_factory=lambda: _Engine(), repr=False)

    @classmethod
    def open(cls, path: str, *, window: int, seconds: float) -> LocalModel:
        """Raises MissingExtra, and SettingsError for a file that is missing or no GGUF."""
        file = Path(path).expanduser()
        try:
            trained = trained_context(file)
        except NotGGUF as error:
            raise SettingsError(f"llm names the file '{path}', and it {error}") from error
        except OSError as error:
            why = error.strerror or error
            raise SettingsError(
                f"llm names the file '{path}', which cannot be read: {why}; set RAG_LLM to "
                "gguf:/path/model.gguf"
            ) from error
        if find_spec("xllamacpp") is None:
            raise MissingExtra("a model file (RAG_LLM=gguf:...)", EXTRA)
        return cls(file, min(window, trained or window), seconds)

    @property
    def name(self) -> str:
        return f"gguf:{self.path.name}"

    @property
    def endpoint(self) -> None:
        """Nothing leaves this machine."""
        return

    def with_grammar(self, grammar: str) -> ChatModel:
        return replace(self, grammar=grammar)

    def stream(
        self, messages: Sequence[Message], *, max_tokens: int, temperature: float
    ) -> Iterator[Piece]:
        """See :meth:`ChatModel.stream`. The time limit begins when the file is loaded."""
        served = self._engine.served(self.path, self.window)
        asked = OpenAIChat(
            self.path.name,
            served.address,
            served.key,
            self.seconds,
            grammar=self.grammar,
            called=self.name,
        )
        yield from asked.stream(messages, max_tokens=max_tokens, temperature=temperature)

    def count_tokens(self, text: str) -> int:
        """By the model's own tokenizer. Raises ModelError."""
        import httpx

        served = self._engine.served(self.path, self.window)
        try:
            answer = served.client.post("/tokenize", json={"content": text})
            answer.raise_for_status()
            return len(answer.json()["tokens"])
        except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
            raise ModelError(
                f"{self.name} did not count the tokens of a text ({type(error).__name__}); ask "
                "again, or choose another model"
            ) from None


@dataclass(frozen=True)
class _Served:
    """A loaded model. It is let go of when nobody holds this."""

    server: Any
    address: str
    """Where it speaks the protocol of chat.completions."""
    key: str
    client: httpx.Client
    """For what that protocol has not."""


class _Engine:
    """Loads a file once, whoever asks first; a failure is told to each who asks."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._served: _Served | None = None

    def served(self, path: Path, window: int) -> _Served:
        """Raises ModelError when the file cannot be loaded."""
        with self._guard:
            if self._served is None:
                self._served = _load(path, window)
            return self._served


def _load(path: Path, window: int) -> _Served:
    import httpx
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = str(path)
    params.n_ctx = window
    params.n_parallel = 1
    params.warmup = False
    params.verbosity = _QUIET
    params.offline = True
    params.ui = False
    params.endpoint_slots = False
    params.hostnames = [HERE]
    params.port = 0
    params.n_threads_http = _CONNECTIONS
    key = secrets.token_hex(16)
    params.api_keys = [key]
    try:
        server = xllamacpp.Server(params)
    except (RuntimeError, ValueError, OSError) as error:
        raise ModelError(
            f"the model file '{path}' could not be loaded ({error}); it is damaged, too large for "
            "this machine, or of a kind that this llama.cpp does not know"
        ) from error
    root = str(server.listening_address)
    client = httpx.Client(
        base_url=root,
        headers={"Authorization": f"Bearer {key}"},
        timeout=_SECONDS_TO_COUNT,
        trust_env=False,
    )
    return _Served(server, f"{root}/v1", key, client)
