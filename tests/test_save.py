def test_the_guides_own_body_is_saved_for_the_tokens_user(save, interview, alice, db):
    response = save(interview, alice)

    assert response.status_code == 201
    stored = response.json()["data"]
    row = db.execute("select * from interviews where id = %s", [stored["id"]]).fetchone()
    assert str(row["user_id"]) == alice.id == stored["user_id"]
    assert row["conversation"] == interview["conversation"] == stored["conversation"]
    assert (row["overall_score"], row["communication_score"], row["technical_score"]) == (8, 9, 7)
