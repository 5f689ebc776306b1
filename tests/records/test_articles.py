"""The knowledge base, on both databases: kept, imported again without effect, found by what is asked."""

import pytest

from callflow.search import asked_in_words
from callflow.units import AgentId, WallMs
from models import Records
from models.article_files import read_articles
from models.repositories import articles
from models.repositories.articles import ArticleEntry, ArticleExistsError

BY = AgentId("9001")
NOW = WallMs(1_000)
TODAY = "2026-11-29"

MEDICAL = ArticleEntry(
    title="异地就医如何备案",
    body="参保人可在国家医保服务平台办理异地就医备案，备案后直接结算。",
    keywords=("医保", "跨省"),
    department="医保局",
)
WATER = ArticleEntry(title="停水报修找谁", body="供水管网故障请拨打市水务集团热线，24 小时受理。", department="水务局")
BUSES = ArticleEntry(title="老年公交卡怎么办", body="年满六十五周岁的市民凭身份证到公交公司网点办理。")


async def _keep(records: Records, *entries: ArticleEntry) -> None:
    async with records.writing() as db:
        await articles.import_all(db, entries, BY, NOW)


async def _titles(records: Records, words: str, on: str | None = TODAY) -> list[str]:
    async with records.reading() as db:
        found = await articles.find(db, asked_in_words(words), on=on, limit=5, least=0.2)
    return [one.row.title for one in found]


async def test_an_article_is_found_by_words_of_its_title_keywords_and_body(records: Records) -> None:
    await _keep(records, MEDICAL, WATER, BUSES)
    assert await _titles(records, "我想问一下异地就医备案怎么弄") == ["异地就医如何备案"]
    assert await _titles(records, "跨省看病医保能报吗") == ["异地就医如何备案"]
    assert await _titles(records, "家里停水了找谁报修") == ["停水报修找谁"]
    assert await _titles(records, "完全无关的话题") == []


async def test_it_says_which_of_the_citizens_words_led_there(records: Records) -> None:
    await _keep(records, MEDICAL, WATER)
    async with records.reading() as db:
        (found,) = await articles.find(db, asked_in_words("异地就医备案在哪里办"), on=TODAY, limit=1)
    assert found.terms == ("异地就医备案",)
    assert 0.5 < found.score <= 1


async def test_what_is_changed_or_taken_out_is_no_longer_found_as_before(records: Records) -> None:
    await _keep(records, MEDICAL, WATER)
    async with records.writing() as db:
        (found,) = await articles.find(db, asked_in_words("停水报修"), on=None, limit=1)
        await articles.change(db, found.row, ArticleEntry(title="供暖报修找谁", body="请拨打热力公司。"), BY, NOW)
    assert await _titles(records, "停水") == []
    assert await _titles(records, "供暖") == ["供暖报修找谁"]
    async with records.writing() as db:
        row = await articles.get(db, found.row.id)
        assert row is not None
        await articles.delete(db, row)
    assert await _titles(records, "供暖") == []


async def test_only_what_holds_today_is_told_to_citizens(records: Records) -> None:
    old = ArticleEntry(title="停水通知旧版", body="x", valid_until="2026-11-28")
    coming = ArticleEntry(title="停水通知新版", body="x", valid_from="2026-11-30")
    off = ArticleEntry(title="停水通知停用", body="x", enabled=False)
    now = ArticleEntry(title="停水通知", body="x", valid_from="2026-11-29", valid_until="2026-11-29")
    await _keep(records, old, coming, off, now)
    assert await _titles(records, "停水通知") == ["停水通知"]
    assert len(await _titles(records, "停水通知", on=None)) == 4


async def test_importing_again_changes_nothing_and_a_new_text_replaces_the_old_one(records: Records) -> None:
    coded = ArticleEntry(title="停水报修找谁", body="旧", code="K1")
    async with records.writing() as db:
        assert await articles.import_all(db, [coded, BUSES], BY, NOW) == articles.Imported(made=2)
    async with records.writing() as db:
        assert await articles.import_all(db, [coded, BUSES], BY, NOW) == articles.Imported(same=2)
    renamed = ArticleEntry(title="停水了找谁", body="新", code="K1")
    async with records.writing() as db:
        assert await articles.import_all(db, [renamed], BY, NOW) == articles.Imported(changed=1)
    assert await _titles(records, "停水") == ["停水了找谁"]


async def test_no_article_takes_anothers_title(records: Records) -> None:
    await _keep(records, WATER, BUSES)
    async with records.writing() as db:
        with pytest.raises(ArticleExistsError):
            await articles.create(db, WATER, BY, NOW)
        await articles.create(db, ArticleEntry(title="别的", body="x", code="K9"), BY, NOW)
        with pytest.raises(ArticleExistsError):
            await articles.import_all(db, [ArticleEntry(title=BUSES.title, body="x", code="K9")], BY, NOW)


async def test_pages_go_on_where_the_last_one_ended(records: Records) -> None:
    await _keep(records, MEDICAL, WATER, BUSES)
    async with records.reading() as db:
        first = await articles.list_newest(db, limit=2)
        rest = await articles.list_newest(db, limit=2, before=first[-1].id)
        of_water = await articles.list_newest(db, department="水务局", enabled=True, on=TODAY)
    assert len({row.id for row in (*first, *rest)}) == 3
    assert [row.title for row in of_water] == ["停水报修找谁"]


async def test_a_csv_file_and_a_markdown_file_say_the_same(records: Records) -> None:
    csv = "标题,内容,关键词,部门,失效\n停水找谁,请拨水务热线,停水、报修,水务局,2027/1/31\n"
    markdown = "# 停水找谁\n关键词：停水 报修\n部门：水务局\n失效：2027年1月31日\n\n请拨水务热线\n"
    read = read_articles("a.csv", csv), read_articles("b.md", markdown)
    assert read[0] == read[1]
    assert read[0].entries[0].valid_until == "2027-01-31"
    await _keep(records, *read[0].entries)
    async with records.writing() as db:
        assert await articles.import_all(db, read[1].entries, BY, NOW) == articles.Imported(same=1)


async def test_departments_are_counted_with_what_they_tell_on_a_day(records: Records) -> None:
    more = ArticleEntry(title="水费怎么交", body="请到营业厅。", department="水务局", valid_until="2026-11-28")
    off = ArticleEntry(title="门诊报销", body="按比例报销。", department="医保局", enabled=False)
    await _keep(records, MEDICAL, WATER, BUSES, more, off)
    async with records.reading() as db:
        assert list(await articles.departments(db, on=TODAY)) == [("医保局", 1), ("水务局", 1)]
        assert sorted(await articles.departments(db)) == [("医保局", 2), ("水务局", 2)]


async def test_an_article_with_the_rare_word_is_found_among_many_with_the_common_ones(records: Records) -> None:
    many = [ArticleEntry(title=f"社保缴费指南 {nth}", body="社保缴费到窗口办理。") for nth in range(60)]
    await _keep(records, *many, ArticleEntry(title="灵活就业怎么参加", body="带身份证。"))
    assert (await _titles(records, "灵活社保缴费"))[0] == "灵活就业怎么参加"
