"""The client against a real server: what goes right, and every way it goes wrong."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from model_server.scripted import (
    Cut,
    Drip,
    Endless,
    Hang,
    Html,
    Long,
    Picky,
    Raw,
    Redirect,
    ScriptedServer,
    Status,
    wait_until,
)

from rag.answering.models import ChatModel, Message, Piece, open_model
from rag.errors import ModelError, ModelTimeout, SettingsError
from rag.settings import Settings
from rag.types import Usage

Serve = Callable[..., ScriptedServer]
KEY = "sk-canary-7f3a91"
SETTINGS = Settings(llm="openai:tiny", llm_api_key=KEY)

pytestmark = pytest.mark.model


def model_at(server: ScriptedServer, seconds: float = 20) -> ChatModel:
    model = open_model(replace(SETTINGS, llm_base_url=server.base_url, llm_timeout=seconds))
    assert model is not None
    return model


def pieces(model: ChatModel, max_tokens: int = 50) -> list[Piece]:
    messages = [Message("system", "Be brief."), Message("user", "Hello?")]
    return list(model.stream(messages, max_tokens=max_tokens, temperature=0.0))


def text_of(model: ChatModel) -> str:
    return "".join(piece.text for piece in pieces(model))


def failure(server: ScriptedServer, seconds: float = 20) -> ModelError:
    with pytest.raises(ModelError) as caught:
        pieces(model_at(server, seconds))
    return caught.value


# --- which model ---


def test_no_setting_means_no_model_even_with_a_key() -> None:
    assert open_model(Settings(llm_api_key=KEY)) is None


@pytest.mark.parametrize("llm", ["gpt-5-mini", "magic:wand", "openai:", "openai: "])
def test_an_unknown_model_says_what_is_possible(llm: str) -> None:
    with pytest.raises(SettingsError, match="openai:<model>"):
        open_model(replace(SETTINGS, llm=llm))


def test_openai_itself_needs_a_key_and_says_which() -> None:
    with pytest.raises(SettingsError, match="OPENAI_API_KEY"):
        open_model(Settings(llm="openai:gpt-5-mini"))


@pytest.mark.parametrize("url", ["localhost:8080", "ftp://example.org", "http://", "/v1"])
def test_a_base_url_that_is_none_is_refused_when_opened(url: str) -> None:
    with pytest.raises(SettingsError, match="llm_base_url"):
        open_model(replace(SETTINGS, llm_base_url=url))


def test_a_model_tells_its_name_and_where_text_goes() -> None:
    model = open_model(replace(SETTINGS, llm="openai:gpt-5-mini"))
    assert model is not None
    assert (model.name, model.endpoint) == ("openai:gpt-5-mini", "api.openai.com")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "127.9.9.9"])
def test_a_model_on_this_machine_sends_text_nowhere(host: str) -> None:
    model = open_model(replace(SETTINGS, llm_base_url=f"http://{host}:8080/v1"))
    assert model is not None
    assert model.endpoint is None


def test_a_password_in_the_base_url_is_not_shown() -> None:
    model = open_model(replace(SETTINGS, llm_base_url="http://me:secret@models.example:81/v1"))
    assert model is not None
    assert model.endpoint == "models.example:81"
    assert "secret" not in f"{model.name} {model.endpoint}"


# --- what goes right ---


def test_text_comes_in_pieces_with_usage_and_the_reason_it_ended(serve: Serve) -> None:
    got = pieces(model_at(serve("A whole sentence.")))
    assert "".join(piece.text for piece in got) == "A whole sentence."
    assert len([piece for piece in got if piece.text]) > 3
    assert got[-1].usage == Usage(100, 20)
    assert [piece.finish for piece in got if piece.finish] == ["stop"]


def test_the_request_carries_the_messages_the_limit_and_the_key(serve: Serve) -> None:
    server = serve("ok")
    pieces(model_at(server))
    sent = server.requests[0]
    assert sent["messages"][1] == {"role": "user", "content": "Hello?"}
    assert (sent["model"], sent["max_tokens"], sent["temperature"]) == ("tiny", 50, 0.0)
    assert server.headers[0]["authorization"] == f"Bearer {KEY}"


def test_a_server_of_ones_own_needs_no_key(serve: Serve) -> None:
    server = serve("ok")
    model = open_model(Settings(llm="openai:tiny", llm_base_url=server.base_url))
    assert model is not None
    assert text_of(model) == "ok"
    assert server.headers[0]["authorization"] == "Bearer none"


def test_an_address_in_the_environment_redirects_nothing(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = serve("ok")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    assert text_of(model_at(server)) == "ok"


@pytest.mark.parametrize("refused", [("max_tokens",), ("temperature",), ("stream_options",)])
def test_a_field_that_a_model_refuses_is_left_out_and_not_sent_again(
    serve: Serve, refused: tuple[str, ...]
) -> None:
    server = serve(Picky(refused, "fine"))
    model = model_at(server)
    assert [text_of(model), text_of(model)] == ["fine", "fine"]
    assert len(server.requests) == 3
    assert refused[0] not in server.requests[-1]


def test_a_newer_model_gets_its_token_limit_under_the_new_name(serve: Serve) -> None:
    server = serve(Picky(("max_tokens", "temperature"), "fine"))
    assert text_of(model_at(server)) == "fine"
    assert server.requests[-1]["max_completion_tokens"] == 50


def test_running_out_of_tokens_is_told(serve: Serve) -> None:
    assert [p.finish for p in pieces(model_at(serve(Long("A half")))) if p.finish] == ["length"]


# --- what goes wrong before anything came ---


@pytest.mark.parametrize("code", [429, 500, 502, 503])
def test_a_passing_fault_is_tried_again(serve: Serve, code: int) -> None:
    server = serve(Status(code, "0"), Status(code, "0"), "at last")
    assert text_of(model_at(server)) == "at last"
    assert len(server.requests) == 3


@pytest.mark.parametrize("code", [429, 500, 503])
def test_a_lasting_fault_ends_after_three_tries(serve: Serve, code: int) -> None:
    server = serve(Status(code, "0"))
    assert str(code) in str(failure(server))
    assert len(server.requests) == 3


def test_without_a_time_to_wait_it_waits_a_little_and_tries_again(serve: Serve) -> None:
    server = serve(Status(429), "at last")
    assert text_of(model_at(server)) == "at last"


@pytest.mark.parametrize("asked", ["120", "1e9", "30.5"])
def test_a_wait_longer_than_the_time_left_is_not_waited_for(serve: Serve, asked: str) -> None:
    server = serve(Status(429, asked))
    assert "asks to wait" in str(failure(server, seconds=10))
    assert len(server.requests) == 1


@pytest.mark.parametrize("asked", ["soon", "-5", "nan", "inf", "Wed, 21 Oct 2026 07:28:00 GMT"])
def test_a_wait_that_cannot_be_read_becomes_the_usual_one(serve: Serve, asked: str) -> None:
    assert text_of(model_at(serve(Status(503, asked), "at last"))) == "at last"


@pytest.mark.parametrize(
    ("step", "said"),
    [
        (Status(401), "OPENAI_API_KEY"),
        (Status(403), "OPENAI_API_KEY"),
        (Status(404), "RAG_LLM_BASE_URL"),
        (Status(400), "refused the request"),
        (Redirect("http://127.0.0.1:9/v1/chat/completions"), "status 307"),
    ],
)
def test_a_fault_that_will_not_pass_is_not_tried_again(
    serve: Serve, step: Status, said: str
) -> None:
    server = serve(step)
    error = failure(server)
    assert said in str(error)
    assert f"127.0.0.1:{server.port}" in str(error)
    assert len(server.requests) == 1


def test_nobody_listening_is_told_with_the_address(serve: Serve) -> None:
    model = open_model(replace(SETTINGS, llm_base_url="http://127.0.0.1:9/v1"))
    assert model is not None
    with pytest.raises(ModelError, match=r"127\.0\.0\.1:9 cannot be reached; check"):
        pieces(model)


@pytest.mark.parametrize(
    "lines",
    [
        ("data: {not json",),
        ("data: []", "data: 7", "data: null"),
        ('data: {"choices": 5}', "data: [DONE]"),
        ('data: {"choices": [{"delta": {"content": {"a": 1}}}]}',),
        ('data: {"choices": [{"delta": null}]}',),
        ('data: {"error": {"message": "out of memory"}}',),
        (),
    ],
)
def test_a_stream_of_the_wrong_shape_is_a_model_error(serve: Serve, lines: tuple[str, ...]) -> None:
    server = serve(Raw(lines))
    assert f"127.0.0.1:{server.port}" in str(failure(server))
    assert len(server.requests) <= 3


def test_a_web_page_instead_of_a_stream_is_a_model_error(serve: Serve) -> None:
    assert "127.0.0.1" in str(failure(serve(Html())))


def test_silence_before_the_first_word_ends_with_the_time(serve: Serve) -> None:
    begun = time.monotonic()
    assert isinstance(failure(serve(Hang(20)), seconds=1), ModelTimeout)
    assert time.monotonic() - begun < 10


# --- what goes wrong after something came ---


@pytest.mark.parametrize("clean", [True, False])
def test_a_cut_stream_keeps_what_came_and_is_never_tried_again(serve: Serve, clean: bool) -> None:
    server = serve(Cut("Half a sen", clean))
    stream = model_at(server).stream([Message("user", "?")], max_tokens=9, temperature=0)
    came: list[str] = []
    with pytest.raises(ModelError):
        came.extend(piece.text for piece in stream)
    assert "".join(came) == "Half a sen"
    assert len(server.requests) == 1


@pytest.mark.parametrize("comments", [True, False])
def test_a_stream_that_falls_silent_ends_with_the_time(serve: Serve, comments: bool) -> None:
    server = serve(Hang(20, "Some", comments))
    assert isinstance(failure(server, seconds=1), ModelTimeout)
    assert len(server.requests) == 1
    wait_until(lambda: server.open_streams == 0, 5)


def test_a_slow_drip_ends_with_the_time_for_the_whole_answer(serve: Serve) -> None:
    server = serve(Drip("x" * 400, 0.05))
    assert isinstance(failure(server, seconds=1), ModelTimeout)
    wait_until(lambda: server.open_streams == 0, 5)


def test_endless_output_is_cut_off_far_below_what_was_sent(serve: Serve) -> None:
    server = serve(Endless())
    with pytest.raises(ModelError, match="kept writing"):
        pieces(model_at(server), max_tokens=20)
    wait_until(lambda: server.open_streams == 0, 5)


# --- leaving ---


def test_while_a_model_is_silent_there_are_signs_of_life(serve: Serve) -> None:
    stream = model_at(serve(Hang(20, "Some"))).stream([], max_tokens=9, temperature=0)
    got = [next(stream) for _ in range(3)]
    stream.close()  # type: ignore[attr-defined]  # a generator, as all of them
    assert Piece() in got


@pytest.mark.parametrize("step", [Drip("x" * 400, 0.05), Hang(20, "Some"), Hang(20)])
def test_a_reader_who_leaves_ends_the_request_at_once(serve: Serve, step: Drip | Hang) -> None:
    server = serve(step)
    stream = model_at(server).stream([], max_tokens=50, temperature=0)
    next(stream)
    stream.close()  # type: ignore[attr-defined]
    wait_until(lambda: server.open_streams == 0, 2)
    wait_until(lambda: not model_threads(), 2)


def test_a_hundred_readers_who_leave_take_no_threads_or_handles_with_them(serve: Serve) -> None:
    server = serve(Drip("x" * 400, 0.05))
    model = model_at(server)

    def come_and_go() -> None:
        stream = model.stream([], max_tokens=50, temperature=0)
        next(stream)
        stream.close()  # type: ignore[attr-defined]

    come_and_go()
    wait_until(lambda: server.open_streams == 0 and not model_threads())
    before = handles()
    for _ in range(100):
        come_and_go()
    wait_until(lambda: server.open_streams == 0 and not model_threads())
    wait_until(lambda: handles() <= before + 3)


def model_threads() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name.startswith("model")]


def handles() -> int:
    return len(os.listdir("/proc/self/fd"))  # noqa: PTH208  # a count, not paths


# --- secrets ---


@pytest.mark.parametrize("code", [400, 401, 404, 429, 500])
def test_no_error_tells_the_key_even_when_the_server_repeats_it(serve: Serve, code: int) -> None:
    server = serve(Status(code, "0", {"message": f"Incorrect API key provided: {KEY}"}))
    error = failure(server)
    assert KEY not in f"{error!r} {error.__cause__!r}"
    assert KEY not in repr(model_at(server))


# --- a real llama server ---


def test_a_real_llama_server_streams_with_usage(tmp_path: Path) -> None:
    from model_server import gguf

    path = gguf.write_model(tmp_path / "tiny.gguf")
    assert path.stat().st_size < 500_000
    server = gguf.start(path)
    address = f"{server.listening_address}/v1"
    model = open_model(Settings(llm="openai:tiny", llm_base_url=address))
    assert model is not None
    got = pieces(model, max_tokens=12)
    assert "".join(piece.text for piece in got)
    assert [piece.finish for piece in got if piece.finish] == ["length"]
    usage = got[-1].usage
    assert usage is not None
    assert (usage.prompt_tokens > 10, usage.completion_tokens) == (True, 12)
