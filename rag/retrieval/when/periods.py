"""Days as words mean them: inclusive, open at either end, or the same days of every year.

Weeks begin on Monday. Arithmetic stops at the ends of the calendar instead of failing there.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass, replace
from datetime import MAXYEAR, MINYEAR, date

MonthDay = tuple[int, int]
WEEK = 7


@dataclass(frozen=True, slots=True)
class Period:
    """Inclusive days; None is open. With ``yearly``, the same days of every year instead."""

    since: date | None = None
    until: date | None = None
    yearly: tuple[MonthDay, MonthDay] | None = None
    """First and last (month, day); the last may lie in the next year: a winter."""
    slack: int = 0
    """Days before ``since`` that a speaker may mean too: on a Tuesday, "this week" looks back."""

    def holds(self, day: date) -> bool:
        if self.yearly is not None:
            first, last = self.yearly
            at = (day.month, day.day)
            return first <= at <= last if first <= last else at >= first or at <= last
        return (self.since is None or self.since <= day) and (
            self.until is None or day <= self.until
        )

    def within(self, other: Period) -> bool:
        """Whether every day of this one is a day of the other."""
        if self.since is None or self.until is None:
            return False
        if other.yearly is not None:
            short = (self.until - self.since).days <= 92
            return short and other.holds(self.since) and other.holds(self.until)
        return other.holds(self.since) and other.holds(self.until)

    def before(self, asked: date) -> Period:
        """Of every year's days, those that began last, as seen from a day."""
        if self.yearly is None:
            return self
        years = range(asked.year, max(asked.year - 9, MINYEAR - 1), -1)
        found = (self.in_year(year) for year in years)
        return next((one for one in found if one and one.since and one.since <= asked), self)

    def nearest(self, to: date) -> Period:
        """Of every year's days, those nearest to a day, before or after it."""
        years = range(max(to.year - 8, MINYEAR), min(to.year + 8, MAXYEAR) + 1)
        each = [one for year in years if (one := self.in_year(year)) is not None]
        return min(each, key=lambda one: one.distance(to), default=self)

    def in_year(self, year: int) -> Period | None:
        """The days that begin in one year; None for 29 February of a common year."""
        if self.yearly is None:
            return self
        first, last = self.yearly
        end = year if first <= last else year + 1
        since = _day(year, *first)
        until = _day(end, *last) or (_day(end, 2, 28) if last == (2, 29) else None)
        return Period(since, until) if since and until and since <= until else None

    def distance(self, day: date) -> int:
        """Days between this and a day; 0 within it."""
        if self.since is not None and day < self.since:
            return (self.since - day).days
        if self.until is not None and day > self.until:
            return (day - self.until).days
        return 0


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def day_of(year: int, month: int, day: int) -> Period | None:
    """One day; None when the calendar has no such day."""
    found = _day(year, month, day)
    return Period(found, found) if found else None


def yearly(first: MonthDay, last: MonthDay) -> Period | None:
    """The same days of every year; None when no year has them."""
    sound = all(_day(2000, *each) is not None for each in (first, last))
    return Period(yearly=(first, last)) if sound else None


def shifted(day: date, days: int) -> date:
    """So many days later, or the end of the calendar."""
    return date.fromordinal(min(max(day.toordinal() + days, 1), date.max.toordinal()))


def months(year: int, first: int, last: int) -> Period:
    """Whole months of a year; months beyond 1 to 12 lie in the years beside it."""
    since, until = year * 12 + first - 1, year * 12 + last - 1
    since, until = (min(max(at, MINYEAR * 12), MAXYEAR * 12 + 11) for at in (since, until))
    end = calendar.monthrange(until // 12, until % 12 + 1)[1]
    return Period(date(since // 12, since % 12 + 1, 1), date(until // 12, until % 12 + 1, end))


def year_of(year: int) -> Period:
    return months(year, 1, 12)


def decade_of(year: int) -> Period:
    return Period(year_of(year).since, year_of(year + 9).until)


def week_of(day: date, weeks: int = 0) -> Period:
    """The week from Monday to Sunday that a day lies in, or one so many weeks later."""
    monday = shifted(day, WEEK * weeks - day.weekday())
    return Period(monday, shifted(monday, WEEK - 1))


def weekend_of(day: date, weeks: int = 0) -> Period:
    saturday = shifted(day, WEEK * weeks + 5 - day.weekday())
    return Period(saturday, shifted(saturday, 1))


def last_month_day(month: int) -> MonthDay:
    """29 February for February: a year without it has none to match."""
    return month, calendar.monthrange(2000, month)[1]


def third(period: Period, which: int) -> Period | None:
    """The early, middle or late part (0, 1, 2): of a month its days 1-10, 11-20 and the rest."""
    if period.yearly is not None:
        (month, first), (end, last) = period.yearly
        if month != end or first != 1:
            return None
        return yearly((month, 1 + 10 * which), (month, last if which == 2 else 10 + 10 * which))
    if period.since is None or period.until is None:
        return None
    length = (period.until - period.since).days + 1
    if length <= 31:
        since = shifted(period.since, 10 * which)
        return Period(since, period.until if which == 2 else shifted(since, 9))
    if length <= 366 and period.since.day == period.since.month == 1:
        return months(period.since.year, 1 + 4 * which, 4 + 4 * which)
    a, b = length * which // 3, length * (which + 1) // 3 - 1
    return Period(shifted(period.since, a), shifted(period.since, b))


def opened(period: Period, how: str) -> Period:
    """What "since", "after", "before", "until" make of a period whose years are known."""
    since, until = period.since, period.until
    if how == "since":
        return replace(period, until=None)
    if how == "after":
        return Period(shifted(until, 1) if until else None, None)
    if how == "before":
        return Period(None, shifted(since, -1) if since else None)
    return Period(None, until) if how == "until" else period
