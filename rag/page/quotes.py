"""An answer's sentences: quotes under who speaks, or a model's sentences with their marks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rag import bylines
from rag.markup import Html, join, tag, text
from rag.page import links, statementwords, talkwords, words
from rag.page.copying import sentence_footnoted
from rag.types import Answer, Citation, Sentence, Verdict

PREVIEW = 360
"""Characters of a quote that are shown before its article is opened."""


def sentences_shown(
    sentences: Sequence[Sentence],
    citations: Sequence[Citation],
    mode: str,
    short: str | None,
    *,
    whole: bool = True,
) -> Iterator[Html]:
    """The sentences; each can be copied once the answer is ``whole``."""
    if not sentences:
        return
    if mode == words.QUOTES:
        yield from _quoted(sentences, citations, short, whole)
    else:
        yield tag(
            "p",
            *(_written(one, citations, whole) for one in sentences),
            class_="written",
            dir="auto",
        )


def _written(sentence: Sentence, citations: Sequence[Citation], whole: bool) -> Html:
    verdict = tag("span", words.verdict(sentence.verdict), class_="verdict")
    struck = sentence.verdict is Verdict.UNSUPPORTED
    return tag(
        "span",
        tag("s", sentence.words) if struck else sentence.words,
        *_chips(sentence, citations),
        verdict,
        _copy(sentence, citations) if whole else None,
        " ",
        class_=f"said is-{sentence.verdict.value}",
    )


def _quoted(
    sentences: Sequence[Sentence], citations: Sequence[Citation], short: str | None, whole: bool
) -> Iterator[Html]:
    """Block quotes under who speaks, or else under the article that reports."""
    for (who, first), quotes in _grouped(sentences, citations).items():
        yield _section(
            who, _origins(first), *(_quote(quote, citations, short, whole) for quote in quotes)
        )


def accounts_shown(answer: Answer) -> Iterator[Html]:
    """The sentences of those who are compared, side by side, under what they do: differ or not."""
    yield tag("p", tag("b", bylines.accounts_head(answer)), class_="accounts")
    quoted = answer.mode == words.QUOTES
    for voice in bylines.voices(answer):
        parts = (_part(answer, first, said, quoted=quoted) for first, said in voice.parts)
        yield _section(voice.who, *parts)


def _part(
    answer: Answer, first: Citation | None, said: Sequence[Sentence], *, quoted: bool
) -> Html:
    """What a speaker says in one article."""
    cited, short = answer.citations, answer.short_answer
    if quoted:
        return join([_origins(first), *(_quote(each, cited, short, whole=True) for each in said)])
    written = (_written(each, cited, whole=True) for each in said)
    return join([_origins(first), tag("p", *written, class_="written", dir="auto")])


def _section(who: str, *inside: Html) -> Html:
    head = tag("h3", _headed(who), class_="who", dir="auto") if who else None
    return tag("section", head, *inside, class_="voice")


def _headed(who: str) -> str:
    """As a heading begins: "an account" is one that has lost its place in a sentence."""
    article, space, _ = who.partition(" ")
    return who[:1].upper() + who[1:] if space and article in ("a", "an", "the") else who


def _origins(first: Citation | None) -> Html:
    if first is None:
        return join([])
    return join([_from(first), *([_also(first)] if first.copies else [])])


def _all_of(citation: Citation) -> Iterator[Html | str]:
    """From who speaks, the way to all that they say."""
    if citation.speaker:
        href = links.of_statements(citation.speaker)
        label = statementwords.all_of(citation.speaker)
        yield " · "
        yield tag("a", statementwords.ALL_OF, href=href, class_="more", aria_label=label)


def _grouped(
    sentences: Sequence[Sentence], citations: Sequence[Citation]
) -> dict[tuple[str, Citation | None], list[Sentence]]:
    by_number = {citation.n: citation for citation in citations}
    heads: dict[tuple[str, str], Citation | None] = {}
    groups: dict[tuple[str, str], list[Sentence]] = {}
    for sentence in sentences:
        cited = next((by_number[n] for n in sentence.citations if n in by_number), None)
        who = (cited.speaker or cited.label) if cited else ""
        key = (who, cited.article_id if cited else "")
        heads.setdefault(key, cited)
        groups.setdefault(key, []).append(sentence)
    return {(key[0], heads[key]): group for key, group in groups.items()}


def _from(citation: Citation) -> Html:
    line = words.origin(citation.source, citation.credits, citation.published, citation.authors)
    # Under a speaker's name the article is named too; without one its label is the heading.
    named = ("in ", tag("cite", citation.label), " · ") if citation.speaker else ()
    return tag("p", *named, line, *_all_of(citation), class_="from", dir="auto")


def _also(citation: Citation) -> Html:
    return tag("p", words.also_in(citation.copies), class_="from also", dir="auto")


def _quote(
    sentence: Sentence, citations: Sequence[Citation], short: str | None, whole: bool
) -> Html:
    said = _with_short(sentence.words, short)
    first = next((c for c in citations if sentence.citations[:1] == (c.n,)), None)
    speech = tag("span", words.speech(first.speech), class_="verdict") if first else None
    copy = _copy(sentence, citations) if whole else None
    if not sentence.citations:  # told from the library's records: nobody's words are quoted
        return tag("p", said, copy, class_="told", dir="auto")
    return tag("blockquote", said, *_chips(sentence, citations), speech, copy, dir="auto")


def _copy(sentence: Sentence, citations: Sequence[Citation]) -> Html:
    """Takes the sentence along with its footnotes; seen when the sentence is pointed at."""
    return tag(
        "button",
        talkwords.COPY_BRIEF,
        type="button",
        class_="copy",
        data_copy=sentence_footnoted(sentence, citations),
        aria_label=talkwords.COPY_SENTENCE,
        title=talkwords.COPY_SENTENCE,
    )


def _with_short(said: str, short: str | None) -> Html:
    """The exact words that answer, a little stronger than the sentence they stand in."""
    if not short or short == said or short not in said:
        return text(said)
    before, _, after = said.partition(short)
    return join([before, tag("b", short), after])


def _chips(sentence: Sentence, citations: Sequence[Citation]) -> Iterator[Html]:
    by_number = {citation.n: citation for citation in citations}
    for n in sentence.citations:
        if n in by_number:
            yield chip(by_number[n], citations)


def shortened(quote: str) -> str:
    """As much of the words as a preview has room for."""
    flat = " ".join(quote.split())
    return flat if len(flat) <= PREVIEW else flat[:PREVIEW].rsplit(" ", 1)[0] + " …"


def chip(citation: Citation, citations: Sequence[Citation]) -> Html:
    """The number that opens the exact words in their article."""
    return tag(
        "a",
        str(citation.n),
        class_="n",
        href=links.of_citation(citation, citations),
        aria_label=f"Source {citation.n}: {citation.label}",
        data_quote=shortened(citation.quote),
        data_from=f"{citation.label} · "
        + words.origin(citation.source, citation.credits, citation.published, ()),
    )
