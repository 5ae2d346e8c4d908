"""A prompt holds what the model's window holds: the question always, then the best passages."""

from __future__ import annotations

import pytest
from passages_kit import Shelf

from rag.answering.fitting import Room, edged, fitted
from rag.answering.models import Message
from rag.answering.prompts import Prompts
from rag.answering.shown import messages
from rag.answering.tokens import A_MESSAGE, TokenCounter, estimate
from rag.errors import ModelError
from rag.library.embedding.minilm import token_spans
from rag.types import Turn

PROMPTS = Prompts.load()
QUESTION = "What became of the lake of Arne?"
HISTORY = tuple(
    turn
    for n in range(100)
    for turn in (Turn("user", f"And what of pond number {n}?"), Turn("assistant", "It dried. [1]"))
)


class Words:
    """A model whose tokens are words."""

    def count_tokens(self, text: str) -> int:
        return len(text.split())


@pytest.fixture
def eight(shelf: Shelf) -> Shelf:
    """Eight passages of ten sentences, each sentence saying where it stands."""
    for p in range(8):
        shelf.add(
            " ".join(f"Passage {p} tells in line {n} of the lake of Arne." for n in range(10))
        )
    return shelf


def room(window: int, max_tokens: int = 200) -> Room:
    return Room(window, TokenCounter(Words()), max_tokens)


@pytest.mark.parametrize("choosing", [False, True])
@pytest.mark.parametrize("window", [700, 900, 1300, 4000])
def test_prompt_and_answer_stay_within_the_window_with_the_question_and_its_history(
    eight: Shelf, window: int, choosing: bool
) -> None:
    at = room(window)
    shown = fitted(eight.passages, QUESTION, QUESTION, PROMPTS, at, HISTORY, choosing=choosing)
    prompt = messages(QUESTION, QUESTION, shown, PROMPTS, HISTORY, choosing=choosing)
    assert at.counter.count_messages(prompt) + at.left_for_answer(prompt) <= window
    assert at.left_for_answer(prompt) >= min(200, window // 4)
    assert QUESTION in prompt[1].text
    assert "pond number 99" in prompt[1].text


@pytest.mark.parametrize("window", [700, 900, 1300])
def test_there_is_room_for_the_ids_that_a_prompt_ends_with(eight: Shelf, window: int) -> None:
    at = room(window)
    shown = fitted(eight.passages, QUESTION, QUESTION, PROMPTS, at, HISTORY, pointed=5)
    ids = [each.id for each in shown.sentences[:5]]
    prompt = messages(QUESTION, QUESTION, shown, PROMPTS, HISTORY, likely=ids)
    assert at.counter.count_messages(prompt) + at.left_for_answer(prompt) <= window
    assert at.left_for_answer(prompt) >= min(200, window // 4)


def test_a_window_that_holds_all_shows_all(eight: Shelf) -> None:
    shown = fitted(eight.passages, QUESTION, QUESTION, PROMPTS, room(8000))
    assert len(shown.sentences) == 80


@pytest.mark.parametrize("window", [700, 800, 900, 1000])
def test_no_sentence_is_cut_and_the_best_passages_come_first(eight: Shelf, window: int) -> None:
    shown = fitted(eight.passages, QUESTION, QUESTION, PROMPTS, room(window))
    kept = {each.passage.article_id for each in shown.sentences}
    assert kept == {f"a{n}" for n in range(1, len(kept) + 1)}
    for each in shown.sentences:
        assert each.text.endswith("of the lake of Arne.")
        assert (
            eight.open(each.passage.article_id, each.passage.revision).text[each.start : each.end]
            == each.text
        )
    cut = [p for p in kept if sum(s.passage.article_id == p for s in shown.sentences) < 10]
    assert cut in ([], [f"a{len(kept)}"])


def test_the_best_stand_at_both_ends() -> None:
    assert edged([1, 2, 3, 4, 5, 6, 7]) == [1, 3, 5, 7, 6, 4, 2]
    assert edged([1]) == [1]


def test_the_prompt_has_the_second_best_passage_last(eight: Shelf) -> None:
    shown = fitted(eight.passages, QUESTION, QUESTION, PROMPTS, room(8000))
    order = [passage.article_id for passage in shown.passages]
    assert (order[0], order[-1]) == ("a1", "a2")


def test_a_window_without_room_for_a_sentence_says_what_it_takes(eight: Shelf) -> None:
    with pytest.raises(ModelError, match=r"window of 300 tokens is too small.*RAG_LLM_CONTEXT"):
        fitted(eight.passages, QUESTION, QUESTION, PROMPTS, room(300))


# --- counting ---


@pytest.mark.parametrize(
    "text",
    [
        "The council of Arne voted on 12 May 2023 to drain the lake, said Ines Dahl.",
        "Imports fell by 35.5 percent to 1,204,333 tonnes; exports did not.",
        "Zażółć gęślą jaźń, Ærøskøbing og Århus.",
        "日本の国家安全保障戦略は十年を見据える。",
        "🪶🐟🦀 herons 👩‍👩‍👧",
        "",
    ],
)
def test_the_estimate_is_not_below_what_a_real_tokenizer_counts(text: str) -> None:
    assert estimate(text) >= len(token_spans(text))


def test_the_estimate_is_corrected_by_what_a_model_reports() -> None:
    counter = TokenCounter(object())
    asked = [Message("user", "The council of Arne voted to drain the lake. " * 30)]
    before = counter.count_messages(asked)
    counter.learn(asked, 2 * before)
    assert counter.count_messages(asked) >= 2 * before - A_MESSAGE
    for _ in range(40):
        counter.learn(asked, round(0.8 * before))
    assert 0.75 * before < counter.count_messages(asked) < 0.9 * before


@pytest.mark.parametrize("reported", [0, -5, 10**12])
def test_a_report_that_cannot_be_true_does_little(reported: int) -> None:
    counter = TokenCounter(object())
    asked = [Message("user", "The council of Arne voted to drain the lake. " * 30)]
    before = counter.count_messages(asked)
    counter.learn(asked, reported)
    assert before <= counter.count_messages(asked) <= 4 * before


def test_a_model_that_counts_itself_needs_no_correction() -> None:
    counter = TokenCounter(Words())
    asked = [Message("user", "one two three " * 40)]
    counter.learn(asked, 5000)
    assert counter.exact
    assert counter.count_messages(asked) == 120 + A_MESSAGE
