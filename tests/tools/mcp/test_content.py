"""What servers return, as results."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

import pytest

pytest.importorskip("mcp_types", reason="the MCP SDK is not installed (extra mcp)")

import mcp_types as types

from livechat.core.picture import Picture
from livechat.core.tools.tool import Result
from livechat.tools.mcp.content import LONGEST, PICTURE_BYTES, PICTURES, to_result

PIXEL = b64encode(b"\x89PNG").decode()


def result(*blocks: dict[str, Any], **more: Any) -> Result:
    """Return what comes of an answer with these parts."""
    return to_result(types.CallToolResult.model_validate({"content": list(blocks), **more}))


def text(words: str) -> dict[str, Any]:
    return {"type": "text", "text": words}


def picture(data: str = PIXEL, mime: str = "image/png") -> dict[str, Any]:
    return {"type": "image", "data": data, "mimeType": mime}


def test_texts_are_joined() -> None:
    assert result(text("one"), text("two")).value == "one\ntwo"


def test_values_win_over_the_text_that_repeats_them() -> None:
    answer = result(text('{"a": 1}'), structuredContent={"a": 1})
    assert answer.value == {"a": 1}
    assert result(text("5"), structuredContent={"result": 5}).value == 5


def test_nothing_is_said_to_be_nothing() -> None:
    """Models call again and again where a result is empty."""
    assert result().value == "Done. It returned nothing."
    assert result(structuredContent={"result": None}).value is None


@pytest.mark.parametrize(
    ("blocks", "more", "words"),
    [
        ([text("no such item")], {}, "no such item"),
        ([], {}, "It failed and does not say why."),
        ([], {"structuredContent": {"code": 7}}, '{"code": 7}'),
    ],
)
def test_a_failure_says_why(blocks: list[dict[str, Any]], more: Any, words: str) -> None:
    answer = result(*blocks, isError=True, **more)
    assert (answer.failed, answer.value) == (True, words)


def test_pictures_come_beside_the_text() -> None:
    answer = result(text("here"), picture())
    assert answer == Result(value="here", pictures=(Picture(b"\x89PNG", "image/png"),))


def test_a_picture_alone_needs_no_words() -> None:
    assert result(picture()).value == ""


@pytest.mark.parametrize(
    ("block", "words"),
    [
        (picture("not base64!"), "[picture: it cannot be read]"),
        (picture(mime="image/svg+xml"), "[picture, image/svg+xml: not passed on]"),
        (
            picture("A" * (PICTURE_BYTES * 2)),
            "[picture: left out, since it is too large or one too many]",
        ),
        (
            {"type": "audio", "data": PIXEL, "mimeType": "audio/wav"},
            "[sound, audio/wav: not passed on]",
        ),
        (
            {"type": "resource_link", "name": "n", "uri": "file:///x", "mimeType": "text/plain"},
            "n: file:///x (text/plain)",
        ),
        ({"type": "resource_link", "name": "n", "title": "T", "uri": "file:///x"}, "T: file:///x"),
        ({"type": "resource", "resource": {"uri": "file:///x", "text": "inside"}}, "inside"),
        (
            {"type": "resource", "resource": {"uri": "file:///x", "blob": PIXEL}},
            "[file file:///x, of an unknown kind: not passed on]",
        ),
    ],
)
def test_what_cannot_be_passed_on_is_said(block: dict[str, Any], words: str) -> None:
    assert result(block) == Result(value=words)


def test_a_picture_in_a_file_is_a_picture() -> None:
    inner = {"uri": "file:///x", "blob": PIXEL, "mimeType": "image/png"}
    assert len(result({"type": "resource", "resource": inner}).pictures) == 1


def test_pictures_are_counted() -> None:
    answer = result(*[picture()] * (PICTURES + 2))
    assert len(answer.pictures) == PICTURES
    assert str(answer.value).count("one too many") == 2


def test_long_texts_are_cut_and_counted() -> None:
    answer = result(text("a" * (LONGEST - 1)), text("bcd"), text("e"))
    assert answer.value == "a" * (LONGEST - 1) + "\nb\n"
    assert answer.cut == 3


def test_a_value_whose_text_was_cut_is_the_cut_text() -> None:
    answer = result(text("a" * (LONGEST + 1)), structuredContent={"a": "a" * (LONGEST + 1)})
    assert isinstance(answer.value, str)
    assert answer.cut == 1
