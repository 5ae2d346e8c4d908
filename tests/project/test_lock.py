"""What is installed is what was tried: every version and every file's hash stands in the locks."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass

import pytest

from project.modules import ROOT

PEERS = "benchmarks/beside/peers.txt"
MODEL = "benchmarks/beside/model.txt"
CLIENTS = "tests/clients/requirements.txt"
LOCKS = [
    "requirements.lock",
    "requirements-dev.lock",
    "requirements-uv.lock",
    PEERS,
    MODEL,
    CLIENTS,
]
_PINNED = re.compile(r"([a-z0-9-]+)==(\S+?)(?: ; .+)?(?: \\)?")


@dataclass(frozen=True)
class Pin:
    name: str
    version: str
    hashes: int


def pins(lock: str) -> list[Pin]:
    """Every requirement of a lock, with how many hashes it has. Fails on any other line."""
    found: list[Pin] = []
    for line in (ROOT / lock).read_text(encoding="utf-8").splitlines():
        if re.fullmatch(r"    --hash=sha256:[0-9a-f]{64}(?: \\)?", line):
            found[-1] = Pin(found[-1].name, found[-1].version, found[-1].hashes + 1)
            continue
        pinned = _PINNED.fullmatch(line)
        assert pinned, f"{lock} has a line that pins nothing: {line}"
        found.append(Pin(pinned[1], pinned[2], 0))
    return found


def versions(lock: str) -> dict[str, str]:
    return {pin.name: pin.version for pin in pins(lock)}


@pytest.mark.parametrize("lock", LOCKS)
def test_every_requirement_has_a_hash(lock: str) -> None:
    assert [pin.name for pin in pins(lock) if pin.hashes == 0] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_host_and_no_path(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert re.findall(r"https?:|file:|://|--index|--find-links|^-e|^/", text, re.MULTILINE) == []


@pytest.mark.parametrize("lock", LOCKS[:2])
def test_the_newest_openai_and_llama_index_core_stand_together(lock: str) -> None:
    found = versions(lock)
    assert found["openai"].startswith("3.")
    assert found["llama-index-core"].startswith("0.14.")


@pytest.mark.parametrize("lock", LOCKS[:2])
@pytest.mark.parametrize("unwanted", ["llama-index", "torch", "sentence-transformers"])
def test_a_lock_leaves_out_what_is_heavy_or_holds_others_back(lock: str, unwanted: str) -> None:
    assert unwanted not in versions(lock)


def test_the_development_lock_holds_all_of_the_other_at_the_same_versions() -> None:
    assert versions(LOCKS[0]).items() <= versions(LOCKS[1]).items()


def test_what_is_measured_beside_is_locked_and_runs_on_the_same_versions() -> None:
    named = (ROOT / PEERS).with_suffix(".in").read_text(encoding="utf-8").splitlines()
    wanted = {each.partition("==")[0] for each in named if not each.startswith("#")}
    peers, ours = versions(PEERS), versions(LOCKS[1])
    assert wanted <= peers.keys()
    assert {name: peers[name] for name in peers.keys() & ours.keys()} == {
        name: ours[name] for name in peers.keys() & ours.keys()
    }


def test_what_is_tried_as_a_client_is_locked() -> None:
    named = (ROOT / CLIENTS).with_suffix(".in").read_text(encoding="utf-8").splitlines()
    wanted = {each for each in named if not each.startswith("#")}
    assert wanted
    assert wanted <= versions(CLIENTS).keys()


def test_what_the_project_depends_on_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]

    def names(requirements: list[str]) -> set[str]:
        return {re.split(r"[\[<>=!~ ;]", each)[0].lower() for each in requirements}

    wanted = names([*project["dependencies"], *extras["build"]])
    assert wanted <= versions(LOCKS[0]).keys()
    assert wanted | names([*extras["dev"], *extras["eval"]]) <= versions(LOCKS[1]).keys()
