"""The command line: exit codes, JSON alone on stdout, errors in one line that say what to do."""

from __future__ import annotations

import functools
import json
import shutil
import socket
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from project.children import RAG, run
from project.conftest import ARTICLES
from rag.cli import main

WALKOUT = "Why did the ferry crews stop work?"
COMMANDS = (
    "ingest sync search ask list show remove status verify rebuild export import settings eval "
    "serve"
)


@dataclass(frozen=True)
class Result:
    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        """The one object on stdout."""
        value = json.loads(self.out)
        assert isinstance(value, dict)
        assert value["schema"] == 1
        return value

    @property
    def error(self) -> str:
        """The one line on stderr; nothing stands on stdout."""
        assert self.out == ""
        (line,) = self.err.splitlines()
        assert line.startswith("rag: ")
        return line


Rag = Callable[..., Result]


@pytest.fixture
def rag(capsys: pytest.CaptureFixture[str]) -> Rag:
    """Runs one command in this process, as `rag` would."""

    def command(*words: str | Path) -> Result:
        capsys.readouterr()
        with pytest.raises(SystemExit) as left:
            main([str(word) for word in words])
        printed = capsys.readouterr()
        assert isinstance(left.value.code, int)
        return Result(left.value.code, printed.out, printed.err)

    return command


@pytest.fixture
def own(tmp_path: Path, index: Path) -> Path:
    """A copy of the library, to be changed."""
    return Path(shutil.copytree(index, tmp_path / "own"))


# --- help and usage -------------------------------------------------------------------------


def test_help_names_every_command(rag: Rag) -> None:
    shown = rag("--help")
    assert shown.code == 0
    assert [name for name in COMMANDS.split() if f" {name} " not in shown.out] == []


@pytest.mark.parametrize("command", COMMANDS.split())
def test_every_command_shows_an_example_of_itself(rag: Rag, command: str) -> None:
    words = ["eval", "run"] if command == "eval" else [command]
    shown = rag(*words, "-h")
    assert shown.code == 0
    assert "Example:" in shown.out
    assert f"rag {' '.join(words)}" in shown.out


def test_the_version_is_the_packages(rag: Rag) -> None:
    from importlib.metadata import version

    assert rag("--version").out.strip() == version("byline")


@pytest.mark.parametrize(
    "words",
    [
        ["aks", "What?"],
        ["ask"],
        ["ask", "one", "two"],
        ["search", "peace", "-k", "0"],
        ["search", "peace", "-k", "many"],
        ["list", "--colour"],
        ["ingest"],
        ["show"],
        ["serve", "--port", "high"],
    ],
)
def test_wrong_use_is_exit_2_with_a_hint_and_nothing_on_stdout(rag: Rag, words: list[str]) -> None:
    result = rag(*words)
    assert result.code == 2
    assert result.out == ""
    assert "Error" in result.err
    assert "Traceback" not in result.err


# --- bringing articles in -------------------------------------------------------------------


def test_ingest_counts_what_it_did(rag: Rag, tmp_path: Path) -> None:
    first = rag("ingest", ARTICLES, "--index", tmp_path / "i", "--json")
    again = rag("ingest", ARTICLES, "--index", tmp_path / "i", "--json")
    assert (first.code, again.code) == (0, 0)
    assert len(first.json["added"]) == len(again.json["unchanged"]) == 7
    assert first.json["updated"] == first.json["removed"] == first.json["rejected"] == []
    assert again.json["added"] == []


def test_rejected_inputs_are_exit_3_with_place_and_reason_and_the_rest_is_stored(
    rag: Rag, tmp_path: Path
) -> None:
    papers = tmp_path / "papers"
    papers.mkdir()
    (papers / "news.jsonl").write_text(
        '{"id": "a", "title": "Ice", "text": "The ice on the lake holds since Monday."}\n'
        '{"id": "b", "title": \n'
    )
    result = rag("ingest", papers, "--index", tmp_path / "i", "--json")
    assert result.code == 3
    assert len(result.json["added"]) == 1
    (rejected,) = result.json["rejected"]
    assert (Path(rejected["location"]).name, rejected["line"]) == ("news.jsonl", 2)
    assert rejected["reason"]
    assert "news.jsonl, line 2: " in result.err


