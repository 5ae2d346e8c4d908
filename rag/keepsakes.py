"""What answers leave in a library's folder: traces, what readers said, conversations.

Each is purged with the articles that it tells of. The part of `Rag` that keeps them.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rag.asking import as_opinion
from rag.gathering import Gathering
from rag.settings import Settings
from rag.types import Answer, Feedback, Opinion

if TYPE_CHECKING:
    from rag.conversations import Conversations
    from rag.library.feedback import Feedbacks
    from rag.library.talks import Talks
    from rag.library.traces import Traces


class Keepsakes(Gathering):
    """A collection with what was kept of the answers it gave. Safe among threads."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self._left: Traces | None = None
        self._kept: Talks | None = None

    def trace(self, trace_id: str) -> dict[str, Any]:
        """How an answer came about, by its ``trace_id``. Raises TraceNotFound, TraceDamaged."""
        return self._traces().load(trace_id)

    def feedback(self, answer: Answer | str, verdict: Opinion | str, note: str = "") -> Feedback:
        """Keep what a reader says of an answer, or of the one that a trace id names, in the
        library's folder: ``right``, ``wrong source``, ``wrong answer`` or ``should know``; a second
        word on one answer takes the place of the first. `rag eval from-feedback` makes questions
        of it, and a purge takes it along.

        Raises UsageError for another verdict, ArticleNotFound where an article was purged since,
        TraceNotFound for a trace that is not kept.
        """
        from rag.answering.tracing import commented, gone
        from rag.errors import ArticleNotFound
        from rag.types.restoring import restored

        opinion = as_opinion(verdict)
        if isinstance(answer, str):
            answer = restored(Answer, self.trace(answer)["answer"])
        told = commented(answer, opinion, note, self.settings)
        kept = self._feedbacks()
        kept.add(told)
        purged = gone(told, self._open())
        if purged is not None:  # while the reader read
            kept.keep(lambda each: each != told)
            raise ArticleNotFound(purged)
        return told

    def feedbacks(self) -> list[Feedback]:
        """What readers said so far, in the order given."""
        return self._feedbacks().read()

    def conversations(self, reader: str = "") -> Conversations:
        """The conversations of one reader, kept in the library's folder: they survive a restart.
        ``reader`` is any name; nobody else's are found under it. Raises LibraryNotFound.
        """
        from rag.answering.tracing import without_secrets
        from rag.conversations import Conversations

        covered = without_secrets(self.settings)
        return Conversations(self._talks(), self._open(), reader, covered)

    # --- inside ---------------------------------------------------------------------------

    def _traces(self) -> Traces:
        from rag.answering.tracing import sweep
        from rag.library.traces import Traces

        with self._guard:
            if self._left is None:
                self._left = Traces(Path(self.settings.index), self.settings.traces)
                if self.settings.ledger is not None:  # another machine may have purged meanwhile
                    sweep(self._left, self._open())
            return self._left

    def _feedbacks(self) -> Feedbacks:
        from rag.answering.tracing import gone
        from rag.library.feedback import Feedbacks

        library = self._open()
        with self._guard:
            kept = Feedbacks(Path(self.settings.index))
            if self.settings.ledger is not None:  # another machine may have purged meanwhile
                kept.keep(lambda each: gone(each, library) is None)
            return kept

    def _talks(self) -> Talks:
        from rag.conversations import sweep
        from rag.library.talks import Talks

        library = self._open()
        with self._guard:
            if self._kept is None:
                self._kept = Talks(Path(self.settings.index), self.settings.conversations)
                if self.settings.ledger is not None:  # another machine may have purged meanwhile
                    sweep(self._kept, library)
            return self._kept

    def _trace_meant(self, trace: str | Path | Mapping[str, Any]) -> dict[str, Any]:
        """A trace by itself, by its file or id, or by an answer that names it."""
        from rag.answering.replaying import checked
        from rag.library.traces import is_a_file, read_trace

        if isinstance(trace, Mapping):
            held, where = dict(trace), "what was given"
        elif is_a_file(Path(trace)):
            held, where = read_trace(Path(trace)), str(trace)
        else:
            held, where = self._traces().load(str(trace)), str(trace)
        if "asked" not in held and isinstance(held.get("trace_id"), str):
            held = self._traces().load(held["trace_id"])
        return checked(held, where)
