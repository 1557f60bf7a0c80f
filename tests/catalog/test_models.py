"""The models' rows."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import astuple
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.catalog.models import DEFAULT, MODELS, bills_silence, find, resolve

IDS = (
    "gemini-3.8-live",
    "gemini-3.8-live-extended-thinking",
    "gemini-3.1-flash-live-preview",
    "gemini-2.5-flash-native-audio-preview-12-2025",
    "gemini-2.5-flash-native-audio-preview-09-2025",
    "gemini-live-2.5-flash-native-audio",
    "gemini-robotics-er-2-streaming-preview",
    "gemini-3.5-live-translate-preview",
    "gemini-3.5-transcribe-live",
    "gemini-live-2.5-flash-preview",
    "gemini-2.0-flash-live-001",
    "gemini-2.0-flash-live-preview-04-09",
    "gemini-2.0-flash-exp",
    "gemini-2.0-flash-live",
)


def test_every_documented_model_has_one_row() -> None:
    """No id is missing, none is there twice."""
    assert sorted(model.id for model in MODELS) == sorted(IDS)


def test_every_row_agrees_with_itself() -> None:
    """Levels exist exactly where thinking goes by level; retired models name a living one."""
    for model in MODELS:
        assert bool(model.thinking.levels) == (model.thinking.kind == "level")
        assert model.thinking.default in {None, *model.thinking.levels}
        assert model.thinking.default or not model.thinking.required
        assert model.tools in {"any", "none", model.tool_default}
        assert model.modalities
        assert model.source
        assert date.fromisoformat(model.date) <= date(2026, 11, 30)
        assert bool(model.vertex_locations) <= ("vertex" in model.platforms)
        assert model.silent == (model.proactive == "always" or model.task != "conversation")
        assert (model.early_resume_refused_s > 0) <= (model.handles == "once")
        assert model.session_lock
        assert model.temperature or not model.sampling_deprecated
        assert model.price is None or "2026-09-15" in model.source
        if model.status == "retired":
            replacement = find(model.replacement or "")
            assert replacement is not None
            assert replacement.status != "retired"
        else:
            assert model.replacement is None


def test_the_default_is_in_use_and_holds_conversations() -> None:
    """Whoever chooses nothing gets a model that answers."""
    row = find(DEFAULT)
    assert row is not None
    assert (row.status, row.task, row.thinking.kind) == ("current", "conversation", "none")


def test_the_extended_model_gets_a_level_and_the_others_none_unasked() -> None:
    """Only the model that demands a level is sent one."""
    sent = {model.id: model.thinking.default for model in MODELS if model.thinking.default}
    assert sent == {"gemini-3.8-live-extended-thinking": "low"}


@pytest.mark.parametrize(
    ("model", "default", "parts"),
    [
        ("gemini-3.8-live", "non-blocking", "several"),
        ("gemini-3.8-live-extended-thinking", "non-blocking", "several"),
        ("gemini-3.1-flash-live-preview", "blocking", "several"),
        ("gemini-2.5-flash-native-audio-preview-12-2025", "blocking", "one"),
        ("gemini-live-2.5-flash-native-audio", "blocking", "one"),
        ("gemini-2.0-flash-live-001", "blocking", "one"),
    ],
)
def test_functions_and_parts_go_by_generation(model: str, default: str, parts: str) -> None:
    """Functions block unless told otherwise until 3.8; parts come together since 3.1."""
    row = find(model)
    assert row is not None
    assert (row.tool_default, row.parts) == (default, parts)


def test_only_the_extended_model_works_on_and_requires_a_level() -> None:
    """Its other ways are its elder's."""
    extended = ["gemini-3.8-live-extended-thinking"]
    assert [model.id for model in MODELS if model.works] == extended
    assert [model.id for model in MODELS if model.thinking.required] == extended


@pytest.mark.parametrize(
    ("model", "prices"),
    [
        ("gemini-3.8-live", (0.75, 3.0, 1.0, 4.5, 12.0, None)),
        ("gemini-3.8-live-extended-thinking", (0.75, 3.0, 1.0, 4.5, 12.0, None)),
        ("gemini-3.1-flash-live-preview", (0.75, 3.0, 1.0, 4.5, 12.0, None)),
        ("gemini-2.5-flash-native-audio-preview-12-2025", (0.5, 3.0, 3.0, 2.0, 12.0, None)),
        ("gemini-live-2.5-flash-native-audio", (0.5, 3.0, 3.0, 2.0, 12.0, None)),
        ("gemini-3.5-live-translate-preview", (3.5, 3.5, 3.5, 21.0, 21.0, None)),
        ("gemini-3.5-transcribe-live", None),
        ("gemini-robotics-er-2-streaming-preview", None),
        ("gemini-2.0-flash-live-001", None),
    ],
)
def test_prices_are_those_of_the_price_page(
    model: str, prices: tuple[float | None, ...] | None
) -> None:
    """Dollars per million tokens: text, sound and pictures in, text and sound out, cached."""
    row = find(model)
    assert row is not None
    assert (row.price and astuple(row.price)[:6]) == prices


