"""Documents of a LlamaIndex reader, named by its import path, as articles.

How such a path is written stands in :mod:`rag.classes`. What its metadata say is read under the
names that readers use; what they do not say, or say in no form that is known, stays unknown.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from rag.classes import ImportPath, as_object, blaming
from rag.errors import ReaderError
from rag.intake import attribution, dates, fields, frontmatter
from rag.intake.documents import Source
from rag.intake.draft import Draft, Hints, Limits, Unreadable
from rag.intake.identity import canonical_url
from rag.intake.reading import articles
from rag.intake.text import plaintext
from rag.patience import Late, Patience
from rag.progress import Progress, silent
from rag.types import Article, Rejected

if TYPE_CHECKING:
    from llama_index.core.readers.base import BaseReader

T = TypeVar("T")

SETTING = "RAG_READER"
WHERE = "the reader's metadata"
_NAMES = {
    "id": ("article_id", "id"),
    "title": ("title", "headline", "og:title"),
    "source": ("outlet", "publisher", "site_name", "sitename", "source"),
    "credits": ("credits",),
    "authors": ("authors", "author", "byline"),
    "published": (
        *("published", "published_at", "publish_date", "publication_date", "date_published"),
        *("datepublished", "pubdate", "date"),
    ),
    "url": ("url", "link", "permalink", "source_url"),
    "language": ("language", "lang"),
}
"""Our fields, and what readers call them, the surest first. The times of a file are none of them:
``creation_date`` and ``last_modified_date`` tell nothing of when a text was published."""


@dataclass(frozen=True)
class Reader:
    """A reader, what it is called, and how long its next document may take."""

    reader: BaseReader
    name: str
    load: Mapping[str, Any]
    """What ``load_data`` is called with."""
    seconds: float
    secrets: tuple[str, ...] = ()

    @classmethod
    def open(cls, setting: str, arguments: str | None, load: str | None, seconds: float) -> Reader:
        """Raises SettingsError for a malformed setting, ReaderError for a class that fails."""
        path = ImportPath.read(setting, arguments)
        from llama_index.core.readers.base import BaseReader

        given = as_object(load, "what the reader is to load (reader_load)")
        made = path.made(BaseReader, SETTING, ReaderError, "the reader")
        also = ImportPath(path.module, path.name, given).secrets
        return cls(made, path.shown, given, seconds, (*path.secrets, *also))

    @classmethod
    def of(cls, reader: object, load: Mapping[str, Any], seconds: float) -> Reader:
        """One that is made already. Raises ReaderError for what is none."""
        from llama_index.core.readers.base import BaseReader

        name = type(reader).__name__
        if not isinstance(reader, BaseReader):
            raise ReaderError(f"a reader is a LlamaIndex BaseReader or its import path, not {name}")
        return cls(reader, name, load, seconds)

    def read(self, progress: Progress = silent) -> Iterator[Article | Rejected]:
        """Each document as an article, or why it is none. Where the reader fails after it gave
        some, the last is why; what was read stands.

        Raises ReaderError when it fails, takes too long, or ends before it gave any document.
        """
        limits = Limits()
        yield from articles(self._drafts(limits, progress), limits)

    def _drafts(
        self, limits: Limits, progress: Progress
    ) -> Iterator[tuple[Draft | Unreadable, Source]]:
        count = 0
        try:
            for count, document in enumerate(self._documents(), start=1):
                progress("reading", count, None)
                yield self._draft(document, str(count), limits)
        except ReaderError as error:
            if not count:
                raise
            yield Unreadable(f"{error}; what it gave before is stored"), self._source("end")
        if not count:
            raise ReaderError(
                f"the reader {self.name} gave no documents; see RAG_READER_ARGUMENTS and "
                "RAG_READER_LOAD"
            )

    def _source(self, id: str) -> Source:
        return Source(f"{self.name}#{id}", id, Hints())

    def _documents(self) -> Iterator[object]:
        from llama_index.core.readers.base import BaseReader

        lazy = type(self.reader).lazy_load_data is not BaseReader.lazy_load_data
        load = self.reader.lazy_load_data if lazy else self.reader.load_data
        patience = Patience(self.seconds, "byline-reader")
        found: Any = self._waited(patience, lambda: load(**self.load))
        if isinstance(found, (str, bytes, Mapping)) or not hasattr(found, "__iter__"):
            raise ReaderError(f"the reader {self.name} returned no list of documents")
        each = iter(found)
        while (document := self._waited(patience, lambda: next(each, _END))) is not _END:
            yield document

    def _waited(self, patience: Patience, work: Callable[[], T]) -> T:
        def blamed() -> T:
            with blaming(f"the reader {self.name}", ReaderError, self.secrets):
                return work()

        try:
            return patience.of(blamed)
        except Late:
            raise ReaderError(
                f"the reader {self.name} gave no document within {self.seconds:g} s; allow more "
                "with RAG_READER_TIMEOUT"
            ) from None

    def _draft(
        self, document: object, place: str, limits: Limits
    ) -> tuple[Draft | Unreadable, Source]:
        """A document's draft, or why it is none, and where it stands."""
        from llama_index.core.schema import Document

        if not isinstance(document, Document):
            what = type(document).__name__
            return Unreadable(f"no LlamaIndex Document but {what}"), self._source(place)
        try:
            text = fields.sound(document.text[: limits.article + 1], "text")
            name = _named(document.id_, document.metadata, text)
            return _drafted(text, document.metadata, name), self._source(name)
        except Unreadable as error:
            return error, self._source(place)


