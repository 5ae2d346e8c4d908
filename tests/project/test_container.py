"""The container files hold: what they copy, run and set is there, and what they start works on a
read-only root. No engine is needed, so no image is built here."""

from __future__ import annotations

import json
import os
import re
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from fnmatch import fnmatch
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
import yaml

from project.children import environment, run
from project.modules import ROOT
from project.test_lock import versions
from project.test_wheel import SOURCES
from rag import Settings

BIN = Path(sys.executable).parent
CONTAINERFILE = (ROOT / "Containerfile").read_text("utf-8")
LINES = re.sub(r"^#.*\n", "", CONTAINERFILE, flags=re.MULTILINE).replace("\\\n", " ")
STEPS = [tuple(line.split(None, 1)) for line in LINES.splitlines() if line.strip()]
IGNORED = (ROOT / ".dockerignore").read_text("utf-8").split("\n")
COMPOSE: Mapping[str, Any] = {
    name: yaml.safe_load((ROOT / name).read_text("utf-8"))
    for name in ("compose.yaml", "compose.servers.yaml")
}
SERVICES = [
    pytest.param(file, name, id=f"{file}-{name}")
    for file, held in COMPOSE.items()
    for name in held["services"]
]
READONLY = ROOT / "tests" / "readonly"


def of(kind: str) -> list[str]:
    """The arguments of every step of a kind."""
    return [words for step, words in STEPS if step == kind]


def sent(path: str) -> bool:
    """Whether .dockerignore lets a path into the build: the last rule that matches holds."""
    kept = True
    for rule in (line.strip() for line in IGNORED if line.strip() and not line.startswith("#")):
        pattern = rule.removeprefix("!").removeprefix("**/")
        parts = Path(path).parts
        names = parts if "**/" in rule else ("/".join(parts[: n + 1]) for n in range(len(parts)))
        if any(fnmatch(each, pattern) for each in names):
            kept = rule.startswith("!")
    return kept


def test_the_files_are_as_their_linters_want_them() -> None:
    looked = run(BIN / "hadolint", "--no-color", ROOT / "Containerfile")
    assert (looked.returncode, looked.stdout) == (0, "")
    rules = "{extends: default, rules: {line-length: {max: 120}, document-start: disable}}"
    looked = run(BIN / "yamllint", "--strict", "-d", rules, *(ROOT / each for each in COMPOSE))
    assert (looked.returncode, looked.stdout) == (0, "")


def test_what_is_copied_is_in_the_build_and_is_what_the_wheel_is_made_of() -> None:
    copied = {
        source
        for words in of("COPY")
        if not words.startswith("--from=")
        for source in words.split()[:-1]
    }
    assert {each for each in copied if not (ROOT / each).exists() or not sent(each)} == set()
    assert copied - {"requirements.lock", "requirements-dev.lock"} == set(SOURCES)
    assert sent("rag/page/assets/page.js")
    kept_out = (".git/config", ".env", "index/ledger.sqlite3", "rag/__pycache__/a.pyc", ".venv/a")
    assert [each for each in kept_out if sent(each)] == []


def test_what_it_runs_is_in_the_image() -> None:
    commands = {
        Path(shlex.split(each)[0]).name for words in of("RUN") for each in words.split("&&")
    }
    assert commands == {"python", "sed", "groupadd", "useradd", "install"}
    assert [words.split()[0] for words in of("FROM")] == ["python:3.11-slim-bookworm"] * 2


