"""What programs send: the options of `Rag`, as JSON has them. `Rag` checks what they say."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from rag.asking import LONGEST_HISTORY, LONGEST_QUESTION, MOST_ARTICLES
from rag.rest import restwords
from rag.types import Opinion
from rag.uploads import MOST_FILES

MOST_PASSAGES = 100
LONGEST_NAME, LONGEST_ID, LONGEST_NOTE, MOST_NAMES = 400, 4000, 1000, 100
Name = Annotated[str, Field(max_length=LONGEST_NAME)]
Id = Annotated[str, Field(max_length=LONGEST_ID)]
Day = Annotated[str, Field(max_length=40, description="A day such as 2022-03-06, or an ISO time.")]
Names = Name | Annotated[list[Name], Field(max_length=MOST_NAMES)]
Step = Literal["spelling", "dates", "sources", "followups", "parts", "model"]


class Form(BaseModel):
    """A field that is none is told, not passed over."""

    model_config = ConfigDict(extra="forbid")


class TurnForm(Form):
    """One side of the conversation so far, as an answer's `turns` hold it."""

    role: Literal["user", "assistant"]
    text: str
    understood: str | None = None
    article_ids: list[Id] = Field(default=[], max_length=MOST_ARTICLES)


class BoundsForm(Form):
    """Which articles may be used, and how a question is read."""

    k: int | None = Field(
        default=None, ge=1, le=MOST_PASSAGES, description="How many passages are read."
    )
    source: Names | None = Field(default=None, description="Outlets or credits; any of them.")
    since: Day | None = None
    until: Day | None = None
    language: Names | None = Field(default=None, description="Such as `en`; any of them.")
    articles: Annotated[list[Id], Field(max_length=MOST_ARTICLES)] | None = Field(
        default=None, description="The only articles to use, by id or address."
    )
    collection: Name | None = Field(
        default=None, description="Only what belongs to the collection of this name."
    )
    undated: bool = Field(default=False, description="Keep articles without a date.")
    asked_at: Day | None = Field(default=None, description="What relative dates count from.")
    as_of: bool = Field(default=False, description="Hide what came after `asked_at`.")
    without: list[Step] = Field(
        default=[], max_length=6, description="Steps to leave out; `model` quotes whatever is set."
    )


class SearchForm(BoundsForm):
    """A question in its conversation."""

    question: str = Field(min_length=1, max_length=LONGEST_QUESTION)
    history: list[TurnForm] = Field(
        default=[], max_length=LONGEST_HISTORY, description="The `turns` of the answer before."
    )

    def options(self) -> dict[str, Any]:
        """The arguments of `Rag.ask` and `Rag.search`."""
        return self.model_dump()


class ArticleForm(Form):
    """An article's text with what is known of it; what is not known stays out."""

    text: str = Field(min_length=1)
    id: Id | None = None
    title: str | None = None
    url: str | None = None
    source: str | None = Field(default=None, description="The outlet that published it.")
    credits: list[str] = Field(default=[], description="Agencies or papers that it names.")
    authors: list[str] = []
    published: Day | None = None
    language: str | None = None


class IngestForm(Form):
    """Either addresses of pages and feeds, or articles."""

    addresses: list[Id] = Field(default=[], max_length=MOST_FILES)
    articles: list[ArticleForm] = Field(default=[], max_length=MOST_ARTICLES)

    @model_validator(mode="after")
    def _either(self) -> IngestForm:
        if bool(self.addresses) == bool(self.articles):
            raise ValueError(restwords.INPUTS)
        return self


class FeedbackForm(Form):
    """What a reader says of an answer."""

    trace_id: str = Field(max_length=40, description="The answer's.")
    verdict: Opinion
    note: str = Field(default="", max_length=LONGEST_NOTE)
