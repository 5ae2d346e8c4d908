"""Follow-ups made to stand on their own, and whom they may mean: by tables."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.retrieval.followups import resolve
from rag.types import Turn

REACTION = "How did Norway react to Denmark's plan?"
HOLM = "What did Peter Holm say about the strike?"
PORT = "What happened in Port Ambleton?"

RESOLVED = [
    (REACTION, "And Sweden?", "How did Sweden react to Denmark's plan?"),
    (REACTION, "What about Sweden?", "How did Sweden react to Denmark's plan?"),
    (REACTION, "How about Sweden?", "How did Sweden react to Denmark's plan?"),
    (REACTION, "And the Swedish government?", "How did the Swedish government react to"),
    (REACTION, "And what happened to its boats?", "What happened to Norway's boats?"),
    (REACTION, "What did it say?", "What did Norway say?"),
    (REACTION, "What did they demand?", "What did Norway demand?"),
    (REACTION, "Did it accept the plan?", "Did Norway accept the plan?"),
    (REACTION, "What did Sweden say?", "What did Sweden say about Denmark's plan?"),
    (REACTION, "How did Sweden respond?", "How did Sweden respond to Denmark's plan?"),
    (REACTION, "Why?", REACTION),
    (REACTION, "Why not?", REACTION),
    (REACTION, "When?", REACTION),
    (REACTION, "When exactly?", REACTION),
    (REACTION, "And why did Denmark make the plan?", "Why did Denmark make the plan?"),
    (
        "What limit did Peter Holm's union set on night shifts?",
        "Who gave it up?",
        "Who gave up the limit that Peter Holm's union did set on night shifts?",
    ),
    (
        "What did Peter Holm say about the strike?",
        "Who called it off?",
        "Who called off the strike?",
    ),
    ("What view does Norway take of the plan?", "Who drew it up?", "Who drew up the plan?"),
    ("Who is Rosa Lindqvist?", "What does she want?", "What does Rosa Lindqvist want?"),
    ("Who is Rosa Lindqvist?", "Where was she born?", "Where was Rosa Lindqvist born?"),
    ("Who is Peter Holm?", "What is his job?", "What is Peter Holm's job?"),
    (
        "Who is Peter Holm?",
        "And what does he say about the strike?",
        "What does Peter Holm say about the strike?",
    ),
    (HOLM, "And Rosa Lindqvist?", "What did Rosa Lindqvist say about the strike?"),
    ("What was the price in 2021?", "And in 2022?", "What was the price in 2022?"),
    ("What did Norway say about the quota?", "Who agreed with that?", "Who agreed with the quota?"),
    (PORT, "Who lives there?", "Who lives in Port Ambleton?"),
    ("What is AUKUS?", "who is in it?", "Who is in AUKUS?"),
    ("What is AUKUS?", "Which countries are in it?", "Which countries are in AUKUS?"),
    ("What is AUKUS?", "tell me more", "Tell me more about AUKUS"),
    (PORT, "More about it, please", "Tell me more about Port Ambleton"),
    ("Where did the ministers meet?", "What did they decide?", "What did the ministers decide?"),
]

UNCHANGED = [
    (REACTION, "What is the Quad?"),
    (REACTION, "How much did the bridge over the Tarrow cost?"),
    (REACTION, "Who opened the bridge?"),
    (PORT, "Is it true that fares rose?"),
    (HOLM, "How many nests does Noor Haddad count?"),
    (PORT, "?"),
    (HOLM, "What did Ada Brandt say when she met Rosa Lindqvist?"),
    (HOLM, "Why did Denmark change its plan?"),
    (HOLM, "thanks"),
]

BOTH = "How did Ada Brandt and Peter Holm react?"
HOLMS = "What did Brandt and Holm say about the strike?"
QUAD = "How did Norway and Sweden react to Denmark's plan?"

FROM_THE_LAST = [
    (REACTION, "What about its boats?", "What about Norway's boats?"),
    (REACTION, "And its minister?", "How did Norway's minister react to Denmark's plan?"),
    (REACTION, "and sweden?", "How did Sweden react to Denmark's plan?"),
    (REACTION, "What did Sweden say about it?", "What did Sweden say about Denmark's plan?"),
    (REACTION, "When was it announced?", "When was Denmark's plan announced?"),
    (REACTION, "Who else?", f"Who else: {REACTION}"),
    (REACTION, "How many?", f"How many: {REACTION}"),
    (REACTION, "Since when?", f"Since when: {REACTION}"),
    (REACTION, "On what condition?", f"On what condition: {REACTION}"),
    (REACTION, "Why did it do that?", f"Why: {REACTION}"),
    ("Did Norway expel Danish diplomats?", "Why?", "Why did Norway expel Danish diplomats?"),
    ("Did Norway expel Danish diplomats?", "When was that?", "When did Norway expel Danish"),
    (QUAD, "And the latter?", "How did Sweden react to Denmark's plan?"),
    (QUAD, "What did the former say about fish?", "What did Norway say about fish?"),
    (QUAD, "The second one?", "How did Sweden react to Denmark's plan?"),
    (QUAD, "What did they say about it?", "What did Norway and Sweden say about Denmark's plan?"),
    (BOTH, "What did they say?", "What did Ada Brandt and Peter Holm say?"),
    (HOLM, "And about the bridge?", "What did Peter Holm say about the bridge?"),
    (HOLM, "What else did he say?", "What else did Peter Holm say?"),
    (HOLM, "And his union?", "What did Peter Holm's union say about the strike?"),
    ("What was the price in March 2021?", "And last year?", "What was the price last year?"),
    ("What happened in Norway?", "And in Sweden?", "What happened in Sweden?"),
    ("How many boats does Norway buy?", "How much do they cost?", "How much do boats cost?"),
    ("How many boats does Norway buy?", "And the price?", "What is the price of boats?"),
    ("Who is the owner of the Ever Given?", "When did it sink?", "When did the Ever Given sink?"),
    ("What did the minister say?", "Where was he born?", "Where was the minister born?"),
    (
        "What did Norway and Sweden sign in 2022?",
        "Who wrote it?",
        "Who wrote what Norway and Sweden did sign in 2022?",
    ),
    ("What is the difference between Norway and Sweden?", "Which one is larger?", "Norway and Sw"),
]

AMBIGUOUS = [
    ("How did Brandt and Holm react?", "What did he say next?", ("Brandt", "Holm")),
    ("When did Kishida meet Putin?", "What did he want?", ("Kishida", "Putin")),
    (HOLMS, "Where was he born?", ("Brandt", "Holm")),
    (QUAD, "What did it say next?", ("Norway", "Sweden")),
    (QUAD, "And its minister?", ("Norway", "Sweden")),
]

CLEAR = [
    (BOTH, "What did she say next?", "What did Ada Brandt say next?"),
    (BOTH, "What did he say next?", "What did Peter Holm say next?"),
    ("What did Kishida say about Putin?", "What did he do?", "What did Kishida do?"),
    ("How did Norway and Peter Holm react?", "What did he say?", "What did Peter Holm say?"),
    (QUAD, "What did they say next?", "What did Norway and Sweden say next?"),
]


Pairs = tuple[str, str]


def told(*pairs: Pairs) -> tuple[Turn, ...]:
    """A conversation of these questions and answers."""
    return tuple(
        turn
        for question, answer in pairs
        for turn in (Turn("user", question, question), Turn("assistant", answer))
    )


def asked(*questions: str) -> tuple[Turn, ...]:
    """A conversation of these questions, each answered with something."""
    return told(*((question, "So it is told. [1]") for question in questions))


@pytest.mark.parametrize(("before", "question", "full"), [*RESOLVED, *FROM_THE_LAST])
def test_a_follow_up_is_filled_in_from_the_question_before(
    before: str, question: str, full: str
) -> None:
    assert full in resolve(question, asked(before)).text


@pytest.mark.parametrize(("before", "question"), UNCHANGED)
def test_a_question_that_stands_alone_stays_as_it_is(before: str, question: str) -> None:
    assert resolve(question, asked(before)).text == question


@pytest.mark.parametrize("question", ["And Sweden?", "What did it say?", "Why?", "And in 2022?"])
def test_without_a_history_nothing_is_filled_in(question: str) -> None:
    assert resolve(question, ()).text == question


def test_she_is_the_person_whom_the_last_answer_named() -> None:
    history = (
        Turn("user", "Who opened the bridge?", "Who opened the bridge?"),
        Turn("assistant", "Mayor Ada Brandt opened the bridge. [1]"),
    )
    assert resolve("What did she say?", history).text == "What did Ada Brandt say?"


def test_a_thread_is_followed_by_what_was_understood_not_by_what_was_typed() -> None:
    history = (
        Turn("user", REACTION, REACTION),
        Turn("assistant", "It said no. [1]"),
        Turn("user", "And Sweden?", "How did Sweden react to Denmark's plan?"),
        Turn("assistant", "It said yes. [1]"),
    )
    assert resolve("And Finland?", history).text == "How did Finland react to Denmark's plan?"


def test_turns_without_an_understanding_are_read_as_they_were_typed() -> None:
    history = (Turn("user", "What was the price in 2021?"),)
    assert resolve("And in 2020?", history).text == "What was the price in 2020?"


def test_a_history_of_answers_alone_changes_nothing() -> None:
    history = (Turn("assistant", "Norway said no. [1]"),)
    assert resolve("What did it say?", history).text == "What did it say?"


# --- the whole conversation -----------------------------------------------------------------

OPENED = ("Who opened the bridge?", "Mayor Ada Brandt opened the bridge. [1]")
COST = ("How much did the bridge cost?", "It cost 3 million crowns. [1]")


def test_she_is_found_in_an_answer_further_back() -> None:
    assert resolve("What did she say?", told(OPENED, COST)).text == "What did Ada Brandt say?"
    assert resolve("How long is it?", told(OPENED, COST)).text == "How long is the bridge?"


def test_after_a_question_for_a_person_the_one_answered_with_comes_first() -> None:
    history = told(("Who succeeded Holm?", "The council elected Rosa Lindqvist its head. [1]"))
    assert resolve("What did she promise?", history).text == "What did Rosa Lindqvist promise?"


def test_it_is_what_the_answer_says_was_done() -> None:
    signed = "Norway and Sweden signed a Treaty on Herring on 6 May 2022. [1]"
    history = told(("What did Norway and Sweden sign in 2022?", signed))
    assert resolve("Who signed it?", history).text == "Who signed the Treaty on Herring?"


def test_one_of_those_an_answer_enumerates_is_counted_off() -> None:
    history = told(("Which countries fish here?", "Norway, Sweden and Denmark fish here. [1]"))
    assert resolve("And the second one?", history).text == "What about Sweden?"
    assert resolve("When did the third one join?", history).text == "When did Denmark join?"
    assert resolve("And the fourth one?", history).text != "What about Denmark?"


def test_there_is_where_the_answer_says_it_was() -> None:
    history = told(("Where did the ministers meet?", "They met in Oslo in May. [1]"))
    assert resolve("What happened there?", history).text == "What happened in Oslo?"


def test_each_word_that_points_back_is_explained() -> None:
    found = resolve("What did they say about it?", asked(QUAD))
    assert found.read == ("“they”: Norway and Sweden", "“it”: Denmark's plan")
    assert resolve("And Sweden?", asked(REACTION)).read == (f"“And Sweden?” after “{REACTION}”",)
    assert resolve("What is the Quad?", asked(REACTION)).read == ()


def test_a_history_as_long_as_a_book_is_read_no_further_than_an_answer_is_long() -> None:
    book = "Nobody said a word of it. " * 40_000
    turns = (*told((REACTION, "No. [1]")), *told(*[(book, book)] * 100))
    before = process_time()
    assert resolve("What did he say?", turns).text == "What did he say?"
    assert process_time() - before < 20


# --- two that may be meant ------------------------------------------------------------------


@pytest.mark.parametrize(("before", "question", "names"), AMBIGUOUS)
def test_of_two_that_may_be_meant_none_is_chosen(
    before: str, question: str, names: tuple[str, ...]
) -> None:
    found = resolve(question, asked(before))
    assert tuple(each.name for each in found.candidates) == names
    assert found.text == question
    assert found.asks_back == f"Do you mean {names[0]} or {names[1]}?"
    assert all(each.name in each.question for each in found.candidates)


@pytest.mark.parametrize(("before", "question", "full"), CLEAR)
def test_grammar_and_first_names_decide_before_anything_is_asked_back(
    before: str, question: str, full: str
) -> None:
    found = resolve(question, asked(before))
    assert (found.text, found.candidates) == (full, ())


def test_the_articles_tell_who_is_she_where_the_name_does_not() -> None:
    known = {"Brandt": "she", "Holm": "he"}.get
    history = asked("How did Brandt and Holm react?")
    assert resolve("What did she say next?", history, known).text == "What did Brandt say next?"
    nobody = resolve("What did she say next?", history, {"Brandt": "he", "Holm": "he"}.get)
    assert (nobody.text, nobody.candidates) == ("What did she say next?", ())


NEXT = "What did he say next?"


@pytest.mark.parametrize(
    ("reply", "full"),
    [
        ("Holm", "What did Holm say next?"),
        ("I mean Holm", "What did Holm say next?"),
        ("Brandt, please", "What did Brandt say next?"),
        ("And Sweden?", "How did Sweden react?"),
        ("What did Holm say next?", "What did Holm say next?"),
    ],
)
def test_a_name_answers_the_question_asked_back(reply: str, full: str) -> None:
    before = asked("How did Brandt and Holm react?")
    back = resolve(NEXT, before).asks_back
    assert resolve(reply, (*before, *told((NEXT, back)))).text == full


def test_a_question_that_was_asked_back_about_is_no_antecedent_itself() -> None:
    history = (*asked(REACTION), *told(("What did he say?", "Do you mean A or B?")))
    assert resolve("And Sweden?", history).text == "How did Sweden react to Denmark's plan?"


# --- what changes nothing -------------------------------------------------------------------

WHOLE = st.builds(
    "{} {} {} {} {}?".format,
    st.sampled_from(["What did", "When did", "Why did", "Where did", "How did"]),
    st.sampled_from(["Norway", "Ada Brandt", "Peter Holm", "the Quad", "Sweden's minister"]),
    st.sampled_from(["say about", "attack", "agree with", "speak of", "sign"]),
    st.sampled_from(["Denmark", "the herring quota", "the bridge at Tarrow", "Finland's plan"]),
    st.sampled_from(["in 2022", "in Oslo", "on 6 May", "when Finland left"]),
)
HISTORIES = st.lists(
    st.tuples(
        st.one_of(WHOLE, st.sampled_from([REACTION, HOLM, PORT, BOTH, QUAD, "hello", "?"])),
        st.sampled_from(["Ada Brandt and Peter Holm met. [1]", "No.", "Do you mean A or B?", ""]),
    ),
    max_size=4,
)


@settings(max_examples=60, deadline=None)
@given(WHOLE, HISTORIES)
def test_a_question_that_names_everything_is_never_changed_by_its_history(
    question: str, pairs: list[Pairs]
) -> None:
    found = resolve(question, told(*pairs))
    assert (found.text, found.read, found.candidates) == (question, (), ())


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60), HISTORIES)
def test_whatever_is_typed_something_is_understood(question: str, pairs: list[Pairs]) -> None:
    found = resolve(question, told(*pairs))
    assert found.text or not question.strip()
    assert len(found.candidates) != 1
