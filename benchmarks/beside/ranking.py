"""How other systems rank a collection of news: asked from Byline's environment, run in theirs."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
PEERS = ROOT / "build" / "peers" / "bin" / "python"
SYSTEMS = {
    "llamaindex": "LlamaIndex's quick start on Chroma",
    "txtai": "txtai hybrid",
}


class PeerFailed(RuntimeError):
    """A system beside Byline could not be run; the message says what to do, or its last words."""


def ranked(
    system: str, news: Path, cache: Path, python: Path = PEERS, passages: Path | None = None
) -> dict[str, Any]:
    """What a system of :data:`SYSTEMS` finds for each question of a folder with
    ``articles.jsonl.gz`` and ``questions.jsonl``. It is given ``passages`` (see ``stored.py``) as
    they are, or cuts the articles itself.

    ``ranked`` has the ids of the first ten articles by question id, best first; ``seconds`` how
    long each question took, its embedding included; ``indexed`` the seconds that indexing took,
    ``embedded`` how many passages ``cache`` (see ``cached.py``) did not have. Raises PeerFailed.
    """
    if system not in SYSTEMS:
        raise PeerFailed(f"no system is called '{system}'; there are {', '.join(SYSTEMS)}")
    for name in ("articles.jsonl.gz", "questions.jsonl"):
        if not (news / name).is_file():
            raise PeerFailed(f"'{news}' has no {name}")
    if not python.exists():
        raise PeerFailed(
            "the systems beside Byline are not installed; run `make bench-peers`, which makes "
            "their environment in build/peers"
        )
    program = ROOT / "benchmarks" / "beside" / "news.py"
    paths = {"PYTHONPATH": f"{ROOT / 'benchmarks'}:{ROOT}", "HF_HUB_OFFLINE": "1"}
    with tempfile.TemporaryDirectory() as folder:
        command = [str(python), str(program), system, str(news), str(cache), folder]
        command += [] if passages is None else [str(passages)]
        run = subprocess.run(command, capture_output=True, text=True, env={**os.environ, **paths})
    if run.returncode:
        last = (run.stderr.strip().splitlines() or [f"exit code {run.returncode}"])[-1]
        raise PeerFailed(f"{SYSTEMS[system]} failed: {last}")
    found: dict[str, Any] = json.loads(run.stdout.splitlines()[-1])
    return found