def test_a_path_that_is_not_there_is_told(rag: Rag, tmp_path: Path) -> None:
    result = rag("ingest", tmp_path / "nowhere", "--index", tmp_path / "i")
    assert result.code == 3
    assert "nowhere" in result.err


def test_sync_takes_out_what_is_gone(rag: Rag, tmp_path: Path) -> None:
    papers = Path(shutil.copytree(ARTICLES, tmp_path / "papers"))
    rag("sync", papers, "--index", tmp_path / "i")
    (papers / "herons.md").unlink()
    result = rag("sync", papers, "--index", tmp_path / "i", "--json")
    assert result.code == 0
    assert result.json["removed"] == ["papers/herons.md"]
    assert rag("show", "papers/herons.md", "--index", tmp_path / "i").code == 4


# --- asking ---------------------------------------------------------------------------------


def test_an_answer_is_exit_0_and_one_json_object(rag: Rag, index: Path) -> None:
    result = rag("ask", WALKOUT, "--index", index, "--json")
    assert (result.code, result.err) == (0, "")
    assert result.json["status"] == "answered"
    assert "hours of rest" in result.json["text"]


def test_what_the_articles_do_not_say_is_exit_4_and_json_all_the_same(
    rag: Rag, index: Path
) -> None:
    result = rag("ask", "What is the capital of Mongolia?", "--index", index, "--json")
    assert (result.code, result.json["status"]) == (4, "not_found")


def test_an_answer_for_reading_shows_its_sources_and_spans(rag: Rag, index: Path) -> None:
    result = rag("ask", WALKOUT, "--index", index)
    assert result.code == 0
    assert "quotes, no model" in result.out
    assert "[1] Ferry crews walk out in Port Ambleton · Coast Daily · 4 May 2023" in result.out


def test_a_refusal_shows_what_the_articles_say_instead(rag: Rag, index: Path) -> None:
    asked = "Who is Peter Holm married to?"
    result = rag("ask", asked, "--index", index)
    assert result.code == 4
    assert "What they say instead" in result.out
    assert "Searched: " in result.out
    told = rag("ask", asked, "--index", index, "--json").json["instead"]
    assert told
    assert all(f"[{one['start']}:{one['end']}]" in result.out for one in told)


def test_a_search_prints_passages_with_scores(rag: Rag, index: Path) -> None:
    result = rag("search", "herring quota", "-k", "2", "--index", index, "--json")
    assert result.code == 0
    assert len(result.json["passages"]) == 2
    assert result.json["passages"][0]["score"]["final"] is not None
    assert "Danish herring plan" in rag("search", "herring quota", "--index", index).out


def test_a_search_that_finds_nothing_is_exit_4_and_says_what_there_is(
    rag: Rag, index: Path
) -> None:
    result = rag("search", "herring", "--since", "2030-01-01", "--index", index, "--json")
    assert (result.code, result.json["passages"]) == (4, [])
    assert "2023" in result.err


def test_an_unknown_source_is_an_error_that_names_near_ones(rag: Rag, index: Path) -> None:
    result = rag("ask", WALKOUT, "--source", "Coast Dayly", "--index", index, "--json")
    assert result.code == 2
    assert "did you mean Coast Daily" in result.error


def test_sources_may_be_several_and_in_any_case(rag: Rag, index: Path) -> None:
    sources = ["--source", "coast daily", "--source", "INLAND POST"]
    result = rag("search", "herring quota", *sources, "--index", index, "--json")
    assert {p["source"] for p in result.json["passages"]} <= {"Coast Daily", "Inland Post"}
    assert result.code == 0


@pytest.mark.parametrize("option", ["--since", "--until", "--asked-at"])
@pytest.mark.parametrize("value", ["yesterday", "2022-13-01", "2022-02-30", "06.03.2022"])
def test_a_day_that_is_none_is_an_error_that_shows_the_form(
    rag: Rag, index: Path, option: str, value: str
) -> None:
    result = rag("ask", WALKOUT, option, value, "--index", index)
    assert result.code == 2
    assert value in result.error
    assert "2022-03-06" in result.error


@pytest.mark.parametrize("question", ["", "   ", "a" * 5000])
def test_a_question_that_is_none_is_an_error(rag: Rag, index: Path, question: str) -> None:
    result = rag("ask", question, "--index", index)
    assert result.code == 2
    assert "question" in result.error


