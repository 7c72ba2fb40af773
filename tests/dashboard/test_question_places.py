"""Where the questions of the feedback are found in the conversation. Nothing is guessed."""

import pytest

from tests.support.node import call

MESSAGES = [
    ("interviewer", "Welcome! Let us begin."),
    ("user", "Gladly."),
    ("interviewer", "So: why did you **shard** the table? Take your time."),
    ("user", "Could you say more?"),
    ("interviewer", "The table of orders."),
    ("user", "It didn’t fit on one machine."),
    ("interviewer", "为什么用队列？"),
    ("interviewer", "Why?"),
    ("user", "Why not, I asked myself why."),
    ("interviewer", "Why?"),
    ("user", "Because of the load."),
]


@pytest.mark.parametrize(
    ("asked", "places"),
    [
        # By the question's text, whatever its case and marks; the feedback is on what follows.
        ([("WHY DID YOU SHARD THE TABLE", "")], [(2, 3)]),
        # By the answer's, which is surer about where it was given.
        ([("", "It didn't fit on one machine")], [(4, 5)]),
        ([("Why did you shard the table?", "It didn't fit")], [(2, 5)]),
        ([("为什么用队列", "")], [(6, -1)]),
        # The same question twice is two messages, in their order.
        ([("Why?", ""), ("Why?", "")], [(7, 8), (9, 10)]),
        ([("Why?", ""), ("Why?", ""), ("Why?", "")], [(7, 8), (9, 10), (-1, -1)]),
        # A short text is no quotation, and what was reworded has no place.
        ([("Why", ""), ("", "I asked")], [(7, 8), (-1, -1)]),
        ([("What made you split the table?", "There was too much data")], [(-1, -1)]),
        ([("", ""), ("?!", "…")], [(-1, -1), (-1, -1)]),
        # Out of order.
        ([("The table of orders", ""), ("Why did you shard the table", "")], [(4, 5), (2, 3)]),
    ],
)
def test_a_question_is_where_its_words_are(asked, places):
    questions = [{"question": question, "answer": answer} for question, answer in asked]
    messages = [{"role": role, "text": text} for role, text in MESSAGES]
    [found] = call("question-places.js", "placeQuestions", [[questions, messages]])
    assert [(place["asked"], place["answered"]) for place in found] == places
