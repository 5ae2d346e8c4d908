"""Settings turned into the parts they name."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rag.answering.entailment import open_entailment
from rag.answering.models import ChatModel
from rag.answering.prompts import Prompts
from rag.answering.writer import Writer
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

if TYPE_CHECKING:
    from llama_index.core.postprocessor.types import BaseNodePostprocessor

    from rag.library.exporting import Exported


def open_library(settings: Settings, *, create: bool, re_embed: bool = False) -> Library:
    """The library in the settings' folder, its embedder loaded when first needed.

    Raises LibraryNotFound, and makes nothing, unless ``create``. ``re_embed`` opens one in spite
    of vectors made by another model.
    """

    def embedder() -> Embedder:
        return open_embedder(
            settings.embedding,
            base_url=settings.embedding_base_url,
            api_key=settings.embedding_api_key,
        )

    # The bundled one is known by name, so that a library of another model shows at once.
    return Library.open(
        Path(settings.index),
        embedder,
        embedder_name=BUNDLED if settings.embedding == "minilm" else None,
        create=create,
        any_embedding=re_embed,
        servers=_servers(settings),
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
    return Writer(
        model,
        Prompts.load(settings.prompts),
        settings.llm_max_tokens,
        settings.llm_temperature,
        strike=settings.unsupported == "strike",
        entailment=open_entailment(settings.entailment),
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
        reranker = LlamaIndexReranker.load(settings.reranker or "")
    else:
        reranker = own if isinstance(own, Reranker) else LlamaIndexReranker.of(own)
    return Reranking(reranker, settings.reranker_timeout)


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
