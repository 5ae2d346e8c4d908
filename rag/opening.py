"""Settings turned into the parts they name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rag.answering.entailment import open_entailment
from rag.answering.fitting import Room
from rag.answering.metering import Meter, Prices
from rag.answering.models import ChatModel, HasWindow
from rag.answering.prompts import Prompts
from rag.answering.tokens import TokenCounter
from rag.answering.usage_log import FILE, UsageLog
from rag.answering.writer import Writer
from rag.given import as_json
from rag.intake.sources import is_address, root_of
from rag.intake.web.policy import Policy
from rag.library.embedding import Embedder, open_embedder
from rag.library.embedding.minilm import NAME as BUNDLED
from rag.library.leaving import Roots
from rag.library.library import Library
from rag.library.servers import Servers
from rag.progress import Progress
from rag.retrieval.reranking import Reranker, Reranking
from rag.settings import Settings
from rag.types import Caps, UsageReport

if TYPE_CHECKING:
    from llama_index.core.postprocessor.types import BaseNodePostprocessor
    from llama_index.core.readers.base import BaseReader

    from rag.intake.readers import Reader
    from rag.library.exporting import Exported

REQUESTS_PER_MINUTE, TOKENS_PER_DAY = 60, 2_000_000
"""The caps of a model that is reached over the network, unless others are set."""


def open_library(settings: Settings, *, create: bool, re_embed: bool = False) -> Library:
    """The library in the settings' folder, its embedder loaded when first needed.

    Raises LibraryNotFound, and makes nothing, unless ``create``. ``re_embed`` opens one in spite
    of vectors made by another model.
    """

    # The bundled one is known by name, so that a library of another model shows at once.
    return Library.open(
        Path(settings.index),
        lambda: embedder_of(settings),
        embedder_name=BUNDLED if settings.embedding == "minilm" else None,
        create=create,
        any_embedding=re_embed,
        servers=_servers(settings),
    )


def embedder_of(settings: Settings) -> Embedder:
    """The embedder the settings name, loaded. Raises SettingsError, EmbeddingError."""
    return open_embedder(
        settings.embedding,
        base_url=settings.embedding_base_url,
        api_key=settings.embedding_api_key,
        arguments=settings.embedding_arguments,
        seconds=settings.embedding_timeout,
    )


def _servers(settings: Settings) -> Servers:
    return Servers(settings.ledger, settings.chroma, settings.chroma_token)


def export_library(settings: Settings, file: Path, progress: Progress) -> Exported:
    """Whatever model made its vectors, and also when it is damaged."""
    from rag.library.exporting import export

    return export(Path(settings.index), file, progress, servers=_servers(settings))


def saving_of(settings: Settings) -> str:
    """What can be saved of a library that cannot be opened."""
    from rag.library.sqlite import LEDGER
    from rag.library.verifying import saving

    return saving(None if settings.ledger else Path(settings.index) / LEDGER)


def import_library(settings: Settings, file: Path, progress: Progress) -> Library:
    """The library made of an export, with its indexes; embeds what a damaged one had lost."""
    from rag.library.importing import import_

    import_(file, Path(settings.index), servers=_servers(settings))
    library = open_library(settings, create=False, re_embed=True)
    try:
        if library.status().embedding is None and library.chunk_count():
            library.rebuild(progress, embed=True)
        else:
            library.settle(progress)
    except BaseException:
        library.close()
        raise
    return library


def open_writer(settings: Settings, model: ChatModel | None) -> Writer | None:
    """How the model is asked; None when there is none and answers are quotations."""
    if model is None:
        return None
    counter = TokenCounter(model)
    window = settings.llm_context
    if isinstance(model, HasWindow):
        window = min(window, model.window)
    return Writer(
        model,
        Prompts.load(settings.prompts),
        settings.llm_max_tokens,
        settings.llm_temperature,
        strike=settings.unsupported == "strike",
        entailment=open_entailment(settings.entailment),
        selects=settings.llm_mode == "select",
        room=Room(window, counter, settings.llm_max_tokens),
        meter=Meter(counter, usage_log(settings), caps_of(settings, model), _prices(settings)),
    )


def open_reranking(
    settings: Settings, own: Reranker | BaseNodePostprocessor | None = None
) -> Reranking | None:
    """What puts passages into order: a part of the caller's own, or the one the settings name.

    None when there is none. Raises SettingsError for a malformed setting, RerankerError for a
    class that cannot be made or is no reranker.
    """
    if own is None and settings.reranker is None:
        return None
    from rag.retrieval.postprocessor import LlamaIndexReranker

    reranker: Reranker
    if own is None:
        reranker = LlamaIndexReranker.load(settings.reranker or "", settings.reranker_arguments)
    else:
        reranker = own if isinstance(own, Reranker) else LlamaIndexReranker.of(own)
    return Reranking(reranker, settings.reranker_timeout)


def open_reader(
    settings: Settings, own: BaseReader | str | None, load: Mapping[str, Any] | None
) -> Reader:
    """A LlamaIndex reader: one of the caller's own, or by its import path or the settings.

    Raises SettingsError for a malformed setting, ReaderError for a class that cannot be made.
    """
    from rag.intake.readers import Reader

    if own is not None and not isinstance(own, str):
        return Reader.of(own, load or {}, settings.reader_timeout)
    told = settings.reader_load if load is None else as_json("load", load, "the call")
    named = own or settings.reader or ""
    # Arguments of the settings belong to the reader that the settings name.
    arguments = settings.reader_arguments if own is None else None
    return Reader.open(named, arguments, told, settings.reader_timeout)


def usage_log(settings: Settings) -> UsageLog:
    """Where it is kept what models took: in the library's folder."""
    return UsageLog(Path(settings.index) / FILE)


def caps_of(settings: Settings, model: ChatModel | None) -> Caps:
    """The caps in force. A model on this machine has none by the minute and day but those set."""
    away = model is not None and model.endpoint is not None
    by_minute, by_day = settings.llm_requests_per_minute, settings.llm_tokens_per_day
    if by_minute is None and away:
        by_minute = REQUESTS_PER_MINUTE
    if by_day is None and away:
        by_day = TOKENS_PER_DAY
    return Caps(
        settings.llm_tokens_per_answer or None,
        by_minute or None,
        by_day or None,
        settings.llm_cost_per_day or None,
    )


def usage_report(settings: Settings, model: ChatModel | None, days: int) -> UsageReport:
    """What models took of late, for all that answers from this folder."""
    kept = usage_log(settings)
    standing = kept.standing()
    return UsageReport(
        model.name if model else None,
        standing.today,
        standing.last_minute,
        kept.days(days),
        caps_of(settings, model),
    )


def _prices(settings: Settings) -> Prices:
    return Prices(settings.llm_price_in, settings.llm_price_out)


def fetching(settings: Settings) -> Policy:
    """How addresses are fetched."""
    return Policy(
        local=settings.fetch_local,
        robots=settings.fetch_robots,
        seconds=settings.fetch_seconds,
        pause=settings.fetch_pause,
        contact=settings.fetch_contact,
    )


def roots_of(inputs: Sequence[str | Path]) -> Roots:
    """What a library is made equal to by these inputs."""
    paths = tuple(root_of(each) for each in inputs if not is_address(each))
    return Roots(paths, tuple(root_of(each) for each in inputs if is_address(each)))
