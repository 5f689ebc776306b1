"""A models site on loopback that can cut its answers, ignore ranges and change its files."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class ModelSite:
    """What the site serves, how it behaves, and what it was asked for."""

    def __init__(self) -> None:
        self.content = b""
        self.etag = '"first"'
        self.cut_after: list[int] = []
        """So many bytes are sent to each of the next requests before the line breaks."""
        self.ranges = True
        self.status = HTTPStatus.OK
        self.asked: list[str | None] = []
        self.url = ""

    @contextmanager
    def open(self) -> Iterator[None]:
        server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        self.url = f"http://127.0.0.1:{server.server_address[1]}/model.zip"
        try:
            yield
        finally:
            server.shutdown()
            thread.join()
            server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.asked.append(self.headers.get("Range"))
                start = site.start_of(self.headers.get("Range"), self.headers.get("If-Range"))
                if start > len(site.content) or (start and start == len(site.content)):
                    self._answer(HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, b"", start)
                elif start:
                    self._answer(HTTPStatus.PARTIAL_CONTENT, site.content[start:], start)
                else:
                    self._answer(site.status, site.content, 0)

            def _answer(self, status: HTTPStatus, body: bytes, start: int) -> None:
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.send_header("ETag", site.etag)
                if status == HTTPStatus.PARTIAL_CONTENT:
                    last, size = len(site.content) - 1, len(site.content)
                    self.send_header("Content-Range", f"bytes {start}-{last}/{size}")
                if status == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
                    self.send_header("Content-Range", f"bytes */{len(site.content)}")
                self.end_headers()
                self.wfile.write(body[: site.cut_after.pop(0)] if site.cut_after else body)

            def log_message(self, *_: object) -> None:
                """A test says what matters itself."""

        return Handler

    def start_of(self, wanted: str | None, version: str | None) -> int:
        """Where to begin: ranges are honoured for the version that the client has."""
        if wanted is None or not self.ranges or version not in {None, self.etag}:
            return 0
        return int(wanted.removeprefix("bytes=").removesuffix("-"))
