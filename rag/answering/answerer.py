"""From a question to an answer, step by step, as a stream of events.

Understand, search, then one of three ways to answer: from the records, by a model that is held to
the spans it cites, or by quoting. Whatever way, every citation is checked when it is made, and
the answer of ``ask`` is the last event of ``stream``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain

from rag.answering import origins, overview, records, silence
from rag.answering.chronicle import chronicle
from rag.answering.citations import CitationList, Copies
from rag.answering.composing import composed
from rag.answering.draft import Draft, Request
from rag.answering.evidence import gather
from rag.answering.nearness import WordVectors
from rag.answering.news import add_news
from rag.answering.quoted_words import chosen as chosen_of
from rag.answering.quoted_words import nowhere
from rag.answering.quoting import Quote, bearing, lead, uncovered
from rag.answering.recording import recorded
from rag.answering.short import short_answer
from rag.answering.understanding import Meant, understand
from rag.answering.verify import Aids
from rag.answering.weighing import Evidence
from rag.answering.writer import Writer
from rag.library.filters import Filter
from rag.library.library import Library
from rag.retrieval.apart import interleaved, retrieve_each
from rag.retrieval.copies import also_in
from rag.retrieval.diversity import few_copies
from rag.retrieval.question import Question, analyse
from rag.retrieval.rarity import Weights
from rag.retrieval.reranking import Reranking
from rag.retrieval.retriever import Retrieved
from rag.types import Done, Event, Found, SearchResult, Status, Timeline, Verdict

READ = 24
"""Passages whose sentences are weighed; ``k`` of them are shown."""
QUOTES = "quotes"


class Answerer:
    """Answers from one library, with a model or without."""

    def __init__(
        self,
        library: Library,
        writer: Writer | None = None,
        reranking: Reranking | None = None,
    ) -> None:
        self._library, self._writer, self._reranking = library, writer, reranking
        self._words = WordVectors(library.embed_texts)

    @property
    def mode(self) -> str:
        """``quotes``, or the name of the model that writes."""
        return self._writer.model.name if self._writer else QUOTES

    def stream(self, request: Request) -> Iterator[Event]:
        """``Found``, then text and sentences, then exactly one ``Done`` or ``Failed``."""
        writer = recorded(self._writer, request.tape)
        writer = writer.for_one_answer() if writer else None
        meant = understand(request, self._library, writer)
        usage = (writer and writer.usage) or meant.usage
        draft = Draft(request, meant.understood, QUOTES, usage=usage)
        draft.clock("understand")
        if meant.asks_back:
            yield Found(())
            yield Done(_asking_back(draft, meant).finished())
            return
        questions = meant.questions
        reply = self._without_search(draft, analyse(meant.understood.text))
        if reply is not None:
            yield Found(())
            yield from self._from_records(draft, reply)
            return
        found = self._retrieved(request, questions, READ)
        _note_search(draft, found, self._library)
        draft.clock("search")
        yield Found(draft.passages)
        if writer and meant.timed_out:
            draft.notes += ("The model did not answer in its time, so the articles are quoted.",)
        elif writer and any(not silence.unmentioned(q, self._library) for q in questions):
            copies = self._copies(request.chosen)
            aids = Aids(self._words, writer.entailment)
            ending = partial(self._news, draft, found)
            stands = yield from composed(draft, writer, found, self._library, copies, aids, ending)
            if stands:
                return
        yield from self._quoted(draft, found)

    def _retrieved(
        self, request: Request, questions: Sequence[Question], k: int
    ) -> list[Retrieved]:
        chosen, asking = request.chosen, request.asking
        if self._reranking is not None:
            k = max(k, READ)  # asking and searching give it the same to order
        return retrieve_each(self._library, questions, chosen, k, asking, self._reranking)

    def _without_search(self, draft: Draft, question: Question) -> records.Reply | None:
        """The answer to a question about the articles themselves, or about days alone."""
        reply = records.reply(question, self._library, draft.request.chosen)
        if reply is not None:
            return reply
        found = overview.of_days(question, self._library, draft.request, draft.understood)
        if found is None:
            return None
        draft.understood, draft.notes = found.understood, found.notes
        return found.reply

    def quoting(self, question: str) -> Iterator[Event]:
        """The stream of a plain question as quoting answers it, whatever model is set."""
        quoting = Answerer(self._library, reranking=self._reranking)
        return quoting.stream(Request(question))

    def search(self, request: Request) -> SearchResult:
        """The passages alone, with how the question was understood."""
        writer = self._writer.for_one_answer() if self._writer else None
        meant = understand(request, self._library, writer)
        draft = Draft(request, meant.understood, QUOTES)
        if meant.asks_back:
            return SearchResult((), meant.understood, (meant.asks_back,))
        found = self._retrieved(request, meant.questions, request.k)
        _note_search(draft, found, self._library)
        draft.notes += nowhere(found)
        return SearchResult(draft.passages, draft.understood, draft.notes)

    def timeline(self, request: Request) -> Timeline:
        """What is told of a question, in the order of its days."""
        meant = understand(request, self._library)
        found = self._retrieved(request, meant.questions, request.k)
        cited = CitationList(self._copies(request.chosen))
        return chronicle(request, meant, found, self._evidence, cited)

    def _from_records(self, draft: Draft, reply: records.Reply) -> Iterator[Event]:
        cited = CitationList()
        for statement in reply.statements:
            if statement.article is None:
                yield from draft.say(statement.text, (), Verdict.SUPPORTED, ())
                continue
            quote = records.opening(statement.article)
            start = statement.article.text.index(quote)
            citation = cited.cite(statement.article, start, start + len(quote), quote)
            verdict = Verdict.VERBATIM if statement.quotes else Verdict.SUPPORTED
            yield from draft.say(statement.text, (citation.n,), verdict, (citation,))
        draft.citations = cited.all()
        if reply.gap is not None:
            draft.status, draft.gaps = Status.NOT_FOUND, (reply.gap,)
            draft.silence = f"{silence.NOT_FOUND} {reply.gap}"
        yield Done(draft.finished())

    def _quoted(self, draft: Draft, found: Sequence[Retrieved]) -> Iterator[Event]:
        draft.mode = QUOTES
        weighed = [self._evidence(result) for result in found]
        chosen = [chosen_of(r, each) for r, each in zip(found, weighed, strict=True)]
        draft.clock("weigh")
        cited = CitationList(self._copies(found[0].used))
        for quote in chain.from_iterable(chosen):
            known = len(cited.all())
            cites = quote.cite(cited)
            if cites[0].n > known:
                numbers = tuple(each.n for each in cites)
                new = tuple(each for each in cites if each.n > known)
                yield from draft.say(quote.words, numbers, Verdict.VERBATIM, new)
        draft.citations = cited.all()
        draft.notes += origins.notes(draft.citations)
        missing = [r for r, quotes in zip(found, chosen, strict=True) if not quotes]
        lacking = (gap for result in missing for gap in self._gaps(result))
        draft.gaps = tuple(dict.fromkeys([*nowhere(found), *lacking]))
        if len(missing) == len(found):
            draft.status = Status.NOT_FOUND
            draft.silence = " ".join([silence.NOT_FOUND, *draft.gaps])
        else:
            draft.gaps += tuple(
                f"Nothing found says this of {side}."
                for result, quotes in zip(found, chosen, strict=True)
                if quotes
                for side in uncovered(result.question, quotes)
            )
            draft.status = Status.PARTIAL if draft.gaps else Status.ANSWERED
            self._head(draft, found, weighed, chosen)
            yield from add_news(draft, self._library, cited, found, weighed)
        yield Done(draft.finished())

    def _head(
        self,
        draft: Draft,
        found: Sequence[Retrieved],
        weighed: Sequence[Sequence[Evidence]],
        chosen: Sequence[Sequence[Quote]],
    ) -> None:
        """The line that counts and the short answer, by the first part that is answered."""
        result, quotes = next((r, q) for r, q in zip(found, chosen, strict=True) if q)
        searched = self._library.article_ids(result.used)
        telling = {quote.article.id for quote in chain.from_iterable(chosen)}.union(
            *(
                bearing(r.question, each)
                for r, each, q in zip(found, weighed, chosen, strict=True)
                if q
            )
        )
        all_texts = self._library.near.different(searched)
        counted = "article" if all_texts == len(searched) else "text"
        n = self._library.near.different(telling)
        draft.lead = lead(result.question, n, all_texts, counted)
        draft.short = short_answer(result.question, quotes)

    def _gaps(self, result: Retrieved) -> tuple[str, ...]:
        if not result.passages and not result.used.empty:
            return ("No passage is left to read within the filter.",)
        return silence.gaps(result.question, self._library, self._weights(result))

    def _copies(self, chosen: Filter) -> Copies:
        return lambda article_id, said: also_in(self._library, article_id, said, chosen)

    def _weights(self, result: Retrieved) -> Weights:
        return Weights.in_library(result.question, self._library)

    def _evidence(self, result: Retrieved) -> list[Evidence]:
        return gather(
            result.question, result.passages, self._library, self._weights(result), self._words
        )

    def _news(self, draft: Draft, found: Sequence[Retrieved]) -> Iterator[Event]:
        """What the readers of news ask besides, of a model's answer."""
        cited = CitationList.going_on(draft.citations, self._copies(found[0].used))
        weighed = [self._evidence(result) for result in found]
        yield from add_news(draft, self._library, cited, found, weighed)


def _note_search(draft: Draft, found: Sequence[Retrieved], library: Library) -> None:
    ranked = interleaved([result.passages for result in found])
    clusters = library.near.clusters(passage.article_id for passage in ranked)
    draft.passages = few_copies(ranked, clusters)[: draft.request.k]
    draft.notes = tuple(dict.fromkeys(note for result in found for note in result.notes))
    used, days = found[0].used, found[0].days
    draft.understood = replace(
        draft.understood,
        since=days.since or used.since,
        until=days.until or used.until,
        sources=used.sources,
        read=tuple(
            dict.fromkeys([*draft.understood.read, *(said for r in found for said in r.read)])
        ),
    )


def _asking_back(draft: Draft, meant: Meant) -> Draft:
    """The answer is a question: which of those that may be meant?"""
    draft.status, draft.silence = Status.NOT_FOUND, meant.asks_back
    return draft
