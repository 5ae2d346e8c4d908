"""Another process with a library open. ``child.py FOLDER COMMAND ...``; each line is flushed.

keep                  the same once it writes Chroma, and prints "keeps"
hold                  opens, prints "owner" or "guest", and stays until a line comes in
store FIRST COUNT     stores articles, printing each id after its commit
flood FIRST COUNT     the same once Chroma is at work, so that it is written to meanwhile
full                  stores on a disk with hardly any room, then makes room
limited BYTES         stores where no file may grow over so many bytes, then without limit
handles               stores and opens where no file may be opened, then where some may
readonly              searches, then says what status and storing come to
find WORD             prints the ids that keywords and vectors find
read                  reads bulletins (see readers.py) until a line comes in, then prints how often
                      it opened, how often it read, and what was wrong
found                 makes a ledger in each folder that comes in, and prints what became of it
"""

from __future__ import annotations

import os
import resource
import select
import shutil
import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[2])]

from library_kit import make_articles, similar, texts_found, until  # noqa: E402 - after the path is set
from readers import BULLETINS, read_one  # noqa: E402

from rag.errors import BylineError, LibraryError  # noqa: E402
from rag.library.founding import open_ledger, schema_of  # noqa: E402
from rag.library.library import Library  # noqa: E402
from rag.library.servers import Servers  # noqa: E402
from rag.testing import HashEmbedder  # noqa: E402


def main(folder: str, command: str, *words: str) -> None:
    if command == "found":
        found()
        return
    servers = Servers(os.environ.get("RAG_LEDGER"), os.environ.get("RAG_CHROMA"))
    new = command != "readonly"
    with Library.open(Path(folder), HashEmbedder, create=new, servers=servers) as library:
        if command == "hold":
            say("owner" if library.status().owned else "guest")
            sys.stdin.readline()
        elif command == "keep":
            library.store(make_articles(1, start=900))
            until(lambda: library._indexes.chroma.mine)
            say("keeps")
            sys.stdin.readline()
        elif command in {"store", "flood"}:
            if command == "flood":
                library.store(make_articles(1, start=int(words[0])))
                library._indexes.keeper.settled(20)
            articles = make_articles(int(words[1]), start=int(words[0]))
            ids = iter(articles)
            library.store(articles, lambda what, done, total: say(next(ids).id))
            say("stored")
        elif command == "limited":
            limited(library, int(words[0]))
        elif command == "full":
            full(library, Path(folder))
        elif command == "handles":
            few_handles(library, Path(folder))
        elif command == "readonly":
            read_only(library)
        elif command == "read":
            read(library, Path(folder))
        elif command == "find":
            say(",".join(texts_found(library, words[0], 1)))
            say(",".join(similar(library, words[0], 1)))


def found() -> None:
    for line in sys.stdin:
        try:
            database = open_ledger(Path(line.strip()), create=True)
            made = schema_of(database)
            database.close()
            say("schema", str(made))
        except LibraryError as error:
            say(type(error).__name__, str(error))


def read(library: Library, folder: Path) -> None:
    say("reading")
    opens = reads = 0
    wrong: list[str] = []
    while not select.select([sys.stdin], [], [], 0)[0]:
        try:
            read_one(library, reads % BULLETINS)
            with Library.open(folder, HashEmbedder) as again:
                read_one(again, reads % BULLETINS)
        except (AssertionError, BylineError) as error:
            wrong.append(str(error))
        opens, reads = opens + 1, reads + 2
    say(str(opens), str(reads), str(wrong[:3]))


def full(library: Library, folder: Path) -> None:
    """The disk holds the library and nothing else."""
    library.store(make_articles(20))
    library._indexes.keeper.settled(20)
    ballast = folder / "ballast"
    with ballast.open("wb") as file:
        file.write(bytes(shutil.disk_usage(folder).free - 1_000_000))
    try:
        library.store(make_articles(3000, start=20))
    except LibraryError as error:
        say(type(error).__name__, str(error))
    say(*texts_found(library, "number7", 1), *similar(library, "harbour number7 cargo7", 1))
    ballast.unlink()
    stored = library.count()
    report = library.store(make_articles(3020))
    say(str(len(report.unchanged) == stored and library.count() == 3020))
    say(str(library.verify()))


def limited(library: Library, most: int) -> None:
    """The operating system then fails writes as it does on a full disk."""
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    library.store(make_articles(20))
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, hard))
    try:
        library.store(make_articles(3000, start=20))
    except LibraryError as error:
        say(type(error).__name__, str(error))
    say(*texts_found(library, "number7", 1), *similar(library, "harbour number7 cargo7", 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    stored = library.count()
    report = library.store(make_articles(3020))
    say(str(len(report.unchanged) == stored and library.count() == 3020))
    say(str(library.verify()))


def few_handles(library: Library, folder: Path) -> None:
    library._indexes.keeper.settled(20)
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    used = max(int(each.name) for each in Path("/proc/self/fd").iterdir())
    resource.setrlimit(resource.RLIMIT_NOFILE, (used, hard))
    try:
        Library.open(folder, HashEmbedder).store(make_articles(1, start=900))
    except BylineError as error:
        say(str(error))
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    say(*texts_found(library, "number7", 1))
    say(str(len(library.store(make_articles(1, start=900)).added)))
    say(str(library.verify()))


def read_only(library: Library) -> None:
    say(str(library.count()))
    say(*texts_found(library, "number59", 1))
    say(*similar(library, "harbour number59 cargo59 town59", 1))
    say(library.status().in_words.split("\n")[-1])
    for change in (
        lambda: library.store(make_articles(1, start=500)),
        lambda: library.remove("a1"),
        library.rebuild,
    ):
        try:
            change()
        except LibraryError as error:
            say(type(error).__name__, str(error))


def say(*words: str) -> None:
    print(*words, flush=True)


main(*sys.argv[1:])
