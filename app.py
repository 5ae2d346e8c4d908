"""Starts the chat page over the library in ``index`` (settings: RAG_* or rag.toml)."""

from __future__ import annotations

import sys

from rag import BylineError, Rag, Settings
from rag.serve import run


def main() -> int:
    try:
        settings = Settings.load()
        with Rag.open(settings=settings) as rag:
            run(rag, settings.host, settings.port)
    except BylineError as error:
        sys.stderr.write(f"byline: {error}\n")
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
