"""The values that travel through Byline, from an article to an answer.

Each stage makes the next value and changes none: intake makes :class:`Article`, the library
:class:`Chunk`, retrieval :class:`Passage`, answering :class:`Citation`, :class:`Sentence` and
:class:`Answer`. All offsets count Unicode code points of ``Article.text``. What is not known is
``None``, never a guess.
"""

from __future__ import annotations

from rag.types.answers import (
    MARKS,
    STRUCK,
    Answer,
    Candidate,
    IngestReport,
    Removed,
    SearchResult,
    Sentence,
    Status,
    Turn,
    Understood,
    Verdict,
)
from rag.types.articles import (
    Article,
    Chunk,
    Citation,
    Copy,
    Heading,
    Moment,
    Passage,
    Place,
    Rejected,
    Score,
    Speech,
)
from rag.types.conversations import (
    Conversation,
    ConversationLine,
    Ending,
    Excerpt,
    Fate,
    PastExchange,
    Quoted,
    quoted_of,
)
from rag.types.coverage import (
    Coverage,
    Covered,
)
from rag.types.dossier import (
    Dossier,
    differing,
)
from rag.types.events import (
    Delta,
    Done,
    Event,
    Failed,
    Found,
    SentenceDone,
    SentenceDropped,
)
from rag.types.feedback import (
    Feedback,
    Opinion,
)
from rag.types.gathered import NamedCollection
from rag.types.jobs import (
    InputState,
    Job,
    JobInput,
    JobKind,
    JobStep,
)
from rag.types.news import (
    Account,
    Conflict,
    DatedEvent,
    Development,
    Side,
    Step,
    Support,
    Timeline,
)
from rag.types.origins import (
    Origin,
)
from rag.types.plain import (
    SCHEMA,
    plain,
)
from rag.types.readings import (
    Kept,
    Reading,
)
from rag.types.replays import (
    Change,
    Replay,
)
from rag.types.restoring import (
    restored,
)
from rag.types.statements import (
    Spoken,
    Statements,
)
from rag.types.usage import (
    Caps,
    DayUsage,
    Usage,
    UsageReport,
)

__all__ = [
    "MARKS",
    "SCHEMA",
    "STRUCK",
    "Account",
    "Answer",
    "Article",
    "Candidate",
    "Caps",
    "Change",
    "Chunk",
    "Citation",
    "Conflict",
    "Conversation",
    "ConversationLine",
    "Copy",
    "Coverage",
    "Covered",
    "DatedEvent",
    "DayUsage",
    "Delta",
    "Development",
    "Done",
    "Dossier",
    "Ending",
    "Event",
    "Excerpt",
    "Failed",
    "Fate",
    "Feedback",
    "Found",
    "Heading",
    "IngestReport",
    "InputState",
    "Job",
    "JobInput",
    "JobKind",
    "JobStep",
    "Kept",
    "Moment",
    "NamedCollection",
    "Opinion",
    "Origin",
    "Passage",
    "PastExchange",
    "Place",
    "Quoted",
    "Reading",
    "Rejected",
    "Removed",
    "Replay",
    "Score",
    "SearchResult",
    "Sentence",
    "SentenceDone",
    "SentenceDropped",
    "Side",
    "Speech",
    "Spoken",
    "Statements",
    "Status",
    "Step",
    "Support",
    "Timeline",
    "Turn",
    "Understood",
    "Usage",
    "UsageReport",
    "Verdict",
    "differing",
    "plain",
    "quoted_of",
    "restored",
]
