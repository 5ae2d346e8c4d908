"""The wording of conversations: their list, what is kept, what became of what they quote."""

from __future__ import annotations

from datetime import datetime

from rag.page.talk import Phase
from rag.page.words import STOPPED, count, day
from rag.types import Fate, Opinion

CONVERSATIONS = "Conversations"
NEW = "New conversation"
SEARCH = "Find a conversation"
FIND = "Find"
NONE = "Nothing is kept yet. Your questions and their answers will be listed here."
NONE_FOUND = "No conversation has “{query}” in its name, a question or an answer."
IN_QUESTION = "In a question: "
IN_ANSWER = "In an answer: "
NOT_KEPT = "Conversations are not kept here."
RENAME = "Rename"
NAME = "Name"
REMOVE = "Remove"
REMOVE_SURE = "Remove for good"
EXPORT = "Export"
MORE = "More on “{name}”"
CLOSE = "Close the list"
MISSING = "That conversation is not here; it may have been removed, or belong to another reader."
HINT = (
    "They are kept with this library and found again by this browser only. Remove what others at "
    "this computer should not read."
)
HINT_NAMED = "They are kept with this library, and only you find them, wherever you sign in."
SINCE = "Since this was answered:"
ERASED = (
    "This answer rested on an article that was erased from the library since. Its words were "
    "erased here too."
)
ERASED_STATE = "Erased"
ENDED = {Phase.STOPPED: "Stopped", Phase.INTERRUPTED: "Interrupted"}
WITHOUT = {
    Phase.STOPPED: STOPPED,
    Phase.INTERRUPTED: "The server was stopped while this was answered. Ask it again.",
}
CURRENT = "Read it as it stands now"
FATES = {
    Fate.CHANGED: "it has a newer text; what is quoted here opens in the one it was taken from.",
    Fate.REMOVED: "it is no longer in the library; what is quoted here still opens.",
    Fate.ERASED: "it was erased.",
}


def questions(n: int) -> str:
    return count(n, "question")


def last_used(touched: datetime, now: datetime) -> str:
    """``today, 14:05``, ``6 Mar``, ``6 Mar 2022``; in the server's own zone."""
    at, today = touched.astimezone(), now.astimezone()
    if at.date() == today.date():
        return f"today, {at:%H:%M}"
    return f"{at.day} {at:%b}" if at.year == today.year else day(at)


FORMS = {"docx": "Word", "markdown": "Markdown", "html": "HTML", "json": "JSON"}
EXPORT_AS = "Save as"
COPY = "Copy with footnotes"
COPY_BRIEF = "copy"
COPY_SENTENCE = "Copy this sentence with its footnotes"
LINK = "Link"
LINK_HINT = "Copy a link to this question and its filters"
EDIT = "Edit"
OPINION_ASKED = "Was this right?"
OPINIONS = {
    Opinion.RIGHT: "Right",
    Opinion.WRONG_SOURCE: "Wrong source",
    Opinion.WRONG_ANSWER: "Wrong answer",
    Opinion.SHOULD_KNOW: "Should know",
}
OPINION_HINTS = {
    Opinion.RIGHT: "The answer and its sources are right",
    Opinion.WRONG_SOURCE: "The answer may be right, but it rests on the wrong article or words",
    Opinion.WRONG_ANSWER: "The answer is wrong",
    Opinion.SHOULD_KNOW: "It says that the articles do not say, and they do",
}
OPINION_KEPT = "Kept, thank you."
NOTE_KEPT = "Kept with your words, thank you."
NOTE = "A few words, if you like"
NOTE_SEND = "Add"
EXCHANGE_MISSING = "That answer is not here any more."
NO_ANSWER = "There is no answer to save or to judge here."
EDITING = "Editing your last question: its answer will be replaced."
CANCEL = "Cancel"
EDIT_MEANT = "Change"
EDIT_MEANT_LABEL = "Change what the question was taken to mean"
LOST = "The server does not answer. What is written here is kept."
LOST_SENT = "The server does not answer. Your question is kept, and is asked as soon as it does."
TRY_NOW = "Try now"
