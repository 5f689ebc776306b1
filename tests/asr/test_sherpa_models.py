"""Model folders of sherpa-onnx, as published: what is in them decides what is loaded."""

import shutil
import sys
from pathlib import Path

import pytest

from asr import fetching, models
from asr.loading import load_model
from asr.model_folder import ModelError, ModelLoadError
from asr.segments import Segmenter, Spoken
from asr.sherpa_folder import SherpaKind, missing_sherpa_parts, sherpa_parts
from asr.silero import SileroVoice
from tests.asr import tiny_sherpa
from tests.asr.sound import REPOSITORY, blocks_of, excerpt
from tests.asr.worker_process import WorkerProcess

EXPECTED = {
    "sense-voice": SherpaKind.SENSE_VOICE,
    "paraformer": SherpaKind.PARAFORMER,
    "transducer": SherpaKind.TRANSDUCER,
    "streaming-paraformer": SherpaKind.STREAMING_PARAFORMER,
    "streaming-transducer": SherpaKind.STREAMING_TRANSDUCER,
}


@pytest.mark.parametrize("kind", tiny_sherpa.KINDS)
def test_the_networks_say_what_kind_they_are(kind: str, tmp_path: Path) -> None:
    tiny_sherpa.KINDS[kind](tmp_path)
    assert missing_sherpa_parts(tmp_path) == []
    assert sherpa_parts(tmp_path).kind is EXPECTED[kind]


@pytest.mark.parametrize("kind", tiny_sherpa.KINDS)
def test_a_segment_is_heard_by_each_kind(kind: str, tmp_path: Path) -> None:
    tiny_sherpa.KINDS[kind](tmp_path)
    segmenter = Segmenter(SileroVoice(), load_model(tmp_path).recogniser)
    blocks = blocks_of(excerpt(5400, 8400)) + [bytes(3200)] * 10
    spoken = [found for block in blocks for found in segmenter.feed(block) if isinstance(found, Spoken)]
    assert spoken
    assert set("".join(word.text for one in spoken for word in one.words)) <= set(tiny_sherpa.CHARACTERS)


def test_names_with_epochs_are_known_and_weights_of_eight_bits_preferred_but_for_the_decoder(tmp_path: Path) -> None:
    tiny_sherpa.streaming_transducer(tmp_path)
    for part in ("encoder", "decoder", "joiner"):
        plain = (tmp_path / f"{part}.onnx").rename(tmp_path / f"{part}-epoch-99-avg-1.onnx")
        shutil.copy(plain, tmp_path / f"{part}-epoch-99-avg-1.int8.onnx")
    names = {part: path.name for part, path in sherpa_parts(tmp_path).networks.items()}
    assert names == {
        "encoder": "encoder-epoch-99-avg-1.int8.onnx",
        "decoder": "decoder-epoch-99-avg-1.onnx",
        "joiner": "joiner-epoch-99-avg-1.int8.onnx",
    }


@pytest.mark.parametrize(
    ("lost", "said"), [("tokens.txt", "tokens.txt"), ("joiner.onnx", "joiner"), ("encoder.onnx", "encoder")]
)
def test_what_a_folder_lacks_is_named(lost: str, said: str, tmp_path: Path) -> None:
    tiny_sherpa.transducer(tmp_path)
    (tmp_path / lost).unlink()
    assert said in ", ".join(missing_sherpa_parts(tmp_path))


def test_a_torn_network_is_named(tmp_path: Path) -> None:
    tiny_sherpa.sense_voice(tmp_path)
    network = tmp_path / "model.onnx"
    network.write_bytes(network.read_bytes()[:-30])
    assert missing_sherpa_parts(tmp_path) == ["a whole model.onnx (this one is torn)"]


def test_such_a_model_is_chosen_like_any_other_and_workers_load_it(tmp_path: Path) -> None:
    var = tmp_path / "var"
    tiny_sherpa.streaming_transducer(var / "models" / "sherpa-tiny")
    models.use(var, "sherpa-tiny")
    model = models.resolve(var, REPOSITORY / "assets")
    assert (model.name, model.demo) == ("sherpa-tiny", False)
    (tmp_path / "speech").mkdir()
    worker = WorkerProcess("s0-test", tmp_path / "speech", model)
    try:
        with worker.connect() as peer:
            assert b"sherpa-tiny" in peer.recv(4096)
    finally:
        assert worker.end() == 0


def test_such_a_model_is_installed_from_a_zip_like_any_other(tmp_path: Path) -> None:
    tiny_sherpa.sense_voice(tmp_path / "unpacked" / "sherpa-tiny")
    archive = Path(shutil.make_archive(str(tmp_path / "sherpa-tiny"), "zip", tmp_path / "unpacked"))
    model = fetching.fetch_from(tmp_path / "var", "sherpa-tiny", archive).model
    assert sherpa_parts(model.path).kind is SherpaKind.SENSE_VOICE
    assert models.damage(tmp_path / "var", "sherpa-tiny") == []


def test_a_broken_one_says_what_to_do(tmp_path: Path) -> None:
    tiny_sherpa.sense_voice(tmp_path / "models" / "sherpa-tiny")
    (tmp_path / "models/sherpa-tiny/tokens.txt").unlink()
    with pytest.raises(ModelError, match=r"tokens.txt missing.*lingting model fetch sherpa-tiny --from FILE"):
        models.ready(tmp_path, "sherpa-tiny")


def test_without_sherpa_onnx_the_remedy_is_told_before_a_worker_starts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tiny_sherpa.sense_voice(tmp_path / "models" / "sherpa-tiny")
    monkeypatch.setitem(sys.modules, "sherpa_onnx", None)
    with pytest.raises(ModelError, match=r"sherpa-tiny needs sherpa-onnx: install lingting\[sherpa\]"):
        models.use(tmp_path, "sherpa-tiny")
    with pytest.raises(ModelLoadError, match=r"SenseVoice models need sherpa-onnx.*install lingting\[sherpa\]"):
        load_model(tmp_path / "models" / "sherpa-tiny")
