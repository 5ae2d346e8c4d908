"""The tables of metrics: means with their intervals, drawn and in numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any

from rag.evaluation.comparing.comparison import Change
from rag.evaluation.plots.scales import Scale
from rag.evaluation.report.numbers import NONE, between, shown
from rag.markup import Html, join, tag

WIDTH, MIDDLE = 150, 9


def measured(metrics: Mapping[str, Mapping[str, Any]]) -> Html:
    """Every metric of a summary, by group."""
    columns = (("Measure", ""), ("Mean", "num"), ("0 to 1", "drawn"), ("95 % interval", "num"))
    rows = (
        (str(metric.get("group", "")), _measure(name, metric))
        for name, metric in metrics.items()
        if "@" not in name
    )
    table = _table("Measures", [*columns, ("n", "num"), ("Not scored", "num wide")], rows)
    return join([table, _cut_off(metrics)])


def _cut_off(metrics: Mapping[str, Mapping[str, Any]]) -> Html | None:
    """What is measured at several k: a row each, a column for every k."""
    by_name: dict[str, dict[int, Mapping[str, Any]]] = {}
    for name, metric in metrics.items():
        base, at, k = name.rpartition("@")
        if at and k.isdigit():
            by_name.setdefault(base, {})[int(k)] = metric
    if not by_name:
        return None
    ks = sorted({k for own in by_name.values() for k in own})
    head = (*(f"@{k}" for k in ks), "n")
    return tag(
        "div",
        tag(
            "table",
            tag("caption", "Retrieval, among the first k passages", class_="unseen"),
            tag(
                "thead",
                tag("tr", *(_head(name, "num" if name != "Measure" else "") for name in head)),
            ),
            tag("tbody", *(_cut_row(base, own, ks) for base, own in by_name.items())),
            class_="measures",
        ),
        class_="scrolls",
    )


def _cut_row(base: str, own: Mapping[int, Mapping[str, Any]], ks: list[int]) -> Html:
    some = own[max(own)]
    cells = (_cell(own.get(k) or {}) for k in ks)
    count = tag("td", str(some.get("n", 0)), class_="num soft")
    return tag("tr", _name(base, some), *cells, count, id=f"metric-{base}")


def _cell(metric: Mapping[str, Any]) -> Html:
    low, high = metric.get("low"), metric.get("high")
    interval = None
    if low is not None and high is not None:
        interval = tag("span", between(low, high), class_="within")
    return tag("td", shown(metric.get("mean")), interval, class_="num mean")


def _head(name: str, classes: str) -> Html:
    return tag("th", name, scope="col", class_=classes or None)


def compared(changes: Iterable[Change], about: Mapping[str, Mapping[str, Any]]) -> Html:
    """Every metric of two runs, by group, with the difference drawn around 0."""
    columns = [
        ("Measure", ""),
        ("A", "num wide"),
        ("B", "num"),
        ("Difference", "num"),
        ("", "drawn"),
        ("95 % interval", "num wide"),
        ("p", "num wide"),
        ("p, Holm", "num"),
        ("Won / lost / tied", "num wide"),
    ]
    rows = ((each.group, _change(each, about.get(each.metric, {}))) for each in changes)
    return _table("Measures beside each other", columns, rows)


def _table(caption: str, columns: list[tuple[str, str]], rows: Iterable[tuple[str, Html]]) -> Html:
    head = (_head(name, classes) for name, classes in columns)
    groups = (
        tag(
            "tbody",
            tag("tr", tag("th", group, scope="rowgroup", colspan=len(columns)), class_="group")
            if group
            else None,
            *(row for _, row in own),
        )
        for group, own in groupby(sorted(rows, key=lambda row: _ORDER.get(row[0], 9)), _group)
    )
    return tag(
        "div",
        tag(
            "table",
            tag("caption", caption, class_="unseen"),
            tag("thead", tag("tr", *head)),
            *groups,
            class_="measures",
        ),
        class_="scrolls",
    )


_ORDER = {"answer": 0, "citations": 1, "saying no": 2, "retrieval": 3, "cost": 4}


def _group(row: tuple[str, Html]) -> str:
    return row[0]


def _name(name: str, about: Mapping[str, Any]) -> Html:
    """The metric's name, which opens its definition."""
    first, *others = name.split("_")
    broken = join([first, *(join(["_", tag("wbr"), other]) for other in others)])
    definition = str(about.get("definition") or "")
    better = "Lower is better. " if about.get("better") == "lower" else ""
    label = tag("span", about["label"], class_="label") if about.get("label") else None
    if not definition:
        return tag("th", broken, label, scope="row")
    opened = tag("details", tag("summary", broken, label), tag("p", better, definition))
    return tag("th", opened, scope="row")


