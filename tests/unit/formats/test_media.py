"""A file is what its bytes are, whatever it is called."""

import pytest
from tests.unit.inspect.files import jpeg, pdf, png

from tidewaiter.formats.media import JPEG, PDF, PNG, media_type


def test_whole_images_and_documents_are_known_by_their_bytes():
    assert (media_type(jpeg()), media_type(png()), media_type(pdf())) == (JPEG, PNG, PDF)
    assert media_type(png(b"a comment")) == PNG
    assert media_type(pdf() + b"\r\n") == PDF


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"MZ\x90\x00",
        b"<html><script>alert(1)</script>",
        b"GIF89a\x01\x00\x01\x00",
        b"\xff\xd8\xff\xd9",
        b"\xff\xd8 and then words",
        jpeg()[:-2],
        jpeg().replace(b"\xff\xc0", b"\xff\xc4"),
        png()[:-1],
        png()[:-12],
        png() + b"<script>alert(1)</script>",
        png().replace(b"IDAT", b"IDAX"),
        b"\x89PNG\r\n\x1a\n",
        b"%PDF-1.4 and nothing more",
        b"<script>%PDF-1.4\nstartxref\n%%EOF",
        pdf().replace(b"startxref", b"xxxxxxxxx"),
    ],
)
def test_what_is_cut_broken_joined_or_something_else_is_none_of_them(content):
    assert media_type(content) is None
