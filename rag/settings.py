"""Settings, read once at the edge: arguments > environment (RAG_*) > rag.toml > defaults.

Inner code receives plain values. Each value knows where it came from, so that ``rag settings``
can say so; secrets are masked when shown.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from difflib import get_close_matches
from pathlib import Path
from types import MappingProxyType
from typing import Any

from rag.errors import SettingsError
from rag.given import as_declared, as_json, from_environment, from_file
from rag.masking import MASK, masked

CHOICES = {
    "unsupported": ("remove", "strike"),
    "llm_mode": ("write", "select"),
    "telemetry": ("otlp", "console", "global"),
}
SECRETS = frozenset({"llm_api_key", "embedding_api_key", "chroma_token"})
NOT_NEGATIVE = frozenset(
    "llm_max_tokens llm_context llm_price_in llm_price_out llm_tokens_per_answer "
    "llm_requests_per_minute llm_tokens_per_day llm_cost_per_day conversations readers "
    "readers_waiting".split()
)
OBJECTS = frozenset(
    "embedding_arguments llm_arguments reranker_arguments reader_arguments reader_load".split()
)


@dataclass(frozen=True, slots=True)
class Settings:
    """All there is to set. ``RAG_<NAME>`` in the environment, ``<name>`` in rag.toml."""

    index: str = "index"
    """The library's folder."""
    ledger: str | None = None
    """``postgresql+psycopg://user@host/database``; None keeps the ledger in the folder."""
    chroma: str | None = None
    """``http://host:port`` of a Chroma server; None keeps Chroma in the folder."""
    chroma_token: str | None = None
    """Sent to that server, for a proxy before it that asks for one."""
    embedding: str = "minilm"
    """``minilm`` (bundled), ``openai:<model>``, or ``module:Class`` of a LlamaIndex embedding."""
    embedding_base_url: str | None = None
    embedding_api_key: str | None = None
    embedding_arguments: str | None = None
    """What a class named by its path is made with: a JSON object, or a table in rag.toml. The
    same for ``llm_arguments``, ``reranker_arguments`` and ``reader_arguments``."""
    embedding_timeout: float = 60.0
    """Seconds for one call of such a class."""
    llm: str | None = None
    """None quotes; ``openai:<model>`` writes, through any OpenAI-compatible endpoint;
    ``gguf:/path/model.gguf`` is a file run on this machine; ``module:Class`` is an LLM of
    LlamaIndex's."""
    llm_base_url: str | None = None
    llm_api_key: str | None = None
    llm_arguments: str | None = None
    llm_mode: str = "write"
    """``write`` sentences that are checked, or ``select`` sentences that are quoted."""
    llm_temperature: float = 0.0
    llm_max_tokens: int = 700
    """Tokens of one answer's output."""
    llm_context: int = 8192
    """Tokens of prompt and output together that the model can hold."""
    llm_timeout: float = 60.0
    """Seconds for one whole answer of the model."""
    llm_price_in: float = 0.0
    """For a million tokens of prompt, in your currency."""
    llm_price_out: float = 0.0
    """For a million tokens of output."""
    llm_tokens_per_answer: int = 20_000
    """Prompts and outputs of one answer together; 0 is no cap, here and below."""
    llm_requests_per_minute: int | None = None
    """When not set, 60 for a model that is reached over the network and no cap for one here."""
    llm_tokens_per_day: int | None = None
    """When not set, 2,000,000 for a model that is reached over the network. Days are UTC."""
    llm_cost_per_day: float = 0.0
    """At the prices above."""
    judge: str | None = None
    """The model that ``rag eval judge`` asks, named as in ``llm``; None: that of ``llm``."""
    unsupported: str = "remove"
    """What becomes of a sentence that does not hold: ``remove``, or ``strike`` it through."""
    entailment: str | None = None
    """``module:Class``, or the path of an ONNX cross-encoder, that is asked beside the rules."""
    reranker: str | None = None
    """``module:Class`` of a LlamaIndex node postprocessor that orders what is found; None: none."""
    reranker_arguments: str | None = None
    reranker_timeout: float = 5.0
    """Seconds for one order; after that the passages stand as they were found."""
    prompts: str | None = None
    """A folder of prompts to use instead of the packaged ones."""
    passages: int = 8
    """How many passages an answer is made from, and a search shows."""
    traces: int = 100
    """How many answers leave a trace in the library's folder, the newest; 0 leaves none."""
    conversations: int = 200
    """How many conversations of each reader of the page are kept, the last used; 0 keeps none."""
    reader: str | None = None
    """``module:Class`` of a LlamaIndex reader, whose documents ``rag ingest`` takes for want of
    inputs."""
    reader_arguments: str | None = None
    reader_load: str | None = None
    """What its ``load_data`` is called with, written as arguments are."""
    reader_timeout: float = 300.0
    """Seconds that its next document may take."""
    fetch_local: bool = False
    """Whether pages and feeds of this machine and of private networks may be fetched."""
    fetch_robots: bool = True
    """Whether a site's robots.txt is followed."""
    fetch_seconds: float = 30.0
    """For one page, redirects and retries included."""
    fetch_pause: float = 1.0
    """Seconds between two requests to one host."""
    fetch_contact: str | None = None
    """An address told to the sites, at which their owners reach you."""
    log_level: str = "warning"
    telemetry: str | None = None
    """To whom OpenTelemetry's spans and metrics go: ``otlp``, a collector; ``console``, stderr;
    ``global``, what the program around Byline has set up. None tells nobody."""
    telemetry_endpoint: str | None = None
    """``http://host:port`` of the collector; None: as OTEL_EXPORTER_OTLP_ENDPOINT says."""
    telemetry_text: bool = False
    """Whether spans hold the words of questions, articles and answers."""
    metrics: bool = False
    """Whether the server shows metrics at ``/metrics``, as Prometheus reads them."""
    auth: str | None = None
    """Who may read the page: None asks nobody, ``password`` asks for one of `rag users add`,
    ``module:function`` is your own: it is given the request, and returns the reader's name."""
    model_setup: bool | None = None
    """Whether a model can be set up from the page; None: only where this machine alone reaches
    it and nobody is asked who they are."""
    readers: int = 64
    """How many answers the page makes at once; who asks meanwhile waits, and is told the place."""
    readers_waiting: int = 200
    """How many may wait; who asks then is told to try again later."""
    host: str = "127.0.0.1"
    port: int = 7860
    page_changes: bool | None = None
    """Whether readers of the page may add, sync, remove and purge articles; when not set, only
    where the page is served to this machine alone."""
    api_rate: str = "120/minute"
    """Requests to the REST interface of one key, or of one address where no key is asked for; in
    the words of `limits`, several with ``;`` between. ``none`` sets no limit."""
    api_origins: str = ""
    """Pages of other origins that may use it, such as ``https://news.example``; several with ``,``
    between."""
    examples: str | None = None
    """A JSON Lines file whose ``question`` fields the page offers as examples."""
    origin: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Where each value that is not a default came from."""

    @classmethod
    def names(cls) -> tuple[str, ...]:
        return tuple(f.name for f in fields(cls) if f.name != "origin")

    @classmethod
    def load(
        cls,
        arguments: Mapping[str, Any] | None = None,
        *,
        environment: Mapping[str, str] | None = None,
        folder: Path | None = None,
    ) -> Settings:
        """Read them all. Raises SettingsError for an unknown name or a malformed value."""
        environment = os.environ if environment is None else environment
        values: dict[str, Any] = {}
        origin: dict[str, str] = {}
        for name, raw, where in (
            *from_file((folder or Path.cwd()) / "rag.toml"),
            *from_environment(environment),
            *((n, v, "argument") for n, v in (arguments or {}).items() if v is not None),
        ):
            if name not in cls.names():
                raise SettingsError(_unknown(name, where, cls.names()))
            values[name], origin[name] = _checked(name, raw, where), where
        return cls(**values, origin=MappingProxyType(origin))

    def with_model(self, llm: str | None, base_url: str | None, key: str | None) -> Settings:
        """The same, with another model and without the arguments of the one before."""
        named: dict[str, Any] = {"llm": llm, "llm_base_url": base_url, "llm_api_key": key}
        named["llm_arguments"] = None
        origin = MappingProxyType({**self.origin, **dict.fromkeys(named, "set up while running")})
        return replace(self, **named, origin=origin)

    def shown(self) -> list[dict[str, Any]]:
        """Name, value (secrets masked) and origin of each, as ``rag settings`` prints them."""
        return [
            {
                "name": name,
                "value": _masked(name, getattr(self, name)),
                "from": self.origin.get(name, "default"),
            }
            for name in self.names()
        ]

    def __repr__(self) -> str:
        inner = ", ".join(f"{row['name']}={row['value']!r}" for row in self.shown())
        return f"Settings({inner})"


def _checked(name: str, raw: Any, where: str) -> Any:
    declared = next(str(f.type) for f in fields(Settings) if f.name == name)
    if name in OBJECTS:
        return as_json(name, raw, where)
    value = as_declared(name, raw, where, declared.removesuffix(" | None"))
    if name in CHOICES and value not in CHOICES[name]:
        choices = " or ".join(CHOICES[name])
        raise SettingsError(f"{name} from {where} must be {choices}, not {value!r}")
    if name in NOT_NEGATIVE and not 0 <= value < float("inf"):
        raise SettingsError(f"{name} from {where} must be 0 or more, not {raw!r}")
    return value


def _unknown(name: str, where: str, names: tuple[str, ...]) -> str:
    near = get_close_matches(name, names, n=1)
    hint = f"; did you mean {near[0]}?" if near else "; `rag settings` lists all"
    return f"unknown setting '{name}' from {where}{hint}"


def _masked(name: str, value: Any) -> Any:
    if name in SECRETS and value:
        return MASK
    return masked(value) if isinstance(value, str) else value
