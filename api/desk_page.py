"""The agents' page: built files at `/`, and `index.html` for every address that the page itself routes.

What the page may load is said here as well: from its own origin only. Element Plus sets styles on elements, hence the
inline styles; scripts are never inline.
"""

from pathlib import Path

from fastapi import APIRouter, FastAPI
from fastapi.staticfiles import StaticFiles
from starlette.datastructures import MutableHeaders
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import problem

SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; "
        "media-src 'self' blob:; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

_NOT_BUILT = """<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>聆听</title>
<h1>坐席页面还没有生成</h1><p>请在项目目录运行 <code>make desk</code>（需要 Node），然后刷新本页。</p>
<p>接口正常运行，说明见 <a href="/api/docs">/api/docs</a>。</p></html>"""


class SecurityHeaders:
    """Puts the headers above on every HTTP answer, and keeps answers of the API out of caches."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and dress its answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        private = scope["path"].startswith("/api/")

        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(SECURITY_HEADERS)
                if private:
                    headers.setdefault("Cache-Control", "no-store")
            await send(message)

        await self._app(scope, receive, dressed)


def serve_desk(app: FastAPI, built: Path) -> None:
    """Serve the page from where it is built. Called last: it answers for every path that is left."""
    router = APIRouter(include_in_schema=False)
    if (built / "assets").is_dir():
        app.mount("/assets", StaticFiles(directory=built / "assets"), name="assets")

    @router.get("/{path:path}")
    async def page(path: str) -> Response:
        return _page(built, path)

    app.include_router(router)


def _page(built: Path, path: str) -> Response:
    if path == "api" or path.startswith(("api/", "assets/")):
        raise problem(404, "没有这个地址，请检查链接。")
    file = (built / path).resolve()
    if file.is_file() and file.is_relative_to(built.resolve()):
        return FileResponse(file)
    index = built / "index.html"
    if index.is_file():
        return FileResponse(index, headers={"Cache-Control": "no-cache"})
    return HTMLResponse(_NOT_BUILT, 503)
