"""What servers tell of the models they have."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.sim.llm.listings import LONGEST_NAME, MOST, Offer, of_models, of_ollama, of_studio
from tests.support.model_lists import LLAMA_CPP, OLLAMA_TAGS, STUDIO_MODELS, STUDIO_MORE, vllm


def names(offers: tuple[Offer, ...]) -> list[str]:
    """Those with which one can converse, best first."""
    fit = [one for one in offers if one.suits != "never"]
    return [one.name for one in sorted(fit, key=lambda one: one.order)]


def test_ollama_tells_size_and_family() -> None:
    """The model elsewhere takes 384 bytes here, and is none."""
    offers = of_ollama(OLLAMA_TAGS)
    assert names(offers) == ["llama3.2:3b", "gemma3:latest", "llama3.3:70b", "deepseek-r1:1.5b"]
    three = next(one for one in offers if one.name == "llama3.2:3b")
    assert three == Offer("llama3.2:3b", "converses", 3.2e9, 2_019_393_189)
    assert three.label == "llama3.2:3b"


def test_what_is_elsewhere_is_no_model_of_this_machine_whatever_it_is_called() -> None:
    row = OLLAMA_TAGS["models"][0] | {"name": "mine:1b", "remote_host": "https://cloud.example:443"}
    assert names(of_ollama({"models": [row]})) == []


def test_llama_cpp_tells_what_it_has_loaded() -> None:
    """Where Ollama would tell more, it answers as well, without sizes."""
    [offer] = of_models(LLAMA_CPP)
    assert offer.name == "/models/SmolLM2-135M-Instruct.Q4_1.gguf"
    assert offer.label == "SmolLM2-135M-Instruct.Q4_1"
    assert (offer.count, offer.size, offer.loaded) == (134_515_008, 98_330_000, True)
    assert of_ollama(LLAMA_CPP) == ()


def test_llama_cpp_with_several_models_tells_which_are_loaded() -> None:
    rows = [
        {"id": name, "owned_by": "llamacpp", "status": {"value": state}}
        for name, state in (("a-1b", "unloaded"), ("b-3b", "loaded"))
    ]
    assert [one.loaded for one in of_models({"data": rows})] == [False, True]


def test_lm_studio_tells_kind_and_state() -> None:
    """Its list in OpenAI's form does not; that is for the other reader."""
    offers = of_studio(STUDIO_MORE)
    assert names(offers) == ["google/gemma-3-1b", "qwen2-vl-7b-instruct"]
    assert [one.loaded for one in offers] == [True, False, False]
    assert offers[2].size == pytest.approx(1.1e9)  # eight bits and a half each
    assert of_studio(STUDIO_MODELS) == ()
    assert names(of_models(STUDIO_MODELS)) == ["google/gemma-3-1b", "qwen2-vl-7b-instruct"]


def test_vllm_names_models_as_they_were_published() -> None:
    """A base says nothing; it is in memory in any case."""
    [taught] = of_models(vllm("Qwen/Qwen2.5-0.5B-Instruct"))
    [base] = of_models(vllm("Qwen/Qwen2.5-0.5B"))
    assert (taught.suits, base.suits) == ("converses", "hardly")
    assert taught.loaded
    assert taught.order < base.order


def test_what_says_that_it_only_embeds_is_believed() -> None:
    """Whatever its name."""
    row = {"id": "mine-1b", "capabilities": ["embedding"]}
    assert names(of_models({"data": [row]})) == []
    assert names(of_models({"data": [row | {"capabilities": ["completion"]}]})) == ["mine-1b"]
    assert names(of_models({"data": [row | {"capabilities": []}]})) == ["mine-1b"]


def test_the_smaller_comes_first_and_the_unknown_last() -> None:
    rows = [{"id": name} for name in ("mystery", "a:8b", "b:1b", "coder:0.5b")]
    assert names(of_models({"data": rows})) == ["b:1b", "a:8b", "mystery", "coder:0.5b"]
    weighed = [{"name": "x", "size": 9_000_000_000}, {"name": "y", "size": 700_000_000}]
    assert names(of_ollama({"models": weighed})) == ["y", "x"]


@pytest.mark.parametrize(
    "name", ["", "x" * (LONGEST_NAME + 1), "a\x1b[2Jb", "a\nb", "\u202egpt", 3, None, ["a"]]
)
def test_what_can_be_no_name_is_left_out(name: object) -> None:
    """It would be shown, and sent back."""
    assert of_models({"data": [{"id": name}, {"id": "b:1b"}]})[0].name == "b:1b"


@pytest.mark.parametrize("size", [-1, 0, True, "12", 1e300, float("inf"), float("nan"), 10**400])
def test_a_size_that_cannot_be_is_none(size: object) -> None:
    row = {"id": "a", "meta": {"n_params": size, "size": size}}
    assert of_models({"data": [row]}) == (Offer("a", "converses"),)


def test_an_endless_list_is_cut() -> None:
    assert len(of_models({"data": [{"id": f"m{number}"} for number in range(MOST + 9)]})) == MOST


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["data", "models", "id", "name", "size", "meta", "details", "type",
                             "capabilities", "family", "status", "value", "parameter_size"]),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)  # fmt: skip


@given(JSON)
def test_any_answer_is_read(answer: Any) -> None:
    """It is data, whatever it is."""
    for read in (of_models, of_ollama, of_studio):
        for offer in read(answer):
            json.dumps(offer.name)
            assert offer.order == offer.order