def test_what_was_read_from_a_question_is_shown_and_can_be_left_out(rag: Rag, index: Path) -> None:
    asked = ("ask", "What did the Inland Post report on 10 February 2022?", "--index", index)
    shown = rag(*asked).out
    assert "Understood: “on 10 February 2022”: published 10 February 2022" in shown
    assert "Understood: “Inland Post”: articles from Inland Post" in shown
    left_out = rag(*asked, "--without", "dates", "--without", "sources")
    assert "Understood" not in left_out.out
    found = rag("search", "herring in February 2022", "--index", index)
    assert "Understood: “in February 2022”: 1 February 2022 to 28 February 2022" in found.err
    assert "Understood" not in found.out
    assert "dates, sources" in rag(*asked, "--without", "moon").error


def test_where_two_may_be_meant_the_command_line_asks_which(
    rag: Rag, index: Path, tmp_path: Path
) -> None:
    first = rag("ask", "How did Norway and Sweden react?", "--index", index, "--json")
    (tmp_path / "answer.json").write_text(first.out)
    follow = ("What did it say next?", "--history", tmp_path / "answer.json", "--index", index)
    result = rag("ask", *follow)
    assert result.code == 4
    assert "Do you mean Norway or Sweden?" in result.out
    assert "Understood: “it”: Norway or Sweden" in result.out
    assert "Ask instead: What did Sweden say next?" in result.out
    found = rag("search", *follow)
    assert found.code == 4
    assert "Do you mean Norway or Sweden?" in found.err


# --- histories ------------------------------------------------------------------------------


def test_a_history_may_be_an_earlier_answer_or_a_list_of_turns(
    rag: Rag, index: Path, tmp_path: Path
) -> None:
    earlier = rag("ask", "What did Captain Rosa Lindqvist say?", "--index", index, "--json").json
    answer, turns = tmp_path / "answer.json", tmp_path / "turns.json"
    answer.write_text(json.dumps(earlier))
    turns.write_text(json.dumps(earlier["turns"]))
    follow_up = ("ask", "And what about Peter Holm?", "--index", index, "--json", "--history")
    by_answer, by_turns = rag(*follow_up, answer), rag(*follow_up, turns)
    assert (by_answer.code, by_turns.code) == (0, 0)
    assert by_answer.json["text"] == by_turns.json["text"]
    assert len(by_answer.json["turns"]) == 4
    assert "Holm" in by_answer.json["understood"]["text"]


@pytest.mark.parametrize(
    "content", ["", "{", "[1]", '{"turns": 3}', "{}", '"text"', '[{"role": "user"}]']
)
def test_a_history_that_is_none_is_an_error(
    rag: Rag, index: Path, tmp_path: Path, content: str
) -> None:
    (tmp_path / "history.json").write_text(content)
    result = rag("ask", WALKOUT, "--index", index, "--history", tmp_path / "history.json")
    assert result.code == 2
    assert "history" in result.error


def test_a_history_that_is_not_there_is_an_error(rag: Rag, index: Path, tmp_path: Path) -> None:
    result = rag("ask", WALKOUT, "--index", index, "--history", tmp_path / "none.json")
    assert result.code == 2
    assert "none.json cannot be read" in result.error


# --- one article, and all of them -----------------------------------------------------------


def test_list_shows_what_a_filter_admits_newest_first(rag: Rag, index: Path) -> None:
    everything = rag("list", "--index", index, "--json").json["articles"]
    assert len(everything) == 7
    dates = [article["published"] for article in everything]
    assert dates == [*sorted(filter(None, dates), reverse=True), None]
    assert all("text" not in article for article in everything)
    wire = rag("list", "--source", "North Wire", "--index", index, "--json").json["articles"]
    assert {tuple(article["credits"]) for article in wire} == {("North Wire",)}


def test_show_tells_how_each_field_was_found(rag: Rag, index: Path) -> None:
    shown = rag("show", "bay/walkout.md", "--index", index)
    assert shown.code == 0
    assert "Captain Rosa Lindqvist" in shown.out
    assert "published: 2023-05-04 (" in shown.out
    article = rag("show", "bay/walkout.md", "--index", index, "--json").json
    assert article["source"] == "Coast Daily"
    assert article["found"]["source"]


