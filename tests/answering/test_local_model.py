"""A model file on this machine: a tiny random one, written here, run by the real llama.cpp."""

from __future__ import annotations

import importlib.util
import re
import struct
import threading
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from bay_model import WHY, ended, spans_hold
from model_server import gguf
from model_server.scripted import wait_until

from rag import Rag
from rag.answering.gguf_header import NotGGUF, trained_context
from rag.answering.local_model import LocalModel
from rag.answering.models import Message, open_model
from rag.errors import MissingExtra, ModelError, ModelTimeout, SettingsError
from rag.settings import Settings
from rag.types import Verdict

pytestmark = pytest.mark.model

ASKED = [Message("system", "Be brief."), Message("user", "Why was the lake drained?")]
SECONDS = 120
"""Of a machine that does other things too."""


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return gguf.write_model(tmp_path_factory.mktemp("gguf") / "tiny.gguf")


@pytest.fixture(scope="module")
def model(file: Path) -> LocalModel:
    return LocalModel.open(str(file), window=8192, seconds=SECONDS)


def said(model: Any, max_tokens: int = 12, messages: Any = ASKED) -> str:
    pieces = model.stream(messages, max_tokens=max_tokens, temperature=0.0)
    return "".join(piece.text for piece in pieces)


def test_the_setting_opens_a_file_and_nothing_leaves_this_machine(file: Path) -> None:
    opened = open_model(Settings(llm=f"gguf:{file}"))
    assert opened is not None
    assert (opened.name, opened.endpoint) == ("gguf:tiny.gguf", None)
    assert str(file.parent) not in opened.name


def test_its_window_is_what_it_was_trained_on_or_less(file: Path) -> None:
    assert LocalModel.open(str(file), window=100_000, seconds=1).window == gguf.CONTEXT
    assert LocalModel.open(str(file), window=512, seconds=1).window == 512


def test_it_streams_with_usage_and_ends_where_it_is_told(model: LocalModel) -> None:
    got = list(model.stream(ASKED, max_tokens=12, temperature=0.0))
    assert len([piece for piece in got if piece.text]) > 2
    assert [piece.finish for piece in got if piece.finish] == ["length"]
    usage = got[-1].usage
    assert usage is not None
    assert usage.completion_tokens == 12


def test_it_counts_tokens_as_it_does_when_it_is_asked(model: LocalModel) -> None:
    messages = [Message("user", "The council of Arne voted to drain the lake.")]
    got = list(model.stream(messages, max_tokens=1, temperature=0.0))
    reported = got[-1].usage
    assert reported is not None
    counted = model.count_tokens(messages[0].text)
    letters = len(messages[0].text)
    assert letters <= counted <= letters + 20  # this one has a token for each letter
    assert counted < reported.prompt_tokens < counted + 60


