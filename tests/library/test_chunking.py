"""Chunks: exact spans, within the size, even, on sentence borders."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.errors import SpanMismatch, UsageError
from rag.library.chunking import (
    CHARACTERS_OF_A_TOKEN,
    Piece,
    check_spans,
    chunk,
    embedding_text,
    model_token_starts,
    pieces,
)
from rag.library.embedding.minilm import token_spans
from rag.sentences import sentence_spans
from rag.types import Article


def article(text: str) -> Article:
    return Article("a-1", "Title", text, "a.md", sha256="f" * 64, revision=7)


def words(text: str) -> list[int]:
    """A word is a token: enough to count by hand."""
    return [match.start() for match in re.finditer(r"\S+", text)]


def sentence(count: int, last: str = "end") -> str:
    return " ".join(["Word", *["word"] * (count - 2), last + "."])


def sizes(found: tuple[Piece, ...]) -> list[int]:
    return [len(words(each.text)) for each in found]


anything = st.text(max_size=400) | st.lists(
    st.sampled_from(
        [
            "He spoke. ",
            "No! ",
            "\n",
            "Dr. Smith said so, ",
            "日本は島国だ。",
            "😀",
            "x" * 90,
            "e\u0301 ",
        ]
    ),
    max_size=120,
).map("".join)


@settings(deadline=None)
@given(anything, st.integers(1, 30), st.integers(0, 12))
def test_chunks_are_spans_in_order_within_the_size_and_leave_no_word_out(
    text: str, size: int, overlap: int
) -> None:
    overlap = min(overlap, size - 1)
    found = pieces(text, size=size, overlap=overlap)
    starts = model_token_starts(text)
    assert all(text[each.start : each.end] == each.text for each in found)
    assert all(each.text and each.text == each.text.strip() for each in found)
    assert all(sum(p.start <= at < p.end for at in starts) <= size for p in found)
    assert all(a.start < b.start and a.end < b.end for a, b in pairwise(found))
    covered = {at for each in found for at in range(each.start, each.end)}
    assert all(at in covered for at, letter in enumerate(text) if letter.isalnum())


@settings(deadline=None)
@given(st.lists(st.integers(3, 12), min_size=1, max_size=40), st.integers(12, 40))
def test_chunks_break_between_sentences_and_never_overlap_unasked(
    counts: list[int], size: int
) -> None:
    text = " ".join(sentence(count) for count in counts)
    found = pieces(text, size=size, token_starts=words)
    borders = {span.start for span in sentence_spans(text)}
    assert all(each.start in borders for each in found)
    assert " ".join(each.text for each in found) == text


LETTERS = [chr(code) for code in range(32, 127)] + list("\nÀéßæøÿıİŁłŒœƒǅȺɏſ‘’“”–—…")


@settings(deadline=None, max_examples=300)
@given(
    st.lists(st.sampled_from([*LETTERS, "international", "x" * 120, " ", " "]), max_size=80),
    st.integers(5, 40),
)
def test_a_plain_text_is_measured_as_the_model_reads_it(parts: list[str], size: int) -> None:
    text = "".join(parts)
    assert pieces(text, size=size) == pieces(text, size=size, token_starts=model_token_starts)


def test_no_small_rest_is_left_at_the_end() -> None:
    text = " ".join(sentence(10) for _ in range(21))
    assert sorted(sizes(pieces(text, size=200, token_starts=words))) == [100, 110]


def test_as_few_chunks_as_will_do() -> None:
    text = " ".join(sentence(20) for _ in range(30))
    assert sizes(pieces(text, size=200, token_starts=words)) == [200, 200, 200]


def test_a_break_goes_where_a_paragraph_ends_if_that_is_about_even() -> None:
    first, second = " ".join([sentence(20)] * 6), " ".join([sentence(20)] * 8)
    found = pieces(f"{first}\n{second}", size=200, token_starts=words)
    assert [each.text for each in found] == [first, second]


def test_short_paragraphs_share_a_chunk() -> None:
    text = "\n".join(sentence(30) for _ in range(6))
    found = pieces(text, size=200, token_starts=words)
    assert [each.text for each in found] == [text]


def test_a_sentence_over_the_size_breaks_at_its_clauses() -> None:
    text = ", ".join(["one two three four five six seven"] * 12) + "."
    found = pieces(text, size=30, token_starts=words)
    assert len(found) > 1
    assert all(each.text.endswith(("seven,", "seven.")) for each in found)


def test_a_sentence_without_clauses_breaks_between_words() -> None:
    found = pieces("word " * 100, size=30, token_starts=words)
    assert sum(sizes(found)) == 100
    assert max(sizes(found)) <= 30


def test_repeated_sentences_each_have_their_own_place() -> None:
    text = "He said no. " * 60
    found = pieces(text, size=30, token_starts=words)
    assert [each.start for each in found] == sorted({each.start for each in found})
    assert found[-1].end == len(text.rstrip())


def test_offsets_count_code_points_behind_emoji() -> None:
    text = "😀👩‍👩‍👧 " * 30 + "The reserves fell. " * 30
    found = chunk(article(text), size=50)
    assert all(text[each.start : each.end] == each.text for each in found)
    assert found[-1].text.endswith("The reserves fell.")


@pytest.mark.parametrize(
    "text", ["日" * 5_000, "日本は新しい戦略を発表した。" * 400, "x" * 60_000, "😀" * 5_000]
)
def test_text_without_spaces_is_cut_within_the_size(text: str) -> None:
    found = chunk(article(text))
    assert "".join(each.text for each in found) == text
    assert all(len(model_token_starts(each.text)) <= 200 for each in found)


def test_chinese_and_japanese_break_behind_full_stops() -> None:
    found = pieces("日本は新しい戦略を発表した。" * 60)
    assert all(each.text.endswith("。") for each in found)


def test_one_line_of_a_million_characters_is_cut() -> None:
    text = "The reserves fell, and nobody could say why they fell. " * 18_200
    found = chunk(article(text))
    assert len(text) > 1_000_000
    assert " ".join(each.text for each in found) == text.rstrip()


@pytest.mark.parametrize("text", ["", " ", "\n\n \n", "\u3000"])
def test_nothing_has_no_chunks(text: str) -> None:
    assert chunk(article(text)) == ()


def test_an_overlap_repeats_whole_sentences() -> None:
    text = " ".join(sentence(10, f"e{at}") for at in range(12))
    found = pieces(text, size=40, overlap=10, token_starts=words)
    assert sizes(found) == [30, 40, 40, 40]
    for earlier, later in pairwise(found):
        assert earlier.text.endswith(later.text[: later.text.index(".") + 1])


@pytest.mark.parametrize(("size", "overlap"), [(0, 0), (-1, 0), (10, 10), (10, -1)])
def test_sizes_that_cannot_be_are_refused(size: int, overlap: int) -> None:
    with pytest.raises(UsageError, match="under the size"):
        chunk(article("Some text."), size=size, overlap=overlap)


def test_a_chunk_carries_its_article_and_revision() -> None:
    (only,) = chunk(article("Some text."))
    assert (only.article_id, only.revision) == ("a-1", 7)


def test_ids_come_from_content() -> None:
    first = article(" ".join(sentence(20) for _ in range(30)))
    ids = [each.id for each in chunk(first)]
    assert len(set(ids)) == len(ids) > 1
    assert [each.id for each in chunk(replace(first, revision=8))] == ids
    for other in (replace(first, id="a-2"), replace(first, sha256="e" * 64)):
        assert not set(ids) & {each.id for each in chunk(other)}


def test_a_chunk_that_is_not_its_span_is_refused() -> None:
    source = article("The reserves fell. The bank said so.")
    chunks = chunk(source)
    check_spans(source, chunks)
    with pytest.raises(SpanMismatch, match=r"'a-1'.*ingest"):
        check_spans(replace(source, text="The reserves rose. The bank said so."), chunks)
    with pytest.raises(SpanMismatch):
        check_spans(replace(source, id="a-2"), chunks)


def test_the_title_is_embedded_with_the_chunk() -> None:
    assert embedding_text("Reserves fall", "They fell.") == "Reserves fall\nThey fell."
    assert embedding_text(None, "They fell.") == "They fell."
    assert embedding_text("", "They fell.") == "They fell."


def test_a_long_title_does_not_push_the_chunk_out() -> None:
    cut = embedding_text("reserves " * 100, "They fell.")
    assert cut.endswith("reserves\nThey fell.")
    assert len(cut) < 180
    assert len(embedding_text("x" * 500, "They fell.")) < 180


def test_the_tokens_of_a_long_text_are_those_it_has_in_one_piece() -> None:
    words = "Ein Café öffnete am 3. März; don’t worry, naïve 日本の記事 said-so 🎉 U.S. "
    for text in (words * 1500, words.replace(" ", "\n") * 900, "日本" * 60_000):
        whole = [
            at
            for start, end in token_spans(text)
            for at in range(start, end, CHARACTERS_OF_A_TOKEN)
        ]
        assert model_token_starts(text) == whole
