"""The desk's acts as Gradio calls them, each for the reader that the gate names."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

import gradio as gr

from rag.errors import BylineError
from rag.page import filterwords, words
from rag.page.arriving import Arrival
from rag.page.desk import Desk
from rag.page.filtering import Narrower, as_set, day_or_none
from rag.page.gate import reader_of
from rag.page.looks import View
from rag.page.narrowing import filters_of, gathered, narrowed, ticked
from rag.page.streaming import Streaming
from rag.page.talk import Filters, Talk

Updates = tuple[Any, ...]


class Calls:
    """What the events of the page call. Every filter comes in the order of ``build.FILTERS``."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._streaming = Streaming(desk.places.at_once)

    async def ask(
        self,
        question: str,
        talk: Talk,
        replacing: str,
        standing: str,
        outlets: list[str],
        since: str,
        until: str,
        languages: list[str],
        undated: bool,
        chosen: str,
        request: gr.Request,
    ) -> AsyncIterator[Updates]:
        narrower, reader = Narrower.of(languages, undated, chosen), reader_of(request)
        talk = self._desk.resumed(talk, standing, reader)
        given = (question, outlets, since, until, talk, reader, bool(replacing), narrower)
        async for view in self._streaming.steps(self._desk.ask(*given)):
            yield _updates(view)

    async def again(self, talk: Talk, standing: str, request: gr.Request) -> AsyncIterator[Updates]:
        reader = reader_of(request)
        talk = self._desk.resumed(talk, standing, reader)
        async for view in self._streaming.steps(self._desk.again(talk, reader)):
            yield _updates(view)

    async def everywhere(
        self, talk: Talk, standing: str, request: gr.Request
    ) -> AsyncIterator[Updates]:
        """The last question over all articles."""
        reader = reader_of(request)
        talk = self._desk.resumed(talk, standing, reader)
        asked = talk.last.question if talk.last else ""
        async for view in self._streaming.steps(self._desk.ask(asked, (), "", "", talk, reader)):
            yield _updates(view)

    async def lead_on(self, talk: Talk, request: gr.Request) -> Any:
        reader = reader_of(request)
        offered = await self._streaming.run(lambda: self._desk.lead_on(talk, reader))
        return gr.skip() if offered is None else offered

    def stop(self, talk: Talk) -> None:
        self._desk.stop(talk)

    def open(self, wanted: str, talk: Talk, request: gr.Request) -> Updates:
        return _updates(self._desk.open(wanted, reader_of(request), leaving=talk))

    def opening(self, request: gr.Request) -> Iterator[Updates]:
        """The page's first look, with what its address names. What the reader has written since is
        left alone when the look is completed."""
        arrived = Arrival.of(request.query_params)
        talk = self._arrived(arrived.talk, request)
        asked = arrived.question or gr.skip()  # what was typed meanwhile stays
        fields: Updates = (asked, *arrived.days, arrived.undated, "\n".join(arrived.articles))
        collections = self.gathered()
        for n, opening in enumerate(self._desk.opened()):
            names = [name for _, name in opening.outlets or ()]
            keys = [key for _, key in opening.languages]
            chosen: dict[str, Any] = {} if n else {"value": arrived.known(names)}
            spoken: dict[str, Any] = {} if n else {"value": arrived.spoken(keys)}
            choices = gr.update(choices=list(opening.outlets or ()), **chosen)
            languages = gr.update(choices=list(opening.languages), **spoken)
            several = gr.update(visible=len(keys) > 1)
            looks = (opening.top, opening.first, choices, languages, several)
            yield *looks, *collections, *talk, *fields
            fields = (gr.skip(),) * len(fields)

    def listed(self, ids: str) -> Updates:
        """What is ticked, on its pill and in its panel."""
        n, label, shown = ticked(self._desk.rag, ids)
        classes = "pill opens is-set" if n else "pill opens"
        return gr.update(value=label, visible=n > 0, elem_classes=classes), shown

    def narrowed(
        self,
        outlets: list[str],
        since: str,
        until: str,
        languages: list[str],
        undated: bool,
        chosen: str,
    ) -> str:
        """What the next question is narrowed to, above the field."""
        filters = as_set(outlets, since, until, Narrower.of(languages, undated, chosen))
        return narrowed(self._desk.rag, filters)

    def widened(self) -> Updates:
        """No filter at all."""
        return _set(Filters())

    def gather(self, name: str) -> Updates:
        """A collection as the filters. An outlet that is not there any more is set nevertheless:
        the question then says so, and asks no other articles instead."""
        skipped = (gr.skip(),) * len(_set(Filters()))
        try:
            held, sources = self._desk.rag.collection(name), self._desk.outlets()
        except BylineError:  # its name was removed meanwhile
            return skipped
        known = [key for _, key in sources]
        missing = [(each, each) for each in held.source if each not in known]
        # One that holds nothing any more is never all articles.
        return _set(filters, [*sources, *missing]) if (filters := filters_of(held)) else skipped

    def gathered(self) -> Updates:
        """The collections there are, on their pill and in its panel."""
        n, shown = gathered(self._desk.rag)
        return gr.update(visible=n > 0), shown

    def _arrived(self, talk: str, request: gr.Request) -> Updates:
        if not talk:
            return (gr.skip(),) * 3
        view = self._desk.open(talk, reader_of(request))
        return view.talk, view.live, view.past


def pills(
    outlets: list[str], since: str, until: str, languages: list[str], undated: bool
) -> Updates:
    """What is set, on the pills themselves. A date still being typed is not yet set."""
    first, last = day_or_none(since), day_or_none(until, words.UNTIL)
    return (
        _labelled(words.outlets_set(outlets), bool(outlets)),
        _labelled(words.dates_set(first, last, undated), bool(first or last)),
        _labelled(filterwords.languages_set(languages), bool(languages)),
    )


def _updates(view: View) -> Updates:
    """A view as Gradio's outputs take it, in the order of ``shown``."""
    return (
        view.talk,
        view.live,
        gr.skip() if view.past is None else view.past,
        "" if view.clear else gr.skip(),
        gr.update(visible=not view.running),
        gr.update(visible=view.running),
    )


def _set(filters: Filters, choices: list[tuple[str, str]] | None = None) -> Updates:
    """Filters as the fields take them; ``choices`` are the outlets to choose from."""
    since, until = (day.isoformat() if day else "" for day in (filters.since, filters.until))
    among: dict[str, Any] = {} if choices is None else {"choices": choices}
    return (
        gr.update(value=list(filters.outlets), **among),
        since,
        until,
        list(filters.languages),
        filters.undated,
        "\n".join(filters.articles),
    )


def _labelled(label: str, is_set: bool) -> Any:
    return gr.update(value=label, elem_classes="pill opens is-set" if is_set else "pill opens")
