import importlib
import zipfile
from pathlib import Path
from types import ModuleType

import pytest
import rjieba

REPOSITORY = Path(__file__).parents[3]
RECIPE = REPOSITORY / "scripts" / "build_speech_model"
SHIPPED = REPOSITORY / "assets" / "demo" / "lingting-demo-zh-8k.zip"
TAKEN_FOR_NAMES = (
    "兰花 叶子 周密 周折 周转 孙女 孙子 宁可 宁静 安静 杜绝 杨树 梅花 毛巾 熊猫 白白 祝福 祝贺 "
    "胡同 胡子 范畴 许可 谢谢 陆军 陈列 陈旧 陈述 雷雨 顾客 马虎 马达 高峰 高明 高潮 黎明 齐全"
)
"""Words of the public list that the tagger takes for names."""


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


@pytest.mark.parametrize("word", ["刘先生", "王女士", "李主任"])
def test_a_family_name_with_a_title_is_no_name_but_two_words(names: ModuleType, word: str) -> None:
    assert not names.is_name(word, "nr")
    assert names.parts(word) == [word[0], word[1:]]


@pytest.mark.parametrize("word", ["先生", "张斌建", "小区", "经理"])
def test_other_words_stay_whole(names: ModuleType, word: str) -> None:
    assert names.parts(word) == [word]


def test_the_shipped_models_words_hold_no_tagged_name(names: ModuleType) -> None:
    table = zipfile.ZipFile(SHIPPED).read("graph/words.txt").decode().splitlines()
    alone = [tagged[0] for line in table if len(tagged := rjieba.tag(line.split()[0])) == 1]
    found = {word for word, tag in alone if names.is_name(word, tag)}
    assert found <= set(TAKEN_FOR_NAMES.split())
