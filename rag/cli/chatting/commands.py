"""What a line that begins with a slash does in a talk."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from rag.cli.answers import source_lines
from rag.cli.chatting.opened import opened_lines
from rag.cli.saving import form_of, save
from rag.cli.terminal import printable
from rag.errors import UsageError

if TYPE_CHECKING:
    from rag.cli.chatting.talk import Filters, Talk

NAMES = ("/sources", "/filters", "/save", "/clear", "/help", "/quit")
HELP = """\
  /sources             the sources so far
  /sources N           source N opened, the cited words marked
  /filters             which articles are asked, and how many
  /filters KEY=VALUE   ask only those: source, since, until, language, article, collection;
                       repeat for several, quote what has blanks; KEY= alone takes one away,
                       undated keeps undated ones
  /filters none        ask all articles
  /save FILE           the talk as a document: .md, .html, .docx or .json
  /clear               begin anew, with the same filters
  /quit                leave, as Ctrl+D does; Ctrl+C stops an answer
Where "Do you mean ...?" is asked, the number of what you mean is enough."""

_KEYS = {
    "source": "source",
    "since": "since",
    "until": "until",
    "language": "language",
    "article": "articles",
    "collection": "collection",
}
_ONE = "collection"
_DAYS = ("since", "until")


class Commands:
    """The commands of one talk; ``tell`` is given what they have to say."""

    def __init__(self, talk: Talk, tell: Callable[[str], object]) -> None:
        self._talk, self._tell = talk, tell

    def do(self, line: str) -> bool:
        """Whether the talk goes on. Raises UsageError for what is no command, and what the commands
        raise: a BylineError, or OSError where a file cannot be written."""
        name, _, rest = line.partition(" ")
        rest = rest.strip()
        if name in ("/quit", "/exit"):
            return False
        if name in ("/sources", "/source"):
            self._sources(rest)
        elif name == "/filters":
            self._filters(rest)
        elif name == "/save":
            self._save(rest)
        elif name == "/clear":
            self._talk.clear()
            self._tell("begun anew")
        elif name == "/help":
            self._tell(HELP)
        else:
            raise UsageError(f"there is no '{name}'; there is {', '.join(NAMES)}")
        return True

    def _sources(self, which: str) -> None:
        known = {str(each.n): each for each in self._talk.footnotes.all()}
        if not which:
            lines = source_lines("Sources so far", list(known.values()), {})
            self._tell("\n".join(lines).strip() or "no source yet")
            return
        cited = known.get(which.strip("[]"))
        if cited is None:
            last = f"; they go from 1 to {len(known)}" if known else " yet"
            raise UsageError(f"there is no source {which}{last}")
        article = self._talk.rag.article(cited.article_id, cited.revision)
        self._tell("\n".join(opened_lines(cited, article)))

    def _filters(self, written: str) -> None:
        """Sets all that is written, or nothing where some of it is wrong."""
        talk = self._talk
        filters = _changed(talk.filters, written) if written else talk.filters
        held = talk.rag.coverage(**filters.options()).articles
        talk.filters = filters
        set_ = ", ".join(_shown(filters)) or "none"
        self._tell(f"filters: {printable(set_)}; {held:,} article{'s' if held != 1 else ''}")

    def _save(self, file: str) -> None:
        if not file:
            raise UsageError("say where to: /save talk.md (or .html, .docx, .json)")
        form = form_of(None, file)
        if form is not None:
            save(self._talk.conversation(), form, file, self._talk.rag.settings)


def _changed(filters: Filters, written: str) -> Filters:
    """The filters after what is written. Raises UsageError for what is none."""
    try:
        words = shlex.split(written)
    except ValueError as error:
        raise UsageError(f"a quotation mark is open in: {written}") from error
    if words == ["none"]:
        return type(filters)()
    changes: dict[str, Any] = {}
    for word in words:
        key, equals, value = word.partition("=")
        if word == "undated":
            changes["undated"] = True
        elif not equals or key not in _KEYS:
            known = ", ".join(f"{each}=" for each in _KEYS)
            raise UsageError(f"'{word}' is no filter; there are {known} and undated, or none")
        elif key in _DAYS:
            changes[key] = _day(key, value)
        elif key == _ONE:
            changes[key] = value or None
        else:
            given = changes.get(_KEYS[key], ())
            changes[_KEYS[key]] = (*given, value) if value else ()
    return replace(filters, **changes)


def _day(key: str, value: str) -> date | None:
    from rag.asking import as_day

    return as_day(key, value)


def _shown(filters: Filters) -> list[str]:
    told = []
    for key, name in _KEYS.items():
        value = getattr(filters, name)
        values = value if isinstance(value, tuple) else (value,) if value else ()
        told += [f"{key}={each}" for each in values]
    return [*told, *(["undated"] if filters.undated else [])]
