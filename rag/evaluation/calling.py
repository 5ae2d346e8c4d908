"""Whatever answers, asked in one way: a library's ``Rag``, or any function."""

from __future__ import annotations

import inspect
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from rag.assistant import Rag
from rag.errors import NotFound, UsageError
from rag.evaluation.copies import without_articles
from rag.evaluation.describing import of_library, secrets_of
from rag.evaluation.metrics.attribution import About
from rag.evaluation.metrics.metric import Texts
from rag.evaluation.observed import Observed
from rag.evaluation.observing import Told, observe
from rag.evaluation.questions import Gold
from rag.evaluation.scoring import no_texts
from rag.types import Article, Delta, Done, Failed, SentenceDone, plain

Turns = Sequence[Mapping[str, Any]]
Answers = Callable[..., Told]
"""A function of the question, and of ``asked_at``, ``history``, ``passages`` and ``absent`` where
its signature names them."""


@dataclass(frozen=True, slots=True)
class System:
    """Something that answers. ``facts`` is what ``settings.json`` tells of it."""

    ask: Callable[[Gold, Turns], Observed]
    texts: Texts
    facts: Mapping[str, Any]
    secrets: tuple[str, ...] = ()
    """What no file of a run may show."""


def system(
    answers: Rag | Answers | System,
    texts: Texts | None = None,
    settings: Mapping[str, Any] | None = None,
    without: Sequence[str] = (),
) -> System:
    """A library itself, or a function; of a library's own ``rag.ask`` its articles are known."""
    if isinstance(answers, System):
        return answers
    if isinstance(answers, Rag):
        facts = of_library(answers, without) if settings is None else settings
        own = texts or Articles(answers)
        return System(of_rag(answers, without), own, facts, secrets_of(answers.settings))
    if not callable(answers):
        raise UsageError(f"what answers is a Rag or a function, not {type(answers).__name__}")
    behind = getattr(answers, "__self__", None)
    if texts is None and isinstance(behind, Rag):
        texts = Articles(behind)
    name = getattr(answers, "__qualname__", type(answers).__name__)
    facts = {"system": name, "settings": dict(settings or {})}
    secrets = secrets_of(behind.settings) if isinstance(behind, Rag) else ()
    return System(_of_function(answers), texts or no_texts, facts, secrets)


def of_rag(rag: Rag, without: Sequence[str]) -> Callable[[Gold, Turns], Observed]:
    def ask(gold: Gold, history: Turns) -> Observed:
        begun, first = time.perf_counter(), None
        events = rag.stream(
            gold.question, history=list(map(dict, history)), asked_at=gold.asked_at, without=without
        )
        for event in events:
            if first is None and isinstance(event, (Delta, SentenceDone)):
                first = time.perf_counter() - begun
            if isinstance(event, (Done, Failed)):
                passed = time.perf_counter() - begun
                said = observe(event.answer)
                return replace(said, seconds=passed, first_token_seconds=first or passed)
        raise RuntimeError("a stream ended without Done or Failed")

    return ask


def _of_function(answers: Answers) -> Callable[[Gold, Turns], Observed]:
    takes = taken(answers)

    def ask(gold: Gold, history: Turns) -> Observed:
        given = {
            "asked_at": gold.asked_at,
            "history": list(map(dict, history)),
            "passages": [plain(each) for each in gold.passages],
            "absent": list(gold.absent),
        }
        begun = time.perf_counter()
        said = answers(gold.question, **{name: given[name] for name in takes})
        passed = time.perf_counter() - begun
        observed = observe(said)
        return observed if observed.seconds is not None else replace(observed, seconds=passed)

    return ask


def taken(answers: Answers) -> tuple[str, ...]:
    """Which of the keywords a function's signature has."""
    names = ("asked_at", "history", "passages", "absent")
    try:
        parameters = inspect.signature(answers).parameters.values()
    except (TypeError, ValueError):  # a built-in tells none
        return ()
    if any(each.kind is each.VAR_KEYWORD for each in parameters):
        return names
    named = {each.name for each in parameters if each.kind is not each.POSITIONAL_ONLY}
    return tuple(name for name in names if name in named)


def left_out(answers: Rag | Answers | System, golds: Sequence[Gold]) -> list[Gold]:
    """Questions that suppose a library without some article, where a function cannot be told so:
    it would be marked wrong for an answer that is right."""
    if isinstance(answers, (Rag, System)) or "absent" in taken(answers):
        return []
    return [gold for gold in golds if gold.absent]


@contextmanager
def as_if_absent(
    asked: System, answers: Rag | Answers | System, golds: Sequence[Gold], without: Sequence[str]
) -> Iterator[System]:
    """The same, but questions that suppose some articles absent are asked of a copy of the library
    without all of these."""
    absent = [each for gold in golds for each in gold.absent]
    if not isinstance(answers, Rag) or not absent:
        yield asked
        return
    with without_articles(answers, absent) as other:
        ask_other = of_rag(other, without)

        def ask(gold: Gold, history: Turns) -> Observed:
            return (ask_other if gold.absent else asked.ask)(gold, history)

        yield replace(asked, ask=ask)


def turns_after(history: Turns, question: str, raw: Mapping[str, Any] | None) -> Turns:
    """The conversation with this question and its answer: as the answer tells it, where it does."""
    if raw is None:
        return history
    told = raw.get("turns")
    if told:
        return list(told)
    said = [{"role": "user", "text": question}, {"role": "assistant", "text": raw["text"]}]
    return [*history, *said]


class Articles:
    """The texts of a library's articles and what is known of them, each looked up once."""

    def __init__(self, rag: Rag) -> None:
        self._rag = rag
        self._kept: dict[tuple[str, int | None], Article | None] = {}

    def __call__(self, article_id: str, revision: int | None = None) -> str | None:
        article = self._article(article_id, revision)
        return article.text if article else None

    def about(self, article_id: str, revision: int | None = None) -> About | None:
        article = self._article(article_id, revision)
        if article is None:
            return None
        published = article.published.isoformat() if article.published else None
        return About(article.source, article.credits, published)

    def _article(self, article_id: str, revision: int | None) -> Article | None:
        key = (article_id, revision)
        if key not in self._kept:
            try:
                self._kept[key] = self._rag.article(article_id, revision) if article_id else None
            except NotFound:
                self._kept[key] = None
        return self._kept[key]
