"""``rag timeline`` and ``rag replay``: lines, JSON alone on stdout, exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from project.children import RAG, run
from rag import Rag

FIXTURE = Path(__file__).parents[1] / "fixtures" / "bay"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("news-commands") / "index"
    with Rag.open(folder) as rag:
        rag.ingest(FIXTURE)
        answer = rag.ask("Who rejected the herring quota?")
    (folder.parent / "answer.json").write_text(json.dumps(answer.to_dict()), encoding="utf-8")
    return folder


def test_a_timeline_is_printed_in_order_as_lines_and_as_json(library: Path) -> None:
    lines = run(RAG, "timeline", "the herring quota", "--index", library)
    assert lines.returncode == 0, lines.stderr
    assert lines.stdout.index("10 February 2022") < lines.stdout.index("12 February 2022")
    told = run(RAG, "timeline", "the herring quota", "--index", library, "--json")
    value = json.loads(told.stdout)
    assert value["schema"] == 1
    days = [event["since"] for event in value["events"]]
    assert days == sorted(days)
    assert {event["n"] for event in value["events"]} <= {c["n"] for c in value["citations"]}


def test_a_timeline_of_nothing_ends_with_4(library: Path) -> None:
    told = run(RAG, "timeline", "the capital of Mongolia", "--index", library)
    assert told.returncode == 4
    assert told.stdout.startswith("Not in these articles.")


def test_an_answer_is_replayed_from_its_file(library: Path) -> None:
    told = run(RAG, "replay", library.parent / "answer.json", "--index", library)
    assert told.returncode == 0, told.stderr
    assert "nothing changed" in told.stdout


def test_a_replay_is_printed_as_json_and_an_unknown_trace_ends_with_4(library: Path) -> None:
    answer = library.parent / "answer.json"
    value = json.loads(run(RAG, "replay", answer, "--index", library, "--json").stdout)
    assert (value["changed"], value["changes"]) == (False, [])
    assert value["answer"]["status"] == "answered"
    missing = run(RAG, "replay", "0" * 32, "--index", library)
    assert missing.returncode == 4
    assert "RAG_TRACES" in missing.stderr
