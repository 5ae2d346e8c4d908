"""Another process with a library open. ``child.py FOLDER COMMAND ...``; each line is flushed.

hold                  opens, prints "owner" or "guest", and stays until a line comes in
store FIRST COUNT     stores articles, printing each id after its commit
find WORD             prints the ids that keywords and vectors find
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[2])]

from conftest import make_articles, similar, texts_found  # noqa: E402 - after the path is set

from rag.library.library import Library  # noqa: E402
from rag.testing import HashEmbedder  # noqa: E402


def main(folder: str, command: str, *words: str) -> None:
    with Library.open(Path(folder), HashEmbedder, create=True) as library:
        if command == "hold":
            say("owner" if library.status().owned else "guest")
            sys.stdin.readline()
        elif command == "store":
            articles = make_articles(int(words[1]), start=int(words[0]))
            ids = iter(articles)
            library.store(articles, lambda what, done, total: say(next(ids).id))
            say("stored")
        elif command == "find":
            say(",".join(texts_found(library, words[0], 1)))
            say(",".join(similar(library, words[0], 1)))


def say(line: str) -> None:
    print(line, flush=True)


main(*sys.argv[1:])
