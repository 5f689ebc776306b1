from asr.text import join_words, without_spaces


def test_chinese_words_stand_without_spaces() -> None:
    assert join_words(["路灯", "从来", "没", "亮", "过"]) == "路灯从来没亮过"


def test_words_in_letters_keep_their_space() -> None:
    assert join_words(["开通", "wi", "fi", "了"]) == "开通wi fi了"


def test_a_recogniser_s_line_loses_spaces_and_unknown_sounds() -> None:
    assert without_spaces("路 灯 [unk] 坏 了") == "路灯坏了"


def test_no_words_are_no_text() -> None:
    assert join_words([]) == without_spaces("  ") == ""
