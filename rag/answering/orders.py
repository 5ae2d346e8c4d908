"""Sentences of an article that tell nothing: they order an assistant about, ask, announce, or lead
to another article.

They are quoted for nobody: an order is no report of anything, and a question answers none. What a
report says about orders ("He told it to ignore ...", or words between quotation marks) stays.
"""

from __future__ import annotations

import re

from rag.retrieval.asks import Asks
from rag.retrieval.question import Question
from rag.terms import content_terms

_ORDER = re.compile(
    r"(?:please,? |now,? |important:? )*(?:"
    r"(?:ignore|disregard|forget|override)\b[^.“\"]{0,40}\b(?:instructions?|prompts?|rules|above|before)\b"
    r"|(?:system|developer|admin\w*) (?:note|message|prompt|notice|instruction)s?\b"
    r"|(?:(?:note|message|instruction|notice)s? (?:to|for) )(?:the |any |all )?"
    r"(?:assistant|ai|model|chatbot|llm|language model|reader'?s? assistant)s?\b"
    r"|(?:reply|respond|answer|say|output|print|write|repeat)\b[^.“\"]{0,80}"
    r"\b(?:nothing else|single word|exactly this|no other word|only the word)\b"
    r"|(?:you are|act as|pretend to be)\b[^.“\"]{0,30}\b(?:assistant|ai|chatbot|language model)\b"
    r"|(?:cite|name) no sources?\b"
    r")",
    re.IGNORECASE,
)

_POINTER = re.compile(
    r"[^.?!:“\"\n]{2,60}(?:(?<!said)(?<!says)(?<!asked)(?<!added)(?<!wrote):(?=[‘'])|:(?=[^\W\d_a-z]\w))"
    r"|(?i:more|read(?: more| next| also)?|also read|see also|related(?: stories| news)?"
    r"|watch(?: live)?|listen|video|gallery|photos?|in (?:photos|pictures)|sign up|subscribe)"
    r"(?: (?:on|from|about)\b[^.?!:“\"\n]{1,30})?: "
    r"|(?i:for (?:our|the|more|all|full|latest) [^.?!\n]{0,20}"
    r"(?:coverage|updates|stor(?:y|ies)|details|analysis|news|reporting|information)\b"
    r"[^.?!\n]{0,40}, (?:see|click|read|visit|follow) )"
)
"""What leads to another article: "More:Eggs cost less", "Related: ...". Where a page's label and
its link are set apart by style alone, no space is left behind the colon."""


def is_pointer(sentence: str) -> bool:
    """Whether a sentence is the label and title of another article, as pages set them between
    paragraphs."""
    return _POINTER.match(sentence) is not None


def is_order(sentence: str) -> bool:
    """Whether a sentence begins as an order to whoever answers from the article."""
    return _ORDER.match(sentence) is not None


def tells(question: Question, sentence: str) -> bool:
    """Whether a sentence tells anything that could answer. Orders and what only announces more do
    not; nor do questions, unless somebody's words are asked for and it is not the same question.
    """
    end = sentence.rstrip("\"'”’) ")
    if is_order(sentence) or is_pointer(sentence) or end.endswith(":"):
        return False
    if not end.endswith("?"):
        return True
    own = set(content_terms(sentence))
    return question.asks in (Asks.STATEMENT, Asks.REACTION) and not own <= set(
        content_terms(question.text)
    )
