"""Any OpenAI-compatible endpoint as a :class:`~rag.answering.models.ChatModel`.

chat.completions is the interface that OpenAI, vLLM, llama.cpp and Ollama share. One request is
streamed; it is tried again, at most twice, only while nothing has come back, and the whole answer
has one time limit that waiting counts towards.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, unquote, urlsplit

from rag.answering.faults import Refusal, broken_off, explained, refusal_of
from rag.answering.models import ChatModel, Message, Piece
from rag.answering.relay import Line, relayed
from rag.errors import ModelError, ModelTimeout, SettingsError
from rag.types import Usage

if TYPE_CHECKING:
    import openai

OPENAI = "https://api.openai.com/v1"
TRIES = 3
CHARACTERS_A_TOKEN = 16
"""More than any language needs; an endpoint that ignores max_tokens is cut off here."""


@dataclass(frozen=True, slots=True)
class OpenAIChat:
    """One model at one endpoint. Nothing is sent before :meth:`stream`."""

    model: str
    base_url: str
    key: str = field(repr=False)
    seconds: float
    grammar: str | None = None
    """What its output is bound to, in GBNF; only llama.cpp knows this field."""
    called: str | None = None
    """What it is called before readers; ``openai:<model>`` otherwise."""
    login: tuple[str, str] | None = field(default=None, repr=False)
    """User and password of the address, sent as HTTP asks for it and shown nowhere."""
    unwanted: set[str] = field(default_factory=set, repr=False)
    """Request fields this model refused before, so that they are not sent again."""

    @classmethod
    def open(
        cls, model: str, *, base_url: str | None, key: str | None, seconds: float
    ) -> OpenAIChat:
        """Raises SettingsError when a key is needed and missing, or the URL is not one."""
        if base_url is None and not key:
            raise SettingsError(
                f"openai:{model} needs a key: set OPENAI_API_KEY (or RAG_LLM_API_KEY), or "
                "RAG_LLM_BASE_URL for a server of your own"
            )
        url = urlsplit(base_url or OPENAI)
        if url.scheme not in ("http", "https") or not url.hostname:
            raise SettingsError(
                f"llm_base_url cannot be '{_shown(base_url)}'; it looks like http://127.0.0.1:8080/v1"
            )
        plain = url._replace(netloc=url.netloc.rpartition("@")[2]).geturl()
        return cls(model, plain, key or "none", seconds, login=_login(url))

    @property
    def name(self) -> str:
        return self.called or f"openai:{self.model}"

    @property
    def _secrets(self) -> tuple[str, ...]:
        return (self.key, *(self.login or ())[1:])

    @property
    def host(self) -> str:
        """Host and port, without whatever else the URL carries."""
        url = urlsplit(self.base_url)
        return f"{url.hostname}:{url.port}" if url.port else str(url.hostname)

    @property
    def endpoint(self) -> str | None:
        return None if _is_here(str(urlsplit(self.base_url).hostname)) else self.host

    def with_grammar(self, grammar: str) -> ChatModel:
        """Bound to it where the server knows grammars; OpenAI's own does not, so it is not sent."""
        return self if self.base_url == OPENAI else replace(self, grammar=grammar)

    def stream(
        self, messages: Sequence[Message], *, max_tokens: int, temperature: float
    ) -> Iterator[Piece]:
        """See :meth:`ChatModel.stream`. The time limit is for the whole of it, tries included."""
        request = {
            "model": self.model,
            "messages": [{"role": m.role, "content": m.text} for m in messages],
            "stream": True,
            "stream_options": {"include_usage": True},
            "temperature": temperature,
            "max_tokens": max_tokens,
        }
        if self.grammar is not None:
            request["grammar"] = self.grammar
        import openai  # noqa: F401  # loading it is no part of the model's time

        line = Line(self.seconds)
        try:
            yield from relayed(lambda at: self._tried(request, at), line, Piece())
        except TimeoutError:
            raise ModelTimeout(
                f"{self.name} at {self.host} did not finish in {self.seconds:g} seconds; "
                "allow more with RAG_LLM_TIMEOUT, or choose a faster model"
            ) from None

    def _tried(self, request: dict[str, Any], line: Line) -> Iterator[Piece]:
        """Try until something comes back. Raises ModelError."""
        import openai

        for attempt in range(1, TRIES + 1):
            begun = False
            try:
                for piece in self._read(request, line):
                    begun = begun or bool(piece.text)
                    yield piece
            except (openai.OpenAIError, ModelError, ValueError) as error:
                refusal = refusal_of(error)
                final = begun or line.closed or attempt == TRIES
                if final or not self._can_try_again(refusal, attempt, line):
                    told = broken_off(refusal) if begun else refusal
                    raise explained(told, self.name, self.host, self._secrets) from None
            else:
                return

    def _can_try_again(self, refusal: Refusal, attempt: int, line: Line) -> bool:
        """Make the next try sensible, by leaving a field out or by waiting; False if it is not."""
        if refusal.fields:
            new = refusal.fields - self.unwanted
            self.unwanted.update(new)
            return bool(new)
        wait = refusal.wait if refusal.wait is not None else 0.5 * 2 ** (attempt - 1)
        if not refusal.passing or wait >= line.left:
            return False
        line.pause(wait)
        return not line.closed

    def _read(self, request: dict[str, Any], line: Line) -> Iterator[Piece]:
        """One request. Raises what the client raises, and ModelError for a cut or endless one."""
        import openai

        from rag.answering.wire import bounding

        http = openai.DefaultHttpxClient(
            auth=self.login,
            follow_redirects=False,  # a redirect would take articles and key to another host
            trust_env=self.endpoint is not None,  # no proxy between this machine and itself
            event_hooks={
                "request": [lambda sent: sent.extensions.update(trace=line.trace)],
                "response": [bounding(request["max_tokens"])],
            },
        )
        limit = openai.Timeout(min(60.0, line.left), connect=min(2.0, line.left))
        with (
            openai.OpenAI(
                api_key=self.key,
                base_url=self.base_url,
                default_headers={"Accept-Encoding": "identity"},
                timeout=limit,
                max_retries=0,
                http_client=http,
            ) as client,
            client.chat.completions.create(**self._adapted(request)) as chunks,
        ):
            yield from _whole(chunks, request["max_tokens"] * CHARACTERS_A_TOKEN)

    def _adapted(self, request: dict[str, Any]) -> dict[str, Any]:
        """The request without what this model refuses; newer ones rename the token limit."""
        kept = {name: value for name, value in request.items() if name not in self.unwanted}
        if "grammar" in kept:
            kept["extra_body"] = {"grammar": kept.pop("grammar")}
        if "max_tokens" in self.unwanted and "max_completion_tokens" not in self.unwanted:
            kept["max_completion_tokens"] = request["max_tokens"]
        return kept


