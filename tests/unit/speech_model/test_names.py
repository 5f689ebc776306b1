import importlib
from pathlib import Path
from types import ModuleType

import pytest

RECIPE = Path(__file__).parents[3] / "scripts" / "build_speech_model"


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(RECIPE))
    return importlib.import_module("names")


@pytest.mark.parametrize("word", ["张斌建", "李华少", "王霖", "贺利灵"])
def test_tagged_words_that_begin_with_a_family_name_are_names(names: ModuleType, word: str) -> None:
    assert names.is_name(word, "nr")


@pytest.mark.parametrize("word", ["井盖", "幼儿园", "谢谢您", "高新区", "黄兴路", "王", "石沉大海", "严重性"])
def test_other_things_that_the_tagger_takes_for_names_are_none(names: ModuleType, word: str) -> None:
    assert not names.is_name(word, "nr")


def test_words_of_a_public_list_are_no_names(names: ModuleType) -> None:
    assert not names.is_name("孔明灯", "nr", frozenset({"孔明灯"}))


def test_only_what_is_tagged_is_a_name(names: ModuleType) -> None:
    assert not names.is_name("张斌建", "n")
