"""Running the project as a person does: in a process of its own, with nothing set."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

NOTHING: Mapping[str, str] = MappingProxyType({})

RAG = Path(sys.executable).with_name("rag")
"""The console script of this environment."""


def environment(extra: Mapping[str, str] = NOTHING) -> dict[str, str]:
    """This process's environment without what would change how Byline behaves."""
    # ONNX Runtime reports nothing where it takes CI or another setting for the reason.
    unset = ("RAG_", "OPENAI_", "PYTHON", "VIRTUAL_ENV", "COV_", "ORT_", "CI", "GITHUB_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(unset)}
    return {**kept, **extra}


def run(
    *words: str | Path,
    cwd: Path | None = None,
    extra: Mapping[str, str] = NOTHING,
    seconds: float = 120,
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end; ``extra`` goes into its environment."""
    return subprocess.run(
        [str(word) for word in words],
        cwd=cwd,
        env=environment(extra),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )


def python(
    code: str, *words: str | Path, cwd: Path | None = None, extra: Mapping[str, str] = NOTHING
) -> subprocess.CompletedProcess[str]:
    """Run Python code in a process of its own."""
    return run(sys.executable, "-c", code, *words, cwd=cwd, extra=extra)
