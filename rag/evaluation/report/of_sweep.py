"""The page of a sweep: quality against time, and the table of all combinations."""

from __future__ import annotations

from pathlib import Path

from rag.evaluation.plots import Figure, Line, Point, points
from rag.evaluation.report.numbers import shown
from rag.evaluation.report.shell import page, section, write
from rag.evaluation.rows import REPORT
from rag.evaluation.sweeping import Point as Tried
from rag.evaluation.sweeping import Sweep
from rag.markup import Html, join, tag


def write_sweep(sweep: Sweep, path: Path) -> None:
    """Beside the runs' folders, so that the links to their reports hold."""
    write(path, sweep_page(sweep, path.parent))


def sweep_page(sweep: Sweep, beside: Path) -> str:
    drawn = quality_and_time(sweep)
    top = tag(
        "header",
        tag("h1", f"{len(sweep.points)} combinations of settings"),
        tag(
            "p",
            f"{len(sweep.best)} of them are worth their time: none of the others is as good "
            f"and as fast. Quality is the mean of “{sweep.metric}”; intervals are of 95 %.",
            class_="soft",
        ),
        class_="top",
    )
    body = join(
        [
            top,
            section("plots", "Plot", tag("div", drawn.html(), class_="figures one")),
            section("measures", "Combinations", _table(sweep, beside)),
        ]
    )
    places = (("plots", "Plot"), ("measures", "Combinations"))
    links = join(tag("a", name, href=f"#{place}") for place, name in places)
    return page("A sweep · Byline evaluation", links, body, [])


def quality_and_time(sweep: Sweep) -> Figure:
    """A point for each combination, numbered as in the table; the line joins what is worth it."""
    best = sweep.best
    dots = [
        Point(
            str(n), each.seconds * 1000, each.quality, each.low, each.high,
            "" if each in best else "dominated",
        )
        for n, each in enumerate(sweep.points, 1)
    ]  # fmt: skip
    low = min((each.low for each in sweep.points), default=0.0)
    return points(
        "Quality against time",
        "Numbers are those of the table. The stepped line joins the combinations that are worth "
        "their time: no other is both as good and as fast. Hollow points are not on it.",
        dots,
        along=("half of the answers within, ms", sweep.metric),
        line=Line("", tuple((p.seconds * 1000, p.quality) for p in best), stepped=True),
        bottom=0.5 if low >= 0.5 else 0.0,
        named=True,
    )


def _table(sweep: Sweep, beside: Path) -> Html:
    heads = (("", ""), ("Settings", ""), (sweep.metric, "num"), ("95 % interval", "num wide"))
    head = tag(
        "tr",
        *(
            tag("th", name, scope="col", class_=classes or None)
            for name, classes in (*heads, ("Half within", "num"), ("Worth it", ""))
        ),
    )
    best = sweep.best
    rows = (_row(n, each, each in best, beside) for n, each in enumerate(sweep.points, 1))
    whole = tag("table", tag("thead", head), tag("tbody", *rows), class_="measures")
    return tag("div", whole, class_="scrolls")


def _row(n: int, tried: Tried, worth: bool, beside: Path) -> Html:
    folder = tried.run.folder
    report = folder / REPORT
    name: Html | str = tried.name
    if folder.is_relative_to(beside) and report.is_file():
        name = tag("a", tried.name, href=report.relative_to(beside).as_posix())
    return tag(
        "tr",
        tag("td", str(n), class_="num soft"),
        tag("th", name, scope="row"),
        tag("td", shown(tried.quality), class_="num mean"),
        tag("td", f"{shown(tried.low)} to {shown(tried.high)}", class_="num soft wide"),
        tag("td", shown(tried.seconds, "s"), class_="num"),
        tag("td", "✓ yes" if worth else "no", class_="better" if worth else "soft"),
    )
