"""How many texts an answer rests on, who prints each, and where they come from.

Ten outlets that print one agency report are one source. A text comes from whom it credits; one
that credits nobody, from its outlet; one that several outlets print without crediting anybody,
from nobody knows whom. Only texts of different known origins are called independent.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rag.agencies import origin
from rag.library.filters import alias
from rag.types import Citation, Copy, Support

_MOST_NAMED = 8


@dataclass(frozen=True, slots=True)
class Text:
    """One text that is cited, by whichever of its copies."""

    numbers: tuple[int, ...]
    """Of its citations."""
    articles: frozenset[str]
    outlets: Mapping[str, str]
    """Who prints it, as first written, by what makes two spellings one name."""
    unknown: int
    """Articles of it whose outlet is not known."""
    credits: Mapping[str, str]

    @property
    def origin(self) -> Mapping[str, str]:
        """Whom it comes from; empty when that is not known."""
        if self.credits:
            return self.credits
        return self.outlets if len(self.outlets) == 1 and not self.unknown else {}


def notes(citations: Sequence[Citation]) -> tuple[str, ...]:
    """What a reader should know of the sources of these citations, in plain words."""
    found = texts(citations)
    many = len(found) > 1
    said = [_printed(each, many) for each in found if len(each.articles) > 1]
    if many:
        families = _families([each for each in found if each.origin])
        said += [_shared(each) for each in families if len(each) > 1 and _is_credited(each)]
        if len(families) > 1:
            said.append(_independent(families, sum(not each.origin for each in found)))
    return tuple(said)


def support(citations: Sequence[Citation]) -> Support | None:
    """On how many texts these citations rest; None where there are none."""
    found = texts(citations)
    if not found:
        return None
    families = _families([each for each in found if each.origin])
    outlets = _named(name for each in found for name in each.outlets.values())
    credits = _named(name for each in found for name in each.credits.values())
    articles = len({each for text in found for each in text.articles})
    independent = [tuple(_origins(family).values()) for family in families]
    return Support(
        articles=articles,
        texts=len(found),
        outlets=tuple(outlets.values()),
        credits=tuple(credits.values()),
        independent=tuple(independent) if len(independent) > 1 else (),
        unknown=sum(not each.origin for each in found),
        text=_in_words(articles, len(found), list(outlets.values()), list(credits.values())),
    )


def _in_words(articles: int, different: int, outlets: list[str], credits: list[str]) -> str:
    """ "2 outlets, 3 articles, 2 different texts, credits TASS"."""
    printed = _counted(len(outlets), "outlet") if outlets else "outlet unknown"
    texts_ = "one text" if different == 1 else f"{different} different texts"
    parts = [printed, texts_]
    if articles != different:
        parts.insert(1, _counted(articles, "article"))
    return ", ".join([*parts, *([f"credits {listed(credits)}"] if credits else [])])


def _counted(n: int, what: str) -> str:
    return f"{n} {what}{'' if n == 1 else 's'}"


def texts(citations: Iterable[Citation]) -> list[Text]:
    """The texts that are cited, in order of first use; near copies are one."""
    groups: list[list[Citation]] = []
    for citation in citations:
        same = [each for each in groups if _articles([citation]) & _articles(each)]
        merged = [one for each in same for one in each]
        groups = [each for each in groups if each not in same]
        groups.append([*merged, citation])
    ordered = sorted(groups, key=lambda group: group[0].n)
    return [_text(group) for group in ordered]


def _articles(group: Iterable[Citation]) -> frozenset[str]:
    return frozenset(
        article_id
        for citation in group
        for article_id in (citation.article_id, *(copy.article_id for copy in citation.copies))
    )


def _text(group: Sequence[Citation]) -> Text:
    sources: dict[str, str | None] = {}
    credited: list[str] = []
    prints: list[Citation | Copy] = [*group]
    for citation in group:
        prints += citation.copies
    for each in prints:
        sources.setdefault(each.article_id, each.source)
        credited += each.credits
    return Text(
        numbers=tuple(citation.n for citation in group),
        articles=frozenset(sources),
        outlets=_named(name for name in sources.values() if name),
        unknown=sum(not name for name in sources.values()),
        credits=_named(credited),
    )


def _named(names: Iterable[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name in names:
        found.setdefault(alias(origin(name)), name)
    return found


def _families(found: Sequence[Text]) -> list[list[Text]]:
    """The texts of known origin, together where an origin is shared."""
    families: list[list[Text]] = []
    for text in found:
        same = [each for each in families if any(text.origin.keys() & t.origin for t in each)]
        families = [each for each in families if each not in same]
        families.append([*(one for each in same for one in each), text])
    return sorted(families, key=lambda family: family[0].numbers)


def _is_credited(family: Sequence[Text]) -> bool:
    """Whether they share more than being of one outlet, which every line shows by itself."""
    return any(text.credits for text in family)


def _printed(text: Text, many: bool) -> str:
    """ "5 outlets, one text: A, B ... print nearly the same words, crediting TASS."."""
    where = f"{_marks(text.numbers)}: " if many else ""
    credited = f", crediting {listed(text.credits.values())}" if text.credits else ""
    if len(text.outlets) > 1:
        unknown = f", {text.unknown} more of unknown outlets" if text.unknown else ""
        counted = f"{len(text.outlets)} outlets{unknown}, one text"
        return f"{where}{counted}: {listed(text.outlets.values())}{credited}."
    of = f" of {listed(text.outlets.values())}" if text.outlets and not text.unknown else ""
    return f"{where}{len(text.articles)} articles{of}, one text{credited}."


def _shared(family: Sequence[Text]) -> str:
    """ "2 different texts, both crediting TASS: one origin."."""
    common = {
        key: name
        for key, name in family[0].origin.items()
        if all(key in text.origin for text in family)
    }
    each = "both" if len(family) == 2 else "all"
    names = listed((common or _origins(family)).values())
    crediting = bool(common) and all(key in text.credits for text in family for key in common)
    by = f"crediting {names}" if crediting else f"from {names} or crediting it"
    return f"{len(family)} different texts, {each} {by}: one origin."


def _independent(families: Sequence[Sequence[Text]], unknown: int) -> str:
    names = listed(listed(_origins(family).values(), "with") for family in families)
    rest = ""
    if unknown:
        rest = f" Where {unknown} more {'come' if unknown > 1 else 'comes'} from is not known."
    return f"{len(families)} independent origins: {names}.{rest}"


def _origins(family: Sequence[Text]) -> dict[str, str]:
    return _named(name for text in family for name in text.origin.values())


def _marks(numbers: Iterable[int]) -> str:
    return " ".join(f"[{n}]" for n in numbers)


def listed(names: Iterable[str], last: str = "and") -> str:
    """``A``, ``A and B``, ``A, B and C``; of many, the first eight and how many more."""
    all_names = list(names)
    rest = len(all_names) - _MOST_NAMED
    shown = [*all_names[:_MOST_NAMED], f"{rest} more"] if rest > 0 else all_names
    return f" {last} ".join(part for part in (", ".join(shown[:-1]), *shown[-1:]) if part)
