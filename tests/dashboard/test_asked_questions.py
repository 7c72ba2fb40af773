"""Which questions of several interviews are alike, and the script of a text."""

from tests.support.node import call

TEXTS = {
    "Use the STAR method": "Latin",
    "استخدم STAR": "Arabic",
    "使用 STAR 法则": "Latin",
    "使用结构化的回答方法 STAR": "Han",
    "STAR を使って答えてください": "Japanese",
    "Используйте метод STAR": "Cyrillic",
    "답변을 구조화하세요": "Hangul",
    "123 …": None,
    "": None,
}


def test_scripts_are_told_apart():
    assert call("scripts.js", "scriptOf", [[text] for text in TEXTS]) == list(TEXTS.values())


def interview(*questions):
    return {
        "feedback": {},
        "conversation": [
            message
            for question in questions
            for message in (
                {"role": "interviewer", "content": question},
                {"role": "user", "content": f"About {question}"},
            )
        ],
    }


ALIKE = [
    ("How would you design a rate limiter?", "So, how would you design a rate limiter?"),
    ("Good. Tell me about a conflict in your team.", "Good. Tell me about a conflict in your team"),
    ("Wie würden Sie einen Rate Limiter entwerfen?", "Wie wuerden Sie einen Rate Limiter entwerfen?"),
    ("كيف تصمم محدد المعدل؟", "حسنا، كيف تصمم محدد المعدل؟"),
    ("如何设计一个限流器？", "好的。你如何设计一个限流器？"),
]  # fmt: skip
UNLIKE = [
    ("How would you design a rate limiter?", "How would you design a chat service?"),
    ("Tell me about a conflict.", "Tell me about yourself."),
    ("Wie würden Sie einen Rate Limiter entwerfen?", "Wie würden Sie einen Chat entwerfen?"),
    ("如何设计一个限流器？", "为什么想加入我们？"),
]


def test_questions_are_alike_in_most_of_their_words():
    other = "Why do you want to work here?"
    calls = [[[interview(one, other), interview(two)]] for one, two in ALIKE + UNLIKE]
    found = call("asked-questions.js", "likeQuestions", calls)
    assert [len(groups) for groups in found] == [1] * len(ALIKE) + [0] * len(UNLIKE)


def test_a_long_transcript_is_compared_in_bounded_time():
    many = [
        interview(*[f"What does the word number {n * n} mean to {n % 7}?" for n in range(2500)])
        for _ in range(5)
    ]
    [groups] = call("asked-questions.js", "likeQuestions", [[many]])
    assert len(groups) == 100


def test_a_question_without_an_answer_is_none():
    conversation = interview("Why?", "How?")["conversation"]
    silent = {
        "feedback": {},
        "conversation": [*conversation[:1], *conversation[2:], *conversation[:1]],
    }
    [asked] = call("asked-questions.js", "askedIn", [[silent]])
    assert [each["question"] for each in asked] == ["How?"]
