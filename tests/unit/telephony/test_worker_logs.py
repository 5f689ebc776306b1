from telephony.logs import mask_personal_data


def test_personal_data_is_masked_and_nothing_else() -> None:
    entry = {"event": "call_arrived", "pii_calling_number": "13812345678", "leg": "citizen"}
    masked = mask_personal_data(None, "info", entry)
    assert masked == {"event": "call_arrived", "pii_calling_number": "*********78", "leg": "citizen"}
