"""The API's own description, readable without any other host: a hotline's network has none."""

from pathlib import Path

from fastapi import APIRouter
from starlette.responses import FileResponse

_PAGE = Path(__file__).parent.parent / "docs_page"

router = APIRouter(prefix="/api/docs", include_in_schema=False)


@router.get("")
async def page() -> FileResponse:
    """The page, which reads `/api/openapi.json`."""
    return FileResponse(_PAGE / "index.html")


@router.get("/page.js")
async def script() -> FileResponse:
    """What fills the page."""
    return FileResponse(_PAGE / "page.js")


@router.get("/page.css")
async def style() -> FileResponse:
    """How the page looks."""
    return FileResponse(_PAGE / "page.css")
