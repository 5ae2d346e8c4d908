"""Readers' conversations: kept as they were given, each one's own, purged with the articles."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from rag import Rag
from rag.errors import ConversationNotFound, ConversationsUnavailable
from rag.library.talks import ERASED, FILE
from rag.types import Answer, Ending, Fate, Opinion, PastExchange, restored

BAY = Path(__file__).parent / "fixtures" / "bay"
BRIDGE = "Who opened the new bridge over the Tarrow?"
LENGTH = "How long is it?"
HERONS = "How many nests does Noor Haddad count?"
AT = "https://inland.example/bridge"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bay's library, to be copied."""
    index = tmp_path_factory.mktemp("built") / "index"
    with Rag.open(index) as rag:
        rag.ingest(BAY)
    return index


@pytest.fixture
def own(built: Path, tmp_path: Path) -> Iterator[Rag]:
    shutil.copytree(built, tmp_path / "index")
    with Rag.open(tmp_path / "index") as rag:
        yield rag


def file_of(rag: Rag) -> Path:
    return Path(rag.settings.index) / FILE


def bytes_of(rag: Rag) -> bytes:
    """Of all files that conversations lie in."""
    return b"".join(each.read_bytes() for each in file_of(rag).parent.glob(f"{FILE}*"))


def asked(rag: Rag, reader: str, *questions: str) -> str:
    """A conversation in which these were answered, each as a follow-up of those before."""
    talks = rag.conversations(reader)
    talk, turns = talks.begin(questions[0]), ()
    for n, question in enumerate(questions):
        answer = rag.ask(question, history=turns)
        turns = answer.turns
        talks.keep(talk, n, PastExchange(question, Ending.ANSWERED, answer=answer))
    return talk


def test_an_answer_is_made_again_of_its_json(own: Rag) -> None:
    for question in (BRIDGE, "Did Norway agree to the herring quota?", "Who is the pope?"):
        answer = own.ask(question)
        assert restored(Answer, answer.to_dict()) == answer


def test_what_is_no_answer_is_refused(own: Rag) -> None:
    held = own.ask(BRIDGE).to_dict()
    for wrong in ({}, {**held, "status": "perhaps"}, {**held, "citations": "1"}, []):
        with pytest.raises((TypeError, ValueError)):
            restored(Answer, wrong)


def test_a_conversation_is_read_again_as_it_was_after_a_restart(own: Rag, tmp_path: Path) -> None:
    talk = asked(own, "ada", BRIDGE, LENGTH)
    turns = own.conversations("ada").load(talk).exchanges[1].turns
    first = own.ask(BRIDGE, asked_at="2022-01-01", since="2021-01-01")
    stopped = PastExchange("And then?", Ending.STOPPED, sentences=first.sentences, note="")
    own.conversations("ada").keep(talk, 2, replace(stopped, citations=first.citations))
    own.close()
    with Rag.open(tmp_path / "index") as again:
        held = again.conversations("ada").load(talk)
    assert [each.question for each in held.exchanges] == [BRIDGE, LENGTH, "And then?"]
    assert held.name == BRIDGE
    assert [turn.text for turn in turns][::2] == [BRIDGE, LENGTH]
    assert held.exchanges[1].turns == turns
    assert held.exchanges[2].sentences == first.sentences
    assert all(each.fates == () for each in held.exchanges)


def test_asking_again_takes_the_place_of_what_followed(own: Rag) -> None:
    talk = asked(own, "ada", BRIDGE, LENGTH)
    own.conversations("ada").keep(talk, 0, PastExchange(HERONS, Ending.ANSWERED))
    assert [e.question for e in own.conversations("ada").load(talk).exchanges] == [HERONS]


def test_they_are_listed_by_last_use_searched_renamed_and_removed(own: Rag) -> None:
    talks = own.conversations("ada")
    bridge, herons = asked(own, "ada", BRIDGE, LENGTH), asked(own, "ada", HERONS)
    assert [(each.id, each.questions) for each in talks.listed()] == [(herons, 1), (bridge, 2)]
    assert [each.id for each in talks.listed("how LONG")] == [bridge]
    assert talks.listed("100%") == []
    talks.rename(bridge, "  The\nbridge ")
    talks.rename(bridge, " ")
    assert talks.load(bridge).name == "The bridge"
    talks.remove(herons)
    assert [each.id for each in talks.listed()] == [bridge]
    assert HERONS.encode() not in bytes_of(own)


