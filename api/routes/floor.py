"""The floor at this moment: the figures of the hour, and whom a call can be handed to."""

from fastapi import APIRouter

from api.access import ViewerDep
from api.hotline import Colleague
from api.parts import HotlineDep
from api.schema import JsonAnswer, problems, shape
from callflow.wallboard import Wallboard

router = APIRouter(prefix="/api", tags=["floor"])


@router.get("/wallboard", response_model=shape(Wallboard), responses=problems(401))
async def wallboard(_viewer: ViewerDep, hotline: HotlineDep) -> JsonAnswer:
    """The figures of the hour; they name no person."""
    return JsonAnswer(hotline.wallboard())


@router.get("/colleagues", response_model=shape(list[Colleague]), responses=problems(401))
async def colleagues(_viewer: ViewerDep, hotline: HotlineDep) -> JsonAnswer:
    """Whom a call can be handed to."""
    return JsonAnswer(hotline.colleagues())
