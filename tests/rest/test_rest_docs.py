"""What docs/rest.md and docs/openai-compatible.md tell is so: it runs, on a real server."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from e2e.serving import Served
from project.children import RAG, python, run
from project.modules import ROOT
from rest_kit import BAY

from rag import Rag, Settings
from rag.rest.asking import EVENTS
from rag.rest.chat.routes import WITHOUT
from rag.rest.describing import examples

REST = (ROOT / "docs" / "rest.md").read_text("utf-8")
OPENAI = (ROOT / "docs" / "openai-compatible.md").read_text("utf-8")
INTERFACES = (ROOT / "docs" / "interfaces.md").read_text("utf-8")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A library that may be changed, without the page, on a port of this machine."""
    folder: Path = tmp_path_factory.mktemp("docs") / "index"
    with Rag.open(folder) as rag:
        rag.ingest(BAY)
        with Served(rag, page=False) as held:
            yield held


def blocks(page: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)


def shown(page: str, served: Served, folder: Path) -> list[str]:
    """What the commands of a page print, an answer a line."""
    extra = {
        "PATH": f"{RAG.parent}{os.pathsep}{os.environ['PATH']}",
        "RAG_INDEX": str(served.rag.settings.index),
        "BYLINE": served.address,
    }
    # Answers end without a line end.
    code = "\n".join(blocks(page, "bash")).replace("curl -s", "curl -sS --fail-with-body -w '\\n'")
    result = run("bash", "-euo", "pipefail", "-c", code, cwd=folder, extra=extra)
    assert result.returncode == 0, result.stderr + result.stdout
    return [line for line in result.stdout.splitlines() if line.strip()]


def test_the_commands_of_rest_run(served: Served, tmp_path: Path) -> None:
    assert shutil.which("curl")
    said = shown(REST, served, tmp_path)
    assert json.loads(said[0])["status"] == "answered"
    assert "event: done" in said
    objects = [json.loads(line) for line in said if line.startswith("{")]
    assert [each["state"] for each in objects if each.get("kind")] == ["waiting", "waiting"]
    assert {"schema": 1, "removed": ["pier"], "purged": False} in objects
    assert any(line.startswith("newsroom  write") for line in said)


def test_the_commands_and_the_code_of_openai_run(served: Served, tmp_path: Path) -> None:
    models, completion = map(json.loads, shown(OPENAI, served, tmp_path))
    assert [each["id"] for each in models["data"]] == list(WITHOUT)
    assert "840 metres" in completion["choices"][0]["message"]["content"]
    (code,) = blocks(OPENAI, "python")
    given = f"BYLINE, KEY = {served.address!r}, 'none'\n"
    result = python(given + code, cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    assert "Mayor Ada Brandt opened" in result.stdout
    assert result.stdout.count("Sources:") == 2
    assert "https://inland.example/bridge 0 " in result.stdout


def test_the_examples_of_the_list_run(served: Served, tmp_path: Path) -> None:
    commands = re.findall(r"^\| (REST|OpenAI-compatible) \| `(.+?)` \|", INTERFACES, re.MULTILINE)
    assert [name for name, _ in commands] == ["REST", "OpenAI-compatible"]
    (_, curl), (_, code) = commands
    asked = curl.replace("http://127.0.0.1:7860", served.address)
    assert json.loads(run("bash", "-c", asked).stdout)["status"] == "answered"
    question = "[{'role': 'user', 'content': 'Who opened the bridge?'}]"
    filled = code.replace("http://127.0.0.1:7860", served.address).replace("[...]", question)
    result = python(f"from openai import OpenAI\nprint({filled}.choices[0].message.content)")
    assert "Ada Brandt" in result.stdout, result.stderr


def test_every_route_and_event_is_told() -> None:
    told = set(re.findall(r"/v1(/[\w/{}]+)", REST + OPENAI))
    routes = {name.split(" ")[1] for name in examples()}
    plain = {re.sub(r"\{\w+\}", "{id}", route) for route in routes} - {"/models/{id}"}
    assert plain <= told
    assert re.findall(r"^\| `(\w+)` \|", REST, re.MULTILINE) == list(EVENTS)
    assert set(re.findall(r"^\| `(byline[\w-]*)` \|", OPENAI, re.MULTILINE)) == set(WITHOUT)


def test_every_setting_told_is_one_with_its_default() -> None:
    told = {name.lower() for name in re.findall(r"\bRAG_([A-Z_]+)", REST + OPENAI)}
    assert told <= set(Settings.names())
    assert {"api_rate", "api_origins"} <= told
    assert f"`RAG_API_RATE` (`{Settings().api_rate}`)" in REST
