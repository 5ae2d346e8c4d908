"""What a model is shown: every sentence of every passage under an id, inside a fence.

Article text is data. Whatever in it could pass for a fence, an id, or a chat's control word is
changed in the prompt (never in a citation: those are cut from the article itself).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

from rag.answering.cleaning import CONTROL
from rag.answering.models import Message
from rag.answering.prompts import Prompts
from rag.answering.spans import QuotedSpan
from rag.intake.canonical import canonical_line
from rag.sentences import sentence_spans
from rag.types import Moment, Passage, Turn

NOT_TOLD = "NOT IN THESE ARTICLES"
"""What a model answers when the articles do not carry the question."""

_TELLS = (
    r"(?:say|mention|tell|contain|provide|give|state|specify|include|discuss|address|answer|report"
    r"|describe|identify|name|explain|indicate|cover)s?\b"
)
_TEXTS = r"(?:\w+ )?(?:article|passage|source|text)s?(?: provided| shown)?"
_TELLS_NOTHING = re.compile(
    rf"(?:the|these|provided|given) {_TEXTS} (?:do(?:es)? not|don['’]t|doesn['’]t|never) {_TELLS}"
    rf"|(?:none of the|no) {_TEXTS} {_TELLS}"
    rf"|(?:the|these) {_TEXTS} (?:say nothing|says nothing|contains? no)\b",
    re.IGNORECASE,
)

EARLIER_QUESTIONS = 4
QUESTION_LENGTH = 2000

_ID_LIKE = re.compile(r"[\[【](\s*\d[\d.,;\s-]*)[\]】]")
_FENCE_LIKE = re.compile(r"ARTICLES-(?=[0-9a-fA-F])")


@dataclass(frozen=True, slots=True)
class ShownSentence:
    """One sentence of a passage; ``start`` and ``end`` point into its article's text."""

    id: str
    passage: Passage
    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Shown:
    """All that one prompt shows, in order."""

    passages: tuple[Passage, ...]
    sentences: tuple[ShownSentence, ...]

    @cached_property
    def by_id(self) -> Mapping[str, ShownSentence]:
        return {sentence.id: sentence for sentence in self.sentences}

    @cached_property
    def fence(self) -> str:
        """A line no article can hold, since its words are part of what it is made from."""
        digest = sha256()
        for passage in self.passages:
            digest.update(f"{passage.article_id}\0{passage.label}\0{passage.text}\0".encode())
        return f"ARTICLES-{digest.hexdigest()[:16]}"

    def within(self, spans: Iterable[QuotedSpan]) -> tuple[str, ...]:
        """The ids of the sentences that lie in these spans, each once, in the spans' order."""
        return tuple(
            dict.fromkeys(
                each.id
                for span in spans
                for each in self.sentences
                if each.passage.article_id == span.article.id
                and span.start <= each.start
                and each.end <= span.end
            )
        )

    def before(self, sentence: ShownSentence) -> tuple[ShownSentence, ...]:
        """The sentences above it in its passage, the nearest first."""
        passage, number = (int(part) for part in sentence.id.split("."))
        return tuple(self.by_id[f"{passage}.{n}"] for n in range(number - 1, 0, -1))


def show(passages: Sequence[Passage], most: Sequence[int] = ()) -> Shown:
    """Number the sentences: ``3.2`` is sentence 2 of passage 3.

    ``most`` says for each passage how many of its sentences, from the first, are shown.
    """
    return Shown(
        tuple(passages),
        tuple(
            ShownSentence(
                f"{p}.{s}",
                passage,
                passage.start + span.start,
                passage.start + span.end,
                passage.text[span.start : span.end],
            )
            for p, passage in enumerate(passages, 1)
            for s, span in enumerate(sentence_spans(passage.text), 1)
            if not most or s <= most[p - 1]
        ),
    )


