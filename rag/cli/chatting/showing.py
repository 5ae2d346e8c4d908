"""An answer printed while it is made: every sentence once it is checked, the rest at its end."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

from rag.cli.answers import (
    head,
    head_lines,
    quote,
    rest_lines,
    sentence_line,
    status_line,
    targets,
)
from rag.cli.chatting.footnotes import sentence as renumbered
from rag.cli.terminal import Style, dressed, printable, printable_lines, styled
from rag.errors import BylineError

if TYPE_CHECKING:
    from rag.cli.chatting.asking import Asking
    from rag.cli.chatting.talk import Talk
    from rag.types import Answer, Event, Sentence, SentenceDone

_CLEARED = "\r\033[K"


class Shown:
    """Answers of one talk. ``live`` is at a terminal: there Ctrl+C stops one, and what is done
    meanwhile is told in a line that goes again."""

    def __init__(self, talk: Talk, asking: Asking, *, live: bool) -> None:
        self._talk, self._asking, self._live = talk, asking, live

    def ask(self, line: str) -> None:
        """Asks what a line stands for and prints the answer. Raises BylineError."""
        from rag.types import Ending

        question = self._talk.meant(line)
        if not self._live or question != line:
            print(f"> {printable(question)}")
        whole: Answer | None = None
        printed = _Printed(self._talk, self._tell)
        self._tell("searching")
        try:
            with closing(self._asking.events(lambda: self._talk.stream(question))) as events:
                for event in events:
                    whole = printed.after(event)
        except KeyboardInterrupt:
            if not self._live:
                raise
            self._tell("")
            self._talk.ended(question, Ending.STOPPED, printed.sentences)
            print(f"\n{styled('Stopped; what had been checked stands above.', Style.FAIR)}")
        except BylineError as error:
            self._tell("")
            self._talk.ended(question, Ending.FAILED, printed.sentences, str(error))
            raise
        if whole is not None:
            printed.rest(self._talk.answered(whole))
        print()

    def _tell(self, doing: str) -> None:
        """What is done now; with nothing the line goes."""
        if self._live and dressed():
            sys.stdout.write(_CLEARED + (styled(f"{doing} ...", Style.DIM) if doing else ""))
            sys.stdout.flush()


class _Printed:
    """What has been printed of one answer."""

    def __init__(self, talk: Talk, tell: Callable[[str], None]) -> None:
        self._talk, self._tell = talk, tell
        self._numbers: dict[int, int] = {}
        self._heading = ""
        self.sentences: list[Sentence] = []

    def after(self, event: Event) -> Answer | None:
        """Prints what the event brings; the answer, once it is whole."""
        from rag.types import Done, Failed, Found, SentenceDone

        match event:
            case Found(passages=passages) if passages:
                self._tell("reading what was found")
            case SentenceDone():
                self._tell("")
                self._sentence(event)
            case Done(answer=answer) | Failed(answer=answer):
                self._tell("")
                return answer
        return None

    def _sentence(self, done: SentenceDone) -> None:
        from rag.types import Verdict

        notes = self._talk.footnotes
        self._numbers |= notes.take(done.citations)
        shown = renumbered(done.sentence, self._numbers)
        self.sentences.append(shown)
        if shown.verdict is not Verdict.VERBATIM or not shown.citations:
            print(sentence_line(shown), flush=True)
            return
        heading = head(shown, notes.citation)
        if heading != self._heading:
            print(f"\n{heading}")
            self._heading = heading
        print(quote(shown), flush=True)

    def rest(self, answer: Answer) -> None:
        """What stands under the sentences."""
        candidates = answer.understood.candidates
        if not answer.sentences:
            print(printable_lines(answer.text))
        for n, each in enumerate(candidates, 1):
            print(f"  {n}  {printable(each.name)}: {printable(each.question)}")
        status = status_line(answer)
        lines = [
            *([f"\n{status}"] if status else []),
            *head_lines(answer),
            # Which may be meant stands above, with the number that chooses it.
            *rest_lines(
                replace(answer, understood=replace(answer.understood, candidates=())),
                targets(self._talk.rag, answer),
            ),
        ]
        print("\n".join(lines))
