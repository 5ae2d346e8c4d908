"""What a browser would make of a piece of markup: its elements, their attributes, its text."""

from __future__ import annotations

from html.parser import HTMLParser

OURS = frozenset(
    "a article aside b bdi blockquote body button cite code dd details dialog div dl dt form h1 "
    "h2 h3 head html i input kbd label li line link main mark meta nav ol option p pre q rect "
    "section select span strong sub summary sup svg table tbody td text th thead title tr "
    "ul".split()
)
ATTRIBUTES = frozenset(
    "action aria-busy aria-current aria-describedby aria-hidden aria-label aria-labelledby "
    "aria-live aria-pressed autocomplete autofocus charset class content data-ask "
    "data-ask-ticked data-cancel-edit data-chosen data-clear-ticks data-close-drawer "
    "data-close-keys data-close-set-up data-copy data-copy-link data-edit data-from "
    "data-look-again data-many data-n data-one data-open-drawer data-open-keys data-poll "
    "data-press data-query data-quote data-send data-sent data-set-up data-talk "
    "data-talk-open data-tick data-typed data-undated dir download enctype for height hidden "
    "href id inert lang maxlength method multiple name open overflow placeholder rel required "
    "role rx scope selected spellcheck start tabindex target title type value width x x1 x2 y "
    "y1 y2".split()
)


class Seen(HTMLParser):
    """Markup as parsed; ``text`` is all that would be read, ``marked`` what stands in marks."""

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self.marked: dict[str, str] = {}
        self._open: list[tuple[str, str]] = []
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        self.elements.append((tag, attributes))
        self._open.append((tag, attributes.get("class", "")))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        self.text += data
        for tag, kind in self._open:
            if tag == "mark":
                self.marked[kind] = self.marked.get(kind, "") + data

    def handle_comment(self, data: str) -> None:
        self.elements.append(("!--", {}))

    def strangers(self) -> list[str]:
        """Elements and attributes the page never makes."""
        odd = [tag for tag, _ in self.elements if tag not in OURS]
        return odd + [
            n for _, attributes in self.elements for n in attributes if n not in ATTRIBUTES
        ]

    def links(self) -> list[str]:
        """Where a click or a form would lead."""
        leads = ("href", "action")
        return [held[name] for _, held in self.elements for name in leads if name in held]

    def skeleton(self) -> list[tuple[str, tuple[str, ...]]]:
        """Elements and the names of their attributes: what somebody else's text must not change."""
        return [(tag, tuple(sorted(attributes))) for tag, attributes in self.elements]
