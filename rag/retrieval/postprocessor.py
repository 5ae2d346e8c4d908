"""Any LlamaIndex node postprocessor as a reranker, named by its import path.

It is given the passages as text nodes, their ids those of the chunks, with offsets and metadata,
and the question. How such a path is written stands in :mod:`rag.classes`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from rag.classes import ImportPath, blaming
from rag.errors import RerankerError
from rag.library.embedding import encodable
from rag.retrieval.nodes import of_passage
from rag.retrieval.reranking import Ranked
from rag.types import Passage

if TYPE_CHECKING:
    from llama_index.core.postprocessor.types import BaseNodePostprocessor

_SETTING = "RAG_RERANKER"
_WITHOUT = f"unset {_SETTING} to go on without it"


class LlamaIndexReranker:
    """Passes passages through its ``postprocess_nodes``, and checks what comes back."""

    def __init__(
        self, postprocessor: BaseNodePostprocessor, name: str, secrets: tuple[str, ...] = ()
    ) -> None:
        self._postprocessor, self.name, self._secrets = postprocessor, name, secrets

    @classmethod
    def load(cls, setting: str, arguments: str | None = None) -> LlamaIndexReranker:
        """Raises SettingsError for a malformed setting, RerankerError for a class that fails."""
        path = ImportPath.read(setting, arguments)
        from llama_index.core.postprocessor.types import BaseNodePostprocessor

        made = path.made(BaseNodePostprocessor, _SETTING, RerankerError, "the reranker")
        return cls(made, path.name, path.secrets)

    @classmethod
    def of(cls, postprocessor: object) -> LlamaIndexReranker:
        """Raises RerankerError for what is no node postprocessor."""
        from llama_index.core.postprocessor.types import BaseNodePostprocessor

        name = type(postprocessor).__name__
        if not isinstance(postprocessor, BaseNodePostprocessor):
            raise RerankerError(
                f"a reranker is a LlamaIndex BaseNodePostprocessor or has a name and "
                f"order(question, passages), not {name}"
            )
        return cls(postprocessor, name)

    def order(self, question: str, passages: Sequence[Passage]) -> list[Ranked]:
        """The passages it keeps, best first. Raises RerankerError."""
        from llama_index.core.schema import NodeWithScore, QueryBundle

        where = f"the reranker {self.name}"
        nodes = [of_passage(each) for each in passages]
        with blaming(where, RerankerError, self._secrets, f"; {_WITHOUT}"):
            found: Any = self._postprocessor.postprocess_nodes(
                nodes, query_bundle=QueryBundle(encodable(question))
            )
        if not isinstance(found, (list, tuple)) or not all(
            isinstance(each, NodeWithScore) for each in found
        ):
            raise RerankerError(f"{where} returned no list of nodes with scores; {_WITHOUT}")
        return [(each.node.node_id, _checked(each.score, where)) for each in found]


def _checked(score: object, where: str) -> float | None:
    if score is None:
        return None
    try:
        value = float(score)  # type: ignore[arg-type]  # whatever else it is raises
    except (TypeError, ValueError):
        value = math.nan
    if not math.isfinite(value):
        raise RerankerError(f"{where} gave a passage the score {score!r}, no number; {_WITHOUT}")
    return value
