"""Whether a sentence says why something happened, or on what condition."""

from __future__ import annotations

import re

from rag.grammar import Parse

_BECAUSE = re.compile(
    r"\b(?:because|due to|owing to|given (?:that|the)|so that|in order to|in response"
    r"|cit(?:e|es|ed|ing)|caus(?:e|es|ed|ing)|led to|prompt|result|reason|blam|reflect|aim"
    r"|for fear|fears? (?:of|that|over)|concerns? (?:about|that|over)|in protest|justif"
    r"|as a (?:result|consequence)|thanks to|amid|obstacles?|hurdles?|lack of|fail(?:ed|ure)"
    r"|meant to|intended to|in retaliation|in anger|on suspicion|on the grounds?"
    # "recalled over fire risks", "arrested for theft"
    r"|(?:recall|ban|bann|arrest|resign|sack|fir|sue|su|suspend|protest|investigat|fin|charg|jail"
    r"|sanction|dismiss|cancel|apologi[sz]|quit|evacuat|detain|criticis|criticiz|condemn)(?:ed|ing|es|s)?"
    r"\b[^.,;]{0,40}\b(?:over|for(?! (?:\w+ )?(?:days?|weeks?|months?|years?|life)\b)) "
    # what is protested against is why
    r"|\b(?:protest|demonstrat|rall(?:y|i)|march)(?:ed|ing|es|s)?\b[^.,;]{0,40}\bagainst "
    # what befell somebody or something: "it was caught in strong winds"
    r"|(?:was|were|been|got) (?:caught|hit|struck|swept|driven|pushed|knocked|overwhelmed|overcome)"
    r" (?:in|by|into|off|out|from))",
    re.IGNORECASE,
)
_ON_CONDITION = re.compile(
    r"\b(?:if|unless|once|until|provided|providing|conditional|only (?:when|after|to)|as long as"
    r"|conditions?|requires?|required|must|needs?|depends?)\b",
    re.IGNORECASE,
)
_SINCE = "since"
_MARKS = frozenset(("as", "so"))


def gives_reason(parsed: Parse) -> bool:
    """By a word for it, or by a clause that hangs on another: "as they feared", "to protest"."""
    return _BECAUSE.search(parsed.text) is not None or any(
        token.dep == "advcl" and _says_what_for(parsed, i) for i, token in enumerate(parsed.tokens)
    )


def _says_what_for(parsed: Parse, verb: int) -> bool:
    below = [parsed.tokens[i] for i in parsed.children(verb)]
    marks = {each.text.lower() for each in below if each.dep == "mark"}
    if _SINCE in marks:
        # "Nobody has been there since it closed" tells a time.
        above = parsed.children(parsed.tokens[verb].head)
        return not any(parsed.tokens[i].lemma == "have" for i in above)
    return any(
        (each.dep == "mark" and each.text.lower() in _MARKS)
        or (each.dep == "aux" and each.text.lower() == "to")
        for each in below
    )


def gives_condition(parsed: Parse) -> bool:
    """By a word such as "if", "unless", "requires"."""
    return _ON_CONDITION.search(parsed.text) is not None
