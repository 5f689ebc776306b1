import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from asr import catalogue, fetching, models
from asr.model_folder import ModelError
from asr.models_cli import build_app
from tests.asr.model_site import ModelSite
from tests.asr.model_zips import PARTS, model_zip
from tests.asr.sound import REPOSITORY

DEMO = "lingting-demo-tiny"
SMALL = "vosk-model-small-cn-0.22"
LARGE = "vosk-model-cn-0.22"


@pytest.fixture
def var(tmp_path: Path) -> Path:
    return tmp_path / "var"


@pytest.fixture
def assets(tmp_path: Path) -> Path:
    (tmp_path / "assets/demo").mkdir(parents=True)
    model_zip(tmp_path / f"assets/demo/{DEMO}.zip")
    return tmp_path / "assets"


def test_until_somebody_chooses_the_demo_model_is_used_and_says_so(var: Path, assets: Path) -> None:
    model = models.resolve(var, assets)
    assert (model.name, model.demo, model.path) == (DEMO, True, var / "models" / DEMO)
    assert models.resolve(var, assets) == model


def test_a_newer_shipped_demo_model_replaces_the_unpacked_one(var: Path, assets: Path) -> None:
    models.resolve(var, assets)
    model_zip(assets / f"demo/{DEMO}.zip", {**PARTS, "am/final.mdl": b"better acoustics"})
    assert (models.resolve(var, assets).path / "am/final.mdl").read_bytes() == b"better acoustics"


@pytest.mark.parametrize("missing", list(PARTS))
def test_a_broken_demo_model_is_unpacked_again(var: Path, assets: Path, missing: str) -> None:
    (models.resolve(var, assets).path / missing).unlink()
    models.use_demo(var, assets)
    assert models.damage(var, DEMO) == []


def test_a_chosen_model_is_used_and_is_no_demo(var: Path, assets: Path, tmp_path: Path) -> None:
    fetching.fetch_from(var, "our-own", model_zip(tmp_path / "own.zip", top="some-name/"))
    models.use(var, "our-own")
    assert models.resolve(var, assets) == models.InstalledModel(name="our-own", path=var / "models/our-own", demo=False)
    models.use_demo(var, assets)
    assert models.resolve(var, assets).demo


def test_an_installed_model_gives_the_same_words_every_time(var: Path, tmp_path: Path) -> None:
    noisy = {**PARTS, "conf/mfcc.conf": b"--dither=1.0\n--sample-frequency=16000\n"}
    fetching.fetch_from(var, "our-own", model_zip(tmp_path / "own.zip", noisy))
    text = (var / "models/our-own/conf/mfcc.conf").read_text()
    assert text == "--sample-frequency=16000\n--dither=0\n"


def test_a_model_for_a_higher_rate_takes_our_recordings(var: Path, tmp_path: Path) -> None:
    wide = {**PARTS, "conf/mfcc.conf": b"--sample-frequency=48000"}
    fetching.fetch_from(var, "our-own", model_zip(tmp_path / "own.zip", wide))
    assert "--allow-upsample=true" in (var / "models/our-own/conf/mfcc.conf").read_text()


@pytest.mark.parametrize("missing", list(PARTS))
def test_a_broken_model_folder_says_what_is_missing_and_what_to_do(
    var: Path, assets: Path, tmp_path: Path, missing: str
) -> None:
    fetching.fetch_from(var, "our-own", model_zip(tmp_path / "own.zip"))
    models.use(var, "our-own")
    (var / "models/our-own" / missing).unlink()
    with pytest.raises(ModelError, match=rf"{missing}.*lingting model fetch our-own --from FILE"):
        models.resolve(var, assets)


def test_a_chosen_model_that_is_gone_says_how_to_get_it(var: Path, assets: Path) -> None:
    (var / "models").mkdir(parents=True)
    (var / "models/chosen").write_text(f"{SMALL}\n")
    with pytest.raises(ModelError, match=f"not installed.*run `lingting model fetch {SMALL}`"):
        models.resolve(var, assets)


def test_a_model_that_dithers_is_refused_until_it_is_chosen_again(var: Path, assets: Path, tmp_path: Path) -> None:
    fetching.fetch_from(var, "our-own", model_zip(tmp_path / "own.zip"))
    models.use(var, "our-own")
    (var / "models/our-own/conf/mfcc.conf").write_text("--sample-frequency=16000\n")
    with pytest.raises(ModelError, match="run `lingting model use our-own`"):
        models.resolve(var, assets)
    assert models.use(var, "our-own") == models.resolve(var, assets)


def test_without_any_shipped_model_the_error_says_what_to_fetch(var: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=f"lingting model fetch {SMALL}"):
        models.resolve(var, tmp_path / "nowhere")


def test_what_is_no_model_is_not_installed(var: Path, tmp_path: Path) -> None:
    archive = model_zip(tmp_path / "own.zip", {"README": b"hello"})
    with pytest.raises(ModelError, match=r"is not a speech model: am/final\.mdl"):
        fetching.fetch_from(var, "our-own", archive)
    assert models.installed(var) == []


