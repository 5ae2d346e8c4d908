"""The form above the list of articles: words, outlet, days, language, and the order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rag.markup import Html, tag
from rag.page import links, shelfwords, words
from rag.page.links import Sought
from rag.page.shelf import LONGEST_QUERY

MOST_OUTLETS = 300


@dataclass(frozen=True, slots=True)
class Choices:
    """What a list can be narrowed to."""

    outlets: Sequence[str] = ()
    languages: Sequence[str] = ()


NO_CHOICES = Choices()


def finding(sought: Sought, choices: Choices) -> Html:
    """A plain form that works without a script; what is seldom used is folded away."""
    return tag(
        "form",
        tag("label", shelfwords.FIND, for_="find"),
        tag(
            "input",
            type="search",
            id="find",
            name="q",
            value=sought.query or None,
            maxlength=LONGEST_QUERY,
            autocomplete="off",
            aria_describedby="found",
        ),
        tag("button", shelfwords.FIND_BUTTON, type="submit", class_="btn"),
        _narrower(sought, choices),
        action=links.LIBRARY,
        method="get",
        role="search",
        class_="find",
    )


def _narrower(sought: Sought, choices: Choices) -> Html:
    outlets = choices.outlets[:MOST_OUTLETS]
    if sought.outlet and sought.outlet not in outlets:
        outlets = [sought.outlet, *outlets]
    is_open = bool(sought.outlet or sought.language or sought.since or sought.until)
    return tag(
        "details",
        tag("summary", shelfwords.NARROW),
        tag(
            "div",
            _select("outlet", words.OUTLETS, sought.outlet, _named(words.ALL_OUTLETS, outlets)),
            _select(
                "language",
                shelfwords.LANGUAGE,
                sought.language,
                _named(shelfwords.ANY_LANGUAGE, choices.languages),
            ),
            _day("since", words.SINCE, sought),
            _day("until", words.UNTIL, sought),
            _select("undated", shelfwords.UNDATED, sought.undated, shelfwords.UNDATED_CHOICES),
            _select("order", shelfwords.ORDER, sought.order, shelfwords.ORDERS),
            class_="narrow",
        ),
        open=is_open or bool(sought.order or sought.undated),
    )


def _named(none: str, names: Sequence[str]) -> Iterable[tuple[str, str]]:
    said = {links.UNNAMED: shelfwords.NO_OUTLET}
    return (("", none), *((name, said.get(name, name)) for name in names))


def _select(name: str, label: str, chosen: str, choices: Iterable[tuple[str, str]]) -> Html:
    options = (
        tag("option", said, value=value, selected=value == chosen) for value, said in choices
    )
    return tag("label", label, tag("select", *options, name=name))


def _day(name: str, label: str, sought: Sought) -> Html:
    held = getattr(sought, name)
    value = held.isoformat() if held else None
    return tag("label", label, tag("input", type="date", name=name, value=value))
