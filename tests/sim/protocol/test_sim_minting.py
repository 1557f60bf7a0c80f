"""What a request for an ephemeral token may say."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.sim.protocol.minting import Wanted, read, stamp
from livechat.sim.protocol.schema import WireError

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


def asked(**fields: Any) -> Wanted:
    return read(json.dumps(fields).encode(), NOW)


@pytest.mark.parametrize("body", [b"", b"{}", b'{"uses": null, "fieldMask": ""}'])
def test_nothing_special(body: bytes) -> None:
    """The service decides."""
    assert read(body, NOW) == Wanted(size=len(body))


@pytest.mark.parametrize(
    "names",
    [
        ("expireTime", "newSessionExpireTime", "bidiGenerateContentSetup", "fieldMask"),
        ("expire_time", "new_session_expire_time", "bidi_generate_content_setup", "field_mask"),
    ],
)
def test_everything(names: tuple[str, str, str, str]) -> None:
    """In both spellings, inside the setup too."""
    values = (
        "2026-11-21T13:00:00Z",
        "2026-11-21T12:00:30.5+00:00",
        {"model": "models/m", "generation_config": {"temperature": 0.5}},
        "model, generation_config.temperature",
    )
    wanted = asked(uses=3, **dict(zip(names, values, strict=True)))
    assert wanted.uses == 3
    assert wanted.expires == NOW + timedelta(hours=1)
    assert wanted.starts_by == NOW + timedelta(seconds=30.5)
    assert wanted.setup == {"model": "models/m", "generationConfig": {"temperature": 0.5}}
    assert wanted.mask == ("model", "generation_config.temperature")


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("2026-11-21T12:00:01Z", NOW + timedelta(seconds=1)),
        ("2026-11-21t12:00:01z", NOW + timedelta(seconds=1)),
        ("2026-11-21T12:00:00.123456789Z", NOW + timedelta(microseconds=123456)),
        ("2026-11-21T14:30:00+02:00", NOW + timedelta(minutes=30)),
        ("2026-11-21T07:59:59-04:01", NOW + timedelta(seconds=59)),
        ("2026-11-22T07:59:59.999Z", NOW + timedelta(hours=20) - timedelta(milliseconds=1)),
    ],
)
def test_times(text: str, time: datetime) -> None:
    """As RFC 3339 has them."""
    assert asked(expireTime=text).expires == time


@pytest.mark.parametrize(("value", "uses"), [(0, 0), (2.0, 2), ("7", 7), (2**31 - 1, 2**31 - 1)])
def test_uses(value: Any, uses: int) -> None:
    """As protobuf's JSON writes numbers."""
    assert asked(uses=value).uses == uses


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("uses", -1),
        ("uses", 1.5),
        ("uses", "one"),
        ("uses", True),
        ("uses", 2**31),
        ("uses", [1]),
        ("expireTime", 1_795_000_000),
        ("expireTime", "tomorrow"),
        ("expireTime", "2026-11-21T13:00:00"),
        ("expireTime", "2026-11-21"),
        ("expireTime", "2026-13-21T13:00:00Z"),
        ("expireTime", "2026-11-21T13:00:00+25:00"),
        ("expireTime", "2026-11-21T12:00:00Z"),
        ("expireTime", "2026-11-22T08:00:00Z"),
        ("expireTime", "0001-01-01T00:00:00+14:00"),
        ("expireTime", "9999-12-31T23:59:59-14:00"),
        ("newSessionExpireTime", "2025-01-01T00:00:00Z"),
        ("newSessionExpireTime", "2027-01-01T00:00:00Z"),
        ("newSessionExpireTime", {}),
        ("bidiGenerateContentSetup", []),
        ("bidiGenerateContentSetup", "models/m"),
        ("bidiGenerateContentSetup.model", {"model": 5}),
        (
            "bidiGenerateContentSetup.realtimeInputConfig.activityHandling",
            {"realtime_input_config": {"activity_handling": "SOMETIMES"}},
        ),
        (
            "bidiGenerateContentSetup.generationConfig.temperature",
            {"generationConfig": {"temperature": "warm"}},
        ),
        ("fieldMask", ["model"]),
        ("fieldMask", "model,,tools"),
        ("fieldMask", "model;tools"),
        ("fieldMask", ".model"),
        ("fieldMask", "a." * 5_000 + "a"),
    ],
)
def test_values_that_do_not_fit(name: str, value: Any) -> None:
    """Are refused by name."""
    with pytest.raises(WireError) as refused:
        asked(**{name.partition(".")[0]: value})
    assert f"'{name}'" in str(refused.value)


@pytest.mark.parametrize(
    "body",
    [b"{", b"[]", b'"x"', b"\xff", b"[" * 100_000, b"uses=1", b'{"uses": NaN}', b'{"a":' * 200],
)
def test_no_json_object(body: bytes) -> None:
    """Is refused too."""
    with pytest.raises(WireError, match="JSON"):
        read(body, NOW)


def test_no_new_sessions_after_the_end() -> None:
    """At the end is early enough; who leaves the end to the service is not held to it."""
    early, late = "2026-11-21T13:00:00Z", "2026-11-21T13:00:01Z"
    assert asked(newSessionExpireTime=early, expireTime=early).starts_by is not None
    assert asked(newSessionExpireTime=late).starts_by is not None
    assert asked(expireTime="2026-11-21T12:00:01Z").starts_by is None
    with pytest.raises(WireError, match="'newSessionExpireTime': it must not be later"):
        asked(newSessionExpireTime=late, expireTime=early)


def test_a_field_given_twice() -> None:
    """In its two spellings: which one is meant?"""
    with pytest.raises(WireError, match="'fieldMask' was given twice"):
        asked(fieldMask="model", field_mask="tools")


def test_unknown_fields() -> None:
    """Are left alone, unless the server is to be strict; then inside the setup as well."""
    body = json.dumps({"colour": "blue"}).encode()
    inside = json.dumps({"bidiGenerateContentSetup": {"colour": "blue"}}).encode()
    assert read(body, NOW) == Wanted(size=len(body))
    assert read(inside, NOW).setup == {"colour": "blue"}
    for one in (body, inside):
        with pytest.raises(WireError, match="colour"):
            read(one, NOW, strict=True)


def test_times_are_told_in_utc() -> None:
    """As the service writes them."""
    time = datetime(2026, 11, 21, 14, 0, 0, 5, tzinfo=timezone(timedelta(hours=2)))
    assert stamp(time) == "2026-11-21T12:00:00.000005Z"


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
_NAMES = st.sampled_from(
    ["uses", "expireTime", "new_session_expire_time", "bidiGenerateContentSetup", "field_mask"]
)


@given(st.dictionaries(_NAMES, _JSON), st.booleans())
def test_nothing_is_too_strange(fields: dict[str, Any], strict: bool) -> None:
    """Any JSON is read or refused."""
    with suppress(WireError):
        wanted = read(json.dumps(fields).encode(), NOW, strict=strict)
        assert wanted.uses is None or wanted.uses >= 0
