"""The floor's figures for Prometheus, read when they are asked for."""

from collections.abc import Iterator

from prometheus_client import Metric
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector

from api.hotline import Hotline, SpeechCapacity


class FloorCollector(Collector):
    """Gauges of the queue, the workers and the captions. Names no person."""

    def __init__(self, hotline: Hotline) -> None:
        self._hotline = hotline

    def collect(self) -> Iterator[Metric]:
        """Read the floor once."""
        floor, health = self._hotline.floor(), self._hotline.health()
        yield _gauge("ok", "1 when calls can be taken and transcribed", int(health.ok))
        yield _gauge("records_up", "1 when the database answers", int(floor.records_up))
        yield _gauge("calls_free", "Call workers that are free", floor.calls_free)
        yield _gauge("calls_busy", "Call workers that carry a case", floor.calls_busy)
        yield _gauge("queue_waiting", "Callers waiting for an agent", floor.queue.waiting)
        yield _gauge("queue_longest_wait_seconds", "How long the first of them has waited", self._longest_wait_s())
        yield from _speech(health.speech)
        yield _gauge("caption_lag_seconds", "How far captions lie behind speech", floor.caption_lag_ms / 1_000)
        yield self._agents()

    def _longest_wait_s(self) -> float:
        since = self._hotline.floor().queue.longest_since
        return 0 if since is None else max(self._hotline.now() - since, 0) / 1_000

    def _agents(self) -> Metric:
        family = GaugeMetricFamily("lingting_agents", "Agents by what they are doing", labels=["state"])
        states = [agent.state for agent in self._hotline.floor().agents]
        for state in sorted(set(states)):
            family.add_metric([state], states.count(state))
        return family


def _speech(speech: SpeechCapacity) -> Iterator[Metric]:
    yield _gauge("speech_workers", "Speech workers that are up", speech.workers)
    yield _gauge("speech_legs", "Legs that speech workers transcribe", speech.legs)
    yield _gauge("speech_legs_waiting", "Legs that wait for a speech worker", speech.waiting)
    yield _gauge("speech_missing_models", "Speech models of queues that no worker has", len(speech.missing_models))
    yield _gauge("speech_backlog_seconds", "Recorded speech still to be decoded", speech.backlog_ms / 1_000)
    yield _gauge("speech_real_time_factor", "Seconds taken for a second of recording", speech.real_time_factor)
    yield _counter("speech_decoded_seconds", "Recorded time that was decoded", speech.decoded_ms / 1_000)
    yield _counter("speech_busy_seconds", "Time that decoding took", speech.busy_ms / 1_000)


def _gauge(name: str, about: str, value: float) -> Metric:
    return GaugeMetricFamily(f"lingting_{name}", about, value=value)


def _counter(name: str, about: str, value: float) -> Metric:
    return CounterMetricFamily(f"lingting_{name}", about, value=value)
