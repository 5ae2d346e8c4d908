"""Names of people in what a page gives as author: parted, and told from offices and outlets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rag.agencies import known
from rag.intake.html.fields.said import clean, folded

_MOST = 60
_LONGEST = 70
PIECE = "¦"
"""What stands between the pieces of a line that its markup parts."""

_BY = re.compile(
    r"(?:(?:article|story|text|texte|words|reported|written|posted|published|submitted"
    r"|reviewed|created|analysis|opinion|review|commentary|interview|perspective) by|by|byline"
    r"|authors?|por|von|par|di|da|door|af|av|autora?|auteur|автор|текст|texto|text|редактор"
    r"|tekst|yazan|oleh|publicado por)(?:\s?[:：]\s?|\s)"
    r"|(?:haber|haberi|muhabir|yazar|penulis|reporter|wartawan|reporterin|redactor[ae]?|redattore"
    r"|giornalista|periodista|repórter|journaliste|szerző|auteurs|skribent|forfatter|kirjoittaja"
    r"|autorzy|автори|журналист|корреспондент|लेखक|लेखिका|بقلم|كتب|كتبت|الكاتب|المحرر|מאת)"
    r"\s?[:：]\s?|(?:بقلم|كتب|كتبت|מאת)\s",
    re.IGNORECASE,
)
_WEEKDAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_CUT = re.compile(
    # Where the names of a byline end.
    rf"\s?(?:(?<=[a-z]{{3}})\.\s|\||•|·|\s[-–—]\s|\(|\[|@|\b{_WEEKDAY}\b|\b{_MONTH}\s\d|\bfollow\b|\bin\s|\bon\s"
    r"|\b(?:for|of|from)\s|\b(?:last )?updated\b|\bpublished\b|\bposted\b|\bpubliziert\b"
    r"|\b\d|\bview\s|\bsee\s|\bread\s|\bemail\b|\bbio\b|\bsenior\b|\bstaff\b"
    r"|\bcontributor\b|\byayın\w*|\bgüncel\w*|\bpublicad[oa]\b|\bpublié|\bpubblicat[oa]\b|\bopublikowan\w+|\bterbit\b"
    r"|опубликован\w+|نشر في|\bam\s(?=\d)).*\Z",
    re.IGNORECASE | re.DOTALL,
)
_AND = re.compile(
    # In lower case or all capitals only: Dan and En are names.
    r"\s?(?:,|;|&|\b(?:with|and|AND|und|et|ET|och|og|en|dan|и)\b|(?<=\w\w\s)(?:y|e|Y)(?=\s\S+\s\w)"
    r"|/)\s?"
)
_NO_PERSON = re.compile(
    r".{0,40}\b(?:admin(?:istrator)?|staff|editors?|editorial|desk|bureau|team|guest|contributors?"
    r"|newsroom|webmaster|correspondents?|reporters?|redaktion|redacci[oó]n|redação|redazione"
    r"|rédaction|редакция|press release|agenc(?:y|ies)|writers?|columnist|user|anonymous"
    r"|moderator|webdesk|super|author|by|home|read more|share|comments?|profile|magazine"
    r"|newspaper|online|tv|www|http|sports?|published|updated|ago|wire|wires|services?"
    r"|redakteur(?:in)?|journalist(?:in)?|producers?|blog|website|archive)\b.{0,40}",
    re.IGNORECASE,
)
_PRESS = re.compile(
    r"\b(?:news|press|times|post|daily|herald|tribune|gazette|wire|media|radio|network|agencia"
    r"|agence|associated|service|group|inc|ltd|llc|gmbh|company|university|institute)\b"
    r"|\.(?:com|org|net|co|ru|de|uk)\b",
    re.IGNORECASE,
)
_DEGREE = re.compile(
    r"(?:m\.?s|m\.?d|ph\.?\s?d|r\.?d\.?n?|m\.?p\.?h|r\.?n|m\.?a|mba|esq|dr|jd|cpa|dds|ms|psy\.?d"
    r"|do|mph|mhs|cscs|ldn|cpt)\.?",
    re.IGNORECASE,
)
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af·・ ]{2,12}")
CJK_BY = re.compile(
    r"(?:(?:記者|记者|作者|撰文|文|編集|责任编辑)\s?[:：/／|]?\s?(?P<name>[\u3400-\u9fff]{2,4})"
    r"(?:\s|$|[)）/／|])"
    r"|(?P<korean>[\uac00-\ud7af]{2,4})\s?(?:선임)?기자)"
)
_PART = re.compile(r"[^\W\d_](?:[\w’'`.-]*[\w.])?|[“\"'‘(][\w .]{1,20}[”\"'’)]")
_PARTICLES = frozenset(
    "de da do dos das del della di du van von der den ter ten la le el al bin bint ibn y e"
    " af av zu zur i jr sr ii iii".split()
)


@dataclass(frozen=True, slots=True)
class Names:
    """The people and the agencies of one value."""

    people: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()


def names(given: object, outlets: frozenset[str], *, seen: bool) -> Names:
    """The names of a value. ``seen`` is a line of the page: a name in it must look like one."""
    text = clean(given)
    if text is None or "://" in text or text.startswith(("@", "www.")):
        return Names()
    if cjk := CJK_BY.search(text):
        return Names((cjk["name"] or cjk["korean"],))
    people: list[str] = []
    agencies: list[str] = []
    parts = list(_parts(text, seen))
    for part in parts:
        if agency := _agency(part):
            agencies.append(agency)
        elif _is_person(part, outlets, seen, several=len(parts) > 1):
            people.append(part)
        elif seen and not _DEGREE.fullmatch(part):
            break
    if seen:
        agencies += [a for piece in re.split(r"[¦|/]", text) if (a := known(piece))]
    return Names(tuple(people), tuple(dict.fromkeys(agencies)))


def _agency(part: str) -> str | None:
    """The agency that a part names, or whose office it names: ``AP Auto Writer``."""
    if agency := known(part):
        # "Ani" and "Ria" are first names too.
        return agency if len(part) > 4 or part == agency else None
    first, _, office = part.partition(" ")
    return known(first) if office and len(first) < 8 and _NO_PERSON.fullmatch(office) else None


def opens_byline(text: str) -> bool:
    """Whether a line begins as bylines do."""
    return bool(_BY.match(text) or CJK_BY.search(text))


def organisation(given: object) -> str | None:
    """An organisation that is named as author, when it is more than a desk of the outlet."""
    text = clean(given)
    if text is None or len(text) > _LONGEST or "://" in text:
        return None
    return known(text) or (None if _NO_PERSON.fullmatch(text) else text)


def _parts(text: str, seen: bool) -> Iterator[str]:
    text = _without_by(text.lstrip(PIECE + " "))
    text = _CUT.sub("", text) if seen or len(text) > 25 else text
    for segment in _AND.split(text)[:_MOST]:
        pieces = [piece.strip(" .:-–—,'\"“”") for piece in segment.split(PIECE)]
        part = _without_by(next(filter(None, pieces), ""))
        if part:
            yield part


def _without_by(text: str) -> str:
    found = _BY.match(text.replace(PIECE, " "))
    return text[found.end() :].lstrip(PIECE + " ") if found else text


def _is_person(part: str, outlets: frozenset[str], seen: bool, *, several: bool) -> bool:
    key = folded(part)
    if not key or len(part) > _LONGEST or _DEGREE.fullmatch(part) or _is_outlet(key, outlets):
        return False
    if _NO_PERSON.fullmatch(part) or _PRESS.search(part) or key.startswith("the "):
        return False
    if _CJK.fullmatch(part):
        return True
    words = part.split(" ")
    proper = [
        # "Do" and "Ten" are surnames too, where they stand last with a capital.
        word
        for number, word in enumerate(words, start=1)
        if word.lower() not in _PARTICLES or (number == len(words) and word.istitle())
    ]
    if not proper or len(words) > 6 or not all(_PART.fullmatch(word) for word in proper):
        return False
    capital = all(word[0].isupper() or not word[0].isalpha() for word in proper)
    if len(proper) == 1:
        # A single name is one where the page says so, and nothing else stands beside it.
        return not seen and not several and part.istitle() and len(part) > 2
    return capital or (not seen and part.islower())


def _is_outlet(key: str, outlets: frozenset[str]) -> bool:
    """Whether a name is the outlet's, or that of a part of it: ``BBC Sport``."""
    close = key.replace(" ", "")
    for name in outlets:
        short = name.removeprefix("the ")
        if len(short) > 2 and (
            close == short.replace(" ", "")
            or key.startswith(short + " ")
            or key.endswith(" " + short)
            or (len(close) > 4 and short.replace(" ", "").startswith(close))
        ):
            return True
    return False