def test_searches_cost_by_the_query_on_models_of_the_third_generation() -> None:
    """Dollars, and how many are free a month. For live models before them it is not documented."""
    priced = {
        row.id: (row.price.search, row.price.free_searches)
        for row in MODELS
        if row.price and row.price.search
    }
    third = (
        "gemini-3.8-live",
        "gemini-3.8-live-extended-thinking",
        "gemini-3.1-flash-live-preview",
    )
    assert priced == dict.fromkeys(third, (0.014, 5_000))


def test_all_models_search_that_hold_conversations() -> None:
    """By their pages: "Search grounding: Supported"."""
    assert {row.task for row in MODELS if not row.search} == {"translation", "transcription"}
    assert all(row.search for row in MODELS if row.task == "conversation")


@pytest.mark.parametrize(
    ("model", "handles", "refused_s"),
    [
        ("gemini-3.8-live", "once", 1.5),
        ("gemini-3.8-live-extended-thinking", "once", 1.5),
        ("gemini-9-live", "once", 1.5),
        ("gemini-3.1-flash-live-preview", "per-turn", 0.0),
        ("gemini-2.5-flash-native-audio-preview-12-2025", "per-turn", 0.0),
        ("gemini-live-2.5-flash-native-audio", "per-turn", 0.0),
    ],
)
def test_handles_go_by_generation(model: str, handles: str, refused_s: float) -> None:
    """One a connection since 3.8, where an idle session cannot be resumed at once."""
    row, _ = resolve(model)
    assert (row.handles, row.early_resume_refused_s) == (handles, refused_s)


def test_a_model_that_only_writes_holds_conversations() -> None:
    """Its answers are text, and nothing else is known of it."""
    row = find("gemini-robotics-er-2-streaming-preview")
    assert row is not None
    assert (row.task, row.modalities, row.price) == ("conversation", ("text",), None)


def test_the_newest_is_on_vertex_where_its_page_says() -> None:
    """Three locations; older ones say nothing of theirs."""
    located = {model.id: model.vertex_locations for model in MODELS if model.vertex_locations}
    assert located == {"gemini-3.8-live": ("us", "eu", "us-central1")}


@pytest.mark.parametrize(
    "prefix",
    [
        "",
        "models/",
        "publishers/google/models/",
        "projects/p/locations/l/publishers/google/models/",
    ],
)
def test_a_model_is_found_by_its_path(prefix: str) -> None:
    """Every way the service writes a model's name leads to its row."""
    for model in MODELS:
        assert find(prefix + model.id) is model


def test_a_known_model_comes_without_warning() -> None:
    """There is nothing to say about a model that is fine."""
    assert resolve(DEFAULT) == (find(DEFAULT), None)


def test_a_retired_model_comes_with_its_replacement() -> None:
    """The warning names what to use."""
    row, warning = resolve("models/gemini-2.0-flash-live-001")
    assert row is find("gemini-2.0-flash-live-001")
    assert warning == (
        "gemini-2.0-flash-live-001 is retired and may be switched off; use gemini-3.8-live instead."
    )


def test_an_unknown_model_borrows_the_newest_abilities_but_no_price() -> None:
    """It works, under its own id, and says what is assumed."""
    row, warning = resolve("models/gemini-3.9-live")
    newest = find(DEFAULT)
    assert newest is not None
    assert (row.id, row.price, row.modalities) == ("gemini-3.9-live", None, newest.modalities)
    assert warning == (
        "livechat does not know the model gemini-3.9-live; did you mean gemini-3.8-live? "
        "Treating it like gemini-3.8-live."
    )


def test_silence_is_billed_where_the_model_always_listens() -> None:
    """And nothing is said of a model that nobody knows."""
    assert [one.id for one in MODELS if bills_silence(one.id)] == [
        one.id for one in MODELS if one.id.startswith("gemini-3.8-live")
    ]
    assert bills_silence("models/gemini-3.8-live")
    assert not bills_silence("gemini-3.9-live")


@given(st.text(max_size=60))
def test_any_id_has_a_row_and_a_doubtful_one_a_warning(model_id: str) -> None:
    """A model id never stops the program by itself."""
    row, warning = resolve(model_id)
    known = find(model_id)
    assert row.id == (known.id if known else model_id.rpartition("/")[2])
    assert (warning is None) == (known is not None and known.status != "retired")


@pytest.mark.process
def test_the_catalogue_loads_nothing_heavy() -> None:
    """Completion and help ask it, so it stands on the standard library alone."""
    code = (
        "import sys; before = set(sys.modules);"
        "from livechat.catalog import languages, models, nearest, voices;"
        "new = {name.partition('.')[0] for name in set(sys.modules) - before};"
        "print(*(new - sys.stdlib_module_names - {'livechat'}))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=30, check=True
    )
    assert run.stdout.split() == []