def test_nobody_finds_what_is_another_readers(own: Rag) -> None:
    talk, stranger = asked(own, "ada", BRIDGE), own.conversations("ben")
    assert stranger.listed() == []
    for act in (
        lambda: stranger.load(talk),
        lambda: stranger.rename(talk, "mine"),
        lambda: stranger.remove(talk),
        lambda: stranger.keep(talk, 1, PastExchange(HERONS, Ending.ANSWERED)),
        lambda: stranger.opine(talk, 0, Opinion.RIGHT, ""),
    ):
        with pytest.raises(ConversationNotFound):
            act()
    assert own.conversations("ada").load(talk).name == BRIDGE


def test_only_the_last_used_are_kept(built: Path, tmp_path: Path) -> None:
    shutil.copytree(built, tmp_path / "index")
    with Rag.open(tmp_path / "index", conversations=2) as rag:
        ids = [rag.conversations("ada").begin(f"question {n}") for n in range(3)]
        other = rag.conversations("ben").begin("another reader's")
        assert {each.id for each in rag.conversations("ada").listed()} == set(ids[1:])
        assert [each.id for each in rag.conversations("ben").listed()] == [other]


def test_a_purge_leaves_no_byte_of_the_article_and_names_what_was_quoted(own: Rag) -> None:
    talk = asked(own, "ada", BRIDGE, HERONS)
    pasted = "Mayor Ada Brandt opened the new bridge over the Tarrow on 30 September 2021"
    typed = asked(own, "ben", f"Is it so that {pasted}?")
    own.remove(AT, purge=True)
    first, second = own.conversations("ada").load(talk).exchanges
    assert (first.question, first.answer) == (BRIDGE, None)
    (quoted,) = first.fates
    assert (quoted.article_id, quoted.fate, quoted.source) == (AT, Fate.ERASED, "Inland Post")
    assert second.answer is None or second.answer.citations
    held = own.conversations("ben").load(typed)
    assert (held.name, held.exchanges[0].question) == (ERASED, ERASED)
    for words in (pasted, "840 metres", "62 million crowns"):
        assert words.encode() not in bytes_of(own)


def test_an_answer_kept_while_its_article_was_purged_is_not_kept(own: Rag) -> None:
    answer, talks = own.ask(BRIDGE), own.conversations("ada")
    talk = talks.begin("a bridge")
    own.remove(AT, purge=True)
    talks.keep(talk, 0, PastExchange("a bridge", Ending.ANSWERED, answer=answer))
    assert talks.load(talk).exchanges[0].answer is None
    assert b"Ada Brandt" not in bytes_of(own)


def test_what_became_of_an_article_is_told(own: Rag, tmp_path: Path) -> None:
    talk = asked(own, "ada", BRIDGE)
    corrected = tmp_path / "bridge.md"
    text = (BAY / "bridge.md").read_text().replace("840 metres", "860 metres")
    corrected.write_text(text)
    own.ingest(corrected)
    (changed,) = own.conversations("ada").load(talk).exchanges[0].fates
    assert changed.fate is Fate.CHANGED
    own.remove(AT)
    (removed,) = own.conversations("ada").load(talk).exchanges[0].fates
    assert removed.fate is Fate.REMOVED


def test_what_the_reader_thinks_is_shown_until_it_is_changed(own: Rag) -> None:
    talk, talks = asked(own, "ada", BRIDGE), own.conversations("ada")
    talks.opine(talk, 0, Opinion.WRONG_SOURCE, "an older one")
    talks.opine(talk, 0, Opinion.RIGHT, "")
    held = talks.load(talk).exchanges[0]
    assert (held.opinion, held.note) == (Opinion.RIGHT, "")


