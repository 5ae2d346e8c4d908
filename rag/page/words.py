"""The page's own wording, all in one place; of the library as a whole, in ``shelfwords``.

What Byline says about articles and answers is said there and nowhere else on the page, in words
that claim no more than is known: an agency that is credited is not the publisher, an article
without a date is undated, and nothing is ever called true.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from rag.bylines import CHECKED as CHECKED
from rag.bylines import by as by
from rag.bylines import count as count
from rag.bylines import day as day
from rag.bylines import listed as listed
from rag.bylines import origin as origin
from rag.bylines import outlet as outlet
from rag.bylines import status as status
from rag.bylines import verdict as verdict
from rag.bylines import when as when
from rag.types import Answer, Copy, Moment, Speech, Status

NAME = "Byline"
ASK = "Ask"
FIELD = "Your question"
PLACEHOLDER = "Ask these articles …"
WELCOME = "Ask these articles"
SEARCHING = "Looking through the articles …"
NOT_COVERED = "Not covered:"
DIFFER = "Accounts differ:"
DEVELOPED = "This has developed:"
PUBLISHED = "(day of publication)"
NEAREST = "The nearest passages"
INSTEAD = "What the articles say instead"
WHICH = "Which is meant?"
MEANT = "What you may mean"
TRY = "Questions these articles can answer"
EMPTY = "There are no articles here yet"
NO_ARTICLES = "no articles yet"
EMPTY_HOW = "Add your own from a terminal, then reload this page:"
EMPTY_COMMAND = "rag ingest YOUR_FOLDER_OR_ADDRESS"
EMPTY_KINDS = (
    "Files and folders of HTML, PDF, DOCX, Markdown, plain text and JSON Lines are read, and pages "
    "and RSS or Atom feeds by their address; one article or thousands."
)
SEARCHING_STATE = "Searching"
WRITING_STATE = "Writing, and checking each sentence"
STOP = "Stop"
AGAIN = "Ask again"
OUTLETS = "Sources"
OUTLETS_HINT = "Outlets and the agencies articles credit. None ticked means all."
SINCE = "From"
UNTIL = "To"
DATE_FORM = "YYYY-MM-DD"
NO_DAY = (
    "'{written}' in {field} is not a day; write it as YYYY-MM-DD, or as a month or a year "
    "(2022-03, 2022)."
)
REVERSED = "The dates are in reverse: from {since} to {until}."
PROMISE = (
    "Every sentence of an answer opens the exact words it rests on, who published them and when. "
    "What the articles do not say is not answered."
)
NOTHING_OPEN = "Nothing open yet"
READER_HINT = (
    "The number after a quote opens its article here, at the exact words. The library above lists "
    "all of them."
)
CLOSE = "Close this pane"
BACK = "‹ Back"
PANE = "Articles"
LIGHT_OR_DARK = "Switch between light and dark"
ALL_OUTLETS = "All sources"
ANY_DATE = "Any date"
TOO_LONG = "The question is longer than {most} characters; ask it more briefly."
WAITING_STATE = "Waiting"
BROKEN = "Something went wrong here, not in your question. The server's log has the details."
COUNTED = "Counted in the library's own records; no article is quoted."
STOPPED = "Stopped before anything was checked."

QUOTES = "quotes"

_SPEECH = {Speech.DIRECT: "direct speech", Speech.REPORTED: "reported speech"}


class LibraryStatus(Protocol):
    """What the page says of a library."""

    @property
    def articles(self) -> int: ...
    @property
    def undated(self) -> int: ...
    @property
    def first(self) -> Moment | None: ...
    @property
    def last(self) -> Moment | None: ...


def also_in(copies: Sequence[Copy]) -> str:
    """``also in Coast Daily and Valley Echo (nearly the same text)``."""
    named = list(dict.fromkeys(copy.source for copy in copies if copy.source))
    unknown = sum(copy.source is None for copy in copies)
    others = [count(unknown, "article of an unknown outlet", "articles of unknown outlets")]
    return f"also in {listed([*_few(named), *(others if unknown else [])])} (nearly the same text)"


def fit(answer: Answer) -> str | None:
    """How well the passages fit the question; where nothing answers, that says it already."""
    if answer.fit is None or answer.status is Status.NOT_FOUND:
        return None
    return f"what was read {answer.fit}"


def speech(value: Speech | None) -> str | None:
    """Whose words a quotation is made of; None for the article's own report."""
    return _SPEECH[value] if value else None