def test_show_says_what_is_unknown_and_every_place(rag: Rag, own: Path, tmp_path: Path) -> None:
    (tmp_path / "twice").mkdir()
    shutil.copy(ARTICLES / "herons.md", tmp_path / "twice" / "again.md")
    rag("ingest", tmp_path / "twice", "--index", own)
    shown = rag("show", "bay/herons.md", "--index", own).out
    assert "  modified: unknown" in shown
    assert "  id: bay/herons.md (the file's path)" in shown
    assert f"  from: {ARTICLES / 'herons.md'}" in shown
    assert f"  from: {tmp_path / 'twice' / 'again.md'}" in shown


TIDE = """---
title: {title}
source: {source}
published: {published}
---

The tide gauge at Hale failed on Monday, and the county reads the water by hand every two hours.

A new gauge comes {when}, said Ingrid Solheim, who keeps the harbour book, and costs 4,100 crowns.

Until then the ferries to the outer islands leave only in daylight, as they did before the war.
"""


@pytest.fixture
def tides(rag: Rag, tmp_path: Path) -> Path:
    """A library with one story that was corrected, and that another outlet prints."""
    papers, index = tmp_path / "papers", tmp_path / "tides"
    papers.mkdir()
    first = {"title": "Gauge fails", "source": "Inland Post", "published": "2023-05-04"}
    other = {"title": "No gauge", "source": "Coast Daily", "published": "2023-05-05"}
    (papers / "one.md").write_text(TIDE.format(**first, when="in June"))
    (papers / "two.md").write_text(TIDE.format(**other, when="in early June"))
    rag("ingest", papers, "--index", index)
    first["title"] = "Gauge at Hale fails"
    (papers / "one.md").write_text(TIDE.format(**first, when="in July"))
    rag("ingest", papers, "--index", index)
    return index


def test_show_names_near_copies_with_what_they_have_in_common(rag: Rag, tides: Path) -> None:
    (copy,) = rag("show", "papers/one.md", "--index", tides, "--json").json["copies"]
    assert (copy["article_id"], copy["source"]) == ("papers/two.md", "Coast Daily")
    assert 0.5 < copy["share"] <= 1
    shown = rag("show", "papers/one.md", "--index", tides).out
    assert "papers/two.md\n      No gauge\n      Coast Daily · 5 May 2023; " in shown
    assert "of the shorter text stands in both" in shown


def test_show_lists_revisions_without_their_texts(rag: Rag, tides: Path) -> None:
    shown = rag("show", "papers/one.md", "--index", tides, "--json").json
    now, before = shown["revisions"]
    assert (now["revision"], now["current"], now["differs"]) == (shown["current"], True, [])
    assert (before["current"], before["title"]) == (False, "Gauge fails")
    assert before["differs"] == ["title", "text"]
    assert "in July" not in json.dumps([now, before])
    assert f"{before['revision']}: other title, text\n      Gauge fails" in (
        rag("show", "papers/one.md", "--index", tides).out
    )


def test_an_older_text_says_that_it_is_one_and_where_the_current_is(rag: Rag, tides: Path) -> None:
    now, before = rag("show", "papers/one.md", "--index", tides, "--json").json["revisions"]
    older = rag("show", "papers/one.md", "--revision", before["revision"], "--index", tides)
    assert "older text" in older.out
    assert f"the current one is revision {now['revision']}" in older.out
    assert "in June" in older.out
    current = rag("show", "papers/one.md", "--revision", now["revision"], "--index", tides)
    assert "older text" not in current.out


def test_an_older_text_of_a_removed_article_says_so(rag: Rag, tides: Path) -> None:
    _, before = rag("show", "papers/one.md", "--index", tides, "--json").json["revisions"]
    rag("remove", "papers/one.md", "--index", tides)
    older = rag("show", "papers/one.md", "--revision", before["revision"], "--index", tides)
    assert (older.code, "the article was removed since" in older.out) == (0, True)


