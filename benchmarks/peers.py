"""Byline beside LlamaIndex's quick start and txtai, over one generated collection.

    make bench-peers                       (or: python benchmarks/peers.py [REPORTS])

Each system reads the same reports and is asked the same questions, whose one right article is
known, in a process of its own, one after the other. The same model everywhere: LlamaIndex and txtai
are run with Byline's embedder and with the float32 graph in sorted batches. `make bench-peers`
makes their environment in ``build/peers``; they are no part of Byline's.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from random import Random
from statistics import median, quantiles
from typing import Any

from beside.ranking import PEERS, ROOT
from beside.reports import reports
from figures import Table, keep, show

REPORTS, ASKED = 500, 200
SYSTEMS = {
    "byline": "Byline",
    "llamaindex-byline": "LlamaIndex on Chroma, Byline's embedder",
    "llamaindex-float": "LlamaIndex on Chroma, float32",
    "txtai-byline": "txtai hybrid, Byline's embedder",
    "txtai-float": "txtai hybrid, float32",
}


def measured(system: str, file: Path, folder: Path) -> dict[str, Any] | None:
    """What one system came to; None, with its last words, when it cannot run here."""
    python = sys.executable if system == "byline" else str(PEERS)
    command = [python, str(ROOT / "benchmarks" / "beside" / "peer.py"), system, file, folder]
    paths = {"PYTHONPATH": f"{ROOT / 'benchmarks'}:{ROOT}", "HF_HUB_OFFLINE": "1"}
    folder.mkdir()
    run = subprocess.run(command, capture_output=True, text=True, env={**os.environ, **paths})
    if run.returncode:
        print(f"{system} failed: {run.stderr.strip().splitlines()[-1]}", file=sys.stderr)
        return None
    found: dict[str, Any] = json.loads(run.stdout.splitlines()[-1])
    return found


def row(name: str, found: dict[str, Any], ours: dict[str, Any]) -> tuple[str, ...]:
    times = [1000 * each for each in found["times"]]
    return (
        name,
        f"{found['seconds']:.1f}",
        f"{found['seconds'] / ours['seconds']:.2f} x",
        f"{found['of_processor'] / ours['of_processor']:.2f} x",
        f"{median(times):.1f}",
        f"{quantiles(times, n=20)[-1]:.1f}",
        f"{found['memory']:.0f}",
        f"{found['first']:.0%}",
        f"{found['among']:.0%}",
    )


def main() -> None:
    if not PEERS.exists():
        sys.exit("the systems beside Byline are not installed; run `make bench-peers`")
    count = int(sys.argv[1]) if len(sys.argv) > 1 else REPORTS
    some = list(reports(count))
    asked = Random(1).sample(range(count), min(ASKED, count))
    columns = (
        "system",
        "ingest, s",
        "of Byline's",
        "processor",
        "query p50, ms",
        "p95, ms",
        "memory, MB",
        "right first",
        "in 5",
    )
    table = Table(
        "Byline beside others over the same reports",
        columns,
        note=f"{count} generated reports, {len(asked)} questions with one right article each, "
        "5 passages asked for; memory is the most of the process while it ingested. txtai is given "
        "its chunks, the others cut them",
    )
    with tempfile.TemporaryDirectory() as place:
        file = Path(place) / "reports.json"
        file.write_text(json.dumps({"reports": [asdict(each) for each in some], "asked": asked}))
        ours = None
        for system, name in SYSTEMS.items():
            found = measured(system, file, Path(place) / system)
            ours = ours or found
            if found and ours:
                table.rows.append(row(name, found, ours))
    show(table)
    keep("peers", [table])


if __name__ == "__main__":
    main()
