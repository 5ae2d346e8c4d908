"""Verbs and nouns of saying, thinking and reacting: how news marks whose words it gives."""

from __future__ import annotations

REPORTING_VERBS = frozenset(
    """accuse acknowledge add admit affirm agree allege announce apologise
    apologize appeal applaud argue ask assert
    assess assure believe blame call caution claim clarify
    comment compare complain concede conclude condemn confirm congratulate contend counter
    criticise criticize declare decry defend demand denounce deny deplore describe disclose
    dismiss doubt emphasise emphasize estimate expect explain express fear hail highlight hint hope
    imply
    indicate inform insist interpret lament maintain mention note object observe
    oppose outline pledge point praise predict proclaim promise propose protest question react
    reaffirm reassure rebuff rebuke recall recommend regard regret reiterate reject remark remind
    reply request respond retort say speak specify speculate state stress
    suggest suspect tell testify thank think threaten underline underscore urge view
    voice vow warn welcome worry write""".split()
)
"""Lemmas whose subject is a speaker when it can speak."""

SAYING_THAT = frozenset("repeat signal hold feel consider boast joke tweet post vouch".split())
"""The same only where a clause follows: "repeated that the islands are Russian"."""

REACTION_NOUNS = frozenset(
    """accusation answer argument assessment attitude claim comment complaint concern condemnation
    criticism demand denial explanation interpretation objection opinion position protest reaction
    rebuke remark reply response stance statement take view warning""".split()
)
"""Nouns that ask for what somebody says: "Russia's reaction", "the stance of Beijing"."""

ASKED_VERBS = frozenset(
    """react respond reply answer retaliate feel say think argue believe claim warn contend suggest
    assert stress describe tell criticise criticize condemn accuse view state complain demand urge
    insist object protest comment deny express interpret see highlight emphasise emphasize point
    maintain recommend regard allege voice call""".split()
)
"""Verbs that make a question one about somebody's words: "what did X say"."""

REACTING_VERBS = frozenset("react respond reply answer retaliate feel".split())
"""Verbs of a question that ask for words and deeds alike."""

STATIVE_VERBS = frozenset(
    "be have stand remain seem appear become face contain include need lie exist belong own".split()
)
"""Verbs that tell how things stand, not what somebody said or did."""

PRONOUNS = frozenset("he she they it we i this that these those who which".split())
"""Subjects that name nobody by themselves."""
