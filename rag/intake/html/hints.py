"""What the names that pages give their parts (class, id, role) speak for: text or furniture."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from lxml.html import HtmlElement


class Leaning(NamedTuple):
    """How many names speak for article text, and how many against."""

    towards: int
    away: int

    def __bool__(self) -> bool:
        return bool(self.towards or self.away)


_NONE = Leaning(0, 0)
_TOWARDS = frozenset(
    "articlebody storybody postbody entrybody article story post entry content body text main"
    " paragraph prose copy richtext bodycopy bodytext artikel texto cuerpo contenido nota noticia"
    " hentry single detail details longform markdown".split()
)
_AWAY = frozenset(
    "comment comments disqus reply replies respond sidebar rail aside related recommend"
    " recommended recommendation recommendations recirc recirculation more readmore similar also"
    " popular trending trend mostread latest recent teaser teasers promo promos promotion share"
    " sharing sharebar shares social socials follow newsletter newsletters signup subscribe"
    " subscription subscriptions paywall regwall caption captions credit credits byline bylines"
    " author authors bio profile dateline timestamp meta metadata breadcrumb breadcrumbs nav"
    " navigation navbar menu footer masthead header topbar toolbar tools tags tag taglist topics"
    " categories widget widgets ad ads advert adverts advertisement advertising adslot dfp sponsor"
    " sponsored outbrain taboola banner cookie cookies consent gdpr modal popup overlay pagination"
    " pager prev next rating ratings survey poll donate donation print email login register search"
    " copyright disclaimer hidden invisible screenreader sronly srt offscreen gallery slideshow"
    " carousel slider video player audio embed thumbnail thumb thumbnails keywords correction"
    " corrections notification alert skip jump toc tooltip feedback contact links linklist list"
    " cards card grid feed river listing module box infobox callout ticker weather".split()
)
_PARTS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_LONGEST = 400


def leaning(element: HtmlElement) -> Leaning:
    """What an element's own names speak for."""
    names = " ".join(filter(None, (element.get("class"), element.get("id"), element.get("role"))))
    return _leaning(names[:_LONGEST]) if names else _NONE


@lru_cache(maxsize=4096)
def _leaning(names: str) -> Leaning:
    towards = away = 0
    for name in names.split():
        words = {word.lower() for word in _PARTS.findall(name)} | {name.lower()}
        away += not words.isdisjoint(_AWAY)
        towards += not words.isdisjoint(_TOWARDS)
    return Leaning(min(towards, 3), min(away, 3))
