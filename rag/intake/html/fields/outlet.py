"""The outlet that published a page, by the names it gives itself. A host is no name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from rag import agencies
from rag.intake.html.fields.about import About
from rag.intake.html.fields.said import Said, clean, folded

_LONGEST = 80
_SLOGAN = re.compile(r"\s[|\-–—:·•»]\s|\s?\|\s?|:\s")
_COPYRIGHT = re.compile(
    r"(?:copyright|©|\(c\)|ⓒ)[\s©:,]{0,4}(?:\(c\)\s?)?"
    r"(?:(?:19|20)\d\d\s?(?:[-–—/,]|to)?\s?){0,3}"
    r"[,.]?\s?(?:by\s)?"
    r"(?P<name>[^\W\d][^|©.,;()\d]{1,60})",
    re.IGNORECASE,
)
_MARK = re.compile(r"©|ⓒ|copyright", re.IGNORECASE)
_RIGHTS = re.compile(
    r"\b(?:all\s)?rights?\b|\ball\b|\bprivacy\b|\bterms\b|\binc\b|\bllc\b|\bltd\b", re.IGNORECASE
)
_FIRM = re.compile(
    r",?\s(?:inc|llc|ltd|limited|gmbh|plc|corp|corporation|co|company|pty|s\.?a|ag|b\.?v"
    r"|media group)\.?$",
    re.IGNORECASE,
)
_DOMAIN = re.compile(r"(?:www\.)?([\w-]{1,60}(?:\.[\w-]{1,30}){0,3})\.[a-z]{2,12}", re.IGNORECASE)
_KIND = re.compile(r"(?:magazine|mag|online|news|newspaper|daily|tv|media|group|site|com)$")
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


def names(about: About, url: str | None) -> frozenset[str]:
    """Every name by which the page calls its outlet, and those of its host, folded."""
    lent = {folded(said.value) for said in _lent(about, _hosts(url, about))}
    given = {folded(said.value) for said in _said(about)} - lent
    given |= {folded(text) for text in about.signals.said("og:site_name")} - lent
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
    """The outlet's name; None when the page gives none.

    Among the names given, the one that its host repeats; else the most trusted.
    """
    hosts = _hosts(url, about)
    lent = _lent(about, hosts)
    given = [said for said in _given(about, hosts) if said not in lent]
    if not given:
        return _copyright(about, hosts)
    return max(given, key=lambda said: _likeness(said.value, hosts))


def carried(about: About, url: str | None) -> dict[str, str]:
    """The agencies that another outlet's page names as its publisher, each with how."""
    lent = _lent(about, _hosts(url, about))
    return {agencies.known(said.value) or said.value: said.how for said in lent}


def _given(about: About, hosts: frozenset[str]) -> list[Said[str]]:
    return [*_said(about), *_title_parts(about, hosts)]


def _lent(about: About, hosts: frozenset[str]) -> list[Said[str]]:
    """Agencies given as publisher beside another name, on a host that is not their own."""
    strange = [
        said
        for said in _said(about)
        if agencies.known(said.value) and not _likeness(said.value, hosts)
    ]
    return strange if strange and len(strange) < len(_given(about, hosts)) else []


def _likeness(name: str, hosts: frozenset[str]) -> float:
    """How closely a host repeats a name: 3 as it is or in short, 1 in part."""
    close = _close(name)
    if close in hosts:
        # Words before an address: "The Paper" before "paper.com".
        return 2.5 if _DOMAIN.fullmatch(name) else 3
    if any(_shortened(host, name) for host in hosts):
        return 3
    bare = _KIND.sub("", close)
    if len(bare) > 3 and any(bare == _KIND.sub("", host) for host in hosts):
        return 2
    return float(any(len(host) > 4 and close.startswith(host) for host in hosts))


def _shortened(host: str, name: str) -> bool:
    """Whether a host is made of the beginnings of a name's words: ``nytimes``, ``wsj``."""
    words = [word for word in folded(name).split() if word not in ("the", "of", "and")][:8]
    if not len(words) >= 2 or len(host) > 30:
        return False
    ends = {0}
    for word in words:
        ends = {
            end + size
            for end in ends
            for size in range(1, len(word) + 1)
            if host.startswith(word[:size], end)
        }
    return len(host) in ends


def _said(about: About) -> Iterator[Said[str]]:
    for value in about.values("publisher"):
        name = value.get("name") if isinstance(value, dict) else value
        names = name if isinstance(name, list) else [name]
        for each in names[:1]:
            yield from _named(each, "JSON-LD publisher", about.titles)
    for meta in _METAS:
        for text in about.signals.said(meta)[:2]:
            yield from _named(text, f"meta {meta}", about.titles)
    for mark in about.signals.marked:
        if mark.kind == "publisher" and not mark.apart:
            yield from _named(mark.machine or mark.text, "microdata publisher", about.titles)
    for thing in about.graph.things:
        if thing.get("@type") in ("WebSite", "NewsMediaOrganization"):
            yield from _named(thing.get("name"), f"JSON-LD {thing['@type']}", about.titles)


def _named(value: object, how: str, titles: frozenset[str]) -> Iterator[Said[str]]:
    name = clean(value)
    long = name is not None and name.count(" ") > 4
    if (
        name is None
        or (long and folded(name) in titles)
        or "://" in name
        or name.startswith(("@", "www."))
    ):
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
    slogan = rest.count(" ") >= 2 or len(name) > 40 or _DOMAIN.fullmatch(rest)
    return name[: cut.start()].strip() if slogan else name


def _close(name: str) -> str:
    return folded(name).removeprefix("the ").replace(" ", "")


def _hosts(url: str | None, about: About) -> frozenset[str]:
    """The labels of the page's hosts, and each host written together."""
    hosts = set[str]()
    for address in (url, *about.addresses):
        host = (urlsplit(address).hostname or "").removeprefix("www.") if address else ""
        labels = host.split(".")
        hosts |= {label.replace("-", "") for label in labels[:-1] if len(label) > 2}
        hosts |= {label[3:] for label in labels[:-1] if label.startswith("the") and len(label) > 7}
        hosts |= {host.replace(".", ""), "".join(labels[:-1][::-1]), "".join(labels[:-1])}
    return frozenset(hosts - {"", "com", "net", "org", "co"})


def _title_parts(about: About, hosts: frozenset[str]) -> Iterator[Said[str]]:
    """Ends of the title element that its host or the copyright line repeats."""
    title = clean(about.signals.title)
    parts = [part.strip() for part in _SLOGAN.split(title) if part.strip()] if title else []
    if len(parts) < 2:
        return
    last = " ".join(block.text for block in about.signals.blocks[-60:] if len(block.text) < 300)
    rights = [last[found.start() : found.start() + 120] for found in _MARK.finditer(last)]
    for part in (*parts[:0:-1], parts[0]):
        if not 2 <= len(part) <= _LONGEST or folded(part) in _NO_NAME:
            continue
        if _likeness(part, hosts) >= 2 or any(part in line for line in rights):
            yield Said(part, f"“{part}” in the title element")


def _copyright(about: About, hosts: frozenset[str]) -> Said[str] | None:
    """The name of a copyright line, where it is the host's name written as words."""
    for block in about.signals.blocks[::-1][:200]:
        found = _COPYRIGHT.search(block.text) if len(block.text) < 300 else None
        if found:
            name = _FIRM.sub("", _RIGHTS.split(found["name"])[0].strip(" -–—,.")).strip(" -–—,.")
            if _likeness(name, hosts) >= 2 and 2 < len(name) <= _LONGEST:
                return Said(name, f"copyright line “{block.text[:80]}”")
    return None
