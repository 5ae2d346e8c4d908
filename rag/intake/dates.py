"""Publication dates as people and machines write them.

A bare date stays a date. A time is kept only with its zone: ``15:45 JST, March 6, 2022`` is a
datetime with +09:00, ``15:45, March 6, 2022`` is the 6th of March. What could be read two ways
(03/06/2022) is not read at all.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from typing import ParamSpec, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from rag.intake.days import EARLIEST, LATEST, day_in, western
from rag.intake.months import REGIONS, ZONES
from rag.types import Moment

P = ParamSpec("P")
T = TypeVar("T")

_LONGEST = 120

_CLOCK = re.compile(
    r"(?<![\d.:])(?P<hour>\d{1,2})(?:[:.h](?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d)(?:[.,]\d{1,9})?)?)?"
    r"\s{0,2}(?P<half>[ap]\.?m\b\.?)?",
    re.IGNORECASE,
)
_ZONE = re.compile(
    r"\s{0,2}\(?(?:(?P<name>Z|[A-Z]{2,5})\b)?\s?(?P<offset>[+-]\d{2}:?\d{2}|[+-]\d{1,2}\b)?"
)
_WORDS = re.compile(
    # What may stand around a date that is the whole of its line.
    r"(?i:\b(?:published|posted|created|issued|released|first|date|dated|on|at|the|from|local|time"
    r"|mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun|(?:mon|tues|wednes|thurs|fri|satur|sun)day"
    r"|publicado|publicada|fecha|el|las|a|hrs?|h|publié|le|à|veröffentlicht|stand|am|um|uhr|pubblicato|il"
    r"|lunes|martes|miércoles|jueves|viernes|sábado|domingo|montag|dienstag|mittwoch|donnerstag"
    r"|freitag|samstag|sonntag|опубликовано|в)\b)|[\s,.:;|·•()/@—–-]+"
)
_CHANGED = re.compile(
    r"\b(?:(?:last\s)?(?:updated?|modified|edited)|revised"
    r"|actualizad[oa]|actualización|actualisée?|mise? à jour"
    r"|modifiée?|aktualisiert|aktualisierung|geändert|aggiornat[oa]|aggiornamento|modificat[oa]|atualizad[oa]"
    r"|atualização|bijgewerkt|gewijzigd|uppdaterad|oppdatert|opdateret|päivitetty|zaktualizowano|aktualizacja"
    r"|aktualizováno|güncelleme|güncellenme|diperbarui|обновлено|изменено|оновлено|actualitzat)\b(?!\sby)"
    r"|更新|수정|最終更新|עודכן|آخر تحديث|تم التحديث|به‌روزرسانی|अपडेट|হালনাগাদ|আপডেট|อัปเดต|อัพเดต"
    r"|cập nhật|ενημέρωση|обновена|ажурирано|ažurirano|frissítve|aktualizované|posodobljeno",
    re.IGNORECASE,
)
_FIRST = re.compile(
    r"(?:(?:this\s)?(?:article|story|post)\s(?:was\s)?)?(?:first\s)?\b(?:published|posted|original(?:ly)?|created|publicad[oa]|publiée?|veröffentlicht"
    r"|erschienen|pubblicat[oa]|опубликован[ао]|опубліковано|gepubliceerd|geplaatst|publicerad"
    r"|publisert|publiceret|udgivet|julkaistu|opublikowano|dodano|publikováno|zveřejněno|publicat"
    r"|megjelent|objavljeno|yayınlanma|yayınlandı|oluşturulma|giriş|terbit|diterbitkan|tayang"
    r"|δημοσίευση|δημοσιεύτηκε)\b"
    r"|نشر|تاريخ النشر|प्रकाशित|প্রকাশ|เผยแพร่|입력|등록|公開|掲載|发布|發布|发表|פורסם",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Dated:
    """A moment and the words it was read from."""

    moment: Moment
    words: str


def parse(value: str) -> Moment | None:
    """The moment a field gives, in any of the forms above; None when it gives none.

    Time zone names that mean two zones, and times without a zone, leave the day alone.
    """
    value = value.strip()
    if not value or len(value) > _LONGEST:
        return None
    found = machine(value) or line(value)
    return found.moment if found else None


def machine(value: str) -> Dated | None:
    """ISO 8601, and RFC 822 as feeds write it."""
    for read in (_iso, _rfc822, _unix):
        moment = read(value)
        if moment is not None and EARLIEST <= moment.year <= LATEST:
            return Dated(moment, value)
    return None


def tells_change(value: str) -> bool:
    """Whether a line tells when an article was changed: ``Updated March 7, 2022``."""
    return (
        len(value) <= _LONGEST and bool(_CHANGED.match(value.lstrip("( "))) and bool(within(value))
    )


def changed(value: str) -> bool:
    """Whether a short text says "updated"."""
    return bool(_CHANGED.search(value[:_LONGEST]))


def parted(value: str) -> tuple[str, str]:
    """What a short text says of publication, and of a change: ``Published .. | Updated ..``."""
    found = _CHANGED.search(value[:_LONGEST])
    if not found:
        return value, ""
    before, after = value[: found.start()], value[found.end() :]
    again = _FIRST.search(after)
    if again and not any(char.isdigit() for char in before):
        before, after = after[again.start() :], after[: again.start()]
    return before, after.lstrip(" :")


def tells_publication(value: str) -> bool:
    """Whether a line says when something was first published: ``First Published: 6 March 2022``."""
    return bool(_FIRST.match(value)) and bool(within(value))


def loosely(value: str) -> Dated | None:
    """The date of a field that may say a little more: ``Wed Mar 06 2022 (local time)``."""
    found = within(value)
    return found[0] if found and len(found[1]) <= 40 else None


def line(value: str) -> Dated | None:
    """A line that is a date and nothing else, such as ``Published: 6 March 2022, 15:45 JST``.

    A line that only tells when the article was changed dates nothing.
    """
    if len(value) > _LONGEST:
        return None
    changed = _CHANGED.search(value)
    if changed:
        value = value[: changed.start()]
    found = within(value)
    return found[0] if found and not found[1] else None


def within(value: str) -> tuple[Dated, str] | None:
    """The first date in a short text, and what the text says besides it."""
    if len(value) > _LONGEST or not any(char.isdigit() for char in value):
        return None
    value = western(value)
    found = day_in(value)
    if not found:
        return None
    day, start, end = found
    moment, rest = _with_clock(day, value[:start] + " ; " + value[end:])
    left = _WORDS.sub(" ", rest).strip()
    return Dated(moment, value.strip(" ,;|")), left


def _iso(value: str) -> Moment | None:
    if not re.match(r"\d{4}-?\d{2}-?\d{2}", value):
        return None
    if len(value) <= 10:
        return _safely(date.fromisoformat, value)
    moment = _safely(datetime.fromisoformat, _ZONED.sub(_joined, value))
    if moment is None or moment.tzinfo is not None:
        return moment
    return moment.date()


_ZONED = re.compile(
    r"\s?(?:(?P<utc>UTC|GMT|Z)|(?P<sign>[+-])(?P<hour>\d{1,2}):?(?P<minute>\d{2}))$"
)


def _joined(zone: re.Match[str]) -> str:
    """A zone as ISO 8601 writes it, from the ways in which programs do."""
    if zone["utc"]:
        return "+00:00"
    return f"{zone['sign']}{zone['hour']:0>2}:{zone['minute']}"


_UNIX = re.compile(
    # As the C library and some programs write it: Sun Mar 06 15:45:00 +0900 2022.
    r"(?:[A-Z][a-z]{2}\s)?(?P<month>[A-Z][a-z]{2})\s{1,2}(?P<day>\d{1,2})\s"
    r"(?P<clock>\d{1,2}:\d{2}:\d{2})\s(?P<zone>[A-Z]{3,4}|[+-]\d{4})\s(?P<year>\d{4})"
)


def _unix(value: str) -> Moment | None:
    found = _UNIX.fullmatch(value)
    return (
        _rfc822("{day} {month} {year} {clock} {zone}".format(**found.groupdict()))
        if found
        else None
    )


_RFC822 = re.compile(
    r"(?:[A-Za-z]{3,9},\s*)?\d{1,2}\s[A-Za-z]{3}\s\d{2,4}\s\d{1,2}:\d{2}(?::\d{2})?\s"
    r"(?:[+-]\d{4}|[A-Z]{1,5})"
)


def _rfc822(value: str) -> Moment | None:
    if not _RFC822.fullmatch(value):
        return None
    from email.utils import parsedate_to_datetime

    return _safely(_aware, value, parsedate_to_datetime)


def _aware(value: str, read: Callable[[str], datetime]) -> Moment:
    moment = read(value)
    if moment.tzinfo is not None:
        return moment
    # "-0000" says UTC without saying where (RFC 5322, 3.3); an unknown zone name says nothing.
    return moment.replace(tzinfo=UTC) if value.endswith("-0000") else moment.date()


def _with_clock(day: date, rest: str) -> tuple[Moment, str]:
    """The day with the time of day and zone that the rest of the line gives, if it gives both."""
    for found in _CLOCK.finditer(rest):
        if found["minute"] is None and found["half"] is None:
            continue
        clock = _time(found)
        zone = _ZONE.match(rest, found.end())
        where = _zone(zone, day, clock) if zone and clock else None
        end = zone.end() if zone and (zone["name"] or zone["offset"]) else found.end()
        left = rest[: found.start()] + rest[end:]
        if clock and where:
            return datetime.combine(day, clock, where), left
        return day, left
    return day, rest


def _time(found: re.Match[str]) -> time | None:
    hour = int(found["hour"])
    if found["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if found["half"][0] in "pP" else 0)
    return _safely(time, hour, int(found["minute"] or 0), int(found["second"] or 0))


def _zone(found: re.Match[str], day: date, clock: time) -> tzinfo | None:
    if found["offset"] and found["name"] in (None, "UTC", "GMT"):
        return _offset(found["offset"])
    if found["name"] in ZONES:
        return timezone(timedelta(minutes=ZONES[found["name"]]))
    if found["name"] in REGIONS:
        return _regional(REGIONS[found["name"]], day, clock)
    return None


def _offset(written: str) -> tzinfo | None:
    digits = written[1:].replace(":", "")
    hours, minutes = (digits[:2], digits[2:] or "0") if len(digits) > 2 else (digits, "0")
    sign = -1 if written[0] == "-" else 1
    return _safely(timezone, timedelta(minutes=sign * (int(hours) * 60 + int(minutes))))


def _regional(name: str, day: date, clock: time) -> tzinfo | None:
    try:
        offset = datetime.combine(day, clock, ZoneInfo(name)).utcoffset()
    except ZoneInfoNotFoundError:  # a machine without a zone database
        return None
    return timezone(offset) if offset is not None else None


def _safely(make: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T | None:
    """What ``make`` makes, or None where the calendar has no such day or hour."""
    try:
        return make(*args, **kwargs)
    except (ValueError, OverflowError):
        return None
