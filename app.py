"""Starts the chat page over the library: settings, then Rag, then the page, as ``rag serve``."""

from __future__ import annotations

import sys

from rag.cli import main

if __name__ == "__main__":
    main(["serve", *sys.argv[1:]])
