"""Secrets stay where they are: canaries in the environment, settings and addresses, looked for in
all that Byline prints, logs, streams and keeps, at every level and with every fault."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from bay_model import WHY, asking, true
from model_server.scripted import Cut, Hang, Raw, ScriptedServer, Status

from rag.settings import Settings

pytestmark = pytest.mark.model

Serve = Callable[..., ScriptedServer]
KEY, OPENAI, EMBEDDING, PASSWORD, OTHER = (
    f"canary-{name}-8d2f61" for name in ("llm", "openai", "embedding", "password", "other")
)
CANARIES = (KEY, OPENAI, EMBEDDING, PASSWORD, OTHER)
REPEATING = {"message": f"Incorrect API key provided: {KEY}"}
BOTH = {"message": f"Incorrect API key or password provided: {KEY} {PASSWORD}"}
LEVELS = ("debug", "info", "warning", "error", "critical")


def environment(base_url: str, level: str) -> dict[str, str]:
    plain = {k: v for k, v in os.environ.items() if not k.startswith("RAG_")}
    return plain | {
        "RAG_LLM": "openai:tiny",
        "RAG_LLM_BASE_URL": base_url.replace("http://", f"http://reader:{PASSWORD}@"),
        "RAG_LLM_API_KEY": KEY,
        "RAG_EMBEDDING_API_KEY": EMBEDDING,
        "RAG_LLM_TIMEOUT": "20",
        "RAG_LOG_LEVEL": level,
        "OPENAI_API_KEY": OPENAI,
        "OPENAI_LOG": "debug" if level == "debug" else "info",
        "SERVICE_TOKEN": OTHER,
    }


def printed(folder: str, env: dict[str, str], *words: str) -> str:
    ran = subprocess.run(
        [sys.executable, "-X", "dev", "-W", "ignore", "-m", "rag", *words, "--index", folder],
        capture_output=True,
        text=True,
        env=env,
        timeout=300,
        check=False,
    )
    return ran.stdout + ran.stderr


def hits(*texts: str) -> list[str]:
    return [canary for canary in CANARIES if any(canary in text for text in texts)]


@pytest.mark.parametrize("level", LEVELS)
def test_no_level_of_logs_and_no_command_tells_a_secret(
    bay_index: str, tmp_path: Path, serve: Serve, level: str
) -> None:
    folder = str(shutil.copytree(bay_index, tmp_path / "index"))
    server = serve(true, Status(401, error=BOTH))
    env = environment(server.base_url, level)
    said = [
        printed(folder, env, "ask", WHY, "--json"),
        printed(folder, env, "ask", WHY, "--debug"),
        printed(folder, env, "settings"),
        printed(folder, env, "usage", "--json"),
        printed(folder, env, "search", WHY, "--debug"),
    ]
    assert len(server.requests) == 2
    assert "openai:tiny" in said[0]
    assert "refused the key" in said[1]
    assert "****" in said[2]
    assert hits(*said) == []
    kept = [path.read_bytes() for path in Path(folder).rglob("*") if path.is_file()]
    assert [c for c in CANARIES if any(c.encode() in content for content in kept)] == []


FAULTS: list[Any] = [
    Status(400, error=REPEATING),
    Status(404, error=REPEATING),
    Status(429, "0", REPEATING),
    Status(500, "0", REPEATING),
    Cut("Crews stopped"),
    Hang(60),
    Raw(("data: {not json",)),
    Raw((f'data: {{"error": {{"message": "the key {KEY}"}}}}',)),
]


@pytest.mark.parametrize(
    "fault", FAULTS, ids=[f"{type(f).__name__}{n}" for n, f in enumerate(FAULTS)]
)
def test_no_fault_tells_a_secret_even_when_the_server_repeats_it(
    bay_index: str, serve: Serve, fault: Any
) -> None:
    server = serve(fault)
    with asking(bay_index, server, llm_timeout=4, llm_api_key=KEY) as rag:
        events = list(rag.stream(WHY))
        told = json.dumps(events[-1].answer.to_dict())  # type: ignore[union-attr]  # Done or Failed
        assert hits(told, repr(events), repr(rag.settings), repr(vars(rag))) == []
    assert server.headers[0]["authorization"] == f"Bearer {KEY}"  # the benign twin: it was sent


def test_user_and_password_of_an_address_are_sent_and_shown_nowhere(
    bay_index: str, serve: Serve
) -> None:
    server = serve(true)
    with asking(bay_index, server) as rag:
        rag.ask(WHY)
    address = server.base_url.replace("http://", f"http://reader:{PASSWORD}@")
    with asking(bay_index, server, llm_base_url=address) as rag:
        answer = rag.ask(WHY)
        assert hits(rag.endpoint or "", rag.mode, repr(vars(rag))) == []
    assert answer.mode == "openai:tiny"
    assert server.headers[1]["authorization"].startswith("Basic ")


def test_settings_show_no_secret_wherever_it_stands() -> None:
    settings = Settings.load(
        {"llm_base_url": f"http://reader:{PASSWORD}@127.0.0.1/v1?key={OTHER}"},
        environment={"RAG_LLM_API_KEY": KEY, "OPENAI_API_KEY": OPENAI},
    )
    assert hits(repr(settings), json.dumps(settings.shown())) == []