def test_no_secret_is_kept_whoever_typed_it(own: Rag, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_API_KEY", "canary-7Q4Z9")
    talk = asked(own, "ada", "Is canary-7Q4Z9 the mayor?")
    own.conversations("ada").rename(talk, "on canary-7Q4Z9")
    assert b"canary-7Q4Z9" not in bytes_of(own)


def test_it_survives_a_kill_in_the_middle(own: Rag, tmp_path: Path) -> None:
    own.close()
    code = (
        "import sys; from rag import Rag; from rag.types import PastExchange, Ending\n"
        "talks = Rag.open(sys.argv[1]).conversations('ada'); n = 0\n"
        "while True:\n"
        "    talk = talks.begin(f'question {n}')\n"
        "    talks.keep(talk, 0, PastExchange(f'question {n}', Ending.ANSWERED))\n"
        "    print(n, flush=True); n += 1\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path / "index")], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        told = [process.stdout.readline() for _ in range(5)]
        os.kill(process.pid, signal.SIGKILL)
        told += process.stdout.readlines()
    kept = {each.name: each.questions for each in own.conversations("ada").listed()}
    for line in told:
        assert kept[f"question {line.strip()}"] == 1


def test_a_damaged_file_says_what_to_do(own: Rag) -> None:
    talks = own.conversations("ada")
    talks.begin(BRIDGE)
    file_of(own).write_bytes(b"no database" * 500)
    with pytest.raises(ConversationsUnavailable, match="move it away"):
        talks.listed()


def test_a_file_of_a_later_version_is_left_alone(own: Rag) -> None:
    talks = own.conversations("ada")
    talks.begin(BRIDGE)
    with sqlite3.connect(file_of(own)) as connection:
        connection.execute("PRAGMA user_version = 99")
    with pytest.raises(ConversationsUnavailable, match="later version"):
        talks.begin(HERONS)


def test_only_its_owner_can_read_the_file(own: Rag) -> None:
    own.conversations("ada").begin(BRIDGE)
    assert file_of(own).stat().st_mode & 0o077 == 0


def test_they_are_found_by_what_was_answered_in_any_case_and_accent(own: Rag) -> None:
    talks = own.conversations("ada")
    bridge, herons = asked(own, "ada", BRIDGE, LENGTH), asked(own, "ada", HERONS)
    (line,) = talks.listed("ÁDA  brändt")
    assert line.id == bridge
    assert line.found is not None
    assert (line.found.n, line.found.answer, line.found.words) == (0, True, "Ada Brandt")
    (asks,) = talks.listed("how LONG")
    assert asks.found is not None
    assert (asks.found.n, asks.found.answer, asks.found.words) == (1, False, "How long")
    assert [each.found for each in talks.listed("nests does noor")] == [None]  # its name has it
    assert [each.id for each in talks.listed("")] == [herons, bridge]
    assert own.conversations("ben").listed("brandt") == []


def test_what_was_shown_of_an_answer_that_was_stopped_is_found(own: Rag) -> None:
    answer, talks = own.ask(BRIDGE), own.conversations("ada")
    talk = talks.begin("a bridge")
    stopped = PastExchange(
        "a bridge", Ending.STOPPED, sentences=answer.sentences, citations=answer.citations
    )
    talks.keep(talk, 0, stopped)
    assert [each.id for each in talks.listed("Mayor Ada")] == [talk]


def test_words_of_an_article_that_was_purged_are_not_found(own: Rag) -> None:
    asked(own, "ada", BRIDGE)
    assert len(own.conversations("ada").listed("Ada Brandt")) == 1
    own.remove(AT, purge=True)
    assert own.conversations("ada").listed("Ada Brandt") == []
    assert len(own.conversations("ada").listed("new bridge")) == 1  # what the reader asked stays


@pytest.mark.parametrize(
    ("text", "sought", "before", "words"),
    [
        ("Straße", "strasse", "", "Straße"),
        ("Der Großplatz", "ss", "Der Gro", "ß"),
        ("Cafe\u0301 noir", "cafe", "", "Cafe\u0301"),
        ("Der Café-Wirt", "cafe", "Der ", "Café"),
        ("ﬁnal", "fin", "", "ﬁn"),
    ],
)
def test_what_is_found_is_shown_as_it_is_written(
    text: str, sought: str, before: str, words: str
) -> None:
    from rag.library.recalling import excerpt

    found = excerpt(text, sought, 0, True)
    assert (found.before, found.words) == (before, words)
    assert found.before + found.words + found.after == text


def test_a_long_answer_is_shown_around_what_was_found() -> None:
    from rag.library.recalling import BESIDE, excerpt

    found = excerpt(f"{'before ' * 40}HERE{' after' * 40}", "here", 3, True)
    assert found.before.startswith("…before")
    assert found.after.endswith("after…")
    assert max(len(found.before), len(found.after)) <= BESIDE + 1
