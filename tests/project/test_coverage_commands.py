"""``rag coverage`` and ``rag statements``, and the filters that commands take."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from rag import Rag
from rag.cli import main

Told = tuple[int, str, str]
FIXTURE = Path(__file__).parents[1] / "fixtures" / "bay"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("coverage-commands") / "index"
    with Rag.open(folder) as rag:
        rag.ingest(FIXTURE)
    return folder


@pytest.fixture
def run(library: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., Told]:
    """Runs a command on the library: its exit code, what it printed, what it said."""

    def told(*words: str) -> Told:
        with pytest.raises(SystemExit) as ended:
            main([*words, "--index", str(library)])
        printed = capsys.readouterr()
        return int(str(ended.value.code)), printed.out, printed.err

    return told


def test_coverage_is_printed_as_lines_and_as_python_has_it(
    run: Callable[..., Told], library: Path
) -> None:
    code, lines, _ = run("coverage")
    assert code == 0
    assert lines.splitlines()[0] == "2021-09-30      1  Inland Post"
    assert lines.splitlines()[-1] == "undated         1  publisher unknown"
    question = "Who rejected the herring quota?"
    whole, of_question = (json.loads(run("coverage", *q, "--json")[1]) for q in ((), (question,)))
    with Rag.open(library) as rag:
        assert whole == rag.coverage().to_dict()
        assert of_question == rag.ask(question).coverage.to_dict()
    assert of_question["cited"] > 0


def test_statements_are_printed_under_their_articles_and_by_pages(
    run: Callable[..., Told],
) -> None:
    code, printed, said = run("statements", "Rosa Lindqvist", "--most", "1")
    assert code == 0
    assert "North Star line settles with its crews · Coast Daily" in printed
    assert "Rosa Lindqvist: “Rosa Lindqvist thanked the passengers" in printed
    assert "--after 1" in said
    rest = json.loads(run("statements", "Rosa Lindqvist", "--after", "1", "--json")[1])
    assert [each["n"] for each in rest["citations"]] == [1, 2]
    assert run("statements", "Lavrov")[:2] == (4, "")
    elsewhere = run("statements", "Rosa Lindqvist", "--article", "bay/quota-echo.md")
    assert elsewhere[:2] == (4, "")


def test_commands_take_a_language_an_article_and_the_undated(run: Callable[..., Told]) -> None:
    wrong = run("list", "--language", "fr")
    assert wrong == (2, "", "rag: no article here is in the language 'fr'; there are en\n")
    told = run("list", "--since", "2023-01-01", "--undated", "--language", "en")
    assert "3 articles" in told[2]
    one = run("search", "herring", "--article", "bay/quota-echo.md", "--json")
    found = {each["article_id"] for each in json.loads(one[1])["passages"]}
    assert found == {"bay/quota-echo.md"}
