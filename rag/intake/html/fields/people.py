"""Who wrote an article and which agency it credits, as its page says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from rag.intake import attribution
from rag.intake.html.fields.about import About
from rag.intake.html.fields.said import clean, folded

_MOST = 30
_LONGEST = 70
_METAS = (
    "author", "byl", "article:author", "dc.creator", "dcterms.creator", "citation_author",
    "parsely-author", "sailthru.author", "cxenseparse:author", "creator", "authors", "byline",
    "article:author_name", "article.author", "og:author", "og:article:author", "dc.author",
    "author_name", "rbauthors",
)  # fmt: skip
_BY = re.compile(
    r"^(?:(?:article|story|text|texte|words|reported|written|posted|published|submitted"
    r"|reviewed|created) by|by|byline"
    r"|authors?|por|von|par|di|da|door|af|av|autora?|auteur|автор"
    r"|текст|texto|text|редактор|tekst|yazan|oleh)"
    r"(?:\s?[:：]\s?|\s)",
    re.IGNORECASE,
)
_CUT = re.compile(
    # Where the names of a byline end.
    r"\s?(?:\||•|·|\s[-–—]\s|\(|\[|@|\bfollow\b|\bfor\s(?=[A-Z])|\bin\s"
    r"|\bupdated\b|\bpublished\b|\bposted\b|\bon\s(?=\w{3,9}\s\d)|\b\d|\bview\s|\bsee\s|\bread\s"
    r"|\bemail\b|\bbio\b|\bsenior\b|\bstaff\b).*\Z",
    re.IGNORECASE | re.DOTALL,
)
_AND = re.compile(
    r"\s?(?:,|;|&|\bwith\b|\b(?:and|und|et|och|og|en|dan|и)\b|(?<=\w\w\s)(?:y|e)(?=\s\S+\s\w))\s?",
    re.IGNORECASE,
)
_NO_PERSON = re.compile(
    r".{0,30}\b(?:admin(?:istrator)?|staff|editors?|editorial|desk|bureau|team|guest|contributors?|newsroom"
    r"|webmaster"
    r"|correspondents?|reporters?|redaktion|redacci[oó]n|redação|redazione|rédaction|редакция"
    r"|press release|agenc(?:y|ies)"
    r"|writers?|columnist|user|anonymous|moderator|webdesk|super|author|by|home|read more|share|comments?|profile"
    r"|magazine|newspaper|online|tv|www|http)\b.{0,30}",
    re.IGNORECASE,
)
_PRESS = re.compile(
    r"\b(?:news|press|times|post|daily|herald|tribune|gazette|wire|media|radio|journal|network|agencia|agence"
    r"|associated|service|group|inc|ltd|llc|gmbh|company|university|institute)\b|\.(?:com|org|net)\b",
    re.IGNORECASE,
)
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af·・ ]{2,12}")
_CJK_BY = re.compile(
    r"(?:(?:記者|记者|作者|撰文|文|編集|责任编辑)\s?[:：/／|]?\s?(?P<name>[\u3400-\u9fff]{2,4})(?:\s|$|[/／|])"
    r"|(?P<korean>[\uac00-\ud7af]{2,4})\s?(?:선임)?기자)"
)
_PART = re.compile(r"[^\W\d_](?:[\w’'`.-]*[\w.])?|[“\"'‘(][\w .]{1,20}[”\"'’)]")
_PARTICLES = frozenset(
    "de da do dos das del della di du van von der den ter ten la le el al bin bint ibn y e"
    " af av zu zur i jr sr ii iii".split()
)


@dataclass(slots=True)
class People:
    """Authors and credits as they are found, each with how."""

    authors: dict[str, str]
    credits: dict[str, str]


def people(about: About, outlets: frozenset[str]) -> People:
    """The authors that the most trusted place gives, and every agency that one of them gives."""
    found = People({}, {})
    seen: dict[str, str] = {}
    for name, how, organisation in _given(about):
        if seen and how not in seen.values():
            break
        for person in _read(name, how, organisation, found, outlets):
            if folded(person) not in {folded(each) for each in seen} and len(seen) < _MOST:
                seen[person] = how
    found.authors = seen
    return found


def _given(about: About) -> Iterator[tuple[object, str, bool]]:
    """Names in order of trust; whether an organisation's."""
    for thing in about.things[:3]:
        for field in ("author", "creator"):
            for value in about.graph.all(thing.get(field)):
                yield from _thing(value, f"JSON-LD {field}")
    for name in _METAS:
        for text in about.signals.said(name)[:_MOST]:
            yield text, f"meta {name}", False
    yield from _labelled(about)
    marked = [m for m in about.signals.marked if m.kind in ("author", "creator")]
    for mark in marked:
        if (
            mark.prop
            and not mark.apart
            and "comment" not in mark.scope.lower()
            and len(mark.text) < 160
        ):
            yield mark.machine or mark.text, f"microdata {mark.prop}", False
    near = range(about.head_at - 4, about.text_at + 2)
    for mark in marked:
        if mark.block in near and not mark.prop and 3 < len(mark.text) < 160:
            yield _Line(mark.text), f"byline “{mark.text[:80]}”", False
    for block in about.head:
        if len(block.text) < 160 and (_BY.match(block.text) or _CJK_BY.search(block.text)):
            yield _Line(block.text), f"byline “{block.text[:80]}”", False


