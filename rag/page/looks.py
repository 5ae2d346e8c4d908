"""What the reader's acts give the page: its next look, and the first one."""

from __future__ import annotations

from dataclasses import dataclass

from rag.markup import Html
from rag.page.talk import Phase, Talk


@dataclass(frozen=True, slots=True)
class View:
    """The page's next look. ``past`` None leaves the earlier turns as they stand, ``clear``
    empties the field."""

    talk: Talk
    live: Html
    past: Html | None = None
    clear: bool = False

    @property
    def waiting(self) -> bool:
        """Whether it stands until somebody else is done."""
        return self.talk.last is not None and self.talk.last.phase is Phase.WAITING

    @property
    def running(self) -> bool:
        return self.talk.last is not None and self.talk.last.running


@dataclass(frozen=True, slots=True)
class Opening:
    """What a page shows when it is opened: its top, its first words, the outlets to choose from."""

    top: Html
    first: Html
    outlets: tuple[tuple[str, str], ...] | None = None
    """Label and name of each; None when there is nothing to ask."""
    languages: tuple[tuple[str, str], ...] = ()
    """The same of languages, where there are several."""
