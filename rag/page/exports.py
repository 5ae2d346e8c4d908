"""Links that bring a conversation or an answer as a file."""

from __future__ import annotations

from rag.markup import Html, tag
from rag.page import talklinks, talkwords
from rag.page.talk import Place


def export_links(conversation: str, place: Place | None = None) -> Html:
    """One for each form."""
    links = (
        tag("a", name, href=talklinks.of_export(conversation, form, place), download=True)
        for form, name in talkwords.FORMS.items()
    )
    return tag("p", tag("span", talkwords.EXPORT_AS), *links, class_="forms")