class _Line(str):
    """Words of the page itself: a name among them must look like one."""


def _thing(value: Any, how: str) -> Iterator[tuple[object, str, bool]]:
    if isinstance(value, dict):
        names = value.get("name")
        organisation = "organization" in str(value.get("@type")).lower()
        for name in (names if isinstance(names, list) else [names])[:_MOST]:
            yield name, how, organisation
    elif isinstance(value, str):
        yield value, how, False


def _labelled(about: About) -> Iterator[tuple[object, str, bool]]:
    for number in ("1", "2"):
        label = " ".join(about.signals.said(f"twitter:label{number}")).lower()
        if "written by" in label or "author" in label:
            for text in about.signals.said(f"twitter:data{number}")[:1]:
                yield text, f"meta twitter:data{number}", False


def _read(
    given: object, how: str, organisation: bool, found: People, outlets: frozenset[str]
) -> Sequence[str]:
    """The people of one value; agencies go to the credits."""
    text = clean(given)
    if text is None or "://" in text or text.startswith(("@", "www.")):
        return ()
    if organisation and folded(text) not in outlets and len(text) <= _LONGEST:
        name = attribution.known(text)
        if name or not _NO_PERSON.fullmatch(text):
            found.credits.setdefault(name or text, how)
        return ()
    line = isinstance(given, _Line)
    cjk = _CJK_BY.search(text)
    if cjk:
        return [cjk["name"] or cjk["korean"]]
    names: list[str] = []
    for part in _parts(text, line):
        agency = attribution.known(part)
        if agency:
            found.credits.setdefault(agency, how)
        elif _is_person(part, outlets, loose=not line):
            names.append(part)
        elif line:
            break
    return names


def _parts(text: str, line: bool) -> Iterator[str]:
    text = _BY.sub("", text, count=1)
    text = _CUT.sub("", text) if line or len(text) > 25 else text
    for part in _AND.split(text)[: 2 * _MOST]:
        part = _BY.sub("", part.strip(" .:-–—,'\"“”"), count=1)
        if part:
            yield part


def _is_person(part: str, outlets: frozenset[str], *, loose: bool) -> bool:
    key = folded(part)
    if len(part) > _LONGEST or not key or key in outlets or key.replace(" ", "") in outlets:
        return False
    if _NO_PERSON.fullmatch(part) or _PRESS.search(part) or "@" in part:
        return False
    if _CJK.fullmatch(part):
        return True
    words = part.split(" ")
    proper = [word for word in words if word.lower() not in _PARTICLES]
    if not len(proper) >= 1 or len(words) > 6 or not all(_PART.fullmatch(word) for word in proper):
        return False
    if loose:
        return len(part) > 2
    return len(proper) >= 2 and all(word[0].isupper() or not word[0].isalpha() for word in proper)
