"""What the page says where articles are added, synchronised and taken out."""

from __future__ import annotations

from pathlib import PurePosixPath

from rag.page.shelfwords import place
from rag.page.words import count
from rag.types import IngestReport, Job, JobKind, JobStep, Origin, Rejected

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
WORK = "Recent changes"
NOTHING_DONE = "Nothing was added from here since the server was started."
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
    "It will no longer be found or quoted; answers that cite it still open it. The same input "
    "added again brings it back."
)
REMOVE_BUTTON = "Remove"
PURGE_HOW = (
    "To erase its text everywhere, from old answers too, type {word}. This cannot be undone."
)
PURGE_FIELD = "Type {word} to erase it"
PURGE_WORD = "purge"
PURGE_BUTTON = "Erase for good"
NOT_TYPED = "Nothing was erased: type the word purge into the field to confirm."
TOO_LARGE = "That is too large: an upload holds at most {size} MB."
TOO_MANY = "Those are too many: an upload holds at most {files} files."
UNREADABLE_FORM = "What was sent is no form of this page."
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


def title(job: Job) -> str:
    """What a piece of work is called. Of what is erased nothing shall be left."""
    if job.kind is JobKind.FILES:
        return files(len(job.items))
    if job.kind is JobKind.SYNC and job.origin is not None:
        return sync(called(job.origin))
    return {JobKind.ADDRESS: ADDRESS, JobKind.PURGE: PURGING, JobKind.VERIFY: VERIFY}[job.kind]


def outcome(job: Job) -> list[str]:
    """What came of it, a line each."""
    if job.report is not None:
        return [counts(job.report), *map(refused, job.unnamed)]
    if job.damage is not None:
        return list(job.damage) or [SOUND]
    is_gone = job.kind is JobKind.PURGE and job.finished and job.error is None
    return [PURGED] if is_gone else []


def step(step: JobStep) -> str:
    """``reading 3 of 10``."""
    many = f"{step.done:,} of {step.total:,}" if step.total else f"{step.done:,}"
    return f"{step.what}: {many}"


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
