"""One exchange as HTML: question, status, one line that counts, who speaks, their exact words.

A pure function of values. The same exchange is rendered again as it grows, element for element
in the same order, so that a page which compares old with new changes only what is new.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rag.markup import Html, tag
from rag.page import (
    coverage,
    fates,
    filterwords,
    links,
    statementwords,
    talkwords,
    words,
)
from rag.page.acts import acts, button
from rag.page.links import Heard
from rag.page.news import disputed, grounds
from rag.page.quotes import accounts_shown, chip, sentences_shown
from rag.page.talk import Exchange, Filters, Phase, Place
from rag.types import Answer, Passage, Spoken, Status, Verdict

NEAREST = 3
SNIPPET = 260
_KINDS = {"✓": "answered", "◐": "partial", "○": "not_found", "·": "other"}
"""How each mark is coloured, for those who see it."""


def turn(
    exchange: Exchange,
    held: str | None = None,
    *,
    offered: Sequence[str] = (),
    latest: bool = False,
    place: Place | None = None,
    undated: int = 0,
) -> Html:
    """One question and its answer. ``held`` says what was searched, ``offered`` what to ask next,
    ``place`` where it is kept; only the latest can be asked again. ``undated`` are those that its
    days left out."""
    parts = [*_body(exchange, held, latest)]
    return tag(
        "article",
        tag("h2", exchange.question, class_="q", dir="auto"),
        tag("p", filterwords.filters_set(exchange.filters), class_="set")
        if exchange.filters
        else None,
        tag("div", *parts, class_="a", aria_live="polite", aria_busy=_busy(exchange)),
        _wider(exchange, undated) if latest and exchange.filters else None,
        None if exchange.running else acts(exchange, latest, place),
        None if exchange.running else _next(offered),
        class_="turn",
        data_talk=place.talk if place else None,
    )


def _wider(exchange: Exchange, left_out: int) -> Html | None:
    """The ways out of a filter: with what its days left out, or over all articles."""
    if exchange.running:
        return None
    label = filterwords.with_undated(left_out)
    undated = button(label, data_ask=exchange.question, data_undated="too") if left_out else None
    everywhere = button(filterwords.ALL_ARTICLES, data_press="everywhere", data_clear_ticks=True)
    return tag("div", undated, everywhere, class_="acts")


def _busy(exchange: Exchange) -> str:
    return "true" if exchange.running else "false"


def _body(exchange: Exchange, held: str | None, latest: bool) -> Iterator[Html]:
    answer = exchange.answer
    yield _state(exchange)
    if answer is None and exchange.phase is Phase.DONE:
        yield from fates.erased(exchange.fates)
        return
    yield from fates.fates(exchange.fates)
    if answer is None or exchange.phase is Phase.FAILED:
        yield from _unfinished(exchange)
        return
    yield from _understood(answer, latest)
    if answer.understood.candidates:
        yield from _asking_back(answer)
        return
    lead = answer.lead or _fallback_lead(answer)
    if lead:
        yield tag("p", lead, class_="lead", dir="auto")
    if answer.accounts:
        yield from accounts_shown(answer)
    else:
        yield from sentences_shown(
            answer.sentences, answer.citations, answer.mode, answer.short_answer
        )
    if answer.spoken is not None:
        yield _all_said(answer.spoken, answer, exchange.filters)
    if answer.status is Status.NOT_FOUND:
        yield tag("p", " ".join(answer.gaps), class_="missing", dir="auto")
        yield from _instead(answer)
        yield from _nearest(answer.passages, held)
    yield from _remarks(answer)
    if answer.citations and (seen := coverage.of_answer(answer)):
        yield seen


def _all_said(spoken: Spoken, answer: Answer, set_: Filters) -> Html:
    """The way from an answer that quotes the first sentences of somebody to all of them."""
    meant = answer.understood
    heard = Heard(
        spoken.about or "", meant.sources, meant.since, meant.until, set_.languages, set_.undated
    )
    label = statementwords.all_sentences(spoken, everywhere=bool(set_.articles))
    href = links.of_statements(spoken.speaker, heard=heard)
    return tag("p", tag("a", f"{label} ›", href=href), class_="note")


def _state(exchange: Exchange) -> Html:
    answer = exchange.answer
    if exchange.phase is Phase.WAITING:
        return _state_line("…", words.WAITING_STATE, "other", words.waiting(exchange.ahead))
    if exchange.running:
        searching = exchange.phase is Phase.SEARCHING
        return _state_line("…", words.SEARCHING_STATE if searching else words.WRITING_STATE)
    if exchange.phase in (Phase.STOPPED, Phase.INTERRUPTED):
        return _state_line("■", talkwords.ENDED[exchange.phase])
    if answer is None and exchange.phase is Phase.DONE:
        return _state_line("×", talkwords.ERASED_STATE)
    if answer is None or exchange.phase is Phase.FAILED:
        return _state_line("!", "Not answered" if answer is None else "Cut short")
    if answer.understood.candidates:
        return _state_line("?", words.WHICH)
    mark, said = words.status(answer)
    took = answer.timings_ms.get("total")
    read = answer.coverage.articles  # as the picture below counts them
    facts = [
        words.mode_brief(answer.mode),
        None if took is None else words.seconds(took),
        f"read {words.count(read, 'article')}" if read else None,
        words.fit(answer),
    ]
    return _state_line(mark, said, _KINDS[mark], *(fact for fact in facts if fact))


def _state_line(mark: str, said: str, kind: str = "other", *facts: str) -> Html:
    shown = tag("strong", tag("span", mark, aria_hidden="true"), " ", said, class_=f"is-{kind}")
    return tag("p", shown, *(tag("span", fact) for fact in facts), class_="state")


def _unfinished(exchange: Exchange) -> Iterator[Html]:
    """What stands before an answer is whole, or when it never will be."""
    if exchange.error is not None:
        yield tag("p", exchange.error, class_="alert", role="alert", dir="auto")
    elif not exchange.sentences and exchange.phase is not Phase.WRITING:
        waiting = words.SEARCHING if exchange.running else talkwords.WITHOUT[exchange.phase]
        yield tag("p", waiting, class_="lead waiting")
    mode = exchange.answer.mode if exchange.answer else _mode_so_far(exchange)
    sentences = exchange.answer.sentences if exchange.answer else exchange.sentences
    citations = exchange.answer.citations if exchange.answer else exchange.citations
    yield from sentences_shown(sentences, citations, mode, None, whole=not exchange.running)
    if exchange.answer and not sentences:
        yield from _nearest(exchange.answer.passages, None)
    if exchange.provisional:
        yield tag("p", exchange.provisional, class_="provisional", dir="auto", aria_hidden="true")


def _mode_so_far(exchange: Exchange) -> str:
    """Sentences that are the cited words themselves are shown as the quotes they are."""
    by_number = {citation.n: citation for citation in exchange.citations}
    whole = all(
        any(by_number[n].quote in (one.words, one.span) for n in one.citations if n in by_number)
        for one in exchange.sentences
    )
    return words.QUOTES if whole else "model"


def _fallback_lead(answer: Answer) -> str | None:
    return "These articles do not answer that." if answer.status is Status.NOT_FOUND else None


def _understood(answer: Answer, latest: bool) -> Iterator[Html]:
    meant = answer.understood
    dates = words.period(meant.since, meant.until)
    # Capitals alone are no other question.
    changed = meant.text.strip(" ?").casefold() != answer.question.strip(" ?").casefold()
    said = [f"Understood as: {meant.text}" if changed else None, *(meant.read or (dates,))]
    line = " · ".join(part for part in said if part)
    if line:
        edit = _edit(meant.text) if changed and latest else None
        yield tag("p", line, edit, class_="understood", dir="auto")


def _edit(meant: str) -> Html:
    """Lets the reader put right what a follow-up was taken to mean."""
    return button(
        talkwords.EDIT_MEANT, class_="edit", data_edit=meant, aria_label=talkwords.EDIT_MEANT_LABEL
    )


def _asking_back(answer: Answer) -> Iterator[Html]:
    """Which is meant, each reading at a click."""
    yield tag("p", answer.text, class_="lead", dir="auto")
    readings = suggestions([each.question for each in answer.understood.candidates], words.MEANT)
    if readings:
        yield readings


def _instead(answer: Answer) -> Iterator[Html]:
    """The sentences that the gaps quote, each opening in its article."""
    if answer.instead:
        rows = (
            tag("li", tag("q", one.quote, dir="auto"), " ", chip(one, answer.instead))
            for one in answer.instead
        )
        yield tag("h3", words.INSTEAD, class_="near")
        yield tag("ul", *rows, class_="nearest")


def _nearest(passages: Sequence[Passage], held: str | None) -> Iterator[Html]:
    if passages:
        yield tag("h3", words.NEAREST, class_="near")
        # One of each article: the best comes first.
        first = {passage.article_id: passage for passage in reversed(passages)}
        best = [passage for passage in passages if first[passage.article_id] is passage]
        yield tag("ul", *(_near(passage) for passage in best[:NEAREST]), class_="nearest")
    if held:
        yield tag("p", held, class_="note", dir="auto")


def _near(passage: Passage) -> Html:
    line = words.origin(passage.source, passage.credits, passage.published, passage.authors)
    return tag(
        "li",
        tag("a", passage.label, class_="open", href=links.of_passage(passage), dir="auto"),
        tag("p", line, class_="from", dir="auto"),
        tag("p", _snippet(passage.text), class_="snippet", dir="auto"),
    )


def _snippet(passage: str) -> str:
    flat = " ".join(passage.split())
    if len(flat) <= SNIPPET:
        return flat
    return flat[:SNIPPET].rsplit(" ", 1)[0] + " …"


def _remarks(answer: Answer) -> Iterator[Html]:
    """What else to know: what is missing, what differs, what the search did, what was checked."""
    if answer.gaps and answer.status is not Status.NOT_FOUND:
        missing = " ".join(answer.gaps)
        yield tag("p", tag("b", words.NOT_COVERED), " ", missing, class_="gap", dir="auto")
    yield from disputed(answer)
    yield from grounds(answer)
    yield from (tag("p", note, class_="note", dir="auto") for note in answer.notes)
    if answer.removed:
        yield _removed(answer)
    if answer.sentences:
        yield tag("p", _how_checked(answer), class_="note checked")


def _how_checked(answer: Answer) -> str:
    if answer.mode != words.QUOTES:
        return words.CHECKED
    quoted = sum(bool(one.citations) for one in answer.sentences)
    return words.quotes_note(quoted) if quoted else words.COUNTED


def _removed(answer: Answer) -> Html:
    removed = answer.removed
    rows = (tag("li", one.text, " ", tag("span", one.reason), dir="auto") for one in removed)
    struck = any(one.verdict is Verdict.UNSUPPORTED for one in answer.sentences)
    how = "struck through or removed" if struck else "removed"
    summary = f"{words.count(len(removed), 'sentence')} {how}: not in the source"
    return tag("details", tag("summary", summary), tag("ul", *rows), class_="removed")


def _next(offered: Sequence[str]) -> Html | None:
    """What to ask next, each tried before it is offered."""
    chips = suggestions(offered)
    return tag("div", tag("p", words.TRY, class_="note"), chips) if chips else None


def suggestions(questions: Sequence[str], label: str = words.TRY) -> Html | None:
    """Questions that are asked at a click."""
    if not questions:
        return None
    chips = (button(one, class_="suggestion", data_ask=one) for one in questions)
    return tag("div", *chips, class_="next", role="group", aria_label=label)