def test_the_driver_of_postgresql_is_installed_as_locked_with_its_hashes(tmp_path: Path) -> None:
    (words,) = (each for each in of("RUN") if "requirements.lock" in each)
    (sed,) = (each for each in words.split("&&") if each.strip().startswith("sed "))
    for lock in ("requirements-dev.lock", "requirements.lock"):
        (tmp_path / lock).symlink_to(ROOT / lock)
    result = run("bash", "-euc", sed, cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    made = (tmp_path / "postgres.lock").read_text("utf-8")
    locked = versions("requirements-dev.lock")
    rows = dict(re.findall(r"^([a-z-]+)==([^ ;]+)", made, re.MULTILINE))
    assert rows == {name: locked[name] for name in ("psycopg", "psycopg-binary")}
    assert made.count("--hash=sha256:") >= 2
    assert not made.rstrip().endswith("\\")


def test_it_runs_as_nobody_special_ends_when_told_and_says_how_it_is() -> None:
    user = of("USER")[-1]
    assert re.fullmatch(r"[1-9]\d{3,}:[1-9]\d{3,}", user)
    assert [step for step, _ in STEPS][[step for step, _ in STEPS].index("USER") :].count(
        "RUN"
    ) == 0
    assert of("STOPSIGNAL") == ["SIGTERM"]
    assert of("VOLUME") == ["/data"]
    secret = r"(?i)(password|token|api_key|secret)\s*="
    assert re.search(secret, CONTAINERFILE) is None


def environs() -> dict[str, str]:
    return dict(pair.split("=", 1) for words in of("ENV") for pair in shlex.split(words))


def test_every_setting_it_names_is_one() -> None:
    texts = [CONTAINERFILE, *((ROOT / each).read_text("utf-8") for each in COMPOSE)]
    named = {name.lower() for text in texts for name in re.findall(r"\bRAG_([A-Z_]+)", text)}
    assert {"index", "host", "ledger", "chroma", "auth"} <= named
    assert named <= set(Settings.names())


@pytest.fixture
def served(index: Path, tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], str, Path]]:
    """What the image starts, with its own environment, where only /tmp and /data may be written."""
    home, refused = tmp_path / "tmp", tmp_path / "refused"
    home.mkdir()
    refused.touch()
    own = {name: value for name, value in environs().items() if name != "PATH"}
    own |= {"HOME": str(home), "TMPDIR": str(home), "RAG_INDEX": str(index)}
    own |= {"RAG_HOST": "127.0.0.1", "RAG_PORT": "0"}
    guard = {"PYTHONPATH": str(READONLY), "REFUSED": str(refused)}
    guard["WRITABLE"] = f"{home}{os.pathsep}{index}"
    words = [*json.loads(of("ENTRYPOINT")[0]), *json.loads(of("CMD")[0])]
    with subprocess.Popen(
        [sys.executable, *words[1:]],
        env=environment(own | guard),
        cwd=index,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as server:
        assert server.stdout is not None
        line = server.stdout.readline()
        yield server, line.split()[3] if line else "", refused
        server.kill()


def test_what_it_starts_serves_from_a_read_only_root_and_is_healthy(
    served: tuple[subprocess.Popen[str], str, Path],
) -> None:
    server, address, refused = served
    for path in ("/", "/ready"):
        with urlopen(address + path, timeout=30) as page:
            assert page.status == 200
    check = json.loads(of("HEALTHCHECK")[0].partition("CMD ")[2])
    told = check[2].replace("http://127.0.0.1:7860", address)
    assert told != check[2]
    assert run(sys.executable, "-c", told).returncode == 0
    server.send_signal(getattr(signal, of("STOPSIGNAL")[0]))
    _, errors = server.communicate(timeout=30)
    assert (server.returncode, errors) == (0, "")
    assert refused.read_text() == ""
    assert run(sys.executable, "-c", told).returncode == 1


def test_a_write_outside_would_be_seen(tmp_path: Path) -> None:
    refused = tmp_path / "refused"
    refused.touch()
    guard = {"PYTHONPATH": str(READONLY), "REFUSED": str(refused), "WRITABLE": str(tmp_path / "a")}
    code = "import pathlib\ntry: pathlib.Path('x').write_text('')\nexcept OSError: pass"
    assert run(sys.executable, "-c", code, cwd=tmp_path, extra=guard).returncode == 0
    assert refused.read_text() == "open x\n"


TOP = {"name", "services", "volumes", "networks"}
SERVICE = set(
    "build image environment depends_on ports volumes networks read_only tmpfs cap_drop "
    "security_opt pids_limit restart entrypoint command healthcheck shm_size".split()
)
"""Keys of the compose specification that are used; a misspelt one would be refused or ignored."""


@pytest.mark.parametrize("file", COMPOSE)
def test_a_compose_file_has_known_keys_and_what_it_names_is_there(file: str) -> None:
    held = COMPOSE[file]
    assert set(held) <= TOP
    for service in held["services"].values():
        assert set(service) <= SERVICE
        assert set(service.get("networks", [])) <= set(held.get("networks", {}))
        assert set(service.get("depends_on", {})) <= set(held["services"])
        mounted = {each.partition(":")[0] for each in service["volumes"]}
        named = {each for each in mounted if re.fullmatch(r"[a-z]+", each)}
        assert named <= set(held["volumes"])
        if "build" in service:
            assert service["build"] == {"context": ".", "dockerfile": "Containerfile"}
    default = re.findall(r"\$\{ARTICLES:-(.+?)\}", (ROOT / file).read_text("utf-8"))
    assert all((ROOT / each).is_dir() for each in default)


@pytest.mark.parametrize(("file", "name"), SERVICES)
def test_a_service_can_do_no_more_than_it_needs(file: str, name: str) -> None:
    service = COMPOSE[file]["services"][name]
    assert "no-new-privileges:true" in service["security_opt"]
    assert all(each.startswith("127.0.0.1:") for each in service.get("ports", []))
    if service["image"] == "byline":
        assert service["read_only"]
        assert service["cap_drop"] == ["ALL"]
        assert any(each.startswith("/tmp:") for each in service["tmpfs"])
    if name in ("chroma", "postgres"):
        assert "ports" not in service
        assert service["networks"] == ["inside"]
        assert COMPOSE[file]["networks"]["inside"] == {"internal": True}
        assert "healthcheck" in service


def test_chroma_is_started_with_options_it_has() -> None:
    service = COMPOSE["compose.servers.yaml"]["services"]["chroma"]
    command, *options = service["command"]
    helped = run(BIN / service["entrypoint"][0], command, "--help").stdout
    assert [each for each in options if each.startswith("--") and each not in helped] == []
    environs = COMPOSE["compose.servers.yaml"]["services"]["byline"]["environment"]
    assert environs["RAG_CHROMA"] == f"http://chroma:{options[options.index('--port') + 1]}"
