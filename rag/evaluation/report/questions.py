"""The table of questions: a row each, failures first, filtered and opened by the page's script."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from rag.evaluation.report.numbers import NONE, shown
from rag.markup import Html, tag


@dataclass(frozen=True, slots=True)
class Entry:
    """One row. ``state`` is what it is filtered by; ``why`` says in words what happened."""

    id: str
    question: str
    kind: str
    state: str
    why: str
    seconds: float | None
    said: str
    """What was answered: searched, not shown."""
    asked: int
    """Its place in the run."""
    must_pass: bool = False


@dataclass(frozen=True, slots=True)
class States:
    """The states that rows may be in, worst first, each with its sign and its name."""

    signs: tuple[tuple[str, str, str], ...]

    def rank(self, state: str) -> int:
        return [name for name, _, _ in self.signs].index(state)

    def shown(self, state: str) -> Html:
        sign, name = next((sign, word) for key, sign, word in self.signs if key == state)
        return tag("span", sign, tag("span", name, class_="word"), class_=f"state {state}")


def table(entries: Sequence[Entry], states: States, heading: str = "Questions") -> Html:
    """Filters, then the rows in the order given: the n-th row opens the n-th detail."""
    return tag(
        "section",
        tag("h2", heading, id="questions-head"),
        _controls(entries, states),
        tag(
            "table",
            tag("caption", "Every question; a row opens its answer.", class_="unseen"),
            tag(
                "thead",
                tag(
                    "tr",
                    tag("th", tag("span", "Result", class_="unseen"), scope="col"),
                    tag("th", "Question", scope="col"),
                    tag("th", "Kind", scope="col", class_="wide"),
                    tag("th", "Time", scope="col", class_="wide num"),
                ),
            ),
            tag("tbody", *(_row(at, each, states) for at, each in enumerate(entries))),
            class_="questions",
        ),
        tag("p", "No question is like that.", class_="none", hidden=True),
        tag("noscript", tag("p", "Answers open with JavaScript, and it is off.", class_="none")),
        id="questions",
    )


def _controls(entries: Sequence[Entry], states: States) -> Html:
    count = Counter(each.state for each in entries)
    choices = [("", "All", len(entries))]
    choices += [(key, word.capitalize(), count[key]) for key, _, word in states.signs if count[key]]
    kinds = sorted({each.kind for each in entries})
    orders = (("first", "Failures first"), ("asked", "As asked"), ("slow", "Slowest first"))
    return tag(
        "form",
        tag(
            "fieldset",
            tag("legend", "Result", class_="unseen"),
            *(_choice(value, word, n, first=not value) for value, word, n in choices),
            class_="choices",
        ),
        _select("kind", "Kind", [("", "All kinds"), *((kind, kind) for kind in kinds)]),
        _select("order", "Order", orders),
        tag(
            "label",
            tag("span", "Search questions and answers", class_="unseen"),
            tag("input", type="search", name="words", placeholder="Search", autocomplete="off"),
            class_="search",
        ),
        tag("output", f"{len(entries)} questions", aria_live="polite"),
        id="filter",
        role="search",
        aria_label="Filter the questions",
    )


def _choice(value: str, word: str, n: int, *, first: bool) -> Html:
    button = tag("input", type="radio", name="state", value=value, checked=first)
    return tag("label", button, tag("span", word, " ", tag("b", str(n))))


def _select(name: str, label: str, options: Sequence[tuple[str, str]]) -> Html:
    return tag(
        "label",
        tag("span", label, class_="unseen"),
        tag("select", *(tag("option", word, value=value) for value, word in options), name=name),
    )


def _row(at: int, entry: Entry, states: States) -> Html:
    must = tag("span", "must pass", class_="must") if entry.must_pass else None
    return tag(
        "tr",
        tag("td", states.shown(entry.state)),
        tag(
            "td",
            tag("button", entry.question, type="button", aria_expanded="false"),
            tag("p", tag("span", entry.id, class_="id"), must, entry.why or None, class_="why"),
        ),
        tag("td", entry.kind, class_="wide"),
        tag("td", shown(entry.seconds, "s") if entry.seconds else NONE, class_="wide num"),
        class_="q",
        id=f"q{at}",
        data_id=entry.id,
        data_state=entry.state,
        data_kind=entry.kind,
        data_seconds=f"{entry.seconds or 0:g}",
        data_asked=entry.asked,
        data_words=f"{entry.id} {entry.question} {entry.why} {entry.said}".casefold(),
    )