def _measure(name: str, metric: Mapping[str, Any]) -> Html:
    unit = str(metric.get("unit") or "")
    mean, low, high = (metric.get(key) for key in ("mean", "low", "high"))
    interval = NONE if low is None or high is None else between(low, high, unit)
    return tag(
        "tr",
        _name(name, metric),
        tag("td", shown(mean, "" if unit == name else unit), class_="num mean"),
        tag("td", _drawn(mean, low, high, unit), class_="drawn"),
        tag("td", interval, class_="num soft"),
        tag("td", str(metric.get("n", 0)), class_="num soft"),
        tag("td", str(metric.get("unscored") or NONE), class_="num soft wide"),
        id=f"metric-{name}",
    )


def _drawn(mean: float | None, low: float | None, high: float | None, unit: str) -> Html | None:
    if mean is None or low is None or high is None or unit or not 0 <= low <= high <= 1:
        return None
    return whisker(mean, low, high, Scale(0, 1, 5, WIDTH - 5), "")


def _change(change: Change, about: Mapping[str, Any]) -> Html:
    unit = str(about.get("unit") or "")
    of = change.difference
    known = of.mean is not None and of.low is not None and of.high is not None
    interval = f"{shown(of.low, unit, sign=True)} to {shown(of.high, unit, sign=True)}"
    counted = f"{len(change.wins)} / {len(change.losses)} / {len(change.ties)}"
    if not change.wins and not change.losses and not change.ties:
        counted = NONE
    return tag(
        "tr",
        _name(change.metric, about),
        tag("td", shown(change.a, unit), class_="num soft wide"),
        tag("td", shown(change.b, unit), class_="num mean"),
        tag("td", shown(of.mean, unit, sign=True), class_=f"num {change.verdict}"),
        tag("td", _around_zero(change) if known and not unit else None, class_="drawn"),
        tag("td", interval if known else NONE, class_="num soft wide"),
        tag("td", probability(of.p), class_="num soft wide"),
        tag("td", probability(change.holm), class_="num"),
        tag("td", counted, class_="num soft wide"),
        id=f"metric-{change.metric}",
    )


def _around_zero(change: Change) -> Html | None:
    of = change.difference
    if of.mean is None or of.low is None or of.high is None or max(-of.low, of.high) > 1:
        return None
    reach = next(r for r in (0.1, 0.25, 0.5, 1.0) if max(-of.low, of.high) <= r)
    across = Scale(-reach, reach, 5, WIDTH - 5)
    return whisker(of.mean, of.low, of.high, across, change.verdict, zero=True)


def probability(p: float | None) -> str:
    if p is None:
        return NONE
    return "< .001" if p < 0.001 else f"{p:.3f}".removeprefix("0")


def whisker(
    mean: float, low: float, high: float, across: Scale, classes: str, *, zero: bool = False
) -> Html:
    """An interval as a line with its mean; the numbers stand beside it."""
    base = {"y1": f"{MIDDLE}", "y2": f"{MIDDLE}"}
    ends = {"x1": f"{across(low)}", "x2": f"{across(high)}"}
    middle, classes = f"{across(0)}", f"s1 {classes}".strip()
    return tag(
        "svg",
        tag("line", class_="grid", x1=f"{across.first}", x2=f"{across.last}", **base),
        tag("line", class_="zero", x1=middle, x2=middle, y1="1", y2="17") if zero else None,
        tag("line", class_=f"whisker {classes}", **ends, **base),
        tag(
            "circle",
            class_=f"dot s1 {classes}".strip(),
            cx=f"{across(mean)}",
            cy=f"{MIDDLE}",
            r="4",
        ),
        class_="plot small",
        viewBox=f"0 0 {WIDTH} {2 * MIDDLE}",
        aria_hidden="true",
    )
