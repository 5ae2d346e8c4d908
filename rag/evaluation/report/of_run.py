"""The report of one run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from rag.evaluation.comparing.comparison import HEADLINE
from rag.evaluation.describing import flat
from rag.evaluation.plots.scales import Scale
from rag.evaluation.report import settings, verifier
from rag.evaluation.report.details import detail
from rag.evaluation.report.figures import figures
from rag.evaluation.report.measures import measured, whisker
from rag.evaluation.report.numbers import NONE, percentile, shown
from rag.evaluation.report.questions import Entry, States, table
from rag.evaluation.report.shell import page, section, write
from rag.evaluation.rows import REPORT, Row, Run
from rag.markup import Html, join, tag

STATES = States(
    (
        ("error", "!", "failed"),
        ("wrong", "✗", "wrong"),
        ("right", "✓", "right"),
        ("unmarked", "–", "not marked"),
    )
)


def write_report(run: Run) -> Path:
    """``report.html`` in the run's folder."""
    path = run.folder / REPORT
    write(path, run_page(run))
    return path


def run_page(run: Run) -> str:
    """All of the run as one HTML file."""
    entries = [_entry(row, at) for at, row in enumerate(run.rows)]
    pairs = sorted(
        zip(entries, run.rows, strict=True),
        key=lambda pair: (STATES.rank(pair[0].state), not pair[0].must_pass),
    )
    metrics: Mapping[str, Any] = run.summary.get("metrics") or {}
    drawn = figures(run)
    body = join(
        [
            _headline(run, entries),
            section("measures", "Measures", join([measured(metrics), _errors(run)])),
            section("plots", "Plots", tag("div", *(f.html() for f in drawn), class_="figures"))
            if drawn
            else None,
            table([entry for entry, _ in pairs], STATES),
            section("settings", "How it was run", _settings(run)),
        ]
    )
    details = (detail([(run.name, row)], metrics) for _, row in pairs)
    return page(f"{run.name} · Byline evaluation", _navigation(bool(drawn)), body, details)


def state_of(row: Row) -> str:
    if row.error:
        return "error"
    score = row.scores.get(HEADLINE)
    return "unmarked" if score is None else "right" if score == 1 else "wrong"


def entry_of(row: Row, at: int, state: str, why: str) -> Entry:
    answer = row.answer or {}
    return Entry(
        id=row.id,
        question=row.question,
        kind=row.kind,
        state=state,
        why=why,
        seconds=row.seconds,
        said=f"{answer.get('lead') or ''} {answer.get('text') or ''}",
        asked=at,
        must_pass=row.must_pass,
    )


def _entry(row: Row, at: int) -> Entry:
    state = state_of(row)
    why = row.error or ("" if state == "right" else row.reasons.get(HEADLINE, ""))
    return entry_of(row, at, state, why)


def _navigation(plots: bool) -> Html:
    places = [("measures", "Measures"), ("plots", "Plots"), ("questions", "Questions")]
    places += [("settings", "Settings")]
    return join(
        tag("a", name, href=f"#{place}") for place, name in places if plots or place != "plots"
    )


def _headline(run: Run, entries: list[Entry]) -> Html:
    right: Mapping[str, Any] = (run.summary.get("metrics") or {}).get(HEADLINE) or {}
    mean, low, high = (right.get(key) for key in ("mean", "low", "high"))
    count = sum(entry.state == "right" for entry in entries)
    drawn = None
    told = "No answer is marked right or wrong."
    if mean is not None and low is not None and high is not None:
        told = f"95 % interval {low:.3f} to {high:.3f}, {right.get('n', 0)} marked"
        drawn = whisker(mean, low, high, Scale(0, 1, 5, 145), "")
    return tag(
        "header",
        tag("p", _when(run), class_="from"),
        tag("h1", run.name),
        tag(
            "div",
            tag(
                "p",
                tag("strong", NONE if mean is None else f"{mean:.3f}", id="headline"),
                tag("span", f"right: {count} of {len(entries)} answers"),
                class_="big",
            ),
            tag("p", drawn, tag("span", told), class_="interval"),
            tag("dl", *_facts(run, entries)),
            class_="headline",
        ),
        class_="top",
    )


def started(run: Run) -> str:
    """The day and minute it began."""
    return str(run.settings.get("started") or "")[:16].replace("T", " ")


def _when(run: Run) -> str:
    of = run.settings
    library = of.get("library") or {}
    told = (
        of.get("system"),
        of.get("mode") if of.get("mode") != of.get("system") else None,
        f"{library['articles']:,} articles" if library.get("articles") else None,
        started(run),
    )
    return " · ".join(str(each) for each in told if each)


def _facts(run: Run, entries: list[Entry]) -> Iterator[Html]:
    must = [entry for entry in entries if entry.must_pass]
    metrics = run.summary.get("metrics") or {}
    seconds = [row.seconds for row in run.rows if row.seconds is not None]
    facts = [
        ("must pass", f"{sum(e.state == 'right' for e in must)} of {len(must)}" if must else ""),
        *((name, shown(metrics[name]["mean"])) for name in _telling(run)),
        ("median time", shown(percentile(seconds, 0.5), "s") if seconds else ""),
        ("failed", str(sum(e.state == "error" for e in entries) or "")),
    ]
    for name, value in facts:
        if value:
            yield tag("div", tag("dt", name), tag("dd", value))


def _telling(run: Run) -> Iterator[str]:
    """Besides the headline what says most in a line: what citations carry, and saying no."""
    metrics = run.summary.get("metrics") or {}
    citations = (run.summary.get("headline") or {}).get("citations")
    for name in (citations, "attribution", "abstention_f1"):
        if name and (metrics.get(name) or {}).get("mean") is not None:
            yield name


def _errors(run: Run) -> Html | None:
    """Where a measure rests on the verifier, how often that errs."""
    rests = any(name.endswith("_verifier") for name in run.summary.get("metrics") or {})
    return verifier.errors(run.summary.get("verifier") or {}) if rests else None


def _settings(run: Run) -> Html:
    rows = ((name, settings.written(value)) for name, value in flat(run.settings).items())
    return settings.table(("Setting", "Value"), (row for row in rows if row[0] != "schema"))
