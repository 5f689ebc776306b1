"""The knowledge base on its page: found and read by agents, kept and filled by supervisors."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, FilePayload, expect

from callflow.views import Role
from models import Records
from models.repositories import articles
from tests.browser.desk.city import entries
from tests.browser.desk.staged import Desk, Stage, StagedHotline, page_of

pytestmark = pytest.mark.asyncio(loop_scope="session")

TODAY = "2026-11-18"
PAGE = 50
ALL = list(entries())
TOLD = [one for one in ALL if one.enabled and (one.valid_until or "9999") >= TODAY]
NEW = "停气找谁报修"


@pytest.fixture
def records_file(city_file: Path) -> Path:
    return city_file


@pytest_asyncio.fixture(loop_scope="session")
async def chief(browser: Browser, stage: Stage, hotline: StagedHotline) -> AsyncIterator[Desk]:
    """Give the knowledge base of supervisor 9001."""
    hotline.seat("9001", Role.SUPERVISOR)
    async with page_of(browser) as page:
        desk = Desk(page)
        await desk.log_in(stage.address, "9001")
        await page.goto(f"{stage.address}/#/knowledge")
        await expect(desk.part("article-row")).to_have_count(PAGE)
        yield desk


async def titles(records: Records) -> set[str]:
    async with records.reading() as db:
        return {row.title for row in await articles.list_newest(db, limit=200)}


async def test_an_agent_pages_through_what_may_be_told_today(desk: Desk) -> None:
    await desk.page.get_by_role("link", name="知识库").click()
    await expect(desk.part("article-row")).to_have_count(PAGE)
    await desk.part("rows-more").click()
    await expect(desk.part("article-row")).to_have_count(len(TOLD))
    await expect(desk.part("rows-more")).to_have_count(0)
    await expect(desk.page.get_by_text(f"共 {len(TOLD)} 篇")).to_be_visible()
    for kept_from_agents in ("article-new", "articles-import", "articles-enabled"):
        await expect(desk.part(kept_from_agents)).to_have_count(0)


async def test_an_answer_is_found_by_the_citizens_words_and_keys_alone(desk: Desk, stage: Stage) -> None:
    await desk.page.goto(f"{stage.address}/#/knowledge")
    await expect(desk.part("article-row")).to_have_count(PAGE)
    await desk.page.keyboard.press("/")
    await desk.page.keyboard.type("家里停水了找谁报修")
    await expect(desk.page.get_by_text("最相关的在最前")).to_be_visible()
    await desk.page.keyboard.press("Alt+ArrowDown")
    read = desk.part("article-read")
    await expect(read.get_by_role("heading")).to_contain_text("停水找谁报修")
    await expect(read.locator("mark").first).to_have_text("停水找谁报修")
    await expect(read).to_contain_text("由市水务局负责")
    await desk.page.keyboard.press("Alt+ArrowDown")
    await expect(read.get_by_role("heading")).not_to_have_text("停水找谁报修")
    await expect(desk.part("article-edit")).to_have_count(0)
    await desk.part("articles-search").fill("zzzz")
    await expect(desk.page.get_by_text("没有找到。换个说法")).to_be_visible()


async def test_articles_are_narrowed_by_department_and_use_and_expired_ones_say_so(chief: Desk) -> None:
    await chief.part("articles-department").select_option("市水务局")
    water = [one for one in ALL if one.department == "市水务局"]
    await expect(chief.part("article-row")).to_have_count(len(water))
    expired = chief.page.locator("[data-testid=article-standing][data-standing=expired]")
    await expect(expired.first).to_have_text("已失效（2026-06-30 止）")
    await chief.part("articles-department").select_option("")
    await chief.part("articles-enabled").select_option("off")
    await expect(chief.part("article-row")).to_have_count(sum(not one.enabled for one in ALL))
    assert set(await chief.part("article-standing").all_text_contents()) == {"已停用"}


async def test_an_article_is_written_mended_put_aside_and_taken_out(chief: Desk, records: Records) -> None:
    await chief.part("article-new").click()
    await chief.part("form-save").click()
    await expect(chief.part("article-form")).to_contain_text("请填标题")
    await chief.part("article-title").fill("路灯不亮找谁")
    await chief.part("article-body").fill("拨打燃气热线，一小时内到场。")
    await chief.part("article-keywords").fill("断气、没有气")
    await chief.part("article-from").fill("2026-02-01")
    await chief.part("article-until").fill("2026-01-01")
    await chief.part("form-save").click()
    await expect(chief.part("article-form")).to_contain_text("失效日期不能早于生效日期")
    await chief.part("article-until").fill("")
    await chief.part("form-save").click()
    await expect(chief.part("form-problem")).to_contain_text("已经有同一标题的文章")
    await chief.part("article-title").fill(NEW)
    await chief.page.keyboard.press("Control+Enter")
    await expect(chief.part("article-read")).to_contain_text(NEW)
    await expect(chief.part("article-row").first).to_contain_text(NEW)
    await chief.part("article-edit").click()
    await chief.part("article-department").fill("市燃气办")
    await chief.part("form-save").click()
    await expect(chief.part("article-read")).to_contain_text("市燃气办")
    await chief.part("article-turn").click()
    await expect(chief.part("article-standing").first).to_have_text("已停用")
    async with records.reading() as db:
        (kept, *_) = await articles.list_newest(db, limit=1)
    assert (kept.title, kept.keywords, kept.department, kept.enabled) == (NEW, ["断气", "没有气"], "市燃气办", False)
    await chief.part("article-edit").click()
    await chief.part("form-remove").click()
    await expect(chief.part("form-remove")).to_have_text("再按一次删除")
    await chief.part("form-remove").click()
    await expect(chief.page.get_by_text(NEW)).to_have_count(0)
    assert NEW not in await titles(records)


async def test_what_is_typed_waits_while_its_writer_is_elsewhere(chief: Desk) -> None:
    await chief.part("article-new").click()
    await chief.part("article-title").fill(NEW)
    await chief.page.get_by_role("link", name="工作台").click()
    await chief.page.get_by_role("link", name="知识库").click()
    await chief.part("article-new").click()
    await expect(chief.part("article-title")).to_have_value(NEW)
    await expect(chief.part("form-problem")).to_contain_text("上次没有保存的内容")
    await chief.part("form-cancel").click()
    await chief.part("article-new").click()
    await expect(chief.part("article-title")).to_have_value("")


def file(name: str, text: str, encoding: str = "utf-8") -> FilePayload:
    return {"name": name, "mimeType": "text/plain", "buffer": text.encode(encoding)}


async def test_a_file_with_errors_is_told_line_by_line_and_nothing_is_taken(chief: Desk, records: Records) -> None:
    before = await titles(records)
    await chief.part("articles-import").click()
    await expect(chief.part("import-take")).to_be_disabled()
    await chief.part("import-file").set_input_files(
        file("问答.csv", f"标题,内容,失效\n停电找谁,,明年\n{NEW},请拨打,\n")
    )
    await chief.part("import-take").click()
    await expect(chief.part("import-said")).to_contain_text("有 2 处错误，一篇也没有导入")
    rows = chief.part("import-errors").locator("tbody tr")
    await expect(rows).to_have_text(
        [re.compile("第 2 行.*缺少内容.*停电找谁,,明年"), re.compile("第 2 行.*明年.*不是日期")]
    )
    assert await titles(records) == before
    await expect(chief.part("import-take")).to_be_disabled()
    await chief.part("import-file").set_input_files(file("问答.doc", "x"))
    await expect(chief.part("import-said")).to_contain_text("只能导入 .csv 或 .md 文件")


async def test_a_table_as_chinese_spreadsheets_write_it_is_taken(chief: Desk, records: Records) -> None:
    await chief.part("articles-import").click()
    await chief.part("import-file").set_input_files(file("问答.csv", f"标题,内容\n{NEW},请拨打燃气热线\n", "gb18030"))
    await expect(chief.part("import-said")).to_contain_text("GB18030 编码")
    await chief.part("import-take").click()
    await expect(chief.part("import-said")).to_contain_text("新增 1 篇，修改 0 篇，没有变化 0 篇")
    await expect(chief.part("article-row").first).to_contain_text(NEW)
    assert NEW in await titles(records)


async def test_an_empty_knowledge_base_says_what_will_stand_there(desk: Desk, stage: Stage, records: Records) -> None:
    async with records.writing() as db:
        for row in await articles.list_newest(db, limit=200):
            await articles.delete(db, row)
    await desk.page.goto(f"{stage.address}/#/knowledge")
    await expect(desk.page.get_by_text("知识库里还没有文章。班长添加后会列在这里")).to_be_visible()
    await desk.page.goto(f"{stage.address}/#/knowledge/4711")
    await expect(desk.page.get_by_text("知识库里没有这篇文章")).to_be_visible()


async def test_a_server_that_is_away_is_told_and_asked_again(chief: Desk, stage: Stage) -> None:
    await stage.close()
    await chief.page.get_by_role("button", name="刷新").click()
    await expect(chief.page.get_by_role("alert").filter(has_text="连不上服务器")).to_be_visible()
    await stage.open()
    await chief.page.get_by_role("button", name="重试").click()
    await expect(chief.part("article-row")).to_have_count(PAGE)
