"""What endpoints tell of their models."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.sim.llm.facts import Facts, with_models, with_props, with_show


def listed(*rows: Any) -> dict[str, Any]:
    return {"object": "list", "data": list(rows)}


@pytest.mark.parametrize(
    ("row", "window"),
    [
        ({"id": "m", "max_model_len": 8192}, 8192),  # vLLM
        ({"id": "m", "context_length": 131072}, 131072),  # OpenRouter
        ({"id": "m", "context_window": 32768}, 32768),  # Groq
        ({"id": "m", "max_context_length": 9999, "loaded_context_length": 4096}, 4096),  # LM Studio
        ({"id": "m", "meta": {"n_ctx": 2048, "n_ctx_train": 8192}}, 2048),  # llama.cpp
        ({"id": "m", "meta": {"n_ctx_train": 8192}}, None),
        ({"id": "m", "max_model_len": "many"}, None),
        ({"id": "m", "max_model_len": True}, None),
        ({"id": "m", "max_model_len": -1}, None),
        ({"id": "m", "meta": 5}, None),
    ],
)
def test_a_list_of_models_may_tell_the_window(row: Any, window: int | None) -> None:
    other = {"id": "other", "max_model_len": 999}
    assert with_models(Facts("m"), listed(other, row)) == Facts("m", window)


def test_without_a_name_the_first_that_converses_is_taken() -> None:
    answer = listed({"id": "nomic-embed-text"}, {"id": "m"}, {"id": "n"})
    assert with_models(Facts(), answer).name == "m"


def test_a_model_that_is_not_listed_is_asked_for_all_the_same() -> None:
    assert with_models(Facts("m"), listed({"id": "n", "max_model_len": 999})) == Facts("m")


@pytest.mark.parametrize("answer", [None, 5, [], {}, {"data": 5}, {"data": [5]}, {"data": [{}]}])
def test_a_list_that_is_none_tells_nothing(answer: object) -> None:
    assert with_models(Facts("m"), answer) == Facts("m")
    assert with_models(Facts(), answer) == Facts()


def test_llama_cpp_tells_the_window_of_a_conversation_and_whether_it_sees() -> None:
    answer = {"default_generation_settings": {"n_ctx": 2048}, "modalities": {"vision": False}}
    assert with_props(Facts("m", 8192), answer) == Facts("m", 2048, sees=False)


@pytest.mark.parametrize("answer", [None, {}, {"error": "Unexpected endpoint"}, {"modalities": 5}])
def test_other_servers_have_no_such_properties(answer: object) -> None:
    assert with_props(Facts("m", 8192), answer) == Facts("m", 8192)


@pytest.mark.parametrize(
    ("answer", "window"),
    [
        ({"model_info": {"llama.context_length": 131072}}, 4096),
        ({"model_info": {"llama.context_length": 2048}}, 2048),
        (
            {"model_info": {"llama.context_length": 131072}, "parameters": "stop x\nnum_ctx  8192"},
            8192,
        ),
        ({"model_info": {}}, 4096),
    ],
)
def test_ollama_gives_a_model_the_window_of_its_settings_not_the_one_it_could_have(
    answer: Any, window: int
) -> None:
    assert with_show(Facts("m"), answer) == Facts("m", window, ollama=True)


def test_ollama_tells_what_a_model_can_do() -> None:
    answer = {"model_info": {}, "capabilities": ["completion", "tools"]}
    assert with_show(Facts("m"), answer) == Facts("m", 4096, sees=False, calls=True, ollama=True)


@pytest.mark.parametrize("answer", [None, {}, {"error": "model not found"}])
def test_other_servers_have_nothing_to_show(answer: object) -> None:
    assert with_show(Facts("m"), answer) == Facts("m")


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "data",
                    "id",
                    "meta",
                    "n_ctx",
                    "modalities",
                    "vision",
                    "model_info",
                    "parameters",
                    "default_generation_settings",
                    "capabilities",
                    "x.context_length",
                ]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)


@given(_JSON)
def test_nothing_that_an_endpoint_tells_crashes(answer: Any) -> None:
    for add in (with_models, with_props, with_show):
        for facts in (Facts(), Facts("m")):
            found = add(facts, answer)
            assert isinstance(found.name, str)
            assert found.window is None or found.window >= 256
