"""A process that answers and scores questions for another: ``python -m rag.evaluation.worker``.

It reads JSON, a line each, and answers each line with one: first the settings of the library and
the steps to be left out, then a question and the turns before it; for these it says the row of the
run. At the end of its input it says how much memory it took. See :mod:`rag.evaluation.processes`.
"""

from __future__ import annotations

import json
import signal
import sys
from dataclasses import asdict
from typing import Any

from rag.assistant import Rag
from rag.evaluation.calling import system
from rag.evaluation.evaluating import memory, row_for
from rag.evaluation.questions import gold_of
from rag.settings import Settings


def main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever began it ends it
    told, sys.stdout = sys.stdout, sys.stderr  # nothing but answers to lines goes out there
    begun: dict[str, Any] = json.loads(sys.stdin.readline())
    with Rag.open(settings=Settings(**begun["settings"])) as rag:
        asked = system(rag, without=begun["without"])
        for number, line in enumerate(sys.stdin, 1):
            question: dict[str, Any] = json.loads(line)
            row = row_for(asked, gold_of(question["gold"], number), question["history"])
            told.write(json.dumps(asdict(row)) + "\n")
            told.flush()
    told.write(json.dumps({"memory_mb": memory()}) + "\n")


if __name__ == "__main__":
    main()
