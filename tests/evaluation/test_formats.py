"""Questions in the field's forms: known by content, read, written, and what is wrong with them."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from rag.errors import UsageError
from rag.evaluation import formats
from rag.evaluation.formats.beir import CORPUS
from rag.evaluation.formats.converting import convert
from rag.evaluation.questions import Earlier, Given, Gold, GoldSpan
from rag.evaluation.shapes import faults, question_schema

ROOT = Path(__file__).parents[2]
SCHEMA = question_schema()

QUIZ: dict[str, Any] = {
    "id": "q1",
    "asked_at": "2022-06-16",
    "question": "Where was the event?",
    "choices": ["Idaho", "Texas"],
    "answer": "Idaho",
    "gold_article_ids": ["a.example/1"],
    "evidence": "It was in Idaho.",
}
HOPS: list[dict[str, Any]] = [
    {
        "query": "Who is on trial?",
        "answer": "Sam",
        "question_type": "inference_query",
        "evidence_list": [
            {"fact": "Sam is on trial.", "url": "https://WWW.example.org/1/?utm_source=x"},
            {"fact": "Sam was charged.", "url": "https://b.example/2"},
        ],
    },
    {
        "query": "Do they agree?",
        "answer": "Yes",
        "question_type": "comparison_query",
        "evidence_list": [{"fact": "They do.", "url": "https://b.example/2"}],
    },
    {
        "query": "Who won?",
        "answer": "Insufficient information.",
        "question_type": "null_query",
        "evidence_list": [],
    },
]
NORMANS: dict[str, Any] = {
    "version": "v2.0",
    "data": [
        {
            "title": "Normans",
            "paragraphs": [
                {
                    "context": "They came in 911. Rollo led them.",
                    "qas": [
                        {
                            "id": "n1",
                            "question": "Who led them?",
                            "is_impossible": False,
                            "answers": [
                                {"text": "Rollo", "answer_start": 18},
                                {"text": "Rollo", "answer_start": 18},
                            ],
                        },
                        {
                            "id": "n2",
                            "question": "Who followed?",
                            "is_impossible": True,
                            "answers": [],
                            "plausible_answers": [{"text": "Rollo", "answer_start": 18}],
                        },
                    ],
                }
            ],
        }
    ],
}
HANDED: dict[str, Any] = {
    "id": "h1",
    "input": "which method uses averages",
    "passages": [{"title": "T", "text": "It rains. Seasonality uses averages.", "sentences": []}],
    "output": [{"answer": "Seasonality.", "selected_sentences": ["Seasonality uses averages."]}],
    "answerable": True,
}


def lines(path: Path, *rows: object) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def whole(path: Path, value: object) -> Path:
    path.write_text(json.dumps(value, indent=2), encoding="utf-8")
    return path


def beir(
    folder: Path, judgements: str = "query-id\tcorpus-id\tscore\nq1\td2\t1\nq1\td1\t0\n"
) -> Path:
    folder.mkdir(parents=True)
    lines(
        folder / "corpus.jsonl",
        {"_id": "d1", "title": "One", "text": "First."},
        {"_id": "d2", "text": "Second.", "metadata": {"url": "https://x.example/2", "n": 3}},
    )
    lines(folder / "queries.jsonl", {"_id": "q1", "text": "Which?"}, {"_id": "q2", "text": "Why?"})
    (folder / "qrels").mkdir()
    (folder / "qrels" / "test.tsv").write_text(judgements)
    return folder


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("byline", lambda f: lines(f / "q.jsonl", {"question": "Q?"})),
        ("byline", lambda f: whole(f / "q.json", [{"id": "a", "question": "Q?"}])),
        ("beir", lambda f: beir(f / "beir")),
        ("beir", lambda f: beir(f / "beir") / "qrels" / "test.tsv"),
        ("multihop", lambda f: lines(f / "q.jsonl", *HOPS)),
        ("multihop", lambda f: whole(f / "q.json", HOPS)),
        ("squad", lambda f: whole(f / "q.json", NORMANS)),
        ("squad", lambda f: lines(f / "q.json", NORMANS)),
        ("news-qa", lambda f: lines(f / "q.jsonl", QUIZ)),
        ("passages", lambda f: lines(f / "q.jsonl", HANDED)),
        ("ragas", lambda f: lines(f / "q.jsonl", {"user_input": "Q?", "reference": "A"})),
        ("ragas", lambda f: whole(f / "q.json", [{"question": "Q?", "ground_truth": "A"}])),
        ("llamaindex", lambda f: whole(f / "q.json", {"examples": [{"query": "Q?"}]})),
        (
            "llamaindex",
            lambda f: whole(
                f / "q.json",
                {"queries": {"a": "Q?"}, "corpus": {"d": "Text"}, "relevant_docs": {"a": ["d"]}},
            ),
        ),
    ],
)
def test_a_form_is_known_by_what_a_file_holds(
    tmp_path: Path, name: str, made: Callable[[Path], Path]
) -> None:
    path = made(tmp_path)
    assert formats.form_of(path).name == name
    assert formats.read(path)
    assert formats.faults(path) == []


def test_a_packed_file_is_read_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "q.jsonl.gz"
    path.write_bytes(gzip.compress(json.dumps(QUIZ).encode()))
    assert [gold.id for gold in formats.read(path)] == ["q1"]


def test_a_quiz_has_its_day_its_articles_and_its_answer(tmp_path: Path) -> None:
    (gold,) = formats.read(lines(tmp_path / "q.jsonl", QUIZ))
    assert (gold.asked_at, gold.article_ids) == ("2022-06-16", ("a.example/1",))
    assert (gold.expected, gold.answers) == ((("Idaho",),), ("Idaho",))


def test_facts_of_several_articles_are_known_by_their_addresses(tmp_path: Path) -> None:
    named, opened, none = formats.read(lines(tmp_path / "q.jsonl", *HOPS))
    assert named.article_ids == ("https://www.example.org/1", "https://b.example/2")
    assert named.facts == ("Sam is on trial.", "Sam was charged.")
    assert named.expected == (("Sam",),)
    assert (opened.expected, opened.answers) == ((), ("Yes",))
    assert (none.answerable, none.answers) == (False, ())


def test_evidence_without_an_address_is_found_by_its_title_beside_the_questions(
    tmp_path: Path,
) -> None:
    evidence = [{"title": "One", "fact": "It is so."}, {"title": "Two", "fact": "It was so."}]
    path = lines(tmp_path / "questions.jsonl", {**HOPS[1], "evidence_list": evidence})
    assert formats.read(path)[0].article_ids == ()
    one = {"title": "One", "url": "https://a.example/1/", "source": "A", "facts": ["It is so."]}
    lines(tmp_path / "facts.jsonl", one)
    (gold,) = formats.read(path)
    assert gold.article_ids == ("https://a.example/1",)
    assert gold.facts == ("It is so.", "It was so.")
    convert(path, tmp_path / "out.jsonl", articles=tmp_path / "articles.jsonl")
    told = json.loads((tmp_path / "articles.jsonl").read_text())
    assert (told["id"], told["text"]) == ("https://a.example/1", "It is so.")
    lines(tmp_path / "facts.jsonl", one, {"title": "Two", "facts": ["It was so."]})
    assert formats.read(path)[0].article_ids == ("https://a.example/1", "Two")
    lines(tmp_path / "facts.jsonl", one, {"title": "Two"})
    with pytest.raises(UsageError, match=r"facts\.jsonl, line 2"):
        formats.read(path)


def test_a_question_of_squad_comes_with_its_paragraph(tmp_path: Path) -> None:
    path = whole(tmp_path / "q.json", NORMANS)
    said, impossible = formats.read(path)
    assert said.answers == ("Rollo",)
    assert said.spans == (GoldSpan("Normans/0", "Rollo led them."),)
    assert said.passages == (Given("Normans", "They came in 911. Rollo led them."),)
    assert (impossible.answerable, impossible.answers) == (False, ())
    assert formats.FORMS["squad"].articles is not None
    assert [each["id"] for each in formats.FORMS["squad"].articles(path)] == ["Normans/0"]


def test_passages_that_come_with_a_question_hold_the_sentences_it_rests_on(tmp_path: Path) -> None:
    none = {**HANDED, "id": "h2", "answerable": False, "output": [{"answer": ""}]}
    said, silent = formats.read(lines(tmp_path / "q.jsonl", HANDED, none))
    assert said.spans == (GoldSpan("h1/0", "Seasonality uses averages."),)
    assert (said.expected, said.answers) == ((), ("Seasonality.",))
    assert (silent.answerable, silent.spans, len(silent.passages)) == (False, (), 1)


def test_a_query_that_nobody_judged_is_left_out(tmp_path: Path) -> None:
    (gold,) = formats.read(beir(tmp_path / "beir"))
    assert (gold.id, gold.article_ids) == ("q1", ("d2",))


def test_articles_that_come_with_questions_are_written_for_ingest(tmp_path: Path) -> None:
    done = convert(
        beir(tmp_path / "beir"), tmp_path / "q.jsonl", articles=tmp_path / "articles.jsonl"
    )
    assert (done.questions, done.articles) == (1, 2)
    rows = [json.loads(row) for row in (tmp_path / "articles.jsonl").read_text().splitlines()]
    assert rows[1] == {"id": "d2", "title": "", "text": "Second.", "url": "https://x.example/2"}


def test_the_corpus_of_one_folder_goes_into_another(tmp_path: Path) -> None:
    convert(beir(tmp_path / "one"), tmp_path / "two", become="beir")
    kept = [json.loads(row) for row in (tmp_path / "two" / CORPUS).read_text().splitlines()]
    assert [(row["_id"], row["text"]) for row in kept] == [("d1", "First."), ("d2", "Second.")]
    assert formats.read(tmp_path / "two") == formats.read(tmp_path / "one")


# --- there and back -----------------------------------------------------------------------

WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Zl", "Zp")),
    min_size=1,
    max_size=20,
).filter(str.strip)
NAMES = st.text("abcxyz019-_/.:", min_size=1, max_size=12)


@st.composite
def golds(draw: st.DrawFn) -> list[Gold]:
    made = []
    names = draw(st.lists(NAMES, min_size=1, max_size=4, unique=True))
    for at, name in enumerate(names):
        made.append(
            Gold(
                id=name,
                kind=draw(WORDS),
                question=draw(WORDS),
                answerable=draw(st.booleans()),
                expected=tuple(
                    map(tuple, draw(st.lists(st.lists(WORDS, min_size=1, max_size=2), max_size=2)))
                ),
                article_ids=tuple(draw(st.lists(NAMES, max_size=2, unique=True))),
                after=draw(st.sampled_from([None, *names[:at]])),
                asked_at=draw(st.sampled_from([None, "2022-03-01", "2022-03-01T09:00:00+01:00"])),
                must_pass=draw(st.booleans()),
                spans=tuple(
                    GoldSpan(*each) for each in draw(st.lists(st.tuples(NAMES, WORDS), max_size=2))
                ),
                answers=tuple(draw(st.lists(WORDS, max_size=2))),
                facts=tuple(draw(st.lists(WORDS, max_size=2))),
                passages=tuple(
                    Given(*each) for each in draw(st.lists(st.tuples(WORDS, WORDS), max_size=2))
                ),
                near_miss=draw(st.booleans()),
                absent=tuple(draw(st.lists(NAMES, max_size=1))),
                note=draw(st.text("abc ", max_size=5)),
                history=tuple(
                    Earlier(*each) for each in draw(st.lists(st.tuples(NAMES, WORDS), max_size=2))
                ),
            )
        )
    return made


@settings(max_examples=60, deadline=None)
@given(asked=golds(), form=st.sampled_from(["byline", "ragas", "llamaindex"]))
def test_what_is_written_is_read_again_whole(
    tmp_path_factory: pytest.TempPathFactory, asked: list[Gold], form: str
) -> None:
    path = tmp_path_factory.mktemp("round") / "questions"
    write = formats.FORMS[form].write
    assert write is not None
    write(asked, path)
    assert formats.form_of(path).name == form
    assert formats.read(path) == asked


@settings(max_examples=40, deadline=None)
@given(asked=golds())
def test_a_beir_folder_gives_back_what_it_was_made_of(
    tmp_path_factory: pytest.TempPathFactory, asked: list[Gold]
) -> None:
    folder = tmp_path_factory.mktemp("round") / "beir"
    write = formats.FORMS["beir"].write
    assert write is not None
    write(asked, folder)
    assert formats.read(folder) == asked


@settings(max_examples=40, deadline=None)
@given(context=st.lists(WORDS, min_size=2, max_size=5), data=st.data())
def test_squad_gives_back_questions_with_their_paragraph(
    tmp_path_factory: pytest.TempPathFactory, context: list[str], data: st.DataObject
) -> None:
    text = " ".join(context)
    said = data.draw(st.sampled_from(context))
    asked = [
        Gold("a", "answerable", "Who?", True, answers=(said,), passages=(Given("T", text),)),
        Gold("b", "impossible", "Why?", False, passages=(Given("T", text),)),
    ]
    path = tmp_path_factory.mktemp("round") / "squad.json"
    write = formats.FORMS["squad"].write
    assert write is not None
    write(asked, path)
    again = formats.read(path)
    assert [(g.id, g.question, g.answers, g.passages) for g in again] == [
        (g.id, g.question, g.answers, g.passages) for g in asked
    ]


def test_multihop_gives_back_its_evidence(tmp_path: Path) -> None:
    asked = formats.read(lines(tmp_path / "q.jsonl", *HOPS))
    convert(tmp_path / "q.jsonl", tmp_path / "again.jsonl", become="multihop")
    assert formats.read(tmp_path / "again.jsonl") == asked


def test_a_dataset_of_others_keeps_its_references(tmp_path: Path) -> None:
    sample = {"user_input": "Q?", "reference": "A", "reference_contexts": ["C"]}
    (gold,) = formats.read(lines(tmp_path / "q.jsonl", sample))
    assert (gold.answers, gold.facts, gold.expected) == (("A",), ("C",), ())
    convert(tmp_path / "q.jsonl", tmp_path / "q.json", become="llamaindex")
    held = json.loads((tmp_path / "q.json").read_text())["examples"][0]
    assert (held["query"], held["reference_answer"]) == ("Q?", "A")
    assert held["reference_contexts"] == ["C"]


# --- what is wrong ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("made", "told"),
    [
        (lambda f: lines(f / "q", {"question": "Q?"}, {"id": "a", "qestion": "Q?"}), "line 2"),
        (lambda f: lines(f / "q", {"id": "a", "qestion": "Q?", "kind": "k"}), "did you mean"),
        (
            lambda f: lines(f / "q", {"question": "Q?", "expected": "x"}),
            "'expected' must be a list",
        ),
        (lambda f: lines(f / "q", {"question": "Q?", "asked_at": "6 March"}), "ISO 8601"),
        (
            lambda f: lines(f / "q", {"question": "Q?", "history": ["x"]}),
            "'history[0]' must be an object",
        ),
        (
            lambda f: lines(f / "q", *[{"id": "a", "question": "Q?"}] * 2),
            "line 2: the id 'a' stands",
        ),
        (
            lambda f: lines(f / "q", {"question": "Q?", "after": "b"}),
            "line 1: 'line-1' comes after",
        ),
        (lambda f: lines(f / "q", QUIZ, {**QUIZ, "id": "b", "answer": ""}), "line 2: 'answer'"),
        (lambda f: whole(f / "q", [HOPS[0], {"query": "Q?"}]), "line 17: lacks 'evidence_list'"),
        (lambda f: lines(f / "q", HANDED, {**HANDED, "passages": 3}), "line 2"),
        (lambda f: lines(f / "q", {"user_input": [{"content": "Hi"}]}), "a conversation"),
        (lambda f: whole(f / "q", {"examples": [{"query": "Q?"}, {}]}), "example 2: lacks 'query'"),
        (lambda f: beir(f / "q", "q1 d1 1\n"), "qrels/test.tsv, line 1: a judgement"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(
    tmp_path: Path, made: Callable[[Path], Path], told: str
) -> None:
    path = made(tmp_path)
    wrong = formats.faults(path)
    assert any(told in formats.placed(path, each) for each in wrong), wrong
    with pytest.raises(UsageError, match="q"):
        formats.read(path)


def test_an_answer_that_does_not_stand_in_its_paragraph_is_told_with_its_line(
    tmp_path: Path,
) -> None:
    text = json.dumps(NORMANS, indent=1).replace('"answer_start": 18', '"answer_start": 17', 1)
    (tmp_path / "q.json").write_text(text)
    (wrong,) = formats.faults(tmp_path / "q.json")
    assert wrong.line == text[: text.index('"n1"')].count("\n") + 1
    assert "does not stand at 17" in wrong.why


def test_all_faults_of_a_file_are_told_not_the_first_alone(tmp_path: Path) -> None:
    bad = [{"question": ""}, {"question": "Q?", "must_pass": "yes"}, {"question": "Q?", "x": 1}]
    wrong = formats.faults(lines(tmp_path / "q", *bad), "byline")
    assert [each.line for each in wrong] == [1, 2, 3]


@pytest.mark.parametrize(
    ("content", "told"),
    [("", "no questions"), ("{", "line 1"), ('{"a": 1}', "--from"), ('{"a":\n1', "line 1")],
)
def test_a_file_that_is_no_form_is_refused(tmp_path: Path, content: str, told: str) -> None:
    (tmp_path / "q").write_text(content)
    with pytest.raises(UsageError, match=told):
        formats.read(tmp_path / "q")


def test_a_folder_that_is_no_form_is_refused_with_what_it_holds(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("x")
    with pytest.raises(UsageError, match=r"notes\.txt"):
        formats.read(tmp_path)


def test_nothing_is_written_that_the_other_form_has_no_place_for(tmp_path: Path) -> None:
    asked = lines(tmp_path / "q.jsonl", {"id": "a", "question": "Q?"})
    for form, told in (("squad", "comes with 0 passages"), ("news-qa", "--to"), ("trec", "a run")):
        with pytest.raises(UsageError, match=told):
            convert(asked, tmp_path / "out", become=form)
    with pytest.raises(UsageError, match="brings no articles"):
        convert(asked, tmp_path / "out", articles=tmp_path / "articles.jsonl")
    with pytest.raises(UsageError, match="written over"):
        convert(asked, asked)


# --- the schema ---------------------------------------------------------------------------


def test_the_schema_of_a_question_is_one_and_names_every_field() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert set(SCHEMA["properties"]) == set(Gold.__dataclass_fields__)


@pytest.mark.parametrize("name", ["questions.jsonl", "held-out.jsonl"])
def test_the_sample_questions_keep_to_it(name: str) -> None:
    path = ROOT / "corpus" / name
    assert formats.faults(path) == []
    for row in path.read_text("utf-8").splitlines():
        assert not list(Draft202012Validator(SCHEMA).iter_errors(json.loads(row)))


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2)
    ),
    max_leaves=4,
)


@settings(max_examples=300, deadline=None)
@given(
    asked=golds(),
    field=st.sampled_from([*SCHEMA["properties"], "extra"]),
    junk=JUNK | st.lists(st.lists(st.text(max_size=2), max_size=2), max_size=2),
)
def test_our_reading_of_the_schema_agrees_with_the_reference(
    asked: list[Gold], field: str, junk: object
) -> None:
    row = {**json.loads(json.dumps(asked[0].to_dict())), field: junk}
    reference = list(Draft202012Validator(SCHEMA).iter_errors(row))
    assert bool(list(faults(row, SCHEMA))) == bool(reference), reference


def test_a_question_is_read_as_it_was_made() -> None:
    gold = Gold("a", "fact", "Q?")
    assert replace(gold, absent=("x",)).to_dict()["absent"] == ("x",)


# --- held against the package itself --------------------------------------------------------


def test_a_dataset_is_read_as_llamaindexs_own_class_saves_it(tmp_path: Path) -> None:
    from llama_index.core.evaluation import QueryResponseDataset

    asked = formats.read(ROOT / "corpus" / "questions.jsonl")[:20]
    pairs = [(gold.question, gold.expected[0][0]) for gold in asked if gold.expected]
    QueryResponseDataset.from_qr_pairs(pairs).save_json(str(tmp_path / "pairs.json"))
    back = formats.read(tmp_path / "pairs.json")
    assert [(gold.question, gold.answers) for gold in back] == [(q, (a,)) for q, a in pairs]
