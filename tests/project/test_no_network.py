"""With the defaults nothing asks the network: not import, ingest, ask, nor the page's start."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from project.children import environment, python, run
from project.conftest import ARTICLES
from project.modules import ROOT, modules

OFFLINE = ROOT / "tests" / "offline"
IMPORTED = [m.name for m in modules() if m.path.name != "__main__.py"]


@pytest.fixture
def attempts(tmp_path: Path) -> Path:
    """Where children write down what they were refused."""
    return tmp_path / "attempts"


@pytest.fixture
def offline(attempts: Path) -> dict[str, str]:
    """What makes a child, and its children, refuse and write down."""
    return {"PYTHONPATH": str(OFFLINE), "OFFLINE_ATTEMPTS": str(attempts)}


def refused(attempts: Path) -> list[str]:
    return attempts.read_text().splitlines() if attempts.exists() else []


@pytest.mark.parametrize(
    "reach",
    [
        "import socket; socket.create_connection(('192.0.2.1', 80), timeout=1)",
        "import socket; socket.socket().connect(('192.0.2.1', 80))",
        "import socket; socket.socket(type=socket.SOCK_DGRAM).sendto(b'x', ('192.0.2.1', 53))",
        "import socket; socket.getaddrinfo('example.invalid', 443)",
        "import socket; socket.socket(socket.AF_INET6).connect(('2001:db8::1', 80))",
        "import urllib.request; urllib.request.urlopen('http://example.invalid/')",
        "import httpx; httpx.get('https://example.invalid/')",
        "import asyncio; asyncio.run(asyncio.open_connection('example.invalid', 80))",
    ],
)
def test_the_guard_sees_a_connection_even_when_its_failure_is_swallowed(
    reach: str, offline: dict[str, str], attempts: Path
) -> None:
    code = f"try:\n    {reach}\nexcept Exception:\n    pass"
    assert python(code, extra=offline).returncode == 0
    assert len(refused(attempts)) == 1


def test_the_guard_sees_what_a_child_of_a_child_wants(
    offline: dict[str, str], attempts: Path
) -> None:
    code = (
        "import subprocess, sys\n"
        "reach = \"import socket; socket.create_connection(('192.0.2.1', 80))\"\n"
        "subprocess.run([sys.executable, '-c', reach], stderr=subprocess.DEVNULL)"
    )
    assert python(code, extra=offline).returncode == 0
    assert len(refused(attempts)) == 1


def test_the_guard_lets_this_machine_talk_to_itself(
    offline: dict[str, str], attempts: Path
) -> None:
    code = (
        "import socket\n"
        "with socket.create_server(('127.0.0.1', 0)) as here:\n"
        "    socket.create_connection(('localhost', here.getsockname()[1])).close()\n"
    )
    result = python(code, extra=offline)
    assert (result.returncode, refused(attempts)) == (0, []), result.stderr


def test_importing_every_module_opens_no_connection(
    offline: dict[str, str], attempts: Path
) -> None:
    code = f"import importlib\nfor name in {IMPORTED!r}: importlib.import_module(name)"
    result = python(code, extra=offline)
    assert (result.returncode, refused(attempts)) == (0, []), result.stderr


def test_ingesting_and_asking_open_no_connection(
    tmp_path: Path, offline: dict[str, str], attempts: Path
) -> None:
    code = (
        "import json, sys\n"
        "from rag import Rag\n"
        "with Rag.open('index') as rag:\n"
        "    added = rag.ingest(sys.argv[1]).added\n"
        "    answer = rag.ask('Why did the ferry crews stop work?')\n"
        "    found = rag.search('herring quota')\n"
        "    rag.rebuild()\n"
        "print(json.dumps([len(added), answer.status, len(found)]))"
    )
    result = python(code, ARTICLES, cwd=tmp_path, extra=offline)
    assert result.returncode == 0, result.stderr
    added, status, found = json.loads(result.stdout)
    assert (added, status) == (7, "answered")
    assert found > 0
    assert refused(attempts) == []


def test_a_key_in_the_environment_opens_no_connection_either(
    index: Path, offline: dict[str, str], attempts: Path
) -> None:
    words = ("ask", "Who speaks for the crews?", "--index", index)
    result = run(
        sys.executable, "-m", "rag", *words, extra={"OPENAI_API_KEY": "sk-secret", **offline}
    )
    assert (result.returncode, refused(attempts)) == (0, []), result.stderr


def test_the_page_starts_and_is_read_without_a_connection(
    index: Path, tmp_path: Path, offline: dict[str, str], attempts: Path
) -> None:
    words = [sys.executable, str(ROOT / "app.py")]
    settings = {"RAG_INDEX": str(index), "RAG_PORT": "0"}
    with subprocess.Popen(
        words,
        cwd=tmp_path,
        env=environment({**offline, **settings}),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as server:
        try:
            assert server.stdout is not None
            line = server.stdout.readline()
            assert line.startswith("Byline is at http://127.0.0.1:"), line
            address = line.split()[3]
            for path in ("/", "/health", "/ready"):
                with urllib.request.urlopen(address + path, timeout=30) as page:
                    assert page.status == 200
        finally:
            server.send_signal(signal.SIGTERM)
            server.communicate(timeout=30)
    assert refused(attempts) == []


def test_asking_leaves_no_identifier_in_the_users_home(index: Path, tmp_path: Path) -> None:
    """A part not in Python escapes the guard: ONNX Runtime keeps an identifier to report with."""
    home = tmp_path / "home"
    home.mkdir()
    places = {"HOME": str(home), "XDG_CACHE_HOME": str(home / "cache")}
    words = (sys.executable, "-m", "rag", "ask", "Who speaks for the crews?", "--index", index)
    result = run(*words, extra=places)
    assert result.returncode == 0, result.stderr
    assert list(home.rglob("*")) == []
