"""Who published what and when, and how far it holds, in words that claim no more than is known.

An agency that is credited is not the publisher, an article without a date is undated, and nothing
is ever called true.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from rag.types import Account, Answer, Citation, Moment, Sentence, Status, Verdict
from rag.types.answers import FITS

ACCOUNTS_DIFFER, BY_SPEAKER = "Accounts differ", "By who speaks"
"""What stands above sentences that are shown by who speaks."""
CHECKED = "Checked against these articles, not against the world."
_STATUS = {
    Status.ANSWERED: ("✓", "Answered"),
    Status.PARTIAL: ("◐", "Answered in part"),
    Status.NOT_FOUND: ("○", "Not in these articles"),
}
_PERHAPS = ("◐", "Perhaps answered")
_BY_ITSELF = ("·", "About the articles here")
_VERDICT = {
    Verdict.VERBATIM: "word for word",
    Verdict.SUPPORTED: "in the source",
    Verdict.WEAK: "partly in the source",
    Verdict.UNSUPPORTED: "not in the source",
}


def status(answer: Answer) -> tuple[str, str]:
    """A mark that needs no colour, and the words beside it.

    Where what was read fits the question poorly, nobody is told that it was answered; nor where
    Byline speaks of itself or of the library, and no article answers.
    """
    if answer.status is Status.ANSWERED:
        if answer.confidence is not None and answer.confidence < FITS[1][0]:
            return _PERHAPS
        if not answer.citations and not answer.passages:
            return _BY_ITSELF
    return _STATUS[answer.status]


def verdict(value: Verdict) -> str:
    """How a sentence stands to its source."""
    return _VERDICT[value]


def count(n: int, one: str, many: str | None = None) -> str:
    """``1 article``, ``1,204 articles``."""
    return f"{n:,} {one if n == 1 else many or one + 's'}"


def listed(names: Sequence[str], last: str = "and") -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {last} {names[-1]}"


def day(moment: Moment) -> str:
    """``6 Mar 2022``."""
    return f"{moment.day} {moment:%b %Y}"


def when(published: Moment | None) -> str:
    """``undated``, ``6 Mar 2022`` or ``6 Mar 2022, 15:45 (UTC+09:00)``."""
    if published is None:
        return "undated"
    if not isinstance(published, datetime):
        return day(published)
    zone = f" ({published.tzname()})" if published.tzinfo else ""
    return f"{day(published)}, {published:%H:%M}{zone}"


def outlet(source: str | None, credits: Sequence[str]) -> str:
    """Who published it, or else whom it credits, which is not the same."""
    credited = f"credits {listed(list(credits))}" if credits else ""
    if source:
        others = [name for name in credits if name.casefold() != source.casefold()]
        return f"{source}, credits {listed(others)}" if others else source
    return f"{credited}, publisher unknown" if credited else "publisher unknown"


def by(authors: Sequence[str]) -> str | None:
    """``by Jane Zhou``, or None."""
    return f"by {listed(list(authors))}" if authors else None


def origin(
    source: str | None, credits: Sequence[str], published: Moment | None, authors: Sequence[str]
) -> str:
    """The line under a name: outlet or credits, date, author when there is one."""
    parts = (outlet(source, credits), when(published), by(authors))
    return " · ".join(part for part in parts if part)


@dataclass(frozen=True)
class Voice:
    """One who speaks in an answer, with their sentences article by article."""

    who: str
    parts: tuple[tuple[Citation | None, tuple[Sentence, ...]], ...]
    """Each article by the first citation of it; None where a sentence has none."""


def accounts_head(answer: Answer) -> str:
    """What is said above the sentences of those who are compared."""
    return ACCOUNTS_DIFFER if answer.accounts_differ else BY_SPEAKER


def voices(answer: Answer) -> Iterator[Voice]:
    """Those who are compared, in the order in which the answer brings them; nobody elsewhere."""
    by_number = {citation.n: citation for citation in answer.citations}

    def cited(sentence: Sentence) -> Citation | None:
        return next((by_number[n] for n in sentence.citations if n in by_number), None)

    def article(sentence: Sentence) -> str:
        first = cited(sentence)
        return first.article_id if first else ""

    for account in answer.accounts:
        said = [answer.sentences[at] for at in account.sentences]
        parts = [tuple(group) for _, group in groupby(said, article)]
        yield Voice(_who(account, cited(said[0])), tuple((cited(each[0]), each) for each in parts))


def _who(account: Account, first: Citation | None) -> str:
    return account.speaker or (first.label if first else "")
