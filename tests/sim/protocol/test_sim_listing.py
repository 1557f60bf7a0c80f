"""The lists of models, as each service spells them."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.sim.protocol.listing import answer
from livechat.sim.protocol.routes import Listed

GEMINI = Listed("gemini", "v1beta")
VERTEX = Listed("vertex", "v1beta1")


def listed(query: str = "", at: Listed = GEMINI) -> dict[str, Any]:
    """What is answered with 200."""
    got = answer(at, query)
    assert got.status == 200
    content: dict[str, Any] = json.loads(got.body)
    return content


def refused(query: str = "", at: Listed = GEMINI) -> tuple[int, str]:
    """Status and words of a refusal."""
    got = answer(at, query)
    return got.status, json.loads(got.body)["error"]["message"]


def test_the_gemini_api_lists_what_it_serves() -> None:
    """What is not retired, by the names a setup takes."""
    models = {one["name"]: one for one in listed()["models"]}
    newest = models["models/gemini-3.8-live"]
    assert newest["supportedGenerationMethods"] == ["bidiGenerateContent"]
    assert newest["inputTokenLimit"] == 131_072
    assert "not Gemini" in newest["description"]
    assert "models/gemini-3.5-transcribe-live" in models
    assert not any("2.0" in name for name in models)
    assert "models/gemini-live-2.5-flash-native-audio" not in models


def test_vertex_lists_its_own_under_its_own_names() -> None:
    """As `publisherModels`, without those that only the Gemini API has."""
    content = listed(at=VERTEX)
    models = {one["name"]: one for one in content["publisherModels"]}
    assert list(content) == ["publisherModels"]
    assert models["publishers/google/models/gemini-live-2.5-flash-native-audio"]["versionId"]
    assert {one["launchStage"] for one in models.values()} <= {"GA", "PUBLIC_PREVIEW"}
    assert not any("native-audio-preview" in name for name in models)


@pytest.mark.parametrize("at", [GEMINI, VERTEX])
@given(size=st.integers(1, 2000))
def test_pages_together_are_the_list(at: Listed, size: int) -> None:
    """Each model once, in order, however long the pages are; the last has no token."""
    key = "models" if at is GEMINI else "publisherModels"
    whole, found, query = listed(at=at)[key], [], f"pageSize={size}"
    while True:
        content = listed(query, at)
        assert 0 < len(content[key]) <= size
        found += content[key]
        if "nextPageToken" not in content:
            break
        query = f"page_size={size}&page_token={content['nextPageToken']}"
    assert found == whole


@pytest.mark.parametrize(
    "query", ["pageSize=0", "pageSize=", "pageToken=", "key=a&pageSize=999999"]
)
def test_a_page_may_hold_them_all(query: str) -> None:
    """Nothing asked for is the service's own number."""
    assert listed(query) == listed()


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("pageSize=ten", "'page_size' (TYPE_INT32), \"ten\""),
        ("page_size=-1", "'page_size'"),
        ("pageSize=9999999999999", "'page_size'"),
        ("pageToken=mine", "'page_token'"),
        ("pageToken=bW9kZWwgLTE=", "'page_token'"),
        ("pageToken=%C3%A4", "'page_token'"),
    ],
)
def test_a_page_that_cannot_be_is_refused(query: str, field: str) -> None:
    """By the name of what is wrong."""
    status, message = refused(query)
    assert (status, field in message) == (400, True)


def test_a_token_beyond_the_end_finds_nothing() -> None:
    """The catalogue may have been longer when it was given."""
    assert listed("pageToken=bW9kZWwgOTk5") == {"models": []}


@pytest.mark.parametrize("flavour", ["gemini", "vertex"])
def test_one_model_is_described_as_in_the_list(flavour: str) -> None:
    """Every one of them; the name is a setup's."""
    at = GEMINI if flavour == "gemini" else VERTEX
    key = "models" if flavour == "gemini" else "publisherModels"
    for one in listed(at=at)[key]:
        name = one["name"].rpartition("/")[2]
        assert listed(at=Listed(at.flavour, at.version, name)) == one


def test_a_retired_model_is_found_by_its_name() -> None:
    """As long as it is served."""
    assert listed(at=Listed("gemini", "v1", "gemini-2.0-flash-live-001"))["name"]


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (
            Listed("gemini", "v1alpha", "gemini-9"),
            "Model is not found: models/gemini-9 for api version v1alpha",
        ),
        (
            Listed("gemini", "v1beta", "gemini-live-2.5-flash-native-audio"),
            "Model is not found: models/gemini-live-2.5-flash-native-audio for api version v1beta",
        ),
        (
            Listed("vertex", "v1", "gemini-9"),
            "Publisher Model `publishers/google/models/gemini-9` is not found.",
        ),
    ],
)
def test_a_model_that_is_not_there_is_said_in_the_services_words(at: Listed, words: str) -> None:
    """With the version that was asked."""
    assert refused(at=at) == (404, words)


def test_a_long_name_is_cut_in_the_refusal() -> None:
    """At a whole character."""
    _, words = refused(at=Listed("gemini", "v1", "ä" * 500))
    assert re.search("ä…", words)
    assert len(words) < 200
