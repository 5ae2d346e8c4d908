"""What the page says where articles are added, synchronised and taken out."""

from __future__ import annotations

from pathlib import PurePosixPath

from rag.page.shelfwords import place
from rag.page.words import count
from rag.types import IngestReport, Origin, Rejected

ADD = "Add articles"
DROP = "Drop files here, or choose them"
KINDS = (
    "HTML, PDF, DOCX, Markdown, plain text or JSON Lines; up to {files} files, {size} MB together."
)
FILES = "Files"
ADD_FILES = "Add these files"
ADDRESS_FIELD = "Address of a page or a feed"
ADDRESS_HINT = "https://…"
ADD_ADDRESS = "Add"
ADDRESS = "Adding an address"
WORK = "What is being done"
NOTHING_DONE = "Nothing was added from here since the page was started."
LOOK_AGAIN = "Look again"
PURGING = "Erasing an article"
PURGED = "Erased: its text is in no file of the library."
ORIGINS = "Where the articles come from"
ORIGINS_HINT = (
    "Sync makes the library equal to what is there now: what is gone there is taken out here."
)
NO_ORIGINS = "No folder or feed is known; single files and pages are read again by adding them."
SYNC = "Sync"
HEALTH = "How the library is"
VERIFY = "Checking everything"
VERIFY_BUTTON = "Check everything"
SOUND = "Sound: every span, hash and index entry was checked."
REMOVE = "Remove this article"
REMOVE_HOW = (
    "It is no longer found or quoted; answers that cite it still open it. The same input added "
    "again brings it back."
)
REMOVE_BUTTON = "Remove"
PURGE_HOW = (
    "To erase its text everywhere, from old answers too, type {word}. This cannot be undone."
)
PURGE_FIELD = "Type {word} to erase it"
PURGE_WORD = "purge"
PURGE_BUTTON = "Erase for good"
NOT_TYPED = "Nothing was erased: type the word purge into the field to confirm."
NO_FILES = "No file was chosen."
NO_ADDRESS = "That is no address of a page or a feed; it begins with https:// or http://."
TOO_MUCH = "Too much is waiting to be read; try again when some of it is done."
TOO_LARGE = "That is too large: an upload holds at most {size} MB."
TOO_MANY = "Those are too many: an upload holds at most {files} files."
UNREADABLE_FORM = "What was sent is no form of this page."
BROKEN = "Something went wrong here. The server's log has the details."
OFF = (
    "Articles cannot be changed from this page. Whoever runs it allows that with "
    "RAG_PAGE_CHANGES=true."
)
ELSEWHERE = "This was sent from another page, so nothing was done."
UNKNOWN_ORIGIN = "No such folder or feed is known any more."


def files(n: int) -> str:
    return f"Adding {count(n, 'file')}"


def sync(title: str) -> str:
    return f"Syncing {title}"


def step(what: str, done: int, total: int | None) -> str:
    """``reading 3 of 10``."""
    return f"{what}: {done:,} of {total:,}" if total else f"{what}: {done:,}"


def reason(each: Rejected) -> str:
    """Why, and in which line of the file."""
    return each.reason if each.line is None else f"line {each.line:,}: {each.reason}"


def refused(each: Rejected) -> str:
    """An input that nobody named, such as a page of a feed."""
    return f"{place(each.location)}: {reason(each)}"


def counts(report: IngestReport) -> str:
    """``2 articles added, 1 unchanged``."""
    named = (
        ("added", report.added),
        ("updated", report.updated),
        ("unchanged", report.unchanged),
        ("removed", report.removed),
        ("not read", report.rejected),
    )
    told = [(name, len(ids)) for name, ids in named if ids]
    if not told:
        return "Nothing was found there."
    first, n = told[0]
    rest = "".join(f", {many:,} {name}" for name, many in told[1:])
    what = count(n, "input" if first == "not read" else "article")
    return f"{what} {first}{rest}."


def called(origin: Origin) -> str:
    """Of a folder its own name alone."""
    is_feed = origin.kind == "feed"
    return place(origin.location) if is_feed else PurePosixPath(origin.location).name


def origin(held: Origin) -> str:
    """``articles (folder): 26 articles``."""
    return f"{called(held)} ({held.kind}): {count(held.articles, 'article')}"


def kinds(most_files: int, most_bytes: int) -> str:
    return KINDS.format(files=most_files, size=most_bytes >> 20)
