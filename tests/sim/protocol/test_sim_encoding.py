"""JSON and base64 as clients write them."""

from __future__ import annotations

import base64
import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.sim.protocol.encoding import MOST_NESTED, from_base64, json_object
from livechat.sim.protocol.schema import WireError


@given(st.binary(max_size=40), st.booleans(), st.booleans(), st.booleans())
def test_base64_of_every_alphabet_is_read(
    data: bytes, url_safe: bool, padded: bool, broken: bool
) -> None:
    """Standard and URL-safe, with and without padding and line breaks."""
    text = (base64.urlsafe_b64encode if url_safe else base64.b64encode)(data).decode()
    text = text if padded else text.rstrip("=")
    text = "\n".join(text[at : at + 8] for at in range(0, len(text), 8)) if broken else text
    assert from_base64(text, "x") == data


@pytest.mark.parametrize("text", ["!", "A", "AAAAA", "A=A", "é", "AA\x00A"])
def test_what_is_no_base64_is_refused_by_the_name_of_its_field(text: str) -> None:
    """And not half read."""
    with pytest.raises(WireError, match="'audio'"):
        from_base64(text, "audio")


@given(st.binary(max_size=30))
def test_any_bytes_are_read_or_refused(frame: bytes) -> None:
    """Frames that are not JSON are refused, not failed on."""
    with suppress(WireError):
        json_object(frame)


@given(st.text(st.characters(exclude_categories=()), max_size=10))
def test_any_text_is_read_in_escapes_and_in_bytes(text: str) -> None:
    """Half a surrogate pair too, which JSON can spell and UTF-8 cannot."""
    whole = json.loads(json.dumps({"a": text}))
    assert json_object(json.dumps({"a": text})) == whole


@pytest.mark.parametrize("frame", ["", "[]", "1", "null", '"setup"', "{", "{'a': 1}", b"\xff\xfe{"])
def test_what_is_no_json_object_is_refused(frame: str | bytes) -> None:
    """Whatever else it is."""
    with pytest.raises(WireError):
        json_object(frame)


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999", "-1e999"])
def test_numbers_that_json_cannot_write_are_refused(number: str) -> None:
    """They would end in an answer that no client can read."""
    with pytest.raises(WireError):
        json_object(f'{{"setup": {{"labels": {{"a": {number}}}}}}}')


def test_great_numbers_are_read_or_refused() -> None:
    """Python itself limits the digits of a whole number."""
    assert json_object('{"a": ' + "1" * 400 + "}") == {"a": int("1" * 400)}
    with pytest.raises(WireError):
        json_object('{"a": ' + "1" * 5_000 + "}")


@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a":', "}")])
def test_nesting_has_a_limit(opening: str, closing: str) -> None:
    """Whatever lies within it can be written again and walked through."""
    for depth, taken in ((MOST_NESTED - 1, True), (MOST_NESTED, False), (5_000, False)):
        frame = '{"a": ' + opening * depth + "1" + closing * depth + "}"
        if taken:
            assert json.loads(json.dumps(json_object(frame))) == json.loads(frame)
        else:
            with pytest.raises(WireError):
                json_object(frame)


@pytest.mark.parametrize("opening", ["[", '{"setup":', '{"setup": {"labels": ['])
@pytest.mark.parametrize("depth", [500, 100_000])
def test_deep_nesting_is_an_invalid_argument(opening: str, depth: int) -> None:
    """However deep, it is the client's mistake and no failure of ours."""
    with pytest.raises(WireError):
        json_object(opening * depth)


def test_a_wide_message_is_not_deep() -> None:
    """Only what lies in one another counts."""
    wide = {"a": [[1]] * 10_000}
    assert json_object(json.dumps(wide)) == wide
