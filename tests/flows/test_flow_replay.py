from record_explains import assert_journal_explains


def test_the_journal_explains_every_row_of_the_recorded_crises(citrix_2020, citrix_2025):
    for crisis in (citrix_2020, citrix_2025):
        assert len(crisis.made.responses) >= 5
        for response in crisis.made.responses.values():
            assert_journal_explains(response)
