"""The systems beside Byline, asked from its environment; they themselves are no part of it."""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from project.modules import ROOT

sys.path.append(str(ROOT / "benchmarks"))

from beside.cached import Cached
from beside.news import SHOWN, articles, distinct
from beside.ranking import PEERS, SYSTEMS, PeerFailed, ranked
from beside.stored import store

from rag import Rag
from rag.library.embedding.minilm import MiniLM

TOPICS = "harbour bridge clinic school tramway library stadium quarry orchard mill tunnel".split()


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """A dozen articles, and a question for each."""
    folder = tmp_path / "news"
    folder.mkdir()
    rows = [
        {"id": f"paper.example/{topic}", "title": f"The {topic}", "text": _text(topic)}
        for topic in TOPICS
    ]
    with gzip.open(folder / "articles.jsonl.gz", "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)
    asked = [{"id": topic, "question": f"What will happen to the {topic}?"} for topic in TOPICS]
    text = "".join(json.dumps(each) + "\n" for each in asked)
    (folder / "questions.jsonl").write_text(text, encoding="utf-8")
    return folder


def _text(topic: str) -> str:
    return f"The council met on Monday.\n\nThe {topic} will be repaired next year, it decided."


def test_without_their_environment_it_says_how_to_make_it(news: Path, tmp_path: Path) -> None:
    with pytest.raises(PeerFailed, match="make bench-peers"):
        ranked("txtai", news, tmp_path / "cache.npz", python=tmp_path / "no" / "python")


def test_an_unknown_system_and_a_folder_without_news_are_refused(
    news: Path, tmp_path: Path
) -> None:
    with pytest.raises(PeerFailed, match=r"'haystack'.*llamaindex, txtai"):
        ranked("haystack", news, tmp_path / "cache.npz")
    (news / "questions.jsonl").unlink()
    with pytest.raises(PeerFailed, match=r"has no questions\.jsonl"):
        ranked("txtai", news, tmp_path / "cache.npz")


def test_the_last_words_of_a_system_that_fails_are_told(news: Path, tmp_path: Path) -> None:
    (tmp_path / "cache.npz").write_bytes(b"no embeddings")
    with pytest.raises(PeerFailed, match=r"txtai hybrid failed: ValueError: .*delete it"):
        ranked("txtai", news, tmp_path / "cache.npz", python=Path(sys.executable))


@pytest.mark.parametrize("system", SYSTEMS)
def test_a_system_ranks_the_right_article_first_or_says_what_it_lacks(
    system: str, news: Path, tmp_path: Path
) -> None:
    """In its own environment where that was made; Byline's has neither system."""
    cache = tmp_path / "build" / "cache.npz"
    if not PEERS.exists():
        with pytest.raises(PeerFailed, match=r"failed: .*[Nn]o module named"):
            ranked(system, news, cache, python=Path(sys.executable))
        return
    told = ranked(system, news, cache)
    assert told["ranked"].keys() == told["seconds"].keys() == {*TOPICS}
    assert all(told["ranked"][topic][0] == f"paper.example/{topic}" for topic in TOPICS)
    assert all(len(each) == SHOWN for each in told["ranked"].values())
    assert min(told["seconds"].values()) > 0
    assert told["embedded"] == len(TOPICS)
    again = ranked(system, news, cache)
    assert again["embedded"] == 0
    assert again["ranked"] == told["ranked"]


@pytest.fixture
def stored(news: Path, tmp_path: Path) -> tuple[Path, Path]:
    """The dozen articles' passages and vectors, out of a library."""
    passages, cache = tmp_path / "kept" / "passages.jsonl", tmp_path / "kept" / "vectors.npz"
    with Rag.open(tmp_path / "index") as rag:
        rag.ingest(news / "articles.jsonl.gz")
        store(rag._open(), passages, cache)
    return passages, cache


def test_a_librarys_vectors_are_known_by_what_was_embedded(stored: tuple[Path, Path]) -> None:
    passages, cache = stored
    rows = [json.loads(line) for line in passages.read_text("utf-8").splitlines()]
    assert {row["id"] for row in rows} == {f"paper.example/{topic}" for topic in TOPICS}

    def embed(texts: Sequence[str]) -> np.ndarray:
        raise AssertionError(texts)

    texts = [row["text"] for row in rows]
    assert texts[0].startswith("The ")
    vectors = Cached(cache, embed)(texts)
    assert vectors == pytest.approx(MiniLM.bundled().passages(texts), abs=0.02)


def test_of_an_empty_library_nothing_is_stored(tmp_path: Path) -> None:
    with Rag.open(tmp_path / "index") as rag, pytest.raises(ValueError, match="empty"):
        store(rag._open(create=True), tmp_path / "passages.jsonl", tmp_path / "vectors.npz")


@pytest.mark.parametrize("system", SYSTEMS)
def test_a_system_ranks_a_librarys_passages_without_embedding_any(
    system: str, news: Path, stored: tuple[Path, Path]
) -> None:
    passages, cache = stored
    if not PEERS.exists():
        with pytest.raises(PeerFailed, match=r"failed: .*[Nn]o module named"):
            ranked(system, news, cache, python=Path(sys.executable), passages=passages)
        return
    told = ranked(system, news, cache, passages=passages)
    assert told["embedded"] == 0
    assert all(told["ranked"][topic][0] == f"paper.example/{topic}" for topic in TOPICS)


def test_articles_are_read_as_they_are(news: Path) -> None:
    first = next(articles(news))
    assert (first.id, first.title) == ("paper.example/harbour", "The harbour")
    assert first.text == _text("harbour")


def test_an_article_is_ranked_once_however_many_of_its_passages_are_found() -> None:
    assert distinct(["b", "a", "b", "c", "a"]) == ["b", "a", "c"]
    assert len(distinct(map(str, range(60)))) == SHOWN


def test_a_text_is_embedded_once_for_all_runs(tmp_path: Path) -> None:
    asked: list[str] = []

    def embed(texts: Sequence[str]) -> np.ndarray:
        asked.extend(texts)
        return np.array([[len(each), 1] for each in texts], np.float32)

    file = tmp_path / "build" / "cache.npz"
    first = Cached(file, embed)
    assert first(["one", "three", "one"]).tolist() == [[3, 1], [5, 1], [3, 1]]
    first.keep()
    again = Cached(file, embed)
    assert again(["three", "fourth"]).tolist() == [[5, 1], [6, 1]]
    assert asked == ["one", "three", "fourth"]
    again.keep()
    assert again(["one"]).tolist() == [[3, 1]]  # a question is embedded, known or not
    assert asked[-1] == "one"


def test_a_file_that_holds_no_embeddings_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "cache.npz"
    np.savez(file, other=np.zeros(3))
    with pytest.raises(ValueError, match="delete it"):
        Cached(file, lambda texts: np.zeros((len(texts), 2), np.float32))
