"""The floor at this moment: the figures of the hour, and whom a call can be handed to."""

import msgspec
from fastapi import APIRouter

from api.access import ViewerDep
from api.answers import WallboardNow
from api.hotline import Colleague
from api.parts import HotlineDep
from api.schema import JsonAnswer, problems, shape

router = APIRouter(prefix="/api", tags=["floor"])


@router.get("/wallboard", response_model=shape(WallboardNow), responses=problems(401))
async def wallboard(_viewer: ViewerDep, hotline: HotlineDep) -> JsonAnswer:
    """The figures of the hour; they name no person."""
    return JsonAnswer(WallboardNow(**msgspec.structs.asdict(hotline.wallboard()), at=hotline.now()))


@router.get("/colleagues", response_model=shape(list[Colleague]), responses=problems(401))
async def colleagues(_viewer: ViewerDep, hotline: HotlineDep) -> JsonAnswer:
    """Whom a call can be handed to."""
    return JsonAnswer(hotline.colleagues())
