"""One system over one collection, in a process of its own, which ``benchmarks/peers.py`` starts.

    python benchmarks/beside/peer.py SYSTEM REPORTS FOLDER

Prints one line of JSON. The systems beside Byline run in an environment of their own.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from beside.reports import Report, written
from beside.running import Embed, Matrix, Usual, widened
from rag.library.embedding.minilm import MODEL, MiniLM, checked

K, BATCH = 5, 32
Search = Callable[[str], Iterable[str]]
"""A question as the ids of its best passages' articles, best first."""


def byline(some: Sequence[Report], folder: Path) -> Callable[[], Search]:
    """Files in a folder, ingested; then ``Rag.search``."""
    from rag import Rag

    articles, rag = written(folder / "articles", list(some)), Rag.open(folder / "index")
    # Whatever loads when it is first needed, as the others' imports and models have loaded too.
    rag.ingest(written(folder / "first", [replace(some[0], id="first", text="The first one.")]))

    def ingest() -> Search:
        rag.ingest(articles)
        return lambda question: [p.article_id for p in rag.search(question, k=K).passages]

    return ingest


def llamaindex(
    embed: Embed, k: int = K
) -> Callable[[Sequence[Report], Path], Callable[[], Search]]:
    """VectorStoreIndex on Chroma, as its documentation begins; passages of 256 tokens, which is
    what the model reads, where the default of 1,024 would leave most of a text unread.
    """

    def prepared(some: Sequence[Report], folder: Path) -> Callable[[], Search]:
        from llama_index.core import Document
        from llama_index.core.node_parser import SentenceSplitter

        documents = [
            Document(
                text=each.text,
                id_=each.id,
                metadata={"id": each.id, "title": each.title, "source": each.source},
            )
            for each in some
        ]
        splitter = SentenceSplitter(chunk_size=256, chunk_overlap=20)
        return lambda: on_chroma(embed, splitter(documents), folder, k)

    return prepared


def on_chroma(embed: Embed, nodes: Sequence[Any], folder: Path, k: int) -> Search:
    """LlamaIndex's index of some nodes, asked by vectors alone."""
    import chromadb
    from llama_index.core import StorageContext, VectorStoreIndex
    from llama_index.core.base.embeddings.base import BaseEmbedding
    from llama_index.vector_stores.chroma import ChromaVectorStore

    class Wrapped(BaseEmbedding):
        def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
            made: list[list[float]] = embed(texts).tolist()
            return made

        def _get_text_embedding(self, text: str) -> list[float]:
            return self._get_text_embeddings([text])[0]

        def _get_query_embedding(self, query: str) -> list[float]:
            return self._get_text_embedding(query)

        async def _aget_query_embedding(self, query: str) -> list[float]:
            return self._get_text_embedding(query)

    client = chromadb.PersistentClient(path=str(folder / "chroma"))
    store = ChromaVectorStore(chroma_collection=client.create_collection("news"))
    index = VectorStoreIndex(
        list(nodes),
        storage_context=StorageContext.from_defaults(vector_store=store),
        embed_model=Wrapped(embed_batch_size=BATCH),
    )
    retriever = index.as_retriever(similarity_top_k=k)
    return lambda question: [n.node.metadata["id"] for n in retriever.retrieve(question)]


def txtai(embed: Embed, k: int = K) -> Callable[[Sequence[Report], Path], Callable[[], Search]]:
    """Hybrid (BM25 and vectors), over Byline's own chunks, whose cutting is not counted."""

    def prepared(some: Sequence[Report], folder: Path) -> Callable[[], Search]:
        from rag.library.chunking import embedding_text, pieces

        passages = [
            (each.id, embedding_text(each.title, piece.text))
            for each in some
            for piece in pieces(each.text.replace("\n\n", "\n"))
        ]
        return lambda: hybrid(embed, passages, folder, k)

    return prepared


def hybrid(embed: Embed, passages: Sequence[tuple[str, str]], folder: Path, k: int) -> Search:
    """txtai's index of some passages, each with the id of its article."""
    from txtai import Embeddings

    def transform(texts: Sequence[str]) -> Matrix:  # a callable object it would call to make one
        return embed(list(texts))

    embeddings: Any = Embeddings(method="external", transform=transform, hybrid=True, content=True)
    embeddings.index([(f"{article} {n}", text) for n, (article, text) in enumerate(passages)])
    embeddings.save(str(folder / "txtai"))
    return lambda question: [
        found["id"].rpartition(" ")[0] for found in embeddings.search(question, k)
    ]


def system(name: str) -> Callable[[Sequence[Report], Path], Callable[[], Search]]:
    if name == "byline":
        return byline
    kind, _, model = name.partition("-")
    embed = Usual(widened(checked(MODEL)), BATCH) if model == "float" else MiniLM.bundled().passages
    return {"llamaindex": llamaindex, "txtai": txtai}[kind](embed)


def answered(search: Search, some: Sequence[Report]) -> dict[str, Any]:
    """How long questions take, and how often the article that answers comes first."""
    search(some[0].question)
    times, first, among = [], 0, 0
    for each in some:
        start = time.perf_counter()
        found = list(search(each.question))
        times.append(time.perf_counter() - start)
        first, among = first + (found[:1] == [each.id]), among + (each.id in found)
    return {"times": times, "first": first / len(some), "among": among / len(some)}


def main() -> None:
    name, file, folder = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    given = json.loads(file.read_text("utf-8"))
    some = [Report(**each) for each in given["reports"]]
    asked = [some[at] for at in given["asked"]]
    ingest = system(name)(some, folder)
    start, used = time.perf_counter(), time.process_time()
    search = ingest()
    spent = {"seconds": time.perf_counter() - start, "of_processor": time.process_time() - used}
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({**spent, **answered(search, asked), "memory": memory}))


if __name__ == "__main__":
    main()
