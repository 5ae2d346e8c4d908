"""LlamaIndex inside Byline: an LLM and readers by import path keep the contract, or are told."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from llamaindex import doubles

from rag import Rag, Settings
from rag.answering.models import ChatModel, Message, open_model
from rag.errors import (
    EmbeddingError,
    ModelError,
    ModelTimeout,
    ReaderError,
    SettingsError,
    UsageError,
)
from rag.library.embedding import open_embedder
from rag.testing import ScriptedModel
from rag.types import Usage

HERE = doubles.__name__
TEXT = "Crews stopped work because their hours of rest had been cut. [1.1]"
KEY = "sk-very-secret"
MESSAGES = (Message("system", "Be brief."), Message("user", "Why?"))


@pytest.fixture(autouse=True)
def _nobody_waits() -> Iterator[None]:
    doubles.GOING_ON.clear()
    yield
    doubles.GOING_ON.set()


def model_of(name: str, *, seconds: float = 20, **arguments: Any) -> ChatModel:
    given = {"llm": name, "llm_arguments": arguments, "llm_timeout": seconds}
    model = open_model(Settings.load(given, environment={}))
    assert model is not None
    return model


def said(model: ChatModel, max_tokens: int = 100) -> str:
    pieces = model.stream(MESSAGES, max_tokens=max_tokens, temperature=0.0)
    return "".join(piece.text for piece in pieces)


# --- what every model keeps to, ours and LlamaIndex's


@pytest.fixture(
    params=["double", f"{HERE}:Says", f"{HERE}.SaysAtOnce", f"{HERE}:SaysWhole", "MockLLM"]
)
def model(request: pytest.FixtureRequest) -> ChatModel:
    if request.param == "double":
        return ScriptedModel(TEXT)
    if request.param == "MockLLM":
        return model_of("llama_index.core.llms:MockLLM", max_tokens=11)
    return model_of(request.param, text=TEXT)


def test_a_model_writes_in_pieces_and_says_that_it_ended(model: ChatModel) -> None:
    pieces = list(model.stream(MESSAGES, max_tokens=100, temperature=0.0))
    text = "".join(each.text for each in pieces)
    assert text in (TEXT, " ".join(["text"] * 11))
    assert pieces[-1].finish == "stop"
    assert model.name


def test_it_says_the_same_twice_and_can_be_left(model: ChatModel) -> None:
    left = model.stream(MESSAGES, max_tokens=100, temperature=0.0)
    next(left)
    left.close()  # type: ignore[attr-defined]  # all of them are generators
    assert said(model) == said(model)


def test_an_answer_is_written_by_it_and_checked(bay: Rag) -> None:
    wrong = "The king of Norway resigned over it. [1.1]"
    settings = Settings.load(
        {
            "index": bay.settings.index,
            "llm": f"{HERE}:Says",
            "llm_arguments": {
                "text": f"{TEXT} {wrong}",
                "tells": {"prompt_tokens": 70, "completion_tokens": 30},
            },
        },
        environment={},
    )
    with Rag.open(settings=settings) as rag:
        answer = rag.ask("Why did the ferry crews stop work?")
    assert answer.mode == f"{HERE}:Says/says"
    assert "resigned" not in answer.text
    assert len(answer.removed) == 1
    assert answer.usage == Usage(70, 30)


def test_it_is_made_with_what_the_settings_say_unless_its_arguments_do() -> None:
    plain: Any = model_of(f"{HERE}:Says", text=TEXT)
    own: Any = model_of(f"{HERE}:Says", text=TEXT, temperature=0.7, holds=99)
    assert (plain.llm.temperature, plain.llm.max_tokens) == (0.0, 700)
    assert (own.llm.temperature, own.window) == (0.7, 99)


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("http://127.0.0.1:8080/v1", None),
        ("http://localhost:11434", None),
        ("https://models.example/v1", "models.example"),
        ("", f"wherever {HERE}:Says reaches"),
    ],
)
def test_where_text_goes_is_told_and_only_a_known_place_here_counts_as_here(
    address: str, told: str | None
) -> None:
    assert model_of(f"{HERE}:Says", api_base=address).endpoint == told


# --- what a model may do wrong


@pytest.mark.parametrize(
    ("name", "arguments", "message"),
    [
        ("no_such.module:Thing", {}, r"importing 'no_such.module' for RAG_LLM failed.*No module"),
        ("no_such_module:Thing", {}, r"llm cannot be .*module:Class of a LlamaIndex LLM"),
        (f"{HERE}:Missing", {}, r"no class 'Missing' that is a LlamaIndex LLM.*RAG_LLM"),
        ("pathlib:Path", {}, "no class 'Path' that is a LlamaIndex LLM"),
        (f"{HERE}:Reads", {}, "no class 'Reads' that is a LlamaIndex LLM"),
        (f"{HERE}:Says", {"holds": "much"}, r"making the LlamaIndex LLM .*Says failed.*holds"),
        (f"{HERE}:Says", {"fails": "metadata"}, r"how much it can hold failed.*unknown model"),
        ("a b:C", {}, "module:Class"),
        ("mod:", {}, "RAG_LLM to openai"),
        ("gpt-5", {}, r"RAG_LLM to openai:<model>.*module:Class"),
    ],
)
def test_a_model_that_cannot_be_had_is_told(
    name: str, arguments: dict[str, Any], message: str
) -> None:
    with pytest.raises(SettingsError, match=message) as error:
        model_of(name, api_key=KEY, **arguments)
    assert KEY not in str(error.value)


def test_one_that_raises_is_named_without_its_key() -> None:
    model = model_of(f"{HERE}:Says", text=TEXT, fails="breaks off", api_key=KEY)
    with pytest.raises(
        ModelError, match=r"Says/says failed: PermissionError: .*run out.*RAG_LLM"
    ) as e:
        said(model)
    assert KEY not in str(e.value)
    assert KEY not in repr(model)


def test_one_that_says_nothing_or_never_ends_is_told() -> None:
    with pytest.raises(ModelError, match="wrote nothing"):
        said(model_of(f"{HERE}:Says", text=""))
    with pytest.raises(ModelError, match="kept writing past its limit"):
        said(model_of(f"{HERE}:Says", fails="never ends"))


def test_one_that_is_slow_is_told_with_the_setting() -> None:
    model = model_of(f"{HERE}:Says", text=TEXT, fails="hangs", seconds=0.05)
    with pytest.raises(ModelTimeout, match=r"did not finish in 0.05 seconds.*RAG_LLM_TIMEOUT"):
        said(model)


# --- embeddings: what is new beside tests/library/test_embedding.py


def test_an_embedding_that_is_slow_is_told_with_the_setting() -> None:
    with pytest.raises(EmbeddingError, match=r"no vectors within 0.05 s.*RAG_EMBEDDING_TIMEOUT"):
        open_embedder(f"{HERE}:Embeds", arguments='{"fails": "hangs"}', seconds=0.05)


def test_a_key_of_an_embedding_is_neither_shown_nor_stored() -> None:
    with pytest.raises(EmbeddingError, match="PermissionError") as error:
        open_embedder(f"{HERE}:Embeds", arguments=f'{{"fails": "raises", "api_key": "{KEY}"}}')
    assert KEY not in str(error.value)
    sound = open_embedder(f"{HERE}:Embeds", arguments=f'{{"embed_dim": 4, "api_key": "{KEY}"}}')
    assert sound.name == f'llamaindex/{HERE}:Embeds{{"embed_dim": 4}}/4'


# --- node postprocessors: what is new beside tests/retrieval/test_reranking.py


def test_a_postprocessor_takes_its_arguments_from_their_own_setting(bay: Rag) -> None:
    named = {
        "index": bay.settings.index,
        "reranker": "llama_index.core.postprocessor:KeywordNodePostprocessor",
        "reranker_arguments": {"required_keywords": ["herring"]},
    }
    with Rag.open(settings=Settings.load(named, environment={})) as rag:
        found = rag.search("Who rejected the plan?", 8)
    assert found
    assert all("herring" in each.text for each in found)


# --- what every reader keeps to

FOLDER = "llama_index.core:SimpleDirectoryReader"
STRINGS = "llama_index.core.readers.string_iterable:StringIterableReader"
TEXTS = ["It rained in the hills, and then it snowed.", "The ferries sail again.", " "]


@pytest.fixture(params=[FOLDER, STRINGS, f"{HERE}:Reads", "made"])
def source(request: pytest.FixtureRequest, tmp_path: Path) -> dict[str, Any]:
    """One of each kind, which gives two texts and one without words."""
    if request.param == FOLDER:
        (tmp_path / "texts").mkdir()
        for n, text in enumerate(TEXTS):
            (tmp_path / "texts" / f"{n}.txt").write_text(text)
        return {"reader": f'{FOLDER}{{"input_dir": "{tmp_path}/texts"}}'}
    if request.param == STRINGS:
        return {"reader": STRINGS, "load": {"texts": TEXTS}}
    if request.param == "made":
        return {"reader": doubles.Reads(TEXTS)}
    return {"reader": f'{HERE}:Reads{{"texts": {json.dumps(TEXTS)}}}'}


def test_each_document_is_an_article_or_told_and_the_same_again_changes_nothing(
    tmp_path: Path, source: dict[str, Any]
) -> None:
    with Rag.open(tmp_path / "index") as rag:
        first, again = rag.ingest(**source), rag.ingest(**source)
        held = {each.text for each in rag.articles()}
        (found,) = rag.search("Where did it snow?", 1)
        article = rag.article(found.article_id)
    assert held == {text.strip() for text in TEXTS[:2]}
    assert (len(first.added), len(first.rejected)) == (2, 1)
    assert set(again.unchanged) == set(first.added)
    assert article.text[found.start : found.end] == found.text == TEXTS[0]
    assert (article.published, article.source, article.url) == (None, None, None)


# --- what readers tell, and what they may do wrong


def test_documents_become_articles_with_what_their_metadata_say(tmp_path: Path) -> None:
    told = {
        "Title": "Herons on the flats",
        "source": "https://coast.example/herons?utm_source=x",
        "site_name": "Coast Daily",
        "author": "Noor Haddad and Tobias Renn",
        "pubDate": "Thu, 04 May 2023 08:00:00 +0000",
        "creation_date": "2026-01-01",
    }
    with Rag.open(tmp_path / "index") as rag:
        report = rag.ingest(
            reader=doubles.Reads(["Herons nest in the reeds of the bay."]),
            load={"metadata": told},
        )
        (article,) = rag.articles()
    assert report.added == (article.id,) == ("https://coast.example/herons",)
    assert (article.title, article.source) == ("Herons on the flats", "Coast Daily")
    assert article.authors == ("Noor Haddad", "Tobias Renn")
    assert str(article.published)[:10] == "2023-05-04"
    assert article.found["published"] == "the reader's metadata"


def test_what_metadata_do_not_say_stays_unknown(tmp_path: Path) -> None:
    told = {
        "file_path": "/news/herons.txt",
        "source": "/news/herons.txt",
        "creation_date": "2026-01-01",
        "last_modified_date": "2026-01-01",
        "date": "some day",
    }
    with Rag.open(tmp_path / "index") as rag:
        for _ in "ab":
            report = rag.ingest(
                reader=doubles.Reads(["Herons nest in the reeds."]), load={"metadata": told}
            )
        (article,) = rag.articles()
    assert report.unchanged == (article.id,) == ("/news/herons.txt",)
    assert (article.source, article.published, article.url, article.title) == (None,) * 4
    assert article.found["published"] == "left out: 'some day' is not a date"


def test_a_reader_of_llamaindexs_own_reads_a_folder_by_the_settings(tmp_path: Path) -> None:
    (tmp_path / "one.md").write_text("---\ntitle: Rain\npublished: 2023-01-02\n---\n\nIt rained.\n")
    (tmp_path / "two.txt").write_text("It snowed in the hills, and then it rained again.\n")
    settings = Settings.load(
        {
            "index": str(tmp_path / "index"),
            "reader": "llama_index.core:SimpleDirectoryReader",
            "reader_arguments": {"input_dir": str(tmp_path), "required_exts": [".md", ".txt"]},
        },
        environment={},
    )
    with Rag.open(settings=settings) as rag:
        assert len(rag.ingest().added) == 2
        assert len(rag.ingest().unchanged) == 2
        rain, snow = rag.articles()
        assert (rain.title, rain.text, rain.published) == ("Rain", "It rained.", date(2023, 1, 2))
        assert (snow.title, snow.published) == (None, None)
        assert rag.ask("Where did it snow?").citations[0].article_id == snow.id


@pytest.mark.parametrize(
    ("reader", "load", "error", "message"),
    [
        ("no_such_module:Thing", None, ReaderError, r"for RAG_READER failed.*No module named"),
        ("pathlib:Path", None, ReaderError, "no class 'Path' that is a LlamaIndex BaseReader"),
        (f'{HERE}:Reads{{"size": 3}}', None, ReaderError, r"making the reader .*'size'"),
        (f"{HERE}:Reads", {"size": 3}, ReaderError, r"reader .*Reads failed: TypeError: .*'size'"),
        (f"{HERE}:Reads", None, ReaderError, r"gave no documents.*RAG_READER_LOAD"),
        (f'{HERE}:Reads{{"fails": "returns text"}}', None, ReaderError, "no list of documents"),
        ("reader", None, SettingsError, "module:Class"),
        (5, None, ReaderError, "its import path, not int"),
    ],
)
def test_a_reader_that_cannot_be_had_or_gives_nothing_is_told(
    tmp_path: Path, reader: Any, load: Any, error: type[Exception], message: str
) -> None:
    with Rag.open(tmp_path / "index") as rag, pytest.raises(error, match=message):
        rag.ingest(reader=reader, load=load)


def test_what_was_read_before_a_reader_fails_is_stored_and_the_failure_told(
    tmp_path: Path,
) -> None:
    named = f'{HERE}:Reads{{"texts": ["Rain fell."], "fails": "breaks off", "token": "{KEY}"}}'
    with Rag.open(tmp_path / "index") as rag:
        (refused,) = rag.ingest(reader=named).rejected
        assert [each.text for each in rag.articles()] == ["Rain fell."]
    assert "PermissionError: the licence" in refused.reason
    assert KEY not in refused.reason


def test_a_reader_that_is_slow_is_told_with_the_setting(tmp_path: Path) -> None:
    told = r"no document within 0.05 s.*RAG_READER_TIMEOUT"
    with Rag.open(tmp_path / "index", reader_timeout=0.05) as rag:
        with pytest.raises(ReaderError, match=told):
            rag.ingest(reader=doubles.Reads(fails="hangs"))
        (refused,) = rag.ingest(reader=doubles.Reads(["Rain fell."], fails="hangs")).rejected
    assert re.search(told, refused.reason)


def test_odd_and_empty_documents_are_rejected_and_the_others_stored(tmp_path: Path) -> None:
    reader = doubles.Reads(["Rain fell.", "", "Half \ud83d a sign."], fails="odd things")
    with Rag.open(tmp_path / "index") as rag:
        report = rag.ingest(reader=reader)
    assert len(report.added) == 1
    assert [each.reason for each in report.rejected] == [
        "no text left once it is cleaned",
        "text holds half a character (a lone surrogate) at offset 5",
        "no LlamaIndex Document but int",
    ]


def test_inputs_and_a_reader_are_not_taken_together(tmp_path: Path) -> None:
    with Rag.open(tmp_path / "index") as rag, pytest.raises(UsageError, match="one of the two"):
        rag.ingest("here", reader=f"{HERE}:Reads")


# --- arguments in the settings


def test_arguments_are_json_in_the_environment_and_a_table_in_the_file(tmp_path: Path) -> None:
    (tmp_path / "rag.toml").write_text(f'[llm_arguments]\nmodel = "a"\napi_key = "{KEY}"\n')
    named = {"RAG_EMBEDDING_ARGUMENTS": f'{{"api_key": "{KEY}", "size": 3}}'}
    settings = Settings.load(environment=named, folder=tmp_path)
    shown = {row["name"]: row["value"] for row in settings.shown()}
    assert shown["llm_arguments"] == '{"model": "a", "api_key": "****"}'
    assert shown["embedding_arguments"] == '{"api_key": "****", "size": 3}'
    assert KEY not in repr(settings)


@pytest.mark.parametrize("value", ["[1]", "{", "5", "model=a"])
def test_arguments_that_are_no_object_are_told_with_their_place(tmp_path: Path, value: str) -> None:
    with pytest.raises(SettingsError, match="llm_arguments from RAG_LLM_ARGUMENTS"):
        Settings.load(environment={"RAG_LLM_ARGUMENTS": value}, folder=tmp_path)
