"""Articles ticked to ask over them alone: the boxes in the list, and what is ticked so far."""

from __future__ import annotations

from collections.abc import Sequence

from rag.markup import Html, tag
from rag.page import choosingwords, links
from rag.page.gathered import keeping
from rag.types import Article


def tick(article_id: str, label: str) -> Html:
    """The box beside an article; the page's script keeps what is ticked."""
    return tag(
        "input",
        type="checkbox",
        class_="tick",
        value=article_id,
        data_tick=True,
        aria_label=choosingwords.tick(label),
    )


def chosen_bar(*, changes: bool = False) -> Html:
    """What to do with those ticked; hidden while there are none, and without a script. ``changes``
    lets them be kept under a name."""
    return tag(
        "div",
        tag("span", data_one=choosingwords.ticked(1), data_many=choosingwords.MANY),
        tag("button", choosingwords.ASK, type="button", class_="btn strong", data_ask_ticked=True),
        tag("button", choosingwords.CLEAR, type="button", class_="btn", data_clear_ticks=True),
        keeping() if changes else None,
        class_="ticked",
        role="group",
        aria_label=choosingwords.TICKED,
        hidden=True,
    )


def chosen_list(articles: Sequence[Article], name: str = "") -> Html:
    """The articles a question is asked over, each to open, and the way back to all; ``name`` is
    that of the collection which they are."""
    if not articles:
        return tag("p", choosingwords.HOW, class_="note", data_chosen="")
    return tag(
        "div",
        tag("p", tag("strong", name, dir="auto")) if name else None,
        tag("p", choosingwords.only(len(articles))),
        tag(
            "ul",
            *(
                tag("li", tag("a", each.label, href=links.of_article(each.id), dir="auto"))
                for each in articles
            ),
        ),
        tag("button", choosingwords.ALL_AGAIN, type="button", class_="btn", data_clear_ticks=True),
        class_="chosen",
        data_chosen="\n".join(each.id for each in articles),
    )
