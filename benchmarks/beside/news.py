"""One system over a collection of news, in a process of its own, which ``ranking.py`` starts.

    python benchmarks/beside/news.py SYSTEM NEWS CACHE FOLDER [PASSAGES]

NEWS holds ``articles.jsonl.gz`` and ``questions.jsonl``. Prints one line of JSON. The passages are
embedded by Byline's embedder, once for all runs; each question is embedded while it is timed. With
PASSAGES (see ``stored.py``) these are indexed, else each system cuts the articles itself.
"""

from __future__ import annotations

import gzip
import json
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from beside.cached import Cached
from beside.peer import Search, hybrid, llamaindex, on_chroma, txtai
from beside.reports import Report
from beside.running import Embed
from rag.library.embedding.minilm import MiniLM

SHOWN = 10
"""Articles of a ranking."""
PASSAGES = 60
"""Passages asked for, of which some are of one article."""
SYSTEMS = {"llamaindex": llamaindex, "txtai": txtai}


def articles(news: Path) -> Iterator[Report]:
    """As the systems are given them; nothing is asked of each by itself."""
    with gzip.open(news / "articles.jsonl.gz", "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            words = [str(row.get(name) or "") for name in ("title", "text", "source")]
            yield Report(str(row["id"]), *words, str(row.get("published_at") or ""), "")


def over_passages(name: str, embed: Embed, file: Path, folder: Path) -> Search:
    """A system over passages as they are."""
    rows = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    if name == "txtai":
        return hybrid(embed, [(row["id"], row["text"]) for row in rows], folder, PASSAGES)
    from llama_index.core.schema import TextNode

    nodes = [
        TextNode(text=row["text"], metadata={"id": row["id"]}, excluded_embed_metadata_keys=["id"])
        for row in rows
    ]
    return on_chroma(embed, nodes, folder, PASSAGES)


def distinct(ids: Iterable[str]) -> list[str]:
    """The first of them, each once, in order."""
    return list(dict.fromkeys(ids))[:SHOWN]


def main() -> None:
    name, news, cache, folder = sys.argv[1], *map(Path, sys.argv[2:5])
    lines = (news / "questions.jsonl").read_text("utf-8").splitlines()
    asked = [json.loads(line) for line in lines if line.strip()]
    embed = Cached(cache, MiniLM.bundled().passages)
    start = time.perf_counter()
    if len(sys.argv) > 5:
        search = over_passages(name, embed, Path(sys.argv[5]), folder)
    else:
        search = SYSTEMS[name](embed, PASSAGES)(list(articles(news)), folder)()
    told: dict[str, Any] = {"indexed": time.perf_counter() - start, "embedded": embed.made}
    embed.keep()
    list(search(str(asked[0]["question"])))  # whatever loads when it is first needed
    ranked, seconds = {}, {}
    for each in asked:
        start = time.perf_counter()
        found = list(search(str(each["question"])))
        seconds[str(each["id"])] = time.perf_counter() - start
        ranked[str(each["id"])] = distinct(found)
    print(json.dumps({**told, "ranked": ranked, "seconds": seconds}))


if __name__ == "__main__":
    main()
