"""Where the transcript has the questions of the feedback, and their answers."""

from llm_api.analysis.further_feedback import Question

# Far more questions than an interview has, and few enough to look for each in every message.
MAX_QUESTIONS = 200
# A shorter text must be the whole message: "Yes." stands within many.
MIN_PART = 20


def asked_questions(questions: list[Question], interviewer: list[str]) -> dict[int, int]:
    """{index of a text of the interviewer: number of the question that it asks}."""
    texts = [_comparable(text) for text in interviewer]
    found: dict[int, int] = {}
    for question in questions[:MAX_QUESTIONS]:
        sought = _comparable(question.question)
        for index, text in enumerate(texts):
            if index not in found and _says(text, sought):
                found[index] = question.number
                break
    return found


def without_spoken_answers(questions: list[Question], messages: list[str]) -> list[Question]:
    """The questions without the answers that `messages` have word for word."""
    texts = [_comparable(text) for text in messages]
    return [
        question._replace(answer="")
        if any(_says(text, _comparable(question.answer)) for text in texts)
        else question
        for question in questions[:MAX_QUESTIONS]
    ] + questions[MAX_QUESTIONS:]


def _comparable(text: str) -> str:
    return " ".join(text.casefold().split())


def _says(text: str, sought: str) -> bool:
    return sought == text or (len(sought) >= MIN_PART and sought in text)
