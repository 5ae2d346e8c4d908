"""The forward index: the terms of passages beside the matrix, and what they give away."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from library_kit import Opener, make_article, make_articles, similar, until

from rag.library import forward
from rag.library.forward import Entry, number_of, numbers, packed, places
from rag.library.library import Library
from rag.terms import content_terms, spots, spotted

SECRET = "Zanzibar cloves xylophone were smuggled by the quartermaster"
TEXTS = (
    "Russia’s foreign ministry said on Friday that Tokyo's defence strategy was unprogrammed.",
    "The U.S.-led talks — “frank”, officials said — cost $2m… and 35.5% more than in 2021.",
    "Türkiye and São Paulo’s mayor met at the café; ŠKODA_works stood idle.",
    "",
    "to be or not to be",
)


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a small library has its matrix in a file."""
    monkeypatch.setattr("rag.library.matrix_follower._WORTH", 0)
    monkeypatch.setattr("rag.library.matrix_follower._SHARE", 0)
    monkeypatch.setattr("rag.library.matrix_follower.MatrixFollower.patience", 0.0)


@pytest.fixture
def saved(opened: Opener) -> Library:
    library = opened()
    library.store([*make_articles(6), make_article("secret", f"{SECRET}. Then it rained.")])
    return written(library)


def written(library: Library) -> Library:
    """With every passage in the file, and that file mapped."""
    similar(library, "harbour")
    assert library._indexes.keeper.settled(60)
    until(lambda: held(library).holds(library.chunk_count() - 1), 60)
    return library


def held(library: Library) -> forward.Forward:
    rows = library._view.rows()
    assert rows is not None
    return rows.forward or forward.Forward(
        np.empty(0, np.uint64), np.zeros(1, np.int64), np.empty(0, np.int32), 0
    )


def chunk_ids(library: Library) -> list[str]:
    rows = library._view.rows()
    assert rows is not None
    return list(rows.chunk_ids)


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_is_held_as_its_terms_and_their_places(text: str) -> None:
    terms = packed(text)
    assert terms is not None
    assert numbers(terms).tolist() == [number_of(term) for term in content_terms(text)]
    starts, ends = places(terms)
    assert list(zip(starts.tolist(), ends.tolist(), strict=True)) == [
        (each.start, each.end) for each in spots(text)
    ]


@given(st.text(max_size=60), st.sampled_from(TEXTS))
def test_the_terms_of_a_text_are_those_that_are_found_one_by_one(noise: str, text: str) -> None:
    both = f"{noise} {text}"
    wanted = tuple(dict.fromkeys(content_terms(text)))
    assert tuple(each for each in spots(both) if each.term in wanted) == spotted(both, wanted)


def test_what_is_too_long_to_be_numbered_is_not_held() -> None:
    assert packed("word " * (1 << 18)) is None
    assert packed("a_" * 3000) is None
    assert packed("a_" * 2000) is not None


def test_terms_come_back_from_a_file_as_they_were(tmp_path: Path) -> None:
    path = tmp_path / "terms"
    entries = [Entry(7, terms) for text in TEXTS if (terms := packed(text)) is not None]
    beside = forward.save(path, [*entries, None])
    found = forward.load(path, beside, len(entries) + 1)
    for row, entry in enumerate(entries):
        again = found.entry(row)
        assert again is not None
        assert again.start == 7
        assert again.terms.tolist() == entry.terms.tolist()
    assert found.entry(len(entries)) is None
    assert found.entry(-1) is None
    assert found.entry(len(entries) + 1) is None
    assert found.is_whole()


def test_a_file_of_another_length_is_refused_and_a_flipped_bit_noticed(tmp_path: Path) -> None:
    path = tmp_path / "terms"
    terms = packed(TEXTS[0])
    assert terms is not None
    beside = forward.save(path, [Entry(0, terms)])
    data = bytearray(path.read_bytes())
    data[3] ^= 4
    path.write_bytes(data)
    assert not forward.load(path, beside, 1).is_whole()
    path.write_bytes(data[:-1])
    with pytest.raises(ValueError, match="not as it was written"):
        forward.load(path, beside, 1)
    with pytest.raises(ValueError, match="not as it was written"):
        forward.load(path, beside, 2)


def test_a_file_without_any_term_can_be_read(tmp_path: Path) -> None:
    path = tmp_path / "terms"
    found = forward.load(path, forward.save(path, [None]), 1)
    assert found.entry(0) is None
    assert found.is_whole()


def test_outlines_tell_of_what_is_current_and_of_nothing_else(saved: Library) -> None:
    ids = chunk_ids(saved)
    outlines = saved.nearest.outlines(ids)
    passages = saved.passages(ids)
    assert list(outlines.of) == ids
    for chunk_id, outline in outlines.of.items():
        passage = passages[chunk_id]
        assert (outline.article_id, outline.title, outline.start) == (
            passage.article_id,
            passage.title,
            passage.start,
        )
    found = outlines.looked_for(["harbor", "mayor", "nowher"])
    assert set(found) == set(outlines.of)
    assert {each.term for spots in found.values() for each in spots} == {"harbor", "mayor"}
    for chunk_id, standing in found.items():
        for each in standing:
            assert passages[chunk_id].text[each.start : each.end].lower() in ("harbour", "mayor")
    saved.remove("a1")
    saved.store([make_article("a2", "Penguins moved to the lighthouse.")])
    left = {each.article_id for each in saved.nearest.outlines(chunk_ids(saved)).of.values()}
    assert left <= {"a0", "a2", "a3", "a4", "a5", "secret"}
    assert "a1" not in left


def test_an_article_that_came_later_is_taken_up_and_the_others_are_not_read_again(
    saved: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    analysed: list[str] = []
    whole = forward.packed
    monkeypatch.setattr(forward, "packed", lambda text: analysed.append(text) or whole(text))
    before = held(saved)
    saved.store([make_article("new", "Penguins moved to the northern lighthouse.")])
    written(saved)
    assert analysed == ["Penguins moved to the northern lighthouse."]
    assert len(held(saved).starts) == len(before.starts) + 1
    assert saved.verify() == []


def test_terms_of_a_purged_text_are_in_no_file(saved: Library, folder: Path) -> None:
    terms = packed(SECRET)
    assert terms is not None
    assert holding(folder, terms)
    saved.remove("secret", purge=True)
    assert holding(folder, terms) == []
    written(saved)
    assert holding(folder, terms) == []
    assert saved.verify() == []


def holding(folder: Path, terms: forward.Terms) -> list[Path]:
    """The files in which one of some terms stands."""
    wanted = [each.tobytes() for each in numbers(terms)]
    found: Iterator[Path] = (path for path in (folder / "vectors").rglob("*") if path.is_file())
    return [path for path in found if any(each in path.read_bytes() for each in wanted)]


def test_a_verify_tells_of_terms_that_are_not_as_they_were_written(
    saved: Library, folder: Path, opened: Opener
) -> None:
    saved.close()
    (file,) = folder.glob(f"vectors/*/{forward.FILE}")
    data = bytearray(file.read_bytes())
    data[11] ^= 1
    file.write_bytes(data)
    again = opened()
    assert again.verify() == [
        "matrix: the terms of its passages are not as they were written; run `rag rebuild`"
    ]
    again.rebuild()
    assert again.verify() == []