def test_what_was_rejected_is_listed_with_its_reason_until_it_is_stored(
    rag: Rag, tmp_path: Path
) -> None:
    papers, index = tmp_path / "papers", tmp_path / "i"
    papers.mkdir()
    (papers / "ice.md").write_text("The ice on the lake holds since Monday, said the warden.")
    (papers / "blank.txt").write_text("")
    rag("ingest", papers, "--index", index)
    (refused,) = rag("list", "--rejected", "--index", index, "--json").json["rejected"]
    assert refused["location"] == str(papers / "blank.txt")
    assert refused["line"] is None
    listed = rag("list", "--rejected", "--index", index)
    assert listed.out == f"{papers / 'blank.txt'}\n    {refused['reason']}\n"
    assert "1 input rejected" in listed.err
    assert "1 input was rejected" in rag("status", "--index", index).out
    assert rag("status", "--index", index, "--json").json["rejected"] == 1
    (papers / "blank.txt").write_text("The ice on the river broke on Tuesday, said the warden.")
    rag("ingest", papers, "--index", index)
    assert rag("list", "--rejected", "--index", index, "--json").json["rejected"] == []
    assert "--rejected" not in rag("status", "--index", index).out


def test_a_list_of_what_was_rejected_takes_no_filter(rag: Rag, index: Path) -> None:
    result = rag("list", "--rejected", "--source", "Coast Daily", "--index", index)
    assert (result.code, result.out) == (2, "")
    assert "takes no filter" in result.err


def test_a_name_cannot_steer_the_terminal(rag: Rag, tmp_path: Path) -> None:
    papers, index = tmp_path / "papers", tmp_path / "i"
    papers.mkdir()
    (papers / "\x1b[2J\u202egone.txt").write_text("")
    (papers / "\x1b[31mred.md").write_text("The ice on the lake holds since Monday.")
    stored = rag("ingest", papers, "--index", index)
    told = stored.err + rag("list", "--rejected", "--index", index).out
    (article,) = rag("list", "--index", index, "--json").json["articles"]
    told += rag("show", article["id"], "--index", index).out
    assert "gone.txt" in told
    assert "red.md" in told
    assert not {"\x1b", "\u202e"} & set(told)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[str]:
    """The address of a site on this machine: one page, and a feed that lists it and a gone one."""
    (tmp_path / "site").mkdir()
    serve = functools.partial(_Quiet, directory=str(tmp_path / "site"))
    with ThreadingHTTPServer(("127.0.0.1", 0), serve) as server:
        address = f"http://127.0.0.1:{server.server_address[1]}"
        items = "".join(f"<item><link>{address}/{n}.html</link></item>" for n in ("tide", "gone"))
        feed = f'<rss version="2.0"><channel><title>Inland</title>{items}</channel></rss>'
        (tmp_path / "site" / "feed.xml").write_text(feed)
        (tmp_path / "site" / "tide.html").write_text(TIDE_PAGE)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield address
        server.shutdown()
        thread.join()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *words: object) -> None:
        pass


TIDE_PAGE = """<!doctype html><html lang="en"><head><title>Gauge fails at Hale</title>
<meta property="article:modified_time" content="2023-05-05T10:00:00+02:00"></head><body><article>
<h1>Gauge fails at Hale</h1><p>The tide gauge at Hale failed on Monday, and the county reads the
water by hand every two hours.</p><p>A new gauge comes in June, said Ingrid Solheim, who keeps the
harbour book, and costs 4,100 crowns.</p></article></body></html>"""


