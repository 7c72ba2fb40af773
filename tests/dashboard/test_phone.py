"""The dashboard on a phone of 390 × 844, in a Chromium."""

import json

import pytest

from tests.support.dashboard_page import SESSION_KEY

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
FINGER = 44  # px
# A checkbox is pressed through its label, and a row through its link.
SMALL_TARGETS = """(finger) => {
  const small = [];
  for (const element of document.querySelectorAll("a, button, input, select, summary")) {
    const target = element.closest("tr, label") ?? element;
    const { width, height, bottom } = target.getBoundingClientRect();
    const text = element.innerText || element.name;
    if (bottom > 0 && height > 1 && (height < finger || width < finger))
      small.push([text, width, height]);
  }
  return small;
}"""


@pytest.fixture
def phone(open_window, live_service, session):
    kept = [{"name": SESSION_KEY, "value": json.dumps(session)}]
    state = {"origins": [{"origin": live_service, "localStorage": kept}]}
    return open_window(**PHONE, storage_state=state)


def test_the_first_interview_begins_in_the_upper_third(phone, three):
    phone.open()
    phone.settle()
    first = phone.rows()[0]
    assert first.bounding_box()["y"] <= 300
    assert " ".join(first.inner_text().split()) == (
        "Overall 8 Team Lead Behavioral · Senior · 5 questions Strength: Clear communication"
        " Communication 9 Technical 7 10 Mar 2026 Compare Team Lead, 10 Mar 2026"
    )
    for name in ["overall", "communication", "technical"]:
        assert first.locator(f"td.{name} .score").is_visible()


@pytest.mark.parametrize(
    "address", ["", "?search=pelican", "?interview_type=Technical", "?search=nowhere", "/data"]
)
def test_everything_can_be_pressed_with_a_finger(phone, three, address):
    phone.open(address)
    phone.settle()
    if not address.startswith("/"):
        phone.open_filters()
    assert phone.page.evaluate(SMALL_TARGETS, FINGER) == []
    assert phone.page.evaluate("document.documentElement.scrollWidth") == 390


def test_the_button_of_the_filters_says_how_many_are_set(phone, three):
    phone.open("?interview_type=Technical&interview_type=Behavioral&search=x&ordering=completed_at")
    assert phone.page.get_by_role("button", name="Filters").inner_text() == "Filters (2)"


def test_the_order_can_be_chosen_without_heads(phone, three):
    phone.open()
    phone.settle()
    assert phone.page.get_by_role("columnheader").count() == 0
    phone.page.get_by_label("Order").select_option("Oldest first")
    phone.settle()
    assert phone.roles() == ["Data Engineer", "Platform Engineer", "Team Lead"]
