"""``docs/performance.md`` and its picture, from what the benchmarks kept.

    python benchmarks/report.py

It measures nothing. A benchmark that never ran here has no section.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from os import cpu_count
from pathlib import Path
from platform import machine, python_version

from figures import KEPT, Table, kept
from scale.plot import Line, Panel, drawn

DOCS = Path(__file__).parents[1] / "docs"
PAGE, PICTURE = DOCS / "performance.md", DOCS / "images" / "performance.svg"
SECTIONS: Mapping[str, tuple[str, str]] = {
    "library": (
        "Searching and keeping a library",
        "Libraries of generated news, each opened and asked by a process of its own; what is"
        " generated and how stands in `benchmarks/scale/`.",
    ),
    "embedding": ("Embedding", "The bundled model, beside other ways to run the same one."),
    "ingest": ("Ingest", "Generated reports through the real path, beside the embedder alone."),
    "retrieval": (
        "Finding the right article",
        "Questions of `make bench-retrieval` whose articles are known; ranked by weights that did"
        " not see them, but for the row that says so.",
    ),
    "multihop": ("Evidence in several articles", "The questions of `make bench-multihop`."),
    "understanding": (
        "Understanding questions",
        "The threads and the questions of several parts in `corpus/questions.jsonl`, over the"
        " sample collection.",
    ),
    "page": (
        "The page",
        "Readers who ask at once over HTTP as browsers do; `make bench-page`.",
    ),
    "start_up": ("Starting", "Each way in, as its user starts it; `make bench-startup`."),
    "peers": ("Beside others", "The same articles and the same model in other libraries."),
}
OTHERS = {"Chroma": "#bf8700", "exact": "#2f81f7", "keywords": "#2da44e", "whole": "#cf4f9c"}


def main() -> None:
    written = [name for name in SECTIONS if (KEPT / f"{name}.json").is_file()]
    if not written:
        raise SystemExit("nothing was measured here yet; run `make bench`")
    picture = _picture(kept("library")) if "library" in written else None
    parts = [_head(written), *(_section(name) for name in written)]
    if picture is not None:
        PICTURE.parent.mkdir(parents=True, exist_ok=True)
        PICTURE.write_text(picture, encoding="utf-8")
        parts.insert(1, "![Milliseconds and megabytes by size](images/performance.svg)\n")
    PAGE.write_text("\n".join(parts), encoding="utf-8")
    print(f"wrote {PAGE}")


def _head(written: list[str]) -> str:
    newest = max((KEPT / f"{name}.json").stat().st_mtime for name in written)
    day = datetime.fromtimestamp(newest, UTC).date()
    return (
        "# What it costs\n\n"
        f"Measured on {day:%-d %B %Y} by `make bench`, which writes this page; {cpu_count()}"
        f" processors ({machine()}), Python {python_version()}. Milliseconds and megabytes depend"
        " on the machine; ratios within a table hardly do.\n"
    )


def _section(name: str) -> str:
    title, about = SECTIONS[name]
    return f"## {title}\n\n{about}\n\n" + "\n".join(_markdown(each) for each in kept(name))


def _markdown(table: Table) -> str:
    lines = [table.columns, ("---", *("---:" for _ in table.columns[1:])), *table.rows]
    rows = "\n".join("| " + " | ".join(cells) + " |" for cells in lines)
    note = f"\n{table.note}\n" if table.note else ""
    return f"### {table.title}\n\n{rows}\n{note}"


def _picture(tables: list[Table]) -> str | None:
    """Cost against size; None when only one size was measured."""
    found = {each.columns[0]: each for each in tables if "p50" in " ".join(each.columns)}
    search, vectors = found.get("chunks"), found.get("vectors")
    keeping = next((each for each in tables if "steady MB" in each.columns), None)
    if search is None or vectors is None or keeping is None or len(search.rows) < 2:
        return None
    cost = (
        *_pair("whole search", OTHERS["whole"], search, "p50", "p95"),
        *_pair("exact", OTHERS["exact"], vectors, "exact p50", "exact p95"),
        *_pair("Chroma", OTHERS["Chroma"], vectors, "Chroma p50", "Chroma p95"),
        Line("keywords", OTHERS["keywords"], _points(search, "keywords p50")),
    )
    disk = [column for column in keeping.columns if column.endswith(" MB")][2:]
    kept_on_disk = [_points(keeping, column) for column in disk]
    totals = tuple((xs[0][0], sum(y for _, y in xs)) for xs in zip(*kept_on_disk, strict=True))
    room = (
        Line("memory", OTHERS["whole"], _points(keeping, "steady MB")),
        Line("disk", OTHERS["exact"], totals),
    )
    panels = (
        Panel("Milliseconds, p50 and p95 (dashed)", " ms", cost),
        Panel("Megabytes", "", room),
    )
    return drawn(panels, "Cost of a search, memory and disk against the number of passages")


def _pair(name: str, colour: str, table: Table, middle: str, high: str) -> tuple[Line, Line]:
    light = Line(name, colour, _points(table, high), light=True)
    return light, Line(name, colour, _points(table, middle))


def _points(table: Table, column: str) -> tuple[tuple[float, float], ...]:
    """Of the rows that bear a size and have a figure there; the least that is shown is 0.01."""
    at, units = table.columns.index(column), {"k": 1e3, "M": 1e6}
    rows = [(row[0], row[at]) for row in table.rows if row[at] != "-" and row[0][:1].isdigit()]
    return tuple((float(s[:-1]) * units[s[-1]], max(float(figure), 0.01)) for s, figure in rows)


if __name__ == "__main__":
    main()