def model(mode: str) -> str:
    """A model's own name, without the kind of endpoint it is reached by."""
    return mode.removeprefix("openai:")


RECORDED = (
    "Whoever runs this page has your questions and the answers recorded, to see how it works."
)


def mode_name(mode: str) -> str:
    return "Quotes, no model" if mode == QUOTES else f"Model: {model(mode)}"


def mode_brief(mode: str) -> str:
    """In the line above an answer."""
    return "quotes, no model" if mode == QUOTES else f"written by {model(mode)}"


def mode_explained(mode: str, endpoint: str | None, recorded: bool = False) -> tuple[str, ...]:
    """What answers here, in plain words, one paragraph each. ``recorded`` says whether telemetry
    is told the words, wherever it goes."""
    if mode == QUOTES:
        return (
            "Answers are sentences picked from the articles and quoted as they stand. "
            "Nothing is written, summarised or guessed, so nothing can be made up.",
            RECORDED if recorded else "Nothing you ask leaves this machine.",
        )
    there = (
        f"Your question and the passages found for it are sent to {endpoint}."
        if endpoint
        else "The model runs on this machine; nothing you ask leaves it."
    )
    if recorded:
        there = f"{there} {RECORDED}" if endpoint else f"The model runs on this machine. {RECORDED}"
    return (
        f"Answers are written by the language model {model(mode)} from the passages found. Each "
        "sentence is compared with the exact words it cites; what is not in them is taken out and "
        "shown apart.",
        there,
    )


def library(held: LibraryStatus) -> str:
    """``26 articles, 21 dated 6 Mar 2022 to 3 Feb 2024``."""
    dated = held.articles - held.undated
    if not held.articles:
        return NO_ARTICLES
    if not dated or held.first is None or held.last is None:
        return f"{count(held.articles, 'article')}, undated"
    span = between(held.first, held.last)
    colon = "" if " to " in span else ":"
    return f"{count(held.articles, 'article')}, {dated:,} dated{colon} {span}"


def between(first: Moment, last: Moment) -> str:
    return day(first) if day(first) == day(last) else f"{day(first)} to {day(last)}"


def holds(held: LibraryStatus, sources: Sequence[str], left: int | None = None) -> str:
    """What there is to ask about, said when nothing was found; ``left`` is what filters left."""
    if left is not None and left < held.articles:
        return f"Searched: {left:,} of {count(held.articles, 'article')}, as the filters have it."
    named = f" They come from or credit {listed(_few(sources))}." if sources else ""
    return f"Searched: {library(held)}.{named}"


def _few(names: Sequence[str], most: int = 8) -> list[str]:
    rest = len(names) - most
    return [*names[:most], f"{rest} more"] if rest > 0 else list(names)


def waiting(ahead: int) -> str:
    """The reader's place in the queue."""
    return f"{count(ahead, 'question')} of other readers before yours."


def seconds(milliseconds: float) -> str:
    """``under 0.1 s``, ``0.4 s``, ``12 s``."""
    value = milliseconds / 1000
    if value < 0.1:
        return "under 0.1 s"
    return f"{value:.1f} s" if value < 10 else f"{value:.0f} s"


def outlets_set(names: Sequence[str]) -> str:
    return listed(_few(names, 3), "or") if names else ALL_OUTLETS


def dates_set(since: date | None, until: date | None, undated: bool = False) -> str:
    rest = "undated too" if undated else "undated left out"
    if since and until:
        return f"{between(since, until)}, {rest}"
    if since:
        return f"From {day(since)}, {rest}"
    return f"Until {day(until)}, {rest}" if until else ANY_DATE


def period(since: date | None, until: date | None) -> str | None:
    """The days a question was taken to mean."""
    if since and until:
        return f"dates: {between(since, until)}"
    if since:
        return f"dates: from {day(since)}"
    return f"dates: until {day(until)}" if until else None


def quotes_note(quotes: int) -> str:
    """The line under an answer made of quotes."""
    if quotes == 1:
        return f"1 quote, word for word. {CHECKED}"
    return f"{quotes} quotes, each word for word. {CHECKED}"
