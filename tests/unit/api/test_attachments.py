"""Files are what their content is, and their names harm nobody."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.attachments import LONGEST_NAME, disposition, media_type, safe_name


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.pdf", b"%PDF-1.4", "application/pdf"),
        ("A.JPG", b"\xff\xd8\xff\xe0", "image/jpeg"),
        ("a.png", b"\x89PNG\r\n\x1a\n", "image/png"),
        ("a.txt", "说明".encode("gb18030"), "text/plain"),
        ("a.txt", b"\x00\x01", None),
        ("a.png", b"%PDF-1.4", None),
        ("a.docx", b"PK\x03\x04", None),
        ("a.svg", b"<svg>", None),
        ("pdf", b"%PDF-1.4", "application/pdf"),
        ("", b"", None),
    ],
)
def test_a_file_is_taken_for_what_it_is(name: str, content: bytes, kind: str | None) -> None:
    assert media_type(name, content) == kind


@pytest.mark.parametrize(
    ("name", "safe"),
    [("..\\..\\照片.jpg", "照片.jpg"), ("/etc/passwd", "passwd"), ("a\r\nb\u202egpj.exe", "abgpj.exe"), ("..", "")],
)
def test_a_name_has_no_folders_and_nothing_unprintable(name: str, safe: str) -> None:
    assert safe_name(name) == safe


@given(st.text())
def test_a_name_goes_into_a_header_whole_and_on_one_line(name: str) -> None:
    safe = safe_name(name)
    assert len(safe) <= LONGEST_NAME
    header = disposition(safe.encode("utf-8", "ignore").decode())
    assert header.isascii()
    assert header.isprintable()
    assert header.count('"') == 2
