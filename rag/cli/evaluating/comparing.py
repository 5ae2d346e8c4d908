"""``rag eval compare``, ``gate`` and ``report``: what finished runs show."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rag.cli.common import AsJson, print_json, say
from rag.cli.evaluating.running import JUnit
from rag.cli.terminal import printable

if TYPE_CHECKING:
    from rag.evaluation.comparing.comparison import Change, Comparison

RunFolder = Annotated[Path, typer.Argument(metavar="RUN", help="A run's folder.")]
HELD = ("right",)
"""What a new baseline gates where nothing else is said."""


Html = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Write a page with both answers side by side.")
]
Every = Annotated[
    bool, typer.Option("--all", help="Every metric, also those that say much the same.")
]
Held = Annotated[Path | None, typer.Option(metavar="FILE", help="What the run is held to.")]
NewBaseline = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Make this run the baseline instead of checking it."),
]
Metrics = Annotated[
    list[str] | None,
    typer.Option(
        metavar="NAME[=LIMIT]",
        help="Of a new baseline: a metric to hold, with its floor (default: right, with the low "
        "end of its interval). Repeatable.",
    ),
]


def register(group: typer.Typer) -> None:
    group.command("compare", epilog="Example: rag eval compare runs/before runs/after")(compare)
    group.command(
        "gate", epilog="Example: rag eval gate runs/today --baseline corpus/baseline.json"
    )(gate)
    group.command("report", epilog="Example: rag eval report runs/today")(report)


def compare(
    a: Annotated[Path, typer.Argument(metavar="A", help="The folder of the run before.")],
    b: Annotated[Path, typer.Argument(metavar="B", help="The folder of the run after.")],
    html: Html = None,
    every: Every = False,
    json: AsJson = False,
) -> None:
    """What differs between two runs, question by question, and what of it chance may do."""
    from rag.evaluation.comparing.comparison import compare as laid_beside
    from rag.evaluation.report import write_comparison
    from rag.evaluation.rows import read_run

    comparison = laid_beside(read_run(a), read_run(b), every=every)
    if html is not None:
        write_comparison(comparison, html)
        say(f"side by side: {html}")
    if json:
        print_json(comparison.to_dict())
    else:
        print("\n".join(_lines(comparison)))


def gate(
    run: RunFolder,
    baseline: Held = None,
    junit: JUnit = None,
    write_baseline: NewBaseline = None,
    metric: Metrics = None,
    json: AsJson = False,
) -> int:
    """Exit 1, with the reasons, where a run falls below its floors or its baseline."""
    from rag.errors import UsageError
    from rag.evaluation.comparing.baseline import read_baseline
    from rag.evaluation.comparing.gate import gate as ruled
    from rag.evaluation.comparing.junit import write_junit
    from rag.evaluation.rows import read_run

    if write_baseline is not None and baseline is None:
        _new_baseline(run, write_baseline, metric or list(HELD))
        return 0
    if baseline is None or write_baseline is not None:
        raise UsageError("say either --baseline FILE, to check a run, or --write-baseline FILE")
    if metric:
        raise UsageError("--metric is for a new baseline: it needs --write-baseline")
    ruling = ruled(read_run(run), read_baseline(baseline))
    if junit is not None:
        write_junit(ruling, junit)
    if json:
        print_json(ruling.to_dict())
    else:
        print("\n".join(map(printable, str(ruling).splitlines())))
    return 0 if ruling.passed else 1


def report(run: RunFolder) -> None:
    """Write the run's report.html once more, and print where it is."""
    from rag.evaluation.report import write_report
    from rag.evaluation.rows import read_run

    print(write_report(read_run(run)))


def _new_baseline(run: Path, path: Path, metrics: list[str]) -> None:
    from rag.errors import UsageError
    from rag.evaluation.comparing.baseline import baseline_of, write_baseline
    from rag.evaluation.rows import read_run

    limits: dict[str, float] = {}
    for each in metrics:
        name, equals, limit = each.partition("=")
        try:
            limits |= {name: float(limit)} if equals else {}
        except ValueError as error:
            raise UsageError(f"--metric {each}: '{limit}' is no number") from error
    made = baseline_of(read_run(run), [each.partition("=")[0] for each in metrics], limits)
    write_baseline(made, path)
    told = ", ".join(f"{each.metric} ({each.bound} {each.limit:g})" for each in made.metrics)
    print(f"{path} holds {len(made.questions)} questions to {told}")


def _lines(comparison: Comparison) -> Iterator[str]:
    yield f"A {comparison.a.name}, B {comparison.b.name}: {len(comparison.both)} questions in both"
    for each in comparison.settings:
        yield printable(f"set otherwise: {each.name}: {each.a} -> {each.b}")
    yield ""
    wide = max((len(change.metric) for change in comparison.changes), default=0)
    yield f"{'':<{wide}}  {'A':>6}  {'B':>6}  {'B - A  95 % interval':<24}  {'p':<5}  {'Holm':<5}"
    for change in comparison.changes:
        yield _line(change, wide)
    yield ""
    right = comparison.change("right")
    for words, ids in (
        ("gained", right.wins if right else ()),
        ("lost", right.losses if right else ()),
        ("only in A", comparison.only_a),
        ("only in B", comparison.only_b),
        ("asked or marked otherwise in B, and left out", comparison.reworded),
    ):
        if ids:
            yield printable(f"{words}: {', '.join(ids)}")


def _line(change: Change, wide: int) -> str:
    of = change.difference
    if of.mean is None:
        return f"{change.metric:<{wide}}  no question is scored in both"
    interval = f"{of.mean:+.3f} [{of.low:+.3f}, {of.high:+.3f}]"
    p, holm = (f"{told:<5}" for told in (_p(of.p), _p(change.holm)))
    counted = f"{len(change.wins)} won, {len(change.losses)} lost, {len(change.ties)} tied"
    if not change.wins and not change.losses and not change.ties:
        counted = "of the whole run"
    return (
        f"{change.metric:<{wide}}  {change.a:6.3f}  {change.b:6.3f}  {interval:<24}  {p}  "
        f"{holm}  {change.verdict:<6}  {counted}"
    )


def _p(value: float | None) -> str:
    if value is None:
        return "-"
    return "<.001" if value < 0.001 else f"{value:.3f}"
