from collections.abc import Iterator
from pathlib import Path

import pytest

from asr.models import InstalledModel, resolve
from asr.vosk import VoskModel
from tests.asr.sound import REPOSITORY
from tests.asr.worker_process import WorkerProcess


@pytest.fixture(scope="session")
def demo_model(tmp_path_factory: pytest.TempPathFactory) -> InstalledModel:
    """The shipped demo model, unpacked as at its first use."""
    return resolve(tmp_path_factory.mktemp("var"), REPOSITORY / "assets")


@pytest.fixture(scope="session")
def vosk_model(demo_model: InstalledModel) -> VoskModel:
    return VoskModel(demo_model.path)


@pytest.fixture
def speech_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "speech"
    folder.mkdir()
    return folder


@pytest.fixture
def two_workers(speech_folder: Path, demo_model: InstalledModel) -> Iterator[list[WorkerProcess]]:
    workers = [WorkerProcess(f"s{number}-test", speech_folder, demo_model) for number in range(2)]
    yield workers
    for worker in workers:
        worker.end()


@pytest.fixture
def worker(speech_folder: Path, demo_model: InstalledModel) -> Iterator[WorkerProcess]:
    process = WorkerProcess("s0-test", speech_folder, demo_model)
    yield process
    process.end()