_END = object()


def _drafted(text: str, metadata: Mapping[str, Any], name: str) -> Draft:
    """Raises Unreadable for fields that are malformed."""
    given, body, _ = frontmatter.split(text)
    told, left_out = _fields(metadata)
    draft = _completed(given or Draft(""), fields.draft(told, WHERE))
    found = {**left_out, **draft.found, "text": "the reader's document"}
    if not (draft.id or draft.url):
        draft, found = replace(draft, id=name), {**found, "id": "the reader's document"}
    clean = plaintext.paragraphs(plaintext.lines(body))
    return attribution.attributed(replace(draft, text=clean, found=found))


def _fields(metadata: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """Metadata under our names, and why some were left out."""
    by_name = {str(name).lower(): value for name, value in metadata.items()}
    source = by_name.get("source")
    if isinstance(source, str) and any(sign in source for sign in "/\\"):
        # Many readers call the place that a text came from its source: an address or a path.
        del by_name["source"]
        if canonical_url(source):
            by_name.setdefault("url", source)
    told: dict[str, Any] = {}
    for field, names in _NAMES.items():
        value = next((by_name[n] for n in names if by_name.get(n) not in (None, "", [])), None)
        if value is not None:
            told[field] = value.isoformat() if isinstance(value, date) else value
    published = told.get("published")
    if published is None or dates.parse(str(published)) is not None:
        return told, {}
    del told["published"]
    return told, {"published": f"left out: {str(published)[:60]!r} is not a date"}


def _completed(own: Draft, told: Draft) -> Draft:
    """What a text's own front matter says, and what the metadata add to it."""
    names = ("title", "id", "url", "source", "credits", "authors", "published", "language")
    new = {n: getattr(told, n) for n in names if getattr(told, n) and not getattr(own, n)}
    found = {**{n: how for n, how in told.found.items() if n not in own.found}, **own.found}
    return replace(own, **new, found=found)


def _named(id: str, metadata: Mapping[str, Any], text: str) -> str:
    """The document's id, unless it is a random one; its file; a digest of its text."""
    with suppress(ValueError):
        UUID(id)
        path, page = metadata.get("file_path"), metadata.get("page_label")
        if path:
            return f"{path}#{page}" if page else str(path)
        return hashlib.sha256(text.encode()).hexdigest()[:32]
    return id
