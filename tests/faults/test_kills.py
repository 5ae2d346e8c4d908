"""A run that is killed, wherever that is, loses nothing it reported and is mended by the next.

``RAG_KILLS=300 pytest tests/faults`` kills so often, ``RAG_KILLS_SEED=word`` elsewhere; the number
in a test's name together with the seed says where.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from rag.errors import LibraryNotFound
from rag.library.importing import import_
from rag.library.library import Library

from .collection import PURGED
from .plan import Planned, planned
from .runs import Ran
from .soundness import (
    Holdings,
    again,
    found_again,
    holdings,
    holds_word,
    leftovers,
    opened,
)
from .tally import KILLS, SEED, landed
from .world import BASES, NOTHING, Clean, World

_TRIES = 4
FROM_NOTHING = {run for run, base in BASES.items() if base == NOTHING}
"""Runs that make the library."""


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "index"
    shutil.rmtree(tmp_path)


@pytest.mark.parametrize("number", range(KILLS))
def test_after_a_kill_all_that_was_reported_is_there_and_the_next_run_ends_as_a_clean_one(
    number: int, world: World, index: Path
) -> None:
    plan = planned(number, SEED, {run: clean.ran for run, clean in world.clean.items()})
    plan, ran = killed(world, plan, index)
    clean, words = world.clean[plan.run], world.words(plan.run)
    landed[ran.where if ran.killed else "not at all: it had ended"] += 1
    print(f"killed {ran.where}; acknowledged {sorted(ran.acknowledged)}")
    until(lambda: world.command.left() == [])

    survived(world, plan.run, index, ran)
    if words[0] == "import" and not Library.exists(index):
        import_(Path(words[1]), index)
    with opened(index, world.embedder, create=True) as library:
        again(library, words)
        assert library.verify() == []
        differences = "\n".join(holdings(library).differences(clean.holds))
        assert not differences, differences
        assert found_again(library) == clean.finds
    assert leftovers(index) == []
    if words[0] == "export":
        exported(world, Path(words[1]), index)
    if "--purge" in words:
        assert holds_word(index, PURGED) == []


def exported(world: World, file: Path, index: Path) -> None:
    """What was exported makes the library it was, and nothing lies beside it."""
    assert {path.name for path in file.parent.iterdir()} == {file.name, world.exported.name}
    import_(file, index.with_name("imported"))
    with opened(index.with_name("imported"), world.embedder) as library:
        assert not holdings(library).differences(world.before)
    file.unlink()


def killed(world: World, plan: Planned, index: Path) -> tuple[Planned, Ran]:
    """Runs what is planned until it is killed; no two runs take equally long."""
    for _ in range(_TRIES):
        print(plan)
        shutil.rmtree(index, ignore_errors=True)
        world.begun(plan.run, index)
        ran = world.command.run(index, *world.words(plan.run), kill=plan.kill)
        assert ran.killed or ran.code in {0, 3}, ran.out
        if ran.killed:
            break
        plan = plan.sooner()
    return plan, ran


def until(condition: Callable[[], bool], seconds: float = 30.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come to hold in time"
        time.sleep(0.01)


def survived(world: World, run: str, index: Path, ran: Ran) -> None:
    """What holds before anything is done again."""
    try:
        with opened(index, world.embedder) as library:
            assert library.verify() == []
            holds, finds = holdings(library), found_again(library)
    except LibraryNotFound:
        assert run in FROM_NOTHING
        assert ran.acknowledged == set()
        return
    nothing_lost_or_doubled(world, run, holds, ran)
    if world.purged not in holds.articles:
        assert holds_word(index, PURGED) == []
    assert finds == everything(holds)


def nothing_lost_or_doubled(world: World, run: str, holds: Holdings, ran: Ran) -> None:
    clean: Clean = world.clean[run]
    begun = world.before.articles if run not in FROM_NOTHING else {}
    ended = clean.holds.articles
    assert ran.acknowledged <= set(holds.articles)
    assert set(begun) & set(ended) <= set(holds.articles) <= set(begun) | set(ended)
    for id, article in holds.articles.items():
        whole = [each[id]["sha256"] for each in (begun, ended) if id in each]
        assert article["sha256"] in (whole[-1:] if id in ran.acknowledged else whole)
    texts = [article["text"] for article in holds.articles.values()]
    assert len(set(texts)) == len(texts)


def everything(holds: Holdings) -> dict[str, int]:
    chunks = len(holds.chunks)
    return {
        "chunks": chunks,
        "exact": chunks,
        "chroma": chunks,
        "keywords": len(holds.articles),
    }