def _whole(chunks: openai.Stream[Any], limit: int) -> Iterator[Piece]:
    """The pieces of a stream. Raises ModelError when it ends early, never, or empty."""
    seen, ended = 0, False
    for chunk in chunks:
        piece = _piece(chunk)
        seen += len(piece.text)
        ended = ended or piece.finish is not None or piece.usage is not None
        if seen > limit:
            raise ModelError("kept writing past its limit")
        if piece != Piece():
            yield piece
    if not ended:
        raise ModelError("ended in the middle of its answer" if seen else "sent nothing")


def _piece(chunk: Any) -> Piece:
    """What a chunk carries. Servers differ, so nothing is taken for granted but a str is text."""
    choices = getattr(chunk, "choices", None)
    choice = choices[0] if isinstance(choices, list) and choices else None
    text = getattr(getattr(choice, "delta", None), "content", None)
    finish = getattr(choice, "finish_reason", None)
    usage = getattr(chunk, "usage", None)
    counts = (getattr(usage, "prompt_tokens", None), getattr(usage, "completion_tokens", None))
    return Piece(
        text if isinstance(text, str) else "",
        Usage(*counts) if all(type(n) is int and n >= 0 for n in counts) else None,  # type: ignore[arg-type]  # checked just here
        finish if isinstance(finish, str) else None,
    )


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _login(url: SplitResult) -> tuple[str, str] | None:
    return (unquote(url.username), unquote(url.password or "")) if url.username else None


def _shown(url: str | None) -> str:
    """A URL for an error message, without a password it may carry."""
    return str(url).rpartition("@")[2]
