"""Questions as a model words them, each kept only where it holds.

The answer must stand in the passage word for word, the question must not hold it, and the sentence
that the model answers with must be supported by the passage in the judgement of the verifier, which
is rules and no model.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from hashlib import sha256

from rag.answering.models import ChatModel, Message
from rag.answering.nearness import WordVectors
from rag.answering.shown import inert
from rag.answering.verify import Aids, judge
from rag.answering.writer import Writer
from rag.errors import ModelCapped
from rag.evaluation.generating.drawn import Drawing, Drawn
from rag.evaluation.generating.kinds import gold
from rag.evaluation.questions import Gold, GoldSpan
from rag.opening import embedder_of, open_writer
from rag.sentences import sentence_spans
from rag.settings import Settings

MOST_TOKENS, LONGEST = 200, 300
AROUND = 2
"""Sentences shown on either side of the one that was drawn."""
_REPLY = re.compile(
    r"^\W*question:\s*(?P<question>.+?)\s*^\W*answer:\s*(?P<answer>.+?)\s*"
    r"^\W*sentence:\s*(?P<sentence>.+?)\s*\Z",
    re.IGNORECASE | re.MULTILINE | re.DOTALL,
)


class Asker:
    """A model that words questions, and what its proposals are judged with."""

    def __init__(self, writer: Writer, aids: Aids) -> None:
        self._writer, self._aids = writer, aids
        self.capped: str | None = None
        """Why no more is asked of the model, where one of its caps was reached."""

    def natural(self, drawing: Drawing) -> Iterator[Gold]:
        """A request for each sentence drawn, until a cap is reached. Raises other ModelErrors."""
        for drawn in drawing.sentences("natural"):
            passage = _passage(drawn)
            try:
                kept = self._kept(self._said(drawn, passage), passage)
            except ModelCapped as error:
                self.capped = str(error)
                return
            if kept is not None:
                question, answer, quote = kept
                yield gold(
                    "natural",
                    question,
                    expected=((answer,),),
                    article_ids=(drawn.article.id,),
                    spans=(GoldSpan(drawn.article.id, quote),),
                    answers=(answer,),
                    note=f"worded by {self._writer.model.name}",
                )

    def _said(self, drawn: Drawn, passage: str) -> str:
        fence = f"PASSAGE-{sha256(passage.encode('utf-8', 'replace')).hexdigest()[:16]}"
        prompt = self._writer.prompts.render(
            "generate", fence=fence, passage=inert(passage), title=inert(drawn.article.title or "")
        )
        stream = self._writer.for_one_answer().model.stream(
            (Message("user", prompt),), max_tokens=MOST_TOKENS, temperature=0.0
        )
        said = ""
        with closing(stream) as pieces:  # type: ignore[type-var]  # every model's is a generator
            for piece in pieces:
                said += piece.text
        return said

    def _kept(self, said: str, passage: str) -> tuple[str, str, str] | None:
        """Question, answer and the sentence that carries it; None where something does not hold."""
        reply = _REPLY.search(said.strip())
        if reply is None:
            return None
        question, answer = (" ".join(reply[name].split()) for name in ("question", "answer"))
        answer = answer.strip("\"'“”. ")
        quote = next((each for each in _sentences(passage) if answer and answer in each), None)
        if quote is None or not question.endswith("?") or len(question) > LONGEST:
            return None
        if answer.casefold() in question.casefold() or answer not in reply["sentence"]:
            return None
        judged = judge(" ".join(reply["sentence"].split()), [quote, passage], aids=self._aids)
        return (question, answer, quote) if judged.holds else None


def _sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


def _passage(drawn: Drawn) -> str:
    """The sentence with its neighbours, as the article has them."""
    text = drawn.article.text
    spans = sentence_spans(text)
    at = next(n for n, (start, end) in enumerate(spans) if text[start:end] == drawn.text)
    return text[spans[max(0, at - AROUND)].start : spans[min(len(spans) - 1, at + AROUND)].end]


def asker_of(settings: Settings, model: ChatModel | None) -> Asker | None:
    """With the model of the settings, which counts and caps it; None when there is none."""
    writer = open_writer(settings, model)
    if writer is None:
        return None
    aids = Aids(WordVectors(embedder_of(settings).passages), writer.entailment)
    return Asker(writer, aids)
