"""Format and size of pictures, from headers made here byte by byte."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.sim.mind.pictures import Picture, described, look


def segment(marker: int, body: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def frame(marker: int, width: int, height: int) -> bytes:
    return segment(marker, struct.pack(">BHHB", 8, height, width, 3) + bytes(9))


EXIF = segment(0xE1, b"Exif\0\0" + b"\xff\xd8\xff" + frame(0xC0, 160, 120) + bytes(60_000))
PROFILE = segment(0xE2, b"ICC_PROFILE\0" + bytes(500))
JPEG = b"\xff\xd8" + EXIF + PROFILE + b"\xff\xff" + segment(0xDB, bytes(65))[1:]
PNG = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sIIBB", 13, b"IHDR", 640, 480, 8, 6) + bytes(7)
WHOLE = {
    "jpeg": JPEG + frame(0xC0, 640, 480) + segment(0xDA, bytes(10)) + bytes(100),
    "progressive": JPEG + segment(0xC4, bytes(30)) + frame(0xC2, 640, 480) + b"\xff\xd9",
    "png": PNG,
}  # fmt: skip


@pytest.mark.parametrize("name", WHOLE)
def test_format_and_size_stand_in_the_header(name: str) -> None:
    """Whatever comes before the size, and whatever the client called it."""
    picture = look("image/x", WHOLE[name])
    expected = "PNG" if name == "png" else "JPEG"
    assert picture == Picture("image/x", expected, 640, 480, len(WHOLE[name]))


@pytest.mark.parametrize("name", WHOLE)
def test_a_truncated_picture_has_no_size_or_the_right_one(name: str) -> None:
    """Cut anywhere near its beginning."""
    data = WHOLE[name]
    for length in [*range(min(len(data), 400)), *range(max(0, len(data) - 200), len(data))]:
        picture = look("", data[:length])
        assert (picture.width, picture.height) in ((None, None), (640, 480))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hello",
        b"\xff\xd8\xff" + b"\xff" * 1_000_000,
        b"\xff\xd8" + b"\xff\xd0" * 1_000_000,
        b"\xff\xd8" + segment(0xE0, b"")[:2] + bytes(1_000_000),
        b"\xff\xd8\xff\xd9" + frame(0xC0, 5, 5),
        b"\xff\xd8" + frame(0xC0, 0, 5),
        b"GIF89a" + struct.pack("<HH", 640, 480),
    ],
)
def test_what_does_not_fit_has_no_size(data: bytes) -> None:
    """Hostile files are given up soon."""
    picture = look("image/jpeg", data)
    assert (picture.width, picture.height) == (None, None)
    assert picture.size == len(data)


@given(st.sampled_from(sorted(WHOLE)), st.binary(max_size=300), st.integers(0, 100))
def test_anything_can_be_looked_at(name: str, noise: bytes, at: int) -> None:
    """Nothing raises, and a size is never zero."""
    whole = WHOLE[name]
    for data in (noise, whole[:at] + noise, whole[:at] + noise + whole[at:]):
        picture = look("image/png", data)
        assert (picture.width is None) == (picture.height is None)
        assert picture.width is None or picture.width > 0
        assert described(1, picture)


@pytest.mark.parametrize(
    ("count", "picture", "words"),
    [
        (0, None, "I have no eyes: pictures reach me, but I cannot look at them."),
        (
            1,
            Picture("image/jpeg", "JPEG", 640, 480, 12_345),
            "I got a JPEG picture of 640 by 480 pixels, 12 kilobytes. I cannot see what is in it.",
        ),
        (
            3,
            Picture("IMAGE/JPG; q=1", "JPEG", 640, 480, 2_500_000),
            "I got 3 pictures. The last one is a JPEG picture of 640 by 480 pixels, 2 megabytes. "
            "I cannot see what is in them.",
        ),
        (
            1,
            Picture("image/jpeg", "PNG", 1, 1, 1_000),
            "I got a PNG picture of 1 by 1 pixels, 1 kilobyte. It was sent as image/jpeg. "
            "I cannot see what is in it.",
        ),
        (
            1,
            Picture("image/png", "", None, None, 0),
            "I got a picture in a format I do not know, 0 bytes. It was sent as image/png. "
            "I cannot see what is in it.",
        ),
    ],
)
def test_pictures_in_words(count: int, picture: Picture | None, words: str) -> None:
    """Their number, the last one, and whether it is what it was called."""
    assert described(count, picture) == words
