"""What stands between an article's paragraphs, or right below them, without being of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from rag.intake.html.blocks import Block, Place
from rag.intake.html.evidence import HEADINGS, Sight
from rag.intake.text.phrases import Furniture, furniture

_LABEL = 40
"""Characters of "Read also:" before a link."""
_LINK = 15
_ENDED = (".", "!", "?", "。", "।", "؟", "”", '"')
_QUOTE = 20
_PULLED = frozenset(("blockquote", "aside", "figure"))
_PULL = re.compile(r"pull|quote|zitat|citation|highlight", re.IGNORECASE)
_CAPTION = re.compile(
    r"(?:^|[\s_-])(?:img|image)?-?captions?(?:$|[\s_-])|imagecaption", re.IGNORECASE
)
_LONGEST_NAMES = 400
_REQUEST = 320
_REQUESTS = re.compile(
    r"newsletter|reader-supported|\b(?:in|to) your (?:inbox|e-?mail)|subscribe (?:now|today|to our)"
    r"|lettre d[’']information|infolettre|boletín|nyhetsbrev|nieuwsbrief|buletin|bülten|biuletyn"
    r"|рассылк|メールマガジン|メルマガ|ニュースレター|電子報|电子报|뉴스레터|न्यूज़?लेटर|نشرتنا"
    r"|النشرة البريدية|abonnez-vous|abonnieren sie|suscríb|iscriviti|assine",
    re.IGNORECASE,
)
_TEASER = 6
"""Blocks of one teaser: picture's caption, headline, summary, author, date, label."""
_MOST_ABOVE = 0.5
_COLUMN = 0.6
"""Share of the kept text that one cell holds where the others are beside it."""


def without_inserts(sight: Sight, kept: Sequence[int]) -> list[int]:
    """The kept blocks without pointers to other articles, teasers, repeated quotes, comments."""
    kept = _above_end(sight, _one_column(sight, kept))
    kept = _without_captions(sight, kept)
    inside, asking = set(kept), _asking(sight, kept)
    said = [sight.keys[at] for at in kept if not _may_repeat(sight.blocks[at])]
    whole = "\n".join(said)
    left = [
        at
        for at in kept
        if not (
            at in asking
            or _pointer(sight.blocks[at])
            or _teaser(sight, at, inside)
            or (_may_repeat(sight.blocks[at]) and _repeats(sight.keys[at], whole))
        )
    ]
    # A page of nothing but teasers is to be seen as what it is.
    return left if 2 * _length(sight, left) > _length(sight, kept) else list(kept)


def _pointer(block: Block) -> bool:
    """A label and a linked headline: ``Read also: Ferry closed``."""
    text = block.text
    if block.linked < max(_LINK, len(text) / 3) or text.endswith(_ENDED) or block.tag in HEADINGS:
        return False
    colon = next((at for at, char in enumerate(text[:_LABEL]) if char in ":：|»"), -1)
    return colon > 0 and len(text) - colon - 3 <= block.linked


def _teaser(sight: Sight, at: int, inside: set[int]) -> bool:
    """A summary below a linked headline, the two alone in one part of the page."""
    block, outer = sight.blocks[at], sight.blocks[at].place.outer
    if outer is None or outer is sight.container or block.tag in HEADINGS:
        return False
    for before in range(at - 1, max(-1, at - 4), -1):
        head = sight.blocks[before]
        if head.tag in HEADINGS and head.linked > 0.9 * len(head.text) and before not in inside:
            if head.place.outer is not outer:
                return False
            span = sight.blocks[max(0, at - _TEASER) : at + _TEASER]
            return sum(each.place.outer is outer for each in span) < _TEASER
    return False


def _may_repeat(block: Block) -> bool:
    return bool(block.place.kinds & _PULLED) or _called(block.place, _PULL, 3)


def _called(place: Place, names: re.Pattern[str], levels: int) -> bool:
    """Whether a place, or one of those around it, has such a class."""
    near = islice(place.up(), levels)
    return any(names.search((each.element.get("class") or "")[:_LONGEST_NAMES]) for each in near)


def _without_captions(sight: Sight, kept: Sequence[int]) -> list[int]:
    """Without what is marked as a caption, unless that is most of the text."""
    bare = [at for at in kept if not _captions(sight.blocks[at])]
    return bare if 2 * _length(sight, bare) > _length(sight, kept) else list(kept)


def _captions(block: Block) -> bool:
    return "figcaption" in block.place.kinds or _called(block.place, _CAPTION, 1)


def _asking(sight: Sight, kept: Sequence[int]) -> set[int]:
    """Requests to subscribe, where they are set otherwise than most of the text."""
    looks: dict[object, int] = {}
    for at in kept:
        look = _look(sight.blocks[at])
        looks[look] = looks.get(look, 0) + sight.sizes[at]
    most = max(looks, key=lambda each: looks[each], default=None)
    return {
        at
        for at in kept
        if sight.sizes[at] <= _REQUEST
        and _look(sight.blocks[at]) != most
        and _REQUESTS.search(sight.blocks[at].text)
    }


def _look(block: Block) -> object:
    return block.tag, block.place.element.get("class"), block.place.outer


def _repeats(own: str, whole: str) -> bool:
    """Whether a quote set apart is one that the text holds."""
    return len(own) >= _QUOTE and own in whole


def _one_column(sight: Sight, kept: Sequence[int]) -> list[int]:
    """What stands in the column of the text, where cells of tables lay out the page."""
    kept, level = list(kept), 0
    while True:
        columns: dict[Place | None, list[int]] = {}
        for at in kept:
            columns.setdefault(_cell(sight.blocks[at].place, level), []).append(at)
        best = max(columns, key=lambda each: _length(sight, columns[each]), default=None)
        if best is None or _length(sight, columns[best]) < _COLUMN * _length(sight, kept):
            return kept
        kept, level = columns[best], level + 1


def _cell(place: Place, level: int) -> Place | None:
    """The cell of this level that a block is in, the outermost being 0."""
    if "table" not in place.kinds:
        return None
    cells = [each for each in place.up() if each.tag == "td"]
    return cells[-1 - level] if level < len(cells) else None


def _length(sight: Sight, positions: Sequence[int]) -> int:
    return sum(sight.sizes[at] for at in positions)


def _above_end(sight: Sight, kept: Sequence[int]) -> list[int]:
    """What stands above the heading of the comments, where that is most of it."""
    total, above = _length(sight, kept), 0
    length = dict(zip(kept, (sight.sizes[at] for at in kept), strict=True))
    for at, block in enumerate(sight.blocks):
        if above > _MOST_ABOVE * total and _ends(block):
            return [each for each in kept if each < at]
        above += length.get(at, 0)
    return list(kept)


def _ends(block: Block) -> bool:
    return block.tag in HEADINGS and furniture(block.text) is Furniture.END
