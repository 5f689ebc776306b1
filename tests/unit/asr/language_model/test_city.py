import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from asr.language_model import City, CityError, adapt, read_city
from asr.language_model.estimation import estimate
from asr.language_model.grammar_fst import read_grammar, write_grammar
from asr.language_model.words import clauses

WORDS = (
    "我",
    "住",
    "在",
    "住在",
    "路灯",
    "坏",
    "了",
    "青",
    "藤",
    "里",
    "路",
    "的",
    "到",
    "从",
    "就",
    "附",
    "近",
    "这",
    "边",
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A model's graph, so far as its grammar goes."""
    graph = tmp_path / "model" / "graph"
    graph.mkdir(parents=True)
    numbers = {word: number for number, word in enumerate(WORDS, 1)}
    lines = [f"{word} {number}\n" for word, number in numbers.items()]
    (graph / "words.txt").write_text("".join(["<eps> 0\n", *lines, "#0 90\n", "<s> 91\n", "</s> 92\n"]), "utf-8")
    write_grammar(graph / "Gr.fst", estimate([["路灯", "坏", "了"], ["我", "住在", "路", "边"]], WORDS), numbers)
    return graph.parent


def likelihood(folder: Path, words: list[str]) -> float:
    spelled = dict(enumerate(WORDS, 1))
    model = read_grammar(folder / "graph" / "Gr.fst", spelled)
    product = 1.0
    for context, word in model.steps(words):
        product *= model.probability(context, word)
    return product


def test_a_name_that_is_no_word_becomes_likely_as_a_row_of_words(folder: Path) -> None:
    before = likelihood(folder, ["我", "住在", "青", "藤", "里"])
    assert adapt(folder, City(names=["青藤里"])).names == 1
    assert likelihood(folder, ["我", "住在", "青", "藤", "里"]) > 100 * before


def test_what_the_model_knew_it_still_knows(folder: Path) -> None:
    before = likelihood(folder, ["路灯", "坏", "了"])
    adapt(folder, City(names=["青藤里"]))
    assert likelihood(folder, ["路灯", "坏", "了"]) > before / 10


def test_texts_are_learned_clause_by_clause(folder: Path) -> None:
    before = likelihood(folder, ["路", "的", "路灯", "坏", "了"])
    assert adapt(folder, City(texts=["青藤路的路灯坏了，路的路灯坏了。", "路的路灯坏了！"])).sentences == 3
    assert likelihood(folder, ["路", "的", "路灯", "坏", "了"]) > before


def test_names_that_cannot_be_heard_are_told(folder: Path) -> None:
    assert adapt(folder, City(names=["青藤里", "鑫里"])).unheard == ("鑫里",)


def test_a_name_in_letters_is_told_as_it_stands_in_the_list(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "places.txt").write_text("青藤里\nABC大厦\n", "utf-8")
    assert adapt(folder, read_city(tmp_path / "places.txt", None)).unheard == ("ABC大厦",)


def test_where_nothing_could_be_heard_the_model_stays_as_it_is(folder: Path) -> None:
    grammar = (folder / "graph" / "Gr.fst").read_bytes()
    with pytest.raises(CityError, match="no name and no sentence"):
        adapt(folder, City(names=["鑫"]))
    assert (folder / "graph" / "Gr.fst").read_bytes() == grammar


def test_a_model_with_a_static_graph_says_that_it_cannot_learn(folder: Path) -> None:
    (folder / "graph" / "Gr.fst").unlink()
    with pytest.raises(CityError, match="dynamic graph"):
        adapt(folder, City(names=["青藤里"]))


def test_a_model_whose_words_lie_in_its_grammar_gets_a_list_of_them(folder: Path) -> None:
    shipped = Path(__file__).with_name("five_sentences_with_words.ngram.fst")
    (folder / "graph" / "Gr.fst").write_bytes(shipped.read_bytes())
    (folder / "graph" / "words.txt").unlink()
    assert adapt(folder, City(texts=["我要投诉路灯"])).sentences == 1
    assert (folder / "graph" / "words.txt").read_text("utf-8").splitlines()[1] == "路灯 1"


def test_names_are_read_one_a_line_as_they_are_said(tmp_path: Path) -> None:
    places = tmp_path / "places.txt"
    places.write_text("# 江城市\n青藤里\n\n五一路\n中山路18号\n青藤里\n", "utf-8")
    assert read_city(places, None).names == ["青藤里", "五一路", "中山路十八号"]


def test_tickets_give_their_texts(tmp_path: Path) -> None:
    tickets = tmp_path / "tickets.jsonl"
    lines = [{"title": "路灯坏了", "body": "青藤路的路灯坏了", "urgency": "一般"}, {"text": "停水"}]
    tickets.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines), "utf-8")
    assert read_city(None, tickets).texts == ["路灯坏了", "青藤路的路灯坏了", "停水"]


@pytest.mark.parametrize("end_of_line", ["\u2028", "\u2029", "\x85"])
def test_a_ticket_may_hold_what_ends_a_line_elsewhere(tmp_path: Path, end_of_line: str) -> None:
    line = json.dumps({"body": f"路灯坏了{end_of_line}停水"}, ensure_ascii=False)
    (tmp_path / "tickets.jsonl").write_text(line + "\n", "utf-8")
    assert said_in(read_city(None, tmp_path / "tickets.jsonl").texts) == ["路灯坏了", "停水"]


def said_in(texts: Sequence[str]) -> list[str]:
    return [clause for text in texts for clause in clauses(text)]


def test_lines_of_any_other_file_are_texts(tmp_path: Path) -> None:
    (tmp_path / "texts.txt").write_text("路灯坏了\n停水\n", "utf-8")
    assert [text.strip() for text in read_city(None, tmp_path / "texts.txt").texts] == ["路灯坏了", "停水"]


@pytest.mark.parametrize("line", ["{", "[1]"])
def test_a_broken_line_is_named(tmp_path: Path, line: str) -> None:
    (tmp_path / "tickets.jsonl").write_text(f'{{"text": "停水"}}\n{line}\n', "utf-8")
    with pytest.raises(CityError, match="line 2"):
        read_city(None, tmp_path / "tickets.jsonl")


def test_a_list_of_names_is_read_as_the_writer_reads_it(tmp_path: Path) -> None:
    (tmp_path / "places.txt").write_text("# 街道\n 青藤 里 # 老城\n3号院\n", "utf-8-sig")
    assert read_city(tmp_path / "places.txt", None).names == ["青藤里", "三号院"]


def test_a_file_that_is_not_utf_8_is_named_with_the_remedy(tmp_path: Path) -> None:
    (tmp_path / "places.txt").write_bytes("青藤里\n".encode("gbk"))
    with pytest.raises(CityError, match=r"places\.txt is not UTF-8.*iconv -f GB18030"):
        read_city(tmp_path / "places.txt", None)
