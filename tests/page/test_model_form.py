"""A model set up from the page: tried, used, and its key told to nobody."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from model_server.scripted import ScriptedServer, Status
from starlette.testclient import TestClient

from rag import Rag
from rag.page.model_form import may_set_up
from rag.serve import create_app
from rag.settings import Settings

KEY = "sk-canary-8X2Q7"
pytestmark = pytest.mark.model
HERE = {"host": "127.0.0.1:7860"}


@pytest.fixture(scope="module")
def rag(bay: Rag, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rag]:
    index = shutil.copytree(bay.settings.index, tmp_path_factory.mktemp("model") / "index")
    with Rag.open(index) as opened:
        yield opened


@pytest.fixture(scope="module")
def page(rag: Rag) -> Iterator[TestClient]:
    with TestClient(create_app(rag), follow_redirects=False, headers=HERE) as client:
        yield client


@pytest.fixture(autouse=True)
def _quotes_again(rag: Rag) -> Iterator[None]:
    yield
    rag.use_model(None)


def sent(page: TestClient, act: str, **given: str) -> str:
    answer = page.post("/model", data={"act": act, **given})
    assert KEY not in answer.text
    return answer.text if answer.status_code == 200 else answer.headers["location"]


def test_a_model_is_tried_without_being_used_and_then_used(page: TestClient, rag: Rag) -> None:
    with ScriptedServer(["ready", "The bridge is long. [1.1]"]) as model:
        given = {"endpoint": model.base_url, "model": "small", "key": KEY}
        assert "small answered in" in sent(page, "test", **given)
        assert rag.mode == "quotes"
        assert sent(page, "use", **given) == "/"
        assert rag.mode == "openai:small"
        told = page.get("/model?pane=true").text
        rag.ask("How long is the bridge?")
        assert model.headers[-1]["authorization"] == f"Bearer {KEY}"
    assert "One is set" in told
    assert KEY not in told
    assert sent(page, "quotes") == "/"
    assert rag.mode == "quotes"


def test_a_key_is_sent_to_the_endpoint_it_was_given_for_and_no_other(
    page: TestClient, rag: Rag
) -> None:
    with ScriptedServer(["ready"]) as own, ScriptedServer(["ready"]) as other:
        sent(page, "use", endpoint=own.base_url, model="small", key=KEY)
        sent(page, "test", endpoint=own.base_url, model="small")
        sent(page, "test", endpoint=other.base_url, model="small")
        assert KEY in own.headers[-1]["authorization"]
        assert KEY not in other.headers[-1]["authorization"]


def test_what_is_wrong_is_said_without_the_key(page: TestClient, rag: Rag) -> None:
    assert "Name a model" in sent(page, "test", model=" ", key=KEY)
    assert "llm_base_url" in sent(page, "use", endpoint="ftp://x", model="m", key=KEY)
    with ScriptedServer([Status(401)]) as model:
        said = sent(page, "test", endpoint=model.base_url, model="small", key=KEY)
    assert "refused the key" in said
    assert rag.mode == "quotes"


def test_no_trace_conversation_or_log_holds_the_key(
    page: TestClient, rag: Rag, capfd: pytest.CaptureFixture[str]
) -> None:
    with ScriptedServer([Status(401), Status(401)]) as model:
        sent(page, "use", endpoint=model.base_url, model="small", key=KEY)
        answer = rag.ask(f"Is {KEY} the length of the bridge?")
        talks = rag.conversations("ada")
        talks.begin(f"Is {KEY} long?")
    assert KEY not in str(rag.trace(answer.trace_id))
    held = [each.read_bytes() for each in Path(rag.settings.index).glob("conversations*")]
    assert KEY.encode() not in b"".join(held)
    assert KEY not in "".join(capfd.readouterr())
    assert KEY not in repr(rag.settings)


@pytest.mark.parametrize(
    "told",
    [
        {"host": "news.example:7860"},
        {"host": "127.0.0.1", "x-forwarded-for": "203.0.113.7"},
        {"host": "127.0.0.1", "forwarded": "for=203.0.113.7"},
        {"host": ""},
    ],
)
def test_a_stranger_who_reaches_loopback_sets_up_nothing(
    page: TestClient, rag: Rag, told: dict[str, str]
) -> None:
    assert page.get("/model", headers=told).status_code == 403
    refused = page.post("/model", data={"act": "use", "model": "m"}, headers=told)
    assert refused.status_code == 403
    assert rag.mode == "quotes"


def test_it_is_off_where_others_reach_the_page() -> None:
    assert may_set_up(Settings())
    assert not may_set_up(Settings(host="0.0.0.0"))
    assert not may_set_up(Settings(auth="password"))
    assert not may_set_up(Settings(model_setup=False))
    assert may_set_up(Settings(host="0.0.0.0", model_setup=True))
