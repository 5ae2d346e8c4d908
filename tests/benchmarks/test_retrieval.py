"""The benchmarks of retrieval and the fitting of its weights, on the sample collection."""

from __future__ import annotations

import gzip
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from project.modules import ROOT

from rag.retrieval.ranking import CLOSE, FIRST, READ

CORPUS = ROOT / "corpus"


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample collection in the form that the benchmarks read."""
    folder = tmp_path_factory.mktemp("sample")
    with gzip.open(folder / "articles.jsonl.gz", "wt", encoding="utf-8") as file:
        for each in sorted((CORPUS / "articles").glob("*.md")):
            _, head, text = each.read_text("utf-8").split("---\n", 2)
            fields = dict(line.split(": ", 1) for line in head.splitlines() if ": " in line)
            row = {
                "id": f"articles/{each.name}",
                "title": fields["title"].strip('"'),
                "source": fields["source"],
                "published_at": fields.get("published"),
                "text": text.strip(),
            }
            file.write(json.dumps(row) + "\n")
    rows = [json.loads(line) for line in (CORPUS / "questions.jsonl").read_text().splitlines()]
    facts = [row for row in rows if row["kind"] == "fact" and row["article_ids"]][:12]
    lines = [
        json.dumps(
            {
                "id": row["id"],
                "question": row["question"],
                "asked_at": "2024-07-01",
                "gold_article_ids": row["article_ids"],
                "answer": row["expected"][0][0],
            }
        )
        for row in facts
    ]
    (folder / "questions.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return folder


def ran(program: str, *words: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "benchmarks" / program), *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, timeout=600)


def test_each_stage_and_each_day_of_asking_is_told_with_its_interval(
    news: Path, tmp_path: Path
) -> None:
    done = ran("retrieval.py", news, "--kept", tmp_path, "--alone")
    assert done.returncode == 0, done.stderr
    for day in ("on its own day", "30 days later", "365 days later", "without dates"):
        assert f"12 questions asked {day}" in done.stdout
    row = re.search(r"^ *Rag.search, as shipped +(\S+)", done.stdout, re.MULTILINE)
    assert row is not None
    assert float(row[1]) >= 0.5
    assert "paired" in done.stdout
    joined = re.search(
        r"^ *joined with what goes on +(\d+) +(\d+) +(\d+) ", done.stdout, re.MULTILINE
    )
    assert joined is not None
    asked, anywhere, right = map(int, joined.groups())
    assert asked == 12
    assert anywhere >= right >= 6
    for step in ("understand the question", "join neighbours", "all steps, on the clock"):
        assert re.search(rf"^ *{step} +\d+\.\d\d +\d+\.\d\d", done.stdout, re.MULTILINE)


def test_weights_are_fitted_and_written_with_how_they_were_made(news: Path, tmp_path: Path) -> None:
    to = tmp_path / "ranking.json"
    done = ran("fitting/ranking_weights.py", news, "--kept", tmp_path, "--to", to)
    assert done.returncode == 0, done.stderr
    stored = json.loads(to.read_text("utf-8"))
    assert set(stored["first"]) == {*FIRST, *CLOSE}
    assert set(stored["final"]) == {*FIRST, *READ, *CLOSE}
    assert min(stored["final"].values()) >= 0
    assert "12 questions" in stored["on"]


@pytest.mark.parametrize("program", ["retrieval.py", "fitting/ranking_weights.py", "multihop.py"])
def test_a_folder_without_questions_is_told(program: str, tmp_path: Path) -> None:
    done = ran(program, tmp_path)
    assert done.returncode == 1
    assert "name a folder that holds" in done.stderr


def test_facts_of_several_articles_are_counted(tmp_path: Path) -> None:
    folder = tmp_path / "facts"
    folder.mkdir()
    towns = {"Askel": "crane", "Brunn": "quay", "Corvo": "ferry"}
    facts = {town: f"The {thing} of {town} will be repaired." for town, thing in towns.items()}
    rows = [
        {"title": town, "source": town, "url": f"https://{town}.example/1", "facts": [fact]}
        for town, fact in facts.items()
    ]
    asked = {
        "query": "What will be repaired in Askel and what in Corvo?",
        "question_type": "comparison_query",
        "evidence_list": [{"fact": facts["Askel"]}, {"fact": facts["Corvo"]}],
    }
    (folder / "facts.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    (folder / "questions.jsonl").write_text(json.dumps(asked), encoding="utf-8")
    done = ran("multihop.py", folder, "--kept", tmp_path)
    assert done.returncode == 0, done.stderr
    assert re.search(r"all on +comparison +1\.000 +1\.000 +\S+ +1\.000", done.stdout)
