"""Loading: afterwards no call has to wait for a file."""

import subprocess
import sys

OPENED_BY_A_CALL = """
import json, sys
from pathlib import Path
from callflow.drafting import DraftContext, draft_ticket, load_drafting
from tests.unit.drafting.talk import spoken

written = Path("scripts/written_calls/4/dialogues.jsonl").read_text("utf-8")
calls = [json.loads(line)["turns"] for line in written.splitlines()]
context = DraftContext(calling_number="13800138000", started_at=0, city="江城")
if sys.argv[1] == "loaded":
    load_drafting()
opened = []
sys.addaudithook(lambda name, given: opened.append(given[0]) if name == "open" else None)
for turns in calls:
    talk = [spoken(at, turn["speaker"], turn["text"]) for at, turn in enumerate(turns)]
    draft_ticket(talk, context)
    draft_ticket([said for said in talk if said.role == "citizen"], context)
print(json.dumps([str(each) for each in opened]))
"""


def test_once_loaded_no_call_opens_a_file() -> None:
    assert _opened("as it comes") != "[]"
    assert _opened("loaded") == "[]"


def _opened(how: str) -> str:
    ran = subprocess.run([sys.executable, "-c", OPENED_BY_A_CALL, how], capture_output=True, text=True, check=True)
    return ran.stdout.strip()