def messages(
    question: str,
    understood: str,
    shown: Shown,
    prompts: Prompts,
    history: Sequence[Turn] = (),
    *,
    choosing: bool = False,
    likely: Sequence[str] = (),
) -> tuple[Message, Message]:
    """The prompt for one question; earlier questions are in it, earlier answers are not.

    With ``choosing`` the model is asked for sentences' ids alone. ``likely`` are the ids of those
    that the rules of choosing found: a model that is told of them is not offered a refusal.
    """
    rules, asked = ("select", "choose") if choosing else ("system", "question")
    fence = {"fence": shown.fence}
    told = {} if choosing else {"not_told": NOT_TOLD}
    end = {} if choosing else {"closing": _closing(prompts, likely)}
    return (
        Message("system", prompts.render(rules, **fence, **told)),
        Message(
            "user",
            prompts.render(
                asked,
                articles=_articles(shown, prompts),
                earlier=_earlier(history, prompts),
                question=_asked(question, understood),
                **fence,
                **told,
                **end,
            ),
        ),
    )


def _closing(prompts: Prompts, likely: Sequence[str]) -> str:
    """What the prompt ends with: a small model does what it was told last."""
    if not likely:
        return prompts.render("closing", not_told=NOT_TOLD)
    return prompts.render("pointing", ids=" ".join(f"[{each}]" for each in likely))


def _articles(shown: Shown, prompts: Prompts) -> str:
    lines: dict[int, list[str]] = {n: [] for n in range(1, len(shown.passages) + 1)}
    for sentence in shown.sentences:
        lines[int(sentence.id.partition(".")[0])].append(line_of(sentence))
    return "\n\n".join(
        passage_text(passage, str(n), lines[n], prompts)
        for n, passage in enumerate(shown.passages, 1)
    )


def line_of(sentence: ShownSentence) -> str:
    """One sentence as the prompt has it."""
    return f"[{sentence.id}] {inert(sentence.text)}"


def passage_text(passage: Passage, n: str, lines: Sequence[str], prompts: Prompts) -> str:
    """One passage as the prompt has it, with these lines."""
    return prompts.render(
        "passage",
        n=n,
        title=inert(passage.label),
        publisher=inert(publisher(passage)),
        date=date_of(passage.published),
        sentences="\n".join(lines),
    )


def publisher(passage: Passage) -> str:
    """Who published it, or whom it credits, and who wrote it, in words."""
    credited = f"publisher unknown, credits {', '.join(passage.credits)}" if passage.credits else ""
    outlet = passage.source or credited or "publisher unknown"
    return f"{outlet}, by {', '.join(passage.authors)}" if passage.authors else outlet


def date_of(published: Moment | None) -> str:
    """The day in words, as a sentence would tell it."""
    return f"{published:%B} {published.day}, {published.year}" if published else "undated"


def _earlier(history: Sequence[Turn], prompts: Prompts) -> str:
    asked = [turn.understood or turn.text for turn in history if turn.role == "user"]
    lines = [f"- {_short(text)[:300]}" for text in asked[-EARLIER_QUESTIONS:]]
    return prompts.render("earlier", questions="\n".join(lines)) + "\n\n" if lines else ""


def _asked(question: str, understood: str) -> str:
    question, understood = _short(question), _short(understood)
    return question if understood in ("", question) else f"{question} (that is: {understood})"


def _short(text: str) -> str:
    return inert(text[:QUESTION_LENGTH])


def inert(text: str) -> str:
    """One line that looks like nothing but text: no id, no fence, no control word."""
    line = canonical_line(text)
    line = _ID_LIKE.sub(r"(\1)", line)
    line = CONTROL.sub(lambda match: re.sub(r"[<>|\[\]]", "", match.group()), line)
    return _FENCE_LIKE.sub("ARTICLES ", line)


def refuses(text: str) -> bool:
    """Whether a sentence only says that the articles do not tell."""
    bare = re.sub(r"[^\w ]", "", text).strip()
    if bare.upper() == NOT_TOLD:
        return True
    return _TELLS_NOTHING.match(text) is not None