def test_it_is_loaded_once_however_many_ask(file: Path) -> None:
    model = LocalModel.open(str(file), window=512, seconds=SECONDS)
    served: list[object] = []
    load = model._engine.served
    threads = [
        threading.Thread(target=lambda: served.append(load(file, model.window))) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(served) == 4
    assert len({id(each) for each in served}) == 1
    assert served[0] is model.with_grammar('root ::= "a"')._engine.served(file, 512)  # type: ignore[attr-defined]


def test_its_server_is_closed_to_whoever_has_not_its_key(model: LocalModel) -> None:
    import httpx

    served = model._engine.served(model.path, model.window)
    asked = {"messages": [{"role": "user", "content": "?"}], "max_tokens": 1}
    answer = httpx.post(f"{served.address}/chat/completions", json=asked, timeout=60)
    assert answer.status_code == 401
    assert served.address.startswith("http://127.0.0.1:")
    assert served.key not in repr(model)


def test_a_reader_who_leaves_ends_its_work(model: LocalModel) -> None:
    stream = model.stream(ASKED, max_tokens=1500, temperature=0.0)
    with closing(stream):  # type: ignore[type-var]  # a generator
        next(piece for piece in stream if piece.text)
    wait_until(lambda: not [t for t in threading.enumerate() if t.name.startswith("model")], 10)
    assert said(model, 2)  # its one place is free again


def test_under_a_grammar_it_says_nothing_else(model: LocalModel) -> None:
    grammar = 'root ::= "NONE" | id (" " id){0,4}\nid ::= "1.1" | "1.2" | "12.3"\n'
    for asked in ("Why?", "What?", "When was the lake drained?"):
        text = said(model.with_grammar(grammar), 48, [Message("user", asked)])
        assert re.fullmatch(r"NONE|(?:1\.1|1\.2|12\.3)(?: (?:1\.1|1\.2|12\.3))*[ \d.]*", text)


# --- what goes wrong ---


def test_a_prompt_beyond_its_window_says_what_to_set(model: LocalModel) -> None:
    with pytest.raises(ModelError, match=r"cannot hold so long a prompt.*RAG_LLM_CONTEXT"):
        said(model, 2, [Message("user", "drain " * 4000)])


def test_time_that_is_over_is_told(file: Path) -> None:
    slow = LocalModel.open(str(file), window=2048, seconds=0.01)
    with pytest.raises(ModelTimeout, match="RAG_LLM_TIMEOUT"):
        said(slow, 2000)


def test_a_missing_file_is_told_when_it_is_opened(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"none\.gguf', which cannot be read: No such file"):
        open_model(Settings(llm=f"gguf:{tmp_path / 'none.gguf'}"))


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "ends in the middle"),
        (b"PK\x03\x04 a zip file", "does not begin as a GGUF file does"),
        (b"GGUF", "ends in the middle"),
        (b"GGUF" + struct.pack("<IQQ", 1, 0, 0), "version 1"),
        (b"GGUF" + struct.pack(">IQQ", 3, 0, 0), "the other byte order"),
        (b"GGUF" + struct.pack("<IQQ", 3, 0, 2**60), "damaged"),
        (b"GGUF" + struct.pack("<IQQ", 3, 0, 1) + struct.pack("<Q", 2**62), "damaged"),
        (b"GGUF" + struct.pack("<IQQQ", 3, 0, 1, 1) + b"a" + struct.pack("<IIQ", 9, 4, 2**61),
         "damaged"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_gguf_is_told_when_it_is_opened(
    tmp_path: Path, content: bytes, why: str
) -> None:
    path = tmp_path / "model.gguf"
    path.write_bytes(content)
    if content:
        with pytest.raises(NotGGUF):
            trained_context(path)
    with pytest.raises(SettingsError, match=r"model\.gguf"):
        open_model(Settings(llm=f"gguf:{path}"))
    with pytest.raises(SettingsError, match=why if content else "GGUF"):
        open_model(Settings(llm=f"gguf:{path}"))


def test_a_file_cut_short_is_an_error_and_not_the_end_of_this_process(
    file: Path, tmp_path: Path
) -> None:
    path = tmp_path / "cut.gguf"
    path.write_bytes(file.read_bytes()[: file.stat().st_size * 2 // 3])
    with pytest.raises(ModelError, match=r"cut\.gguf' could not be loaded"):
        said(LocalModel.open(str(path), window=512, seconds=SECONDS))


def test_without_the_extra_it_says_what_to_install(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = importlib.util.find_spec
    monkeypatch.setattr(
        "rag.answering.local_model.find_spec",
        lambda name: None if name == "xllamacpp" else real(name),
    )
    with pytest.raises(MissingExtra, match=r"pip install 'byline\[local-llm\]'"):
        open_model(Settings(llm=f"gguf:{file}"))


# --- the whole way ---


def test_gibberish_of_a_real_model_never_reaches_a_reader(bay_index: str, file: Path) -> None:
    with Rag.open(bay_index, llm=f"gguf:{file}", llm_max_tokens=60, llm_timeout=SECONDS) as rag:
        answer = ended(list(rag.stream(WHY)))
        assert spans_hold(rag, answer)
    assert answer.mode == "quotes"
    assert any("the articles are quoted" in note for note in answer.notes)
    assert answer.usage is not None
    assert not answer.usage.estimated


def test_a_small_model_that_selects_gives_quotes_of_what_it_was_shown(
    bay_index: str, file: Path
) -> None:
    settings = {"llm": f"gguf:{file}", "llm_mode": "select", "llm_timeout": SECONDS}
    with Rag.open(bay_index, **settings) as rag:
        answer = ended(list(rag.stream(WHY)))
        assert spans_hold(rag, answer)
    assert answer.mode == "gguf:tiny.gguf"
    assert {sentence.verdict for sentence in answer.sentences} <= {Verdict.VERBATIM}
