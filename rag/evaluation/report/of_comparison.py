"""Two runs side by side: what differs first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from rag.evaluation.comparing.comparison import HEADLINE, Change, Comparison
from rag.evaluation.plots import Figure, Interval, intervals
from rag.evaluation.report import settings
from rag.evaluation.report.details import detail
from rag.evaluation.report.figures import by_kind
from rag.evaluation.report.measures import compared, probability
from rag.evaluation.report.numbers import shown
from rag.evaluation.report.of_run import entry_of, started, state_of
from rag.evaluation.report.questions import Entry, States, table
from rag.evaluation.report.settings import written
from rag.evaluation.report.shell import page, section, write
from rag.evaluation.rows import Row
from rag.markup import Html, join, tag

STATES = States(
    (
        ("lost", "↓", "lost"),
        ("gained", "↑", "gained"),
        ("moved", "~", "changed"),
        ("wrong", "✗", "wrong in both"),
        ("same", "=", "the same"),
    )
)

Pair = tuple[Row, Row]


def write_comparison(comparison: Comparison, path: Path) -> None:
    write(path, comparison_page(comparison))


def comparison_page(comparison: Comparison) -> str:
    """Both runs as one HTML file."""
    a, b = comparison.a, comparison.b
    of_a, of_b = ({row.id: row for row in run.rows} for run in (a, b))
    pairs = [(of_a[key], of_b[key]) for key in comparison.both]
    entries = [_entry(pair, at) for at, pair in enumerate(pairs)]
    ordered = sorted(zip(entries, pairs, strict=True), key=lambda each: STATES.rank(each[0].state))
    about = {**(b.summary.get("metrics") or {}), **(a.summary.get("metrics") or {})}
    drawn = [_differences(comparison.changes), by_kind([("A", a), ("B", b)])]
    body = join(
        [
            _headline(comparison, entries),
            section("measures", "Measures", compared(comparison.changes, about)),
            section("plots", "Plots", tag("div", *(f.html() for f in drawn), class_="figures")),
            table([entry for entry, _ in ordered], STATES),
            section("settings", "What was set otherwise", _settings(comparison)),
        ]
    )
    names = (("measures", "Measures"), ("plots", "Plots"), ("questions", "Questions"))
    places = (*names, ("settings", "Settings"))
    navigation = join(tag("a", name, href=f"#{place}") for place, name in places)
    details = (
        detail([(f"A: {a.name}", one), (f"B: {b.name}", other)], about)
        for _, (one, other) in ordered
    )
    return page(f"{a.name} and {b.name} · Byline evaluation", navigation, body, details)


def _entry(pair: Pair, at: int) -> Entry:
    one, other = pair
    state = _state(pair)
    why = {
        "lost": other.error or other.reasons.get(HEADLINE, ""),
        "gained": f"before: {one.error or one.reasons.get(HEADLINE, '')}",
        "moved": f"differs in {', '.join(_moved(pair))}",
        "wrong": other.error or other.reasons.get(HEADLINE, ""),
        "same": "",
    }[state]
    return entry_of(other, at, state, why)


def _state(pair: Pair) -> str:
    before, after = (state_of(row) == "right" for row in pair)
    if before != after:
        return "gained" if after else "lost"
    if _moved(pair):
        return "moved"
    return "same" if after else "wrong"


def _moved(pair: Pair) -> list[str]:
    """What differs besides time: words, citations, scores."""
    one, other = pair
    told = []
    if _said(one) != _said(other):
        told.append("words")
    if _cited(one) != _cited(other):
        told.append("citations")
    scores = (
        name
        for name, value in one.scores.items()
        if name in other.scores and "second" not in name and not _same(value, other.scores[name])
    )
    return [*told, *scores]


def _same(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return abs(one - other) < 1e-9


def _said(row: Row) -> tuple[Any, ...]:
    answer = row.answer or {}
    return tuple(answer.get(key) for key in ("status", "lead", "short_answer", "text"))


def _cited(row: Row) -> list[tuple[Any, ...]]:
    citations = (row.answer or {}).get("citations") or ()
    return [tuple(c.get(key) for key in ("n", "article_id", "quote")) for c in citations]


def _headline(comparison: Comparison, entries: Sequence[Entry]) -> Html:
    change = comparison.change(HEADLINE)
    count = {state: sum(e.state == state for e in entries) for state, _, _ in STATES.signs}
    facts = (
        ("compared", f"{len(entries)} questions"),
        ("gained", str(count["gained"])),
        ("lost", str(count["lost"])),
        ("changed", str(count["moved"])),
    )
    return tag(
        "header",
        tag("h1", "Two runs of the same questions"),
        tag(
            "ol",
            *(
                tag("li", tag("b", letter), run.name, " ", tag("span", started(run), class_="from"))
                for letter, run in (("A", comparison.a), ("B", comparison.b))
            ),
            class_="runs",
        ),
        tag(
            "div",
            tag("p", _verdict(change), class_="verdict-line"),
            tag("p", tag("span", _numbers(change)), class_="interval"),
            tag("dl", *(tag("div", tag("dt", k), tag("dd", v)) for k, v in facts)),
            class_="headline",
        ),
        *(tag("p", told, class_="aside") for told in _unpaired(comparison)),
        class_="top",
    )


def _verdict(change: Change | None) -> str:
    if change is None or change.difference.mean is None:
        return "No question is marked in both."
    if not change.wins and not change.losses:
        return "B is right where A is, and nowhere else."
    way = {"better": "B is better", "worse": "B is worse", "open": "Chance alone may do this"}
    return f"{way[change.verdict]}: {len(change.wins)} gained, {len(change.losses)} lost."


def _numbers(change: Change | None) -> str:
    of = change.difference if change else None
    if change is None or of is None or of.mean is None or of.low is None or of.high is None:
        return ""
    mean, low, high = (shown(each, sign=True) for each in (of.mean, of.low, of.high))
    return (
        f"right {shown(change.a)} in A, {shown(change.b)} in B: {mean}, "
        f"95 % interval {low} to {high}, p {probability(of.p)}"
    )


def _unpaired(comparison: Comparison) -> Iterator[str]:
    told = (
        ("Only in A", comparison.only_a),
        ("Only in B", comparison.only_b),
        ("Asked or marked otherwise in B, and not compared", comparison.reworded),
    )
    for words, ids in told:
        if ids:
            yield f"{words}: {', '.join(ids)}"


def _differences(changes: Sequence[Change]) -> Figure:
    rows = []
    for each in changes:
        of = each.difference
        if of.mean is None or of.low is None or of.high is None or max(-of.low, of.high) > 1:
            continue
        if each.differs and each.group != "cost":
            rows.append(
                Interval(each.metric, of.mean, of.low, of.high, of.n, emphasis=each.verdict)
            )
    most = max((max(-row.low, row.high) for row in rows), default=1.0)
    reach = next((r for r in (0.05, 0.1, 0.2, 0.5) if most <= r), 1.0)
    return intervals(
        "Difference by measure",
        "B minus A with its 95 % interval, where any question differs. Grey: chance alone may "
        "have done it.",
        rows,
        low=-reach,
        high=reach,
    )


def _settings(comparison: Comparison) -> Html:
    if not comparison.settings:
        return tag("p", "Nothing: both were run with the same settings.", class_="soft")
    rows = ((each.name, written(each.a), written(each.b)) for each in comparison.settings)
    return settings.table(("Setting", "A", "B"), rows)
