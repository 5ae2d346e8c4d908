"""What the tools give, as values with a JSON schema. Offsets count Unicode code points."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field


class Span(BaseModel):
    """Words of one article, exactly as they stand there."""

    article_id: str = Field(description="For open_article.")
    title: str | None
    source: str | None = Field(description="The outlet; null when it is not known.")
    credits: list[str] = Field(description="Agencies or papers the article attributes itself to.")
    published: str | None = Field(description="ISO date or datetime; null when not known.")
    url: str | None = Field(description="Null when not known, or very long: then see open_article.")
    revision: int
    start: int = Field(description="Where the words begin in the article's text.")
    end: int = Field(description="Where the whole span ends, also when text is cut.")
    text: str
    cut: bool = Field(description="Whether text ends before the span does; open_article has all.")


class Cited(Span):
    n: int = Field(description="The number that stands as [n] in the answer.")
    speaker: str | None = Field(description="Who says it, in the article's words.")


class FoundSpan(Span):
    score: float | None = Field(description="Only scores of one question compare.")


class Event(Span):
    since: str | None = Field(description="The first day of what it tells; null when undated.")
    until: str | None
    dated_by: str | None = Field(
        description="text: its sentence says the day; published: only its article is dated."
    )


class Told(BaseModel):
    """What every result on a question has."""

    understood: str = Field(description="The question as it was understood.")
    notes: list[str] = Field(description="What to know of the search.")
    next_after: int | None = Field(description="Give it as after for more; null when it is all.")


class AnswerTold(Told):
    status: Literal["answered", "partial", "not_found"]
    text: str = Field(description="Checked sentences; [n] are the numbers of citations.")
    short_answer: str | None
    citations: list[Cited]
    gaps: list[str] = Field(description="What was asked and is not covered.")
    confidence: float | None = Field(description="That the passages answer it, 0 to 1.")
    mode: str = Field(description="quotes, or the model that wrote the sentences.")
    conversation: str = Field(description="For a follow-up, or for more of this answer.")


class SearchTold(Told):
    passages: list[FoundSpan] = Field(description="The best first.")


class TimelineTold(Told):
    events: list[Event] = Field(description="By the day of what they tell, undated ones last.")
    total: int = Field(description="How many events there are in all.")


class ArticleTold(BaseModel):
    article_id: str
    title: str | None
    source: str | None
    credits: list[str]
    authors: list[str]
    published: str | None
    url: str | None
    language: str | None
    revision: int
    text: str
    start: int
    end: int
    total: int = Field(description="Characters of the whole article.")
    next_start: int | None = Field(description="Give it as start for more; null at the end.")