def test_a_feed_is_read_and_what_it_lists_in_vain_is_rejected_by_address(
    rag: Rag, site: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RAG_FETCH_LOCAL", "true")
    index = ("--index", tmp_path / "i")
    first = rag("sync", f"{site}/feed.xml", *index)
    assert (first.code, first.out) == (3, "1 added, 1 rejected\n")
    assert f"rejected {site}/gone.html: " in first.err
    assert rag("sync", f"{site}/feed.xml", *index).out == "1 unchanged, 1 rejected\n"
    shown = rag("show", f"{site}/tide.html", *index)
    assert "modified: 2023-05-05T10:00:00+02:00 (meta article:modified_time)" in shown.out
    assert f"from: {site}/tide.html" in shown.out
    (refused,) = rag("list", "--rejected", *index, "--json").json["rejected"]
    assert refused["location"] == f"{site}/gone.html"


def test_inputs_may_be_addresses_and_the_help_says_so(rag: Rag) -> None:
    for command in ("ingest", "sync"):
        shown = " ".join(rag(command, "-h").out.split())
        assert "PATH_OR_URL" in shown
        assert "Files, folders, page addresses and feeds." in shown
        assert "https://example.org/" in shown


def test_an_article_that_is_not_there_is_exit_4_with_the_way_to_the_ids(
    rag: Rag, index: Path
) -> None:
    for command in ("show", "remove"):
        result = rag(command, "bay/dragons.md", "--index", index, "--json")
        assert result.code == 4
        assert "no article 'bay/dragons.md'" in result.error
        assert "`rag list`" in result.error


def test_a_revision_that_is_not_there_is_exit_4(rag: Rag, index: Path) -> None:
    result = rag("show", "bay/walkout.md", "--revision", "999", "--index", index)
    assert result.code == 4
    assert "no revision 999" in result.error


@pytest.mark.parametrize("purge", [[], ["--purge"]])
def test_a_removed_article_is_gone_from_every_answer(rag: Rag, own: Path, purge: list[str]) -> None:
    result = rag("remove", "bay/herons.md", *purge, "--index", own, "--json")
    assert result.code == 0
    assert result.json["removed"] == ["bay/herons.md"]
    assert result.json["purged"] is bool(purge)
    assert rag("ask", "How many heron nests are there?", "--index", own).code == 4


# --- the library ----------------------------------------------------------------------------


def test_status_verify_and_rebuild_tell_how_the_library_is(rag: Rag, own: Path) -> None:
    assert rag("status", "--index", own, "--json").json["articles"] == 7
    assert rag("verify", "--index", own, "--json").json == {
        "schema": 1,
        "sound": True,
        "damage": [],
    }
    assert rag("rebuild", "--index", own).code == 0
    assert "7 articles" in rag("status", "--index", own).out
    assert rag("ask", WALKOUT, "--index", own).code == 0


def test_a_library_goes_into_one_file_and_comes_out_as_it_was(
    rag: Rag, own: Path, tmp_path: Path
) -> None:
    file, taken = tmp_path / "news.byline", tmp_path / "taken"
    made = rag("export", file, "--index", own, "--json")
    assert (made.code, made.json["lost"]) == (0, [])
    assert rag("import", file, "--index", taken).code == 0
    ids = [
        [each["id"] for each in rag("list", "--index", each, "--json").json["articles"]]
        for each in (own, taken)
    ]
    assert ids[0] == ids[1] != []
    assert made.json["articles"] == len(ids[0])
    assert "already" in rag("import", file, "--index", taken).error
    assert "no export of Byline" in rag("import", ARTICLES, "--index", tmp_path / "x").error
    assert rag("export", tmp_path, "--index", own).code == 2


def test_a_damaged_library_says_what_can_be_saved_and_is_exit_1(
    rag: Rag, own: Path, tmp_path: Path
) -> None:
    ledger = own / "ledger.sqlite3"
    with closing(sqlite3.connect(ledger)) as connection:
        connection.execute("UPDATE revisions SET text = 'x' WHERE rowid = 2")
        connection.commit()
    found = rag("verify", "--index", own)
    assert found.code == 1
    assert "can still be read: `rag export FILE` saves them" in found.out
    made = rag("export", tmp_path / "saved", "--index", own)
    assert made.code == 1
    assert "cannot be read" in made.err
    ledger.write_bytes(b"no ledger at all" * 1000)
    verified = rag("verify", "--index", own, "--json")
    assert (verified.code, verified.json["sound"]) == (1, False)
    assert "no article can be read any more" in verified.json["damage"][-1]
    assert "put back a copy" in rag("search", "ferry", "--index", own).error


def test_settings_are_shown_with_their_origin_and_keys_masked(
    rag: Rag, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-very-secret")
    monkeypatch.setenv("RAG_PORT", "8002")
    shown = rag("settings", "--json")
    rows = {row["name"]: (row["value"], row["from"]) for row in shown.json["settings"]}
    assert rows["port"] == (8002, "RAG_PORT")
    assert rows["llm_api_key"] == ("****", "OPENAI_API_KEY")
    assert rows["llm"] == (None, "default")
    assert "sk-very-secret" not in shown.out + rag("settings").out


def test_an_unknown_setting_stops_any_command(rag: Rag, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAG_INDX", "elsewhere")
    for words in (["settings"], ["status"], ["ask", WALKOUT]):
        result = rag(*words)
        assert result.code == 2
        assert "'indx' from RAG_INDX; did you mean index?" in result.error


@pytest.mark.parametrize(
    "words",
    [
        ["ask", WALKOUT],
        ["search", "herring"],
        ["list"],
        ["show", "x"],
        ["remove", "x"],
        ["status"],
        ["verify"],
        ["export", "news.byline"],
        ["rebuild"],
    ],
)
def test_a_missing_library_is_an_error_and_is_not_created(
    rag: Rag, tmp_path: Path, words: list[str]
) -> None:
    result = rag(*words, "--index", tmp_path / "missing", "--json")
    assert result.code == 1
    assert "there is no library in" in result.error
    assert "`rag ingest" in result.error
    assert list(tmp_path.iterdir()) == []


def test_debug_shows_where_an_error_came_from(tmp_path: Path) -> None:
    result = run(RAG, "status", "--index", "missing", "--debug", cwd=tmp_path)
    assert result.returncode == 1
    assert "Traceback" in result.stderr
    assert "LibraryNotFound" in result.stderr


# --- measuring ------------------------------------------------------------------------------


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    """Two gold questions, one of which no library answers as expected."""
    gold: dict[str, Any] = {
        "kind": "fact",
        "history": [],
        "after": None,
        "asked_at": None,
        "answerable": True,
        "article_ids": ["bay/walkout.md"],
        "spans": [],
        "must_pass": False,
        "near_miss": False,
        "note": "",
    }
    rows = [
        {**gold, "id": "right", "question": WALKOUT, "expected": [["hours of rest"]]},
        {**gold, "id": "wrong", "question": WALKOUT, "expected": [["dragons"]]},
    ]
    path = tmp_path / "questions.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def test_an_evaluation_below_its_floor_is_exit_1_and_names_what_was_wrong(
    rag: Rag, index: Path, questions: Path
) -> None:
    result = rag("eval", "run", questions, "--floor", "0.9", "--index", index, "--json")
    assert result.code == 1
    assert [each["id"] for each in result.json["wrong"]] == ["wrong"]
    assert rag("eval", "run", questions, "--floor", "0.4", "--index", index).code == 0


def test_questions_that_are_not_there_are_an_error(rag: Rag, index: Path, tmp_path: Path) -> None:
    result = rag("eval", "run", tmp_path / "none.jsonl", "--index", index)
    assert result.code in (1, 2)
    assert "none.jsonl" in result.error


# --- the page -------------------------------------------------------------------------------


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that something else listens on."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        yield int(other.getsockname()[1])


def test_a_port_that_is_taken_is_an_error_that_names_the_option(
    rag: Rag, index: Path, taken: int
) -> None:
    result = rag("serve", "--port", taken, "--index", index)
    assert result.code == 2
    assert f"port {taken}" in result.error
    assert "--port" in result.error


# --- as a process ---------------------------------------------------------------------------


def test_the_console_script_prints_json_alone_and_ends_with_the_code(index: Path) -> None:
    asked = ("What is the capital of Mongolia?", "--index", index, "--json")
    by_script = run(RAG, "ask", *asked)
    assert by_script.returncode == 4
    assert json.loads(by_script.stdout)["status"] == "not_found"
    assert by_script.stderr == ""


def test_a_reader_who_leaves_early_ends_a_command_without_a_traceback(index: Path) -> None:
    result = run("bash", "-c", f'"{RAG}" list --index "{index}" | true; echo "${{PIPESTATUS[0]}}"')
    assert result.stdout.strip() == "0"
    assert "Traceback" not in result.stderr


def test_a_terminal_without_utf_8_still_gets_its_answer(index: Path) -> None:
    environment = {"PYTHONIOENCODING": "ascii", "LC_ALL": "C"}
    result = run(RAG, "ask", WALKOUT, "--index", index, extra=environment)
    assert result.returncode == 0
    assert "Traceback" not in result.stderr


def test_json_stays_whole_where_the_terminal_lacks_its_signs(index: Path) -> None:
    environment = {"PYTHONIOENCODING": "ascii"}
    words = ("show", "bay/herons.md", "--index", index, "--json")
    result = run(RAG, *words, extra=environment)
    assert result.returncode == 0, result.stderr
    assert "🪶" in json.loads(result.stdout)["text"]
