"""What runs here, how it fares, and its figures."""

from fastapi import APIRouter
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.responses import Response

from api.access import Supervisor
from api.hotline import Health, SpeechModel, SystemInfo
from api.parts import HotlineDep, PartsDep
from api.schema import JsonAnswer, problems, sends, shape

router = APIRouter(tags=["system"])


@router.get("/api/system", response_model=shape(SystemInfo))
async def system(hotline: HotlineDep) -> JsonAnswer:
    """City, speech model and mode; no login needed."""
    return JsonAnswer(hotline.system())


@router.get("/api/speech-models", response_model=shape(list[SpeechModel]), responses=problems(401, 403))
async def speech_models(_viewer: Supervisor, hotline: HotlineDep) -> JsonAnswer:
    """The installed speech models, of which a queue may have one of its own."""
    return JsonAnswer(await hotline.speech_models())


@router.get(
    "/api/health",
    response_model=shape(Health),
    responses={503: {"model": shape(Health), "description": "Not ok; the body says what is not"}},
)
async def health(hotline: HotlineDep) -> JsonAnswer:
    """Whether calls can be taken and transcribed, for monitors; no login needed."""
    now = hotline.health()
    return JsonAnswer(now, status_code=200 if now.ok else 503)


@router.get("/metrics", response_class=Response, responses=sends("text/plain"))
async def metrics(parts: PartsDep) -> Response:
    """Figures in Prometheus' text format."""
    return Response(generate_latest(parts.registry), media_type=CONTENT_TYPE_LATEST)
