"""What is found out about the language model behind the practice partner."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from livechat import installing
from livechat.cli.doctor.checks import Finding
from livechat.cli.doctor.language_model import PULLED, check_language_model
from livechat.config.language_model import KEY_VARIABLE
from livechat.config.settings import Practice
from livechat.sim.llm import choosing
from livechat.sim.llm.finding import Found
from livechat.sim.llm.listings import Offer
from tests.support.model_lists import OLLAMA_MODELS, OLLAMA_TAGS
from tests.support.web import Asked, Reply, serving

OLLAMA = Found(
    "Ollama",
    "http://127.0.0.1:11434/v1",
    (Offer("small:1b", "converses", 1e9), Offer("embed", "never")),
)
EMPTY = Found("Ollama", "http://127.0.0.1:11434/v1")
LOCKED = Found("vLLM", "http://127.0.0.1:8000/v1", locked=True)


@pytest.fixture(autouse=True)
def nothing_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that is not this one."""
    monkeypatch.setattr(choosing, "packaged", lambda: None)


def checked(*found: Found, **settings: object) -> Finding:
    """What is found out where these servers are."""

    async def look() -> list[Found]:
        return list(found)

    return check_language_model(Practice.model_validate(settings), {}, look=look)


def test_the_server_that_was_found_is_named_with_its_model() -> None:
    """All that it has is told to programs."""
    one = checked(OLLAMA)
    assert (one.verdict, one.words) == ("ok", "small:1b answers (127.0.0.1:11434, Ollama).")
    assert one.data["servers"] == [
        {"product": "Ollama", "url": OLLAMA.url, "models": ["small:1b", "embed"]}
    ]


def test_where_nothing_is_found_two_ways_to_install_one_are_told() -> None:
    """It is a warning: one can talk with the rules."""
    one = checked()
    assert one.verdict == "warning"
    assert one.words == "No language model was found. A few fixed rules answer, no language model."
    assert f"ollama pull {PULLED}" in one.fix
    assert installing.small_model() in one.fix


def test_a_server_that_cannot_be_used_says_why() -> None:
    """And the small model of livechat's own answers, where it is installed."""
    one = checked(EMPTY, LOCKED)
    assert one.words == (
        "Ollama at 127.0.0.1:11434 has no model that converses and fits into memory. "
        "vLLM at 127.0.0.1:8000 wants a key: name its address in practice.llm."
    )
    assert one.verdict == "warning"


def test_the_installed_small_model_is_told_as_what_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small."""
    monkeypatch.setattr(choosing, "packaged", lambda: Path("Small-135M.Q4_1.gguf"))
    one = checked()
    assert (one.verdict, one.words) == (
        "ok",
        "Small-135M answers, a small model that makes things up.",
    )


def test_what_is_switched_off_or_scripted_is_well() -> None:
    """Nobody is looked for."""
    assert checked(OLLAMA, llm="off").words == "A few fixed rules answer, no language model."
    scripted = checked(OLLAMA, scenario="a.toml")
    assert (scripted.verdict, scripted.words) == ("ok", "The scenario says what is answered.")


def test_a_model_that_no_server_has_is_a_problem() -> None:
    """A call would not begin."""
    one = checked(OLLAMA, model="mistral")
    assert (one.verdict, one.exit_code) == ("problem", 2)
    assert "small:1b" in one.fix


def test_a_file_is_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A call would not begin without it."""
    monkeypatch.setattr(choosing, "find_spec", lambda name: name)
    path = tmp_path / "Small-135M.Q4_1.gguf"
    assert checked(llm=str(path)).verdict == "problem"
    path.write_bytes(b"GGUF and so on")
    assert checked(llm=str(path)).words == "Small-135M answers."


@contextmanager
def at(status: int, *, empty: bool = False) -> Iterator[str]:
    """The address of an endpoint that answers so."""
    answers = {"/v1/models": OLLAMA_MODELS, "/api/tags": OLLAMA_TAGS}

    def answer(asked: Asked) -> Reply:
        found = {"data": []} if empty else answers.get(asked.path, {})
        return status, {}, json.dumps(found).encode()

    with serving(answer, plain=True) as web:
        yield f"{web.url}/v1"


@pytest.mark.network
def test_an_endpoint_is_asked_what_it_has() -> None:
    """The smallest answers, or the one that is named."""
    with at(200) as url:
        assert checked(llm=url).words.startswith("llama3.2:3b answers (127.0.0.1:")
        assert checked(llm=url, model="gemma3").words.startswith("gemma3:latest answers")
        other = checked(llm=url, model="mistral")
        assert (other.verdict, "llama3.2:3b" in other.fix) == ("warning", True)
    with at(404) as url:
        assert "does not list its models" in checked(llm=url).words
    with at(200, empty=True) as url:
        assert checked(llm=url).verdict == "warning"


@pytest.mark.network
def test_an_endpoint_that_wants_a_key_is_a_problem() -> None:
    """Its own refusal, or no key at all; the key is never shown."""
    with at(401) as url:
        one = checked(llm=url)
        assert (one.verdict, one.exit_code) == ("problem", 3)
        assert "wants a key" in one.words
        assert KEY_VARIABLE in one.fix
        refused = check_language_model(Practice(llm=url), {KEY_VARIABLE: "s3cret"})
        assert "refuses the key" in refused.words
        assert "s3cret" not in f"{refused}"


@pytest.mark.network
def test_an_endpoint_that_does_not_answer_is_a_problem() -> None:
    """Every answer would say so."""
    one = checked(llm="http://127.0.0.1:1/v1")
    assert (one.verdict, one.exit_code) == ("problem", 5)
    assert one.fix == "Is a server running at port 1?"
