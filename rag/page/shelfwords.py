"""What the page says of the library as a whole, and of where one article comes from."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from rag.page.links import UNNAMED, Sought, is_web
from rag.page.words import count, dates_set, listed, outlet, when
from rag.types import Copy

LIBRARY = "Library"
ARTICLES = "Articles"
NOT_READ = "Not read"
FIND = "Find by title or outlet"
FIND_BUTTON = "Find"
EVERYTHING = "All articles"
ADD = "Add"
ADD_HERE = "Add articles here"
NARROW = "Filter and sort"
LANGUAGE = "Language"
ANY_LANGUAGE = "Any language"
NO_OUTLET = "Outlet unknown"
UNDATED = "Undated"
UNDATED_CHOICES = (
    ("", "Not with days set"),
    ("too", "Included"),
    ("only", "Nothing else"),
)
INCLUDE_UNDATED = "Include them"
ORDER = "Order"
ORDERED = {
    "newest": "newest first, undated last",
    "oldest": "oldest first, undated last",
    "title": "by title",
    "outlet": "by outlet",
    "added": "added last first",
}
ORDERS = (
    ("", "Newest first"),
    ("oldest", "Oldest first"),
    ("title", "By title"),
    ("outlet", "By outlet"),
    ("added", "Added last first"),
)
NEWER = "Newer"
OLDER = "Older"
BEFORE = "Before"
AFTER = "After"
PAGES = "Pages"
ADD_BEFORE = "To add articles, run "
ADD_AFTER = " in a terminal. The same again changes nothing."
NOT_READ_HINT = (
    "These inputs could not be read when they were last given. Whoever runs this library sees "
    "their whole paths with "
)
NOT_READ_COMMAND = "rag list --rejected"
ALL_READ = "Everything that was given has been read."
ABOUT = "About this article"
UNKNOWN = "unknown"
NONE_NAMED = "none named"
PLACES = "Came from"
COPIES = "Nearly the same text elsewhere"
TEXTS = "Texts of this article"
OPEN_CURRENT = "Open the current text"
REMOVED = "The article was removed since; this text is kept for the answers that cite it."

_PIECES = re.compile("([?&;#])")
_KEYS = "key token secret pass auth sig session".split()


def found(total: int, sought: Sought) -> str:
    """How many articles a search found, and in which order they stand."""
    narrowed = _narrowed(sought)
    if not sought:
        return count(total, "article") + f", {ORDERED[sought.order or 'newest']}"
    query = f" with “{sought.query}” in title or outlet" if sought.query else ""
    if total:
        return f"{count(total, 'article')}{query}{narrowed}"
    if sought.query and not narrowed:
        return f"No article has “{sought.query}” in its title or outlet."
    return f"No article{query}{narrowed}."


def _narrowed(sought: Sought) -> str:
    """What else is set, in words."""
    dated = dates_set(sought.since, sought.until) if sought.since or sought.until else ""
    if sought.undated == "too" and dated:
        dated = dated.removesuffix(", undated left out") + ", undated too"
    parts = (
        _of(sought.outlet),
        f"in the language {sought.language}" if sought.language else "",
        dated[:1].lower() + dated[1:],
        "without a date" if sought.undated == "only" else "",
    )
    said = ", ".join(part for part in parts if part)
    return f", {said}" if said else ""


def _of(outlet: str) -> str:
    if outlet == UNNAMED:
        return "of unknown outlets"
    return f"of {outlet}" if outlet else ""


def undated_left_out(n: int) -> str:
    """``3 undated articles are left out by the days set.``"""
    return f"{count(n, 'undated article')} {'is' if n == 1 else 'are'} left out by the days set."


def page_of(number: int, pages: int) -> str:
    return f"Page {number:,} of {pages:,}"


def inputs_not_read(refused: int) -> str:
    """``1 input was not read``."""
    return "1 input was not read" if refused == 1 else f"{refused:,} inputs were not read"


def place(location: str) -> str:
    """Where an input lay, as far as readers need it: a file's name, or an address's host and
    path. The server's folders are nobody's business."""
    if is_web(location):
        parts = urlsplit(location)
        return f"{parts.hostname}{parts.path.rstrip('/')}"
    return PurePosixPath(location).name or location


def whole_place(location: str) -> str | None:
    """The whole address of a page, without what its query may hold of keys; None of a file."""
    return "".join(map(_masked, _PIECES.split(location))) if is_web(location) else None


def _masked(piece: str) -> str:
    name, equals, _ = piece.partition("=")
    secret = bool(equals) and any(key in name.casefold() for key in _KEYS)
    return f"{name}=…" if secret else piece


def origin_of(copy: Copy) -> str:
    return f"{outlet(copy.source, copy.credits)} · {when(copy.published)}"


def common(share: float) -> str:
    """How much of the shorter of two texts stands in both."""
    if share >= 0.995:
        return "all of the shorter text in common"
    return f"{share:.0%} of the shorter text in common"


def about(copies: int, older: int) -> str | None:
    """What a reader would miss who does not open the particulars."""
    parts = [
        count(copies, "near copy", "near copies") if copies else None,
        count(older, "other text") if older else None,
    ]
    return ", ".join(part for part in parts if part) or None


def age(revision: int, current: int | None) -> str:
    """Said above a text that is no longer the article's own."""
    return f"This is an older text of this article (revision {revision})." + (
        f" {REMOVED}" if current is None else ""
    )


_NAMES = {
    "title": "title",
    "text": "text",
    "source": "outlet",
    "credits": "credits",
    "authors": "authors",
    "published": "date",
    "modified": "time of change",
    "url": "address",
    "language": "language",
}


def other(fields: Sequence[str]) -> str:
    """``other title and text``."""
    return f"other {listed([_NAMES[name] for name in fields])}" if fields else "the same words"
