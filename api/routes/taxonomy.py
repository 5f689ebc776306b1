"""The categories that a ticket may have."""

from fastapi import APIRouter

from api.access import ViewerDep
from api.answers import CategoryBranch
from api.schema import JsonAnswer, problems, shape
from callflow import drafting

router = APIRouter(prefix="/api/taxonomy", tags=["drafts"])


@router.get("", response_model=shape(list[CategoryBranch]), responses=problems(401, 503))
async def taxonomy(_viewer: ViewerDep) -> JsonAnswer:
    """Tell the three levels of categories, in the order in which they are shown."""
    branches = drafting.taxonomy().items()
    return JsonAnswer([CategoryBranch(name=name, children=tuple(below), leaves=below) for name, below in branches])
