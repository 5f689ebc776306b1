"""How fast the knowledge base answers: `python scripts/bench_knowledge.py [--articles N] [--url URL ...]`.

Makes articles out of the taxonomy's subjects, districts and verbs of public services, imports them into an empty
database, and asks many made-up questions as a call does: build the query, find candidates, rank. Without `--url` it
takes a SQLite file of its own and, where PostgreSQL is installed, a cluster of its own.
"""

import argparse
import asyncio
import json
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from callflow.drafting import taxonomy
from callflow.search import asked_in_words
from callflow.units import WallMs
from models import Records, migrate
from models.repositories import articles
from models.repositories.articles import ArticleEntry
from tests.records.cluster import PostgresCluster, PostgresMissingError

DAY = "2026-11-29"
BAR_P95_MS = 50.0
DEEDS = (
    "办理",
    "申请",
    "查询",
    "变更",
    "注销",
    "补办",
    "缴费",
    "备案",
    "投诉",
    "年审",
    "减免",
    "补贴",
    "认定",
    "报销",
    "预约",
    "登记",
    "转移",
    "延期",
    "退款",
    "开具证明",
)
WHO = ("个人", "企业", "老年人", "残疾人", "学生", "新市民", "退役军人", "低保家庭", "外地户籍", "个体工商户")
WHERE = ("东湖", "西湖", "南岸", "北城", "高新", "经开", "江南", "滨江", "新城", "老城")
HOW = (
    "需要携带身份证和户口簿到政务服务大厅窗口",
    "可以在手机应用上提交材料并上传照片",
    "应当在三十日内提出，逾期按规定处理",
    "工作人员审核后五个工作日内答复",
    "收费标准以物价部门公布的目录为准",
    "节假日不受理，请提前预约取号",
)
ASKED = "请问{who}怎么{deed}{what}，在{where}区哪里办，需要什么材料"


def made_articles(number: int, dice: random.Random) -> list[ArticleEntry]:
    """Articles with titles of their own."""
    subjects = [f"{second}" for seconds in taxonomy().values() for second in seconds]
    return [_article(at, dice, subjects) for at in range(number)]


def _article(at: int, dice: random.Random, subjects: list[str]) -> ArticleEntry:
    subject, deed, who, where = dice.choice(subjects), dice.choice(DEEDS), dice.choice(WHO), dice.choice(WHERE)
    body = (
        "。".join(dice.sample(HOW, 4))
        + f"。{where}区{subject}{deed}地址为第{at}号窗口，{dice.choice(subjects)}另行办理。"
    )
    title = f"{where}区{who}{subject}{deed}指南{at}"
    return ArticleEntry(title=title, body=body, keywords=(subject, deed), department=f"{where}区政务局", code=str(at))


def questions(number: int, dice: random.Random) -> Iterator[str]:
    """What citizens might ask."""
    subjects = [second for seconds in taxonomy().values() for second in seconds]
    for _ in range(number):
        yield ASKED.format(
            who=dice.choice(WHO), deed=dice.choice(DEEDS), what=dice.choice(subjects), where=dice.choice(WHERE)
        )


async def measure(url: str, number: int, asked: int) -> dict[str, object]:
    """Import and ask; milliseconds for each question."""
    dice = random.Random(12345)
    await migrate(url)
    records = Records.at(url)
    began = time.perf_counter()
    async with records.writing() as db:
        await articles.import_all(db, made_articles(number, dice), None, WallMs(0))
    import_s = time.perf_counter() - began
    took = [await _ask(records, one) for one in questions(asked + 20, dice)][20:]
    await records.close()
    return {
        "database": url.partition(":")[0],
        "articles": number,
        "import_s": round(import_s, 1),
        "questions": len(took),
        "p50_ms": round(statistics.median(took), 1),
        "p95_ms": round(statistics.quantiles(took, n=20)[18], 1),
        "max_ms": round(max(took), 1),
        "bar_p95_ms": BAR_P95_MS,
    }


async def _ask(records: Records, question: str) -> float:
    began = time.perf_counter()
    async with records.reading() as db:
        found = await articles.find(db, asked_in_words(question), on=DAY, limit=5)
    if not found:
        raise LookupError(question)
    return (time.perf_counter() - began) * 1_000


def own_databases(opened: ExitStack) -> Iterator[str]:
    """A SQLite file, and PostgreSQL where it is installed."""
    folder = opened.enter_context(tempfile.TemporaryDirectory())
    yield f"sqlite:///{folder}/records.db"
    try:
        yield opened.enter_context(PostgresCluster()).create("bench")
    except PostgresMissingError as error:
        print(error, file=sys.stderr)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=50_000)
    parser.add_argument("--questions", type=int, default=300)
    parser.add_argument("--url", action="append", help="an empty database")
    given = parser.parse_args()
    with ExitStack() as opened:
        urls = given.url or list(own_databases(opened))
        results = [asyncio.run(measure(url, given.articles, given.questions)) for url in urls]
    print(json.dumps(results, ensure_ascii=False, indent=1))
    sys.exit(any(float(str(one["p95_ms"])) > BAR_P95_MS for one in results))


if __name__ == "__main__":
    main()
