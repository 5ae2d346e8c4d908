"""Why a page holds no article, told to people: the page is a list, a wall, an error, a shell."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from urllib.parse import urlsplit

from rag.intake.html.blocks import Place
from rag.intake.html.evidence import Sight, size
from rag.intake.html.page import Page

_LEAST = 60
"""Characters that an article has at least; the shortest briefs have twice as many."""
_BRIEF = 700
"""Characters up to which a wall's words are the page's message and not the article's subject."""
_TEASERS = 8
_TOGETHER = 0.4
_PROSE = 60

_WALLS = (
    (
        "it is behind a check for robots; open it in a browser and save it from there",
        r"verify(?:ing)? (?:that )?you are (?:a )?human|checking your browser|are you a robot"
        r"|unusual (?:traffic|activity)|captcha|just a moment|enable cookies to continue|ddos",
    ),
    (
        "it is an error page, not an article",
        r"\b(?:404|403|410|500|502|503)\b.{0,40}(?:error|not found|forbidden|gone|unavailable)"
        r"|(?:error|fehler|erreur) (?:404|403|410|500|502|503)\b|page (?:was )?not found"
        r"|(?:page|article|story)[^.]{0,40}(?:no longer (?:exists|available)|can(?:no|')t be found"
        r"|(?:could|can) ?not be found|does(?: not|n't) exist)|access denied"
        r"|seite (?:wurde )?nicht gefunden|page introuvable|página no encontrada"
        r"|pagina non trovata|страница не найдена",
    ),
    (
        "it says that the site is down; try again later",
        r"\b(?:down|offline|closed|unavailable)\b.{0,40}\bmaintenance\b"
        r"|\bunder(?:going)? maintenance|\bbe (?:right )?back (?:soon|shortly|online)\b"
        r"|\btemporarily (?:unavailable|offline)\b"
        r"|wartungsarbeiten|en maintenance|en mantenimiento|технические работы|メンテナンス中",
    ),
    (
        "it shows a consent wall for cookies instead of the article; accept it in a browser and "
        "save the page from there",
        r"\bcookies?\b.{0,200}\b(?:consent|accept|agree|partners|zustimm|akzept|einwillig|accept"
        r"|acept|consenti|соглас)|\b(?:consent|accept|agree|zustimmen|accepter|aceptar)\b.{0,200}"
        r"\b(?:cookies?|tracking)\b|we value your privacy|ihre privatsphäre|pur-abo",
    ),
    (
        "it shows a subscription or login wall instead of the article",
        r"(?:subscribe|sign in|log ?in|register|become a (?:member|subscriber))\b.{0,80}"
        r"\b(?:to (?:continue|read|keep|unlock|access|view)|for (?:full|unlimited) access)"
        r"|(?:to continue reading|already a subscriber|subscriber[- ]only|for subscribers only"
        r"|reserved for subscribers|jetzt weiterlesen|réservé aux abonnés|solo para suscriptores"
        r"|riservato agli abbonati|для подписчиков|この記事は会員限定)",
    ),
    (
        "it is empty without JavaScript; open it in a browser and save it from there",
        r"(?:enable|activate|requires?|need|turn on|without|disabled?|aktivieren|activer|activar"
        r"|включите)\b.{0,60}\bjavascript|javascript\b.{0,60}(?:enable|activate|required?|disabled"
        r"|aktivier|désactivé|desactivado|отключен)",
    ),
)
_SAID = tuple((reason, re.compile(words, re.IGNORECASE)) for reason, words in _WALLS)


def refusal(page: Page, sight: Sight, found: Sequence[str]) -> str | None:
    """Why a page is no article, or None; ``found`` are the paragraphs taken for its body."""
    length = sum(size(each) for each in found)
    if page.tree.find(".//frameset") is not None and length < _BRIEF:
        return "a frameset: the article is in one of its frames; save or give that page"
    if length < _BRIEF and (wall := _wall(page, sight, found, length)):
        return f"no article found: {wall}"
    if length < _LEAST:
        return f"no article found: {_empty(page, sight)}"
    if _lists(page, sight):
        return "no article found: it is a list of articles (a home or section page)"
    return None


def offered(page: Page) -> str:
    """Words on the feed that a page offers, to follow its refusal; none where it offers none."""
    from rag.intake.web.discovery import offers

    feeds = offers(page.tree, page.url) if page.url else ()
    return f"; it offers the feed {feeds[0]}" if feeds else ""


def _wall(page: Page, sight: Sight, found: Sequence[str], length: int) -> str | None:
    """What a short page says in place of an article, in its body or, if that is empty, anywhere."""
    shown = " ".join((*sight.titles[:3], *found))
    if length < _LEAST:
        shown = " ".join((shown, *(block.text for block in sight.blocks)))[: 10 * _BRIEF]
        shown += " ".join(_unrendered(page))
    said = next((reason for reason, words in _SAID if words.search(shown)), None)
    if said and length >= _LEAST:
        # A brief about cookies or paywalls is an article; a wall is little else.
        whole = [each for each in found if any(words.search(each) for _, words in _SAID)]
        if sum(size(each) for each in whole) * 2 < length:
            return None
    return said


def _unrendered(page: Page) -> list[str]:
    return [str(each.text_content())[:_BRIEF] for each in page.tree.iter("noscript")]


def _empty(page: Page, sight: Sight) -> str:
    shown = sum(size(block.text) for block in sight.blocks)
    scripts = sum(len(each.text or "") + 1 for each in page.tree.iter("script"))
    if scripts and shown < _BRIEF:
        return "it is empty without JavaScript; open it in a browser and save it from there"
    return "the page has no passage of text" if shown else "the page shows no text"


def _lists(page: Page, sight: Sight) -> bool:
    """Many linked headlines and no place where the prose stands together, or a site's root."""
    headlines = sum(
        1
        for block in sight.blocks
        if block.linked > 0.8 * len(block.text)
        and size(block.text) >= 25
        and not block.place.kinds & {"footer", "aside"}
    )
    if headlines < _TEASERS:
        return False
    prose: dict[Place | None, int] = defaultdict(int)
    total = 0
    for block in sight.blocks:
        if size(block.text) >= _PROSE and block.linked < 0.5 * len(block.text):
            total += size(block.text)
            prose[block.place.outer] += size(block.text)
    apart = max(prose.values(), default=0) < _TOGETHER * total or not total
    return apart and _may_list(page)


def _may_list(page: Page) -> bool:
    """Whether nothing in the page says that it is an article."""
    kinds = {
        (element.get("content") or "").lower()
        for element in page.tree.iter("meta")
        if element.get("property") == "og:type"
    }
    address = urlsplit(page.url or "")
    if page.url and address.path in ("", "/") and not address.query:
        return True
    return "article" not in kinds
