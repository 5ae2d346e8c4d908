"""Ask every question, score every answer: many at once, threads of questions in their order."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import ExitStack
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rag.assistant import Rag
from rag.errors import UsageError
from rag.evaluation.calling import (
    Answers,
    System,
    Turns,
    as_if_absent,
    left_out,
    system,
    turns_after,
)
from rag.evaluation.describing import covered, of_questions, versions
from rag.evaluation.keeping import Folder, opened
from rag.evaluation.metrics.metric import Texts
from rag.evaluation.observed import Observed
from rag.evaluation.observing import answers_form
from rag.evaluation.processes import Processes, beside, how_many
from rag.evaluation.questions import Gold, read_questions
from rag.evaluation.report import write_report
from rag.evaluation.rows import Row, Run, read_run
from rag.evaluation.scoring import NOTHING_SAID, scored
from rag.evaluation.summing import summary
from rag.masking import masked
from rag.progress import Progress, silent
from rag.types import SCHEMA

WORKERS = 4
Asker = Callable[[Gold, Turns], Row]
"""Asks a question after the turns before it, and scores what is said."""


def evaluate(
    ask: Rag | Answers | System,
    questions: str | Path | Sequence[Gold],
    *,
    name: str | None = None,
    folder: str | Path | None = None,
    texts: Texts | None = None,
    workers: int = WORKERS,
    processes: int | None = None,
    settings: Mapping[str, Any] | None = None,
    without: Sequence[str] = (),
    fresh: bool = False,
    progress: Progress = silent,
) -> Run:
    """Ask a Rag, or any function, every question of a file or list, and score what it says.

    A function is called with the question and, where its signature names them, with ``asked_at``,
    ``history`` (turns: role and text), ``passages`` (title and text) and ``absent`` (ids of
    articles that it must not use; without this it is not asked such questions). It returns an
    Answer, a text with marks such as [1], (text, citations), or an object in the answers form
    (``rag.evaluation.observing``). One that raises has failed that question, and the run goes on.
    It is called from ``workers`` threads at once; 1 asks one question after another. A Rag that
    quotes is asked in so many ``processes`` (None: one a processor, where questions are many).

    ``folder`` keeps the run there and goes on with what it holds; None keeps it in memory alone.
    ``texts`` gives the articles' texts, for metrics that look at them; ``settings`` tells of the
    system in ``settings.json``. Raises UsageError for questions that are wrong, and for a folder
    that was begun with other settings unless ``fresh`` empties it.
    """
    golds, dropped = _askable(ask, _golds(questions))
    if workers < 1:
        raise UsageError(f"workers is 1 or more, not {workers}")
    asked = system(ask, texts, settings, without)
    facts = _facts(asked, golds, questions) | ({"left_out": dropped} if dropped else {})
    path = None if folder is None else Path(folder)
    name = name or str(path.name if path else facts["system"])
    with ExitStack() as stack:
        kept = (
            stack.enter_context(opened(path, fresh=fresh, secrets=asked.secrets)) if path else None
        )
        asked = stack.enter_context(as_if_absent(asked, ask, golds, without))
        others, count = None, processes or how_many(len(golds), workers)
        if count > 1 and texts is None and isinstance(ask, Rag) and ask.is_by_settings:
            others, workers = stack.enter_context(beside(ask, without, count)), count
        return _run(asked, golds, facts, name, kept, workers, progress, others)


def _askable(ask: Rag | Answers | System, golds: Sequence[Gold]) -> tuple[list[Gold], list[str]]:
    """Those that can be asked, and the ids of those that cannot, with what follows them."""
    dropped = {gold.id for gold in left_out(ask, golds)}
    for gold in golds:
        dropped |= {gold.id} if gold.after in dropped else set()
    if len(dropped) == len(golds):
        raise UsageError(
            "every question supposes a library without some article; a function is asked these "
            "where its signature has `absent`, the ids of those articles"
        )
    return [gold for gold in golds if gold.id not in dropped], sorted(dropped)


def _facts(asked: System, golds: Sequence[Gold], questions: Any) -> dict[str, Any]:
    file = Path(questions) if isinstance(questions, (str, Path)) else None
    return {
        "schema": SCHEMA,
        "mode": None,
        "library": None,
        "prompts": {},
        **asked.facts,
        "questions": of_questions(golds, file),
        "versions": versions(),
        "started": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def _golds(questions: str | Path | Sequence[Gold]) -> list[Gold]:
    if isinstance(questions, (str, Path)):
        golds = read_questions(Path(questions))
    else:
        golds = list(questions)
    above: set[str] = set()
    for gold in golds:
        if gold.id in above:
            raise UsageError(f"two questions have the id '{gold.id}'; each needs its own")
        if gold.after is not None and gold.after not in above:
            raise UsageError(f"'{gold.id}' comes after '{gold.after}', which is not above it")
        above.add(gold.id)
    if not golds:
        raise UsageError("there are no questions to ask")
    return golds


def _run(
    asked: System,
    golds: Sequence[Gold],
    facts: dict[str, Any],
    name: str,
    folder: Folder | None,
    workers: int,
    progress: Progress,
    others: Processes | None,
) -> Run:
    begun = time.perf_counter()

    def asker(gold: Gold, history: Turns) -> Row:
        # The articles that a question supposes absent are absent here alone.
        row = others.row(gold, history) if others and not gold.absent else None
        return row or row_for(asked, gold, history)

    rows = {row.id: row for row in folder.begin(facts)} if folder else {}
    with ExitStack() as stack:
        append = stack.enter_context(folder.appending()) if folder else None

        def keep(row: Row) -> None:
            if append:
                append(row)
            rows[row.id] = row
            progress("asking", len(rows), len(golds))

        _ask_all(asker, golds, dict(rows), workers, keep)
    ordered = [rows[gold.id] for gold in golds]
    took = (memory() or 0.0) + (others.end() if others else 0.0)
    facts |= {"seconds": round(time.perf_counter() - begun, 3), "memory_mb": took or None}
    summed = summary(ordered, name)
    if folder is None:
        return Run(Path(name), name, tuple(ordered), facts, summed)
    folder.finish(ordered, facts, summed)
    # As the files tell it, in which secrets are covered.
    made = replace(read_run(folder.path), name=name)
    write_report(made)
    return made


def _ask_all(
    asker: Asker,
    golds: Sequence[Gold],
    done: Mapping[str, Row],
    workers: int,
    keep: Callable[[Row], None],
) -> None:
    """Asks what is not done. ``keep`` is given each row before its thread asks the next question,
    one at a time, so that nothing that was answered is lost."""
    left = [chain for chain in chains(golds) if any(gold.id not in done for gold in chain)]
    stopping, one_at_a_time = threading.Event(), threading.Lock()

    def work(chain: Sequence[Gold]) -> None:
        try:
            for row in () if stopping.is_set() else _chain(asker, chain, done):
                with one_at_a_time:
                    keep(row)
                if stopping.is_set():
                    return
        except BaseException:
            stopping.set()  # before the next chain begins
            raise

    with ThreadPoolExecutor(workers, "byline-eval") as pool:
        try:
            for finished in as_completed([pool.submit(work, chain) for chain in left]):
                finished.result()
        finally:
            stopping.set()
            pool.shutdown(wait=False, cancel_futures=True)


def chains(golds: Sequence[Gold]) -> list[list[Gold]]:
    """Questions that follow one another stay together, in the order of the file."""
    found: dict[str, list[Gold]] = {}
    for gold in golds:
        chain = found[gold.after] if gold.after else []
        chain.append(gold)
        found[gold.id] = chain
    return list({id(chain): chain for chain in found.values()}.values())


def _chain(asker: Asker, chain: Sequence[Gold], done: Mapping[str, Row]) -> Iterator[Row]:
    told: dict[str, Turns] = {}
    for gold in chain:
        before = told[gold.after] if gold.after else [asdict(turn) for turn in gold.history]
        row = done.get(gold.id) or asker(gold, before)
        told[gold.id] = turns_after(before, gold.question, row.answer)
        if gold.id not in done:
            yield row


def row_for(asked: System, gold: Gold, history: Turns) -> Row:
    """Ask one question and score what is said; what fails is a row that tells why."""
    try:
        said, error = asked.ask(gold, history), None
    except Exception as failure:  # noqa: BLE001 # whatever a system raises is its failure alone
        told = masked(covered(f"{type(failure).__name__}: {failure}", asked.secrets))
        said, error = NOTHING_SAID, told
    return row_of(gold, said, asked.texts, error)


def row_of(gold: Gold, said: Observed, texts: Texts, error: str | None = None) -> Row:
    """An answer with every score of it. ``error`` is why there is none."""
    scores, reasons = scored(gold, said, texts)
    if error:
        reasons["right"] = f"failed: {error}"
    return Row(
        id=gold.id,
        kind=gold.kind,
        question=gold.question,
        gold=gold.to_dict(),
        answer=None if error else answers_form(said),
        scores=scores,
        reasons=reasons,
        error=error,
        seconds=said.seconds,
        must_pass=gold.must_pass,
        answerable=gold.answerable,
    )


def memory() -> float | None:
    """The most memory this process has had, in MiB; None where the system does not tell."""
    try:
        import resource
    except ImportError:  # not on Windows
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (1 << 20 if sys.platform == "darwin" else 1 << 10), 1)
