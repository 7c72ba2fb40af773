"""The example app under `next dev`, where React runs each effect twice."""


def test_an_interview_under_strict_mode_is_saved_once(visit, app_in_development, ledger):
    visitor = visit(app_in_development)
    visitor.page.set_default_timeout(60_000)  # a page is compiled when it is asked for
    visitor.open()
    user_id = visitor.sign_up()
    visitor.start()
    visitor.answer_all()
    visitor.wait_until_saved()
    ledger.note("signed in", visitor.said, owner=user_id)
