"""The demo model with a city's streets hears them; the recordings are the synthetic voice's (assets/demo/NOTICE.md)."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from asr import models
from asr.lm_cli import build_app
from asr.models import InstalledModel
from asr.vosk import VoskModel
from tests.asr.sound import REPOSITORY, blocks_of, telephone

pytestmark = pytest.mark.timeout(600)

STREETS = Path(__file__).with_name("streets")
SPOKEN = {"luting_road": "我住在鹭汀路", "luting_court": "绿汀苑门口的路灯坏了", "qixia_lane": "栖霞巷这边一直没有水"}
runner = CliRunner()


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("city")


@pytest.fixture(scope="module")
def city_model(var: Path) -> InstalledModel:
    """The demo model after `lingting lm build --words places.txt`. Its graph stays in parts, which saves composing."""
    archive = models.demo_archive(REPOSITORY / "assets")
    models.install(var, archive.stem, archive)
    (var / "places.txt").write_text("鹭汀路\n绿汀苑\n栖霞巷\n", "utf-8")
    built = runner.invoke(
        build_app(lambda: (var, REPOSITORY / "assets")),
        ["build", "--words", str(var / "places.txt"), "--model", archive.stem],
    )
    assert built.exit_code == 0, built.output
    assert "knows 3 names" in built.output
    return models.ready(var, "lingting-demo-zh-8k-city")


def heard(model: VoskModel, name: str) -> str:
    recogniser = model.recogniser()
    for block in [bytes(3200), *blocks_of(telephone(STREETS / f"{name}.wav")), bytes(3200)]:
        recogniser.accept(block)
    return "".join(word.text for word in recogniser.result())


def test_streets_that_the_model_did_not_hear_are_heard(vosk_model: VoskModel, city_model: InstalledModel) -> None:
    assert all(heard(vosk_model, name) != said for name, said in SPOKEN.items())
    with_streets = VoskModel(city_model.path)
    assert {name: heard(with_streets, name) for name in SPOKEN} == SPOKEN


def test_the_new_model_is_whole_and_still_a_demo(var: Path, city_model: InstalledModel) -> None:
    assert city_model.demo
    assert models.damage(var, city_model.name) == []


def test_a_copy_of_the_demo_model_does_not_pass_for_another(var: Path, city_model: InstalledModel) -> None:
    command = ["build", "--words", str(var / "places.txt"), "--model", city_model.name, "--name", "our-city"]
    refused = runner.invoke(build_app(lambda: (var, REPOSITORY / "assets")), command)
    assert refused.exit_code == 1
    assert not (var / "models" / "our-city").exists()


def test_a_model_does_not_take_its_origins_place(var: Path, city_model: InstalledModel) -> None:
    command = ["build", "--words", str(var / "places.txt"), "--model", city_model.name, "--name", city_model.name]
    assert runner.invoke(build_app(lambda: (var, REPOSITORY / "assets")), command).exit_code == 1
