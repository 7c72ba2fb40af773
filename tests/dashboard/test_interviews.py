"""Interviews of the list, chosen for a comparison, in a Chromium."""


def test_no_more_than_five_can_be_chosen(signed_in, keep):
    for number in range(6):
        keep(job_role=f"Role {number}")
    signed_in.page.reload()
    for number in range(5):
        signed_in.page.get_by_label(f"Compare Role {number}").check()
    assert signed_in.page.get_by_label("Compare Role 5").is_disabled()
    signed_in.page.get_by_role("button", name="Clear").click()
    assert signed_in.page.get_by_label("Compare Role 5").is_enabled()