def test_a_failed_installation_keeps_the_former_one(var: Path, tmp_path: Path) -> None:
    fetching.fetch_from(var, "our-own", model_zip(tmp_path / "own.zip"))
    with pytest.raises(ModelError):
        fetching.fetch_from(var, "our-own", model_zip(tmp_path / "bad.zip", {"README": b"hello"}))
    assert models.damage(var, "our-own") == []


def test_damage_shows_file_by_file(var: Path, tmp_path: Path) -> None:
    fetching.fetch_from(var, "our-own", model_zip(tmp_path / "own.zip", {**PARTS, "README": b"hello"}))
    assert models.damage(var, "our-own") == []
    (var / "models/our-own/am/final.mdl").write_bytes(b"acoustix!")
    (var / "models/our-own/README").unlink()
    assert models.damage(var, "our-own") == ["README: missing", "am/final.mdl: changed"]


@pytest.mark.parametrize("name", ["", "../../etc", ".hidden", "a/b"])
def test_a_name_cannot_leave_the_models_folder(var: Path, name: str) -> None:
    with pytest.raises(ModelError, match="cannot be a model's name"):
        models.use(var, name)


def test_a_download_of_another_size_than_the_official_one_is_refused(var: Path, tmp_path: Path) -> None:
    site = ModelSite()
    site.content = model_zip(tmp_path / "m.zip").read_bytes()
    with site.open(), pytest.raises(ModelError, match="43898754"):
        fetching.fetch(var, SMALL, lambda *_: None, site.url)
    assert models.installed(var) == []
    assert [path.name for path in (var / "models").iterdir()] == []


def test_a_download_with_another_hash_is_refused(var: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = ModelSite()
    site.content = model_zip(tmp_path / "m.zip").read_bytes()
    entry = catalogue.CatalogueEntry(name=SMALL, note="", size_bytes=len(site.content), sha256="0" * 64)
    monkeypatch.setattr(catalogue, "CATALOGUE", (entry,))
    with site.open(), pytest.raises(ModelError, match="is not the official"):
        fetching.fetch(var, SMALL, lambda *_: None, site.url)
    assert models.installed(var) == []


def test_where_no_hash_is_known_the_computed_one_is_given_and_not_called_compared(var: Path, tmp_path: Path) -> None:
    site = ModelSite()
    site.content = model_zip(tmp_path / "m.zip", top=f"{LARGE}/").read_bytes()
    site.cut_after = [len(site.content) // 2]
    with site.open():
        fetched = fetching.fetch(var, LARGE, lambda *_: None, site.url)
    assert (fetched.compared, fetched.sha256) == (False, models.sha256_of(tmp_path / "m.zip"))
    assert models.installed(var) == [LARGE]
    assert not fetched.model.demo


def test_the_command_line_walks_from_nothing_to_a_chosen_model(
    var: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("asr.fetching.can_join", lambda: False)
    app, runner = build_app(lambda: (var, REPOSITORY / "assets")), CliRunner()

    def run(*words: str) -> str:
        result = runner.invoke(app, list(words))
        assert result.exit_code == 0, result.output
        return result.output

    assert SMALL in run("list")
    (shipped,) = models.installed(var)
    shutil.copy(REPOSITORY / f"assets/demo/{shipped}.zip", tmp_path / "own.zip")
    assert "none is known here" in run("fetch", "our-own", "--from", str(tmp_path / "own.zip"))
    assert "our-own" in run("use", "our-own")
    assert "it can be loaded" in run("verify")
    assert "does not understand people" in run("use", "demo")


def test_the_command_line_tells_what_went_wrong(var: Path, tmp_path: Path) -> None:
    app, runner = build_app(lambda: (var, REPOSITORY / "assets")), CliRunner()
    result = runner.invoke(app, ["use", LARGE])
    assert result.exit_code == 1
    assert f"run `lingting model fetch {LARGE}`" in result.output
    result = runner.invoke(app, ["fetch", SMALL, "--from", str(tmp_path / "nothing.zip")])
    assert result.exit_code == 1
    assert "there is no file" in result.output


def test_a_copy_of_a_model_does_not_keep_a_graph_that_its_parts_no_longer_make(
    var: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    both = {**PARTS, "graph/HCLr.fst": b"sounds", "graph/Gr.fst": b"grammar"}
    fetching.fetch_from(var, "our-own", model_zip(tmp_path / "own.zip", both))
    monkeypatch.setattr(models, "can_join", lambda: False)
    made = models.derive(
        var,
        models.ready(var, "our-own"),
        "our-city",
        lambda folder: (folder / "graph/Gr.fst").write_bytes(b"a city's grammar"),
    )
    assert not (made.path / "graph/HCLG.fst").exists()
    assert (made.path / "graph/Gr.fst").read_bytes() == b"a city's grammar"
    assert models.damage(var, "our-city") == []
    assert (var / "models/our-own/graph/Gr.fst").read_bytes() == b"grammar"
