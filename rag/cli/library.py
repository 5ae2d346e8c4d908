"""Commands about the library itself: how it is, whether it is sound, and making it anew."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from rag.cli.bar import progress_bar
from rag.cli.common import AsJson, Index, open_rag, print_json, say
from rag.cli.terminal import printable, printable_lines

if TYPE_CHECKING:
    from rag.types import Caps, DayUsage, UsageReport

File = Annotated[str, typer.Argument(metavar="FILE", help="One file, such as news.byline.")]


def register(app: typer.Typer) -> None:
    app.command(epilog="Example: rag status --json")(status)
    app.command(epilog="Example: rag usage --days 30")(usage)
    app.command(epilog="Example: rag verify")(verify)
    app.command(epilog="Example: rag rebuild")(rebuild)
    app.command(epilog="Example: rag export ~/backups/news.byline")(export)
    app.command("import", epilog="Example: rag import news.byline --index my-library")(import_)
    app.command(epilog="Example: RAG_LLM=openai:my-model rag settings")(settings)


def status(index: Index = None, json: AsJson = False) -> int:
    """Tell how the library is: articles, dates, sources, indexes, and what was rejected."""
    with open_rag(index) as rag:
        found, refused = rag.status(), len(rag.rejected())
    if json:
        print_json({**found.to_dict(), "rejected": refused})
        return 0
    print(printable_lines(found.in_words))
    if refused:
        inputs = "1 input was" if refused == 1 else f"{refused:,} inputs were"
        print(f"{inputs} rejected when last read; `rag list --rejected` says why")
    return 0


def usage(
    days: Annotated[int, typer.Option("--days", min=1, help="How many days to list.")] = 7,
    index: Index = None,
    json: AsJson = False,
) -> int:
    """Tell what models took: today, on the last days, and the caps in force."""
    with open_rag(index) as rag:
        report = rag.usage(days)
    if json:
        print_json(report.to_dict())
    else:
        print("\n".join(_usage_lines(report)))
    return 0


def _usage_lines(report: UsageReport) -> Iterator[str]:
    yield f"model: {report.model or 'none, answers are quotations'}"
    yield f"today (UTC) {_taken(report.today)}"
    yield f"last minute: {report.requests_last_minute:,} requests"
    yield f"caps: {', '.join(_caps(report.caps)) or 'none'}"
    yield from (f"{day.day} {_taken(day)}" for day in report.days if day.day != report.today.day)


def _taken(day: DayUsage) -> str:
    cost = f", cost {day.cost:.4f}" if day.cost else ""
    return (
        f"{day.requests:,} requests, {day.prompt_tokens:,} tokens of prompts, "
        f"{day.completion_tokens:,} of output{cost}"
    )


def _caps(caps: Caps) -> Iterator[str]:
    for most, what in (
        (caps.tokens_per_answer, "tokens an answer"),
        (caps.requests_per_minute, "requests a minute"),
        (caps.tokens_per_day, "tokens a day"),
    ):
        if most is not None:
            yield f"{most:,} {what}"
    if caps.cost_per_day is not None:
        yield f"a cost of {caps.cost_per_day:g} a day"


def verify(index: Index = None, json: AsJson = False) -> int:
    """Check every span, hash and index thoroughly; exit 1 when something is damaged."""
    from rag.types import SCHEMA

    with open_rag(index) as rag:
        damage = rag.verify()
    if json:
        print_json({"schema": SCHEMA, "sound": not damage, "damage": damage})
    elif damage:
        print(printable_lines("\n".join(damage)))
    else:
        print("sound: every span, hash and index entry was checked")
    return 1 if damage else 0


def rebuild(
    embed: Annotated[
        bool, typer.Option("--embed", help="Make the vectors anew, with the model now set.")
    ] = False,
    index: Index = None,
    json: AsJson = False,
) -> int:
    """Make the indexes anew from the ledger; nothing is embedded unless --embed says so."""
    with open_rag(index) as rag, progress_bar(quiet=json) as progress:
        rag.rebuild(embed=embed, progress=progress)
        found = rag.status()
    if json:
        print_json(found.to_dict())
    else:
        print(printable_lines(found.in_words))
    return 0


def export(file: File, index: Index = None, json: AsJson = False) -> int:
    """Write the whole library into one file, to keep or to take along; also while it is in use.

    Of a damaged library it holds what can still be read, and the rest is named (exit 1).
    """
    with open_rag(index) as rag, progress_bar(quiet=json) as progress:
        made = rag.export(file, progress)
    if json:
        print_json(made.to_dict())
    else:
        print(printable_lines(made.in_words))
    if made.lost:
        say("the library is damaged; this could not be saved:")
        say("\n".join(f"  {each}" for each in made.lost))
    return 1 if made.lost else 0


def import_(file: File, index: Index = None, json: AsJson = False) -> int:
    """Make a library of an exported file; nothing is embedded anew."""
    with open_rag(index) as rag, progress_bar(quiet=json) as progress:
        found = rag.import_(file, progress)
    if json:
        print_json(found.to_dict())
    else:
        print(printable_lines(found.in_words))
    return 0


def settings(index: Index = None, json: AsJson = False) -> int:
    """Print each setting with where it came from; secrets are masked."""
    from rag.settings import Settings
    from rag.types import SCHEMA

    shown = Settings.load({"index": index}).shown()
    if json:
        print_json({"schema": SCHEMA, "settings": shown})
        return 0
    width = max(len(row["name"]) for row in shown)
    for row in shown:
        value = "not set" if row["value"] is None else row["value"]
        print(printable(f"{row['name']:<{width}}  {value}  ({row['from']})"))
    return 0
