"""The outlet that published a page, by the names it gives itself. A host is no name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from rag.intake.html.fields.about import About
from rag.intake.html.fields.said import Said, clean, folded

_LONGEST = 80
_SLOGAN = re.compile(r"\s[|\-–—:·•»]\s|\s?\|\s?|:\s")
_COPYRIGHT = re.compile(
    r"(?:copyright|©|\(c\)|ⓒ)[\s©:,]{0,4}(?:\(c\)\s?)?"
    r"(?:(?:19|20)\d\d\s?(?:[-–—/,]|to)?\s?){0,3}[,.]?\s?(?:by\s)?"
    r"(?P<name>[^\W\d][^|©.,;()\d]{1,60})",
    re.IGNORECASE,
)
_RIGHTS = re.compile(
    r"\b(?:all\s)?rights?\b|\ball\b|\bprivacy\b|\bterms\b|\binc\b|\bllc\b|\bltd\b", re.IGNORECASE
)
_FIRM = re.compile(
    r",?\s(?:inc|llc|ltd|limited|gmbh|plc|corp|corporation|co|company|pty|s\.?a|ag|b\.?v|media group)\.?$",
    re.IGNORECASE,
)
_DOMAIN = re.compile(r"(?:www\.)?([\w-]{1,60}(?:\.[\w-]{1,30}){0,3})\.[a-z]{2,12}", re.IGNORECASE)
_NO_NAME = frozenset(
    "home news blog website site my site my blog wordpress blogger homepage article the"
    " latest".split()
) | {"my site", "my blog", "just another wordpress site", "google news", "facebook", "twitter"}
_METAS = (
    "og:site_name", "og:sitename", "dc.publisher", "dcterms.publisher", "citation_journal_title",
    "citation_publisher", "cre", "publisher", "article:publisher", "application-name",
    "apple-mobile-web-app-title", "parsely-site", "sailthru.site", "source", "site_name",
    "al:ios:app_name",
)  # fmt: skip
_TRUSTED = 2  # the first of these are asked before the title's own end


def names(about: About, url: str | None) -> frozenset[str]:
    """Every name by which the page calls its outlet, and those of its host, folded."""
    given = {folded(said.value) for said in _said(about)}
    given |= {folded(text) for text in about.signals.said("og:site_name")}
    for address in (url, *about.addresses):
        given |= _host_names(address)
    return frozenset(filter(None, given))


def _host_names(address: str | None) -> set[str]:
    host = (urlsplit(address).hostname or "") if address else ""
    labels = host.removeprefix("www.").split(".")
    if len(labels) < 2:
        return set()
    whole = host.removeprefix("www.")
    longest = max(labels[:-1], key=len)
    return {
        folded(whole),
        folded(longest),
        folded(f"the {longest}"),
        folded(longest.replace("-", " ")),
    }


def outlet(about: About, url: str | None) -> Said[str] | None:
    """The outlet's name; None when the page gives none."""
    given = list(_said(about))
    ended = _title_end(about, _close_names(url, about))
    if ended:
        given.append(ended)
    if not given:
        return _copyright(about, _close_names(url, about))
    first = given[0]
    if _DOMAIN.fullmatch(first.value):
        # A name written as words before one written as an address, when both are one.
        for other in given[1:]:
            if not _DOMAIN.fullmatch(other.value) and _close(other.value) in _close(first.value):
                return other
    return first


def _said(about: About) -> Iterator[Said[str]]:
    for value in (*about.values("publisher"), *about.values("sourceOrganization")):
        name = value.get("name") if isinstance(value, dict) else value
        names = name if isinstance(name, list) else [name]
        for each in names[:1]:
            yield from _named(each, "JSON-LD publisher")
    for meta in _METAS:
        for text in about.signals.said(meta)[:2]:
            yield from _named(text, f"meta {meta}")
    for thing in about.graph.things:
        if thing.get("@type") in ("WebSite", "NewsMediaOrganization"):
            yield from _named(thing.get("name"), f"JSON-LD {thing['@type']}")


def _named(value: object, how: str) -> Iterator[Said[str]]:
    name = clean(value)
    if name is None or "://" in name or name.startswith("@"):
        return
    name = without_slogan(name)
    if 2 <= len(name) <= _LONGEST and folded(name) not in _NO_NAME and not name.isdigit():
        yield Said(name, how)


def without_slogan(name: str) -> str:
    """``The Paper`` of ``The Paper - Breaking news and sport``; a short second part stays."""
    cut = _SLOGAN.search(name)
    if not cut or not cut.start():
        return name
    rest = name[cut.end() :]
    return name[: cut.start()].strip() if rest.count(" ") >= 2 or len(name) > 40 else name


def _close(name: str) -> str:
    return folded(name).removeprefix("the ").replace(" ", "")


def _close_names(url: str | None, about: About) -> frozenset[str]:
    hosts = set[str]()
    for address in (url, *about.addresses):
        host = (urlsplit(address).hostname or "") if address else ""
        hosts |= {label for label in host.split(".")[:-1] if len(label) > 3 and label != "www"}
        hosts.add(host.removeprefix("www.").replace(".", ""))
    return frozenset(_close(each) for each in hosts) - {""}


def _title_end(about: About, hosts: frozenset[str]) -> Said[str] | None:
    """The end or the start of the title element, where it is the host's name written as words."""
    title = clean(about.signals.title)
    if not title:
        return None
    parts = [part.strip() for part in _SLOGAN.split(title) if part.strip()]
    for part in (*parts[::-1][:2], *parts[:1]):
        if len(parts) > 1 and _close(part).replace("com", "") and _is_host(part, hosts):
            return Said(part, f"“{part}” in the title element")
    return None


def _copyright(about: About, hosts: frozenset[str]) -> Said[str] | None:
    """The name of a copyright line, where it is the host's name written as words."""
    for block in about.signals.blocks[::-1][:200]:
        found = _COPYRIGHT.search(block.text) if len(block.text) < 300 else None
        if found:
            name = _FIRM.sub("", _RIGHTS.split(found["name"])[0].strip(" -–—,.")).strip(" -–—,.")
            if _is_host(name, hosts) and 2 < len(name) <= _LONGEST:
                return Said(name, f"copyright line “{block.text[:80]}”")
    return None


def _is_host(name: str, hosts: frozenset[str]) -> bool:
    close = _close(name)
    return len(close) > 2 and any(close == host or close + "com" == host for host in hosts)
