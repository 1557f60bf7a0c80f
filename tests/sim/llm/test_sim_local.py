"""A language model in a file, in a process of its own: what it says, and how it fails and ends."""

from __future__ import annotations

import asyncio
import logging
import re
import signal
import struct
import sys
from collections.abc import Coroutine, Iterator
from pathlib import Path
from typing import Any

import pytest

from livechat import installing
from livechat.sim.llm import local as local_module
from livechat.sim.llm.local import Local
from livechat.sim.llm.prompts import Prompt
from livechat.sim.llm.weights import packaged
from livechat.sim.mind.question import Clause, Model, Over, Part, Question, User
from tests.support.hosted import LIMIT_S

pytestmark = [pytest.mark.process, pytest.mark.network]

PLAIN = Prompt("You are a small language model.", temperature=0.0, window=512)
"""Without examples, so that it loads in half a second."""


def small_model() -> Path:
    pytest.importorskip("xllamacpp")
    return packaged() or pytest.skip("the wheel with the small model is not installed")


def question(words: str, instruction: str = "", **fields: Any) -> Question:
    return Question((User(words),), instruction, **fields)


async def parts_of(local: Local, question: Question) -> list[Part]:
    return [part async for part in local.answer(question)]


async def answered(local: Local, question: Question) -> str:
    *clauses, over = await parts_of(local, question)
    assert over == Over()
    assert all(isinstance(part, Clause) for part in clauses)
    return " ".join(part.words for part in clauses if isinstance(part, Clause))


async def problem(local: Local) -> str:
    (over,) = await parts_of(local, question("Hello."))
    assert isinstance(over, Over)
    return over.problem


def limited(main: Coroutine[Any, Any, None]) -> None:
    asyncio.run(asyncio.wait_for(main, LIMIT_S))


# --- the real small model ---


class Real:
    """The small model, loaded once for all tests of this file."""

    def __init__(self) -> None:
        self.local = Local(small_model())
        self._runner = asyncio.Runner()
        self.run(self._warm())

    def run(self, main: Coroutine[Any, Any, Any]) -> Any:
        return self._runner.run(asyncio.wait_for(main, LIMIT_S))

    def said(self, words: str, instruction: str = "", **fields: Any) -> str:
        found = self.run(answered(self.local, question(words, instruction, **fields)))
        assert isinstance(found, str)
        return found

    async def _warm(self) -> None:
        self.local.warm()

    def close(self) -> None:
        self.run(self.local.aclose(LIMIT_S))
        self._runner.close()


@pytest.fixture(scope="module")
def real() -> Iterator[Real]:
    found = Real()
    yield found
    found.close()


@pytest.mark.parametrize(
    ("words", "one_of"),
    [
        ("What is the capital of France?", ("Paris",)),
        ("How many days are in a week?", ("7", "seven")),
        ("How many legs does a spider have?", ("8", "eight")),
        ("What is the opposite of hot?", ("cold",)),
        ("What colour is the sky?", ("blue",)),
    ],
)
def test_everyday_questions_are_answered_in_sense(
    real: Real, words: str, one_of: tuple[str, ...]
) -> None:
    said = real.said(words)
    assert any(word in said for word in one_of), said
    assert len(said.split()) < 60


def test_it_says_that_it_is_small_and_makes_things_up(
    real: Real, capfd: pytest.CaptureFixture[str]
) -> None:
    said = real.said("Who are you?")
    assert "language model" in said
    assert "make things up" in said
    assert capfd.readouterr() == ("", "")  # nothing of llama.cpp's reaches the terminal
    assert real.local.label == "SmolLM2-135M-Instruct"


def test_the_clients_instruction_counts(real: Real) -> None:
    assert "Rosa" in real.said("What is your name?", "Your name is Rosa and you sell flowers.")


def test_a_story_comes_to_an_end(real: Real) -> None:
    said = real.said("Tell me a story about a fox.")
    assert "fox" in said
    assert sum(map(said.count, ".!?")) <= 5


def test_four_conversations_are_answered_side_by_side(real: Real) -> None:
    async def main() -> list[str]:
        words = ("What is a dog?", "Tell me about the sea.", "Hello.", "What can I cook with eggs?")
        return await asyncio.gather(*(answered(real.local, question(word)) for word in words))

    dog, sea, _, eggs = real.run(main())
    assert ("animal" in dog, "sea" in sea, "egg" in eggs) == (True, True, True)


def test_whoever_stops_listening_ends_the_answer(real: Real) -> None:
    async def main() -> str:
        story = real.local.answer(question("Tell me a story about a fox."))
        assert isinstance(await anext(story), Clause)
        await story.aclose()
        return await answered(real.local, question("What is the capital of Spain?"))

    assert "Madrid" in real.run(main())


def test_a_limit_of_the_client_is_kept(real: Real) -> None:
    assert len(real.said("Tell me about the sea.", max_tokens=3).split()) <= 3


def test_what_was_read_ahead_is_not_read_again(
    real: Real, caplog: pytest.LogCaptureFixture
) -> None:
    """The oldest exchange is left out, so the conversation begins with another than before."""
    talk = [
        message
        for word in ("tea", "ink", "glass", "soap")
        for message in (User(f"What is {word}?"), Model(f"People make {word} of many things."))
    ]

    async def main() -> None:
        await real.local.read(Question((*talk, User("…"))))
        caplog.clear()
        await answered(real.local, Question((*talk, User("What is bread made of?"))))

    with caplog.at_level(logging.DEBUG, "livechat.sim"):
        real.run(main())
    [(read, known)] = re.findall(r"'prompt_tokens': (\d+),.*'cached_tokens': (\d+)", caplog.text)
    assert int(read) - int(known) < 20


def test_a_model_that_is_not_loaded_reads_nothing_ahead() -> None:
    asyncio.run(Local(Path("missing.gguf")).read(question("Hello.")))


# --- how it ends ---


@pytest.fixture
def processes(monkeypatch: pytest.MonkeyPatch) -> list[asyncio.subprocess.Process]:
    """The processes that are started, oldest first."""
    started: list[asyncio.subprocess.Process] = []
    begin = asyncio.create_subprocess_exec

    async def noticing(*args: Any, **kwargs: Any) -> asyncio.subprocess.Process:
        started.append(await begin(*args, **kwargs))
        return started[-1]

    monkeypatch.setattr(asyncio, "create_subprocess_exec", noticing)
    return started


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_a_process_that_dies_is_told_and_started_again(
    processes: list[asyncio.subprocess.Process],
) -> None:
    endless = Prompt("Tell long stories.", window=4096, sampling={"temp": 2.0})

    async def main() -> None:
        local = Local(small_model(), prompt=endless)
        story = local.answer(question("Tell me a very long story."))
        await anext(story)
        processes[0].kill()
        rest = [part async for part in story]
        assert rest[-1] == Over(
            f"My language model's process has ended (signal {signal.SIGKILL:d}). Please ask again."
        )
        assert isinstance((await parts_of(local, question("Hi.", max_tokens=5)))[0], Clause)
        assert len(processes) == 2
        await local.aclose(LIMIT_S)
        assert processes[1].returncode == 0

    limited(main())


def ended(process: asyncio.subprocess.Process) -> bool:
    return process.returncode is not None


FAKE = """
import os, sys, time

class CommonParams:
    def __init__(self):
        self.model = self.cpuparams = self.cpuparams_batch = self.sampling = self

class Server:
    listening_address = "http://127.0.0.1:9"

    def __init__(self, params):
        print("printed", flush=True)
        os.write(2, b"x" * 100_000 + bytes([10]))
        {does}
"""
"""An xllamacpp that does as a test wants."""


@pytest.fixture
def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Makes a model that is loaded by a fake xllamacpp."""

    def make(does: str, beginning: str = FAKE) -> Local:
        (tmp_path / "xllamacpp.py").write_text(beginning.replace("{does}", does))
        monkeypatch.syspath_prepend(str(tmp_path))
        path = tmp_path / "some.gguf"
        path.write_bytes(b"GGUF" + bytes(100))
        return Local(path, prompt=PLAIN)

    return make


@pytest.mark.parametrize(
    ("does", "told"),
    [
        ("os.write(2, b'failed to create_context'); raise RuntimeError",
         "some.gguf does not fit into the free memory. Choose a smaller model."),
        ("raise MemoryError", "some.gguf cannot be loaded. Choose another model."),
        ("raise RuntimeError('no')", "some.gguf cannot be loaded. Choose another model."),
        ("os._exit(3)", "some.gguf cannot be loaded (exit status 3). Choose another model."),
        ("raise SystemExit", "some.gguf cannot be loaded (exit status 0). Choose another model."),
        pytest.param(
            "os.abort()",
            f"Loading some.gguf ended its process (signal {signal.SIGABRT:d}). "
            "It may need more memory than there is: choose a smaller model.",
            marks=pytest.mark.skipif(sys.platform == "win32", reason="signals"),
        ),
    ],
)  # fmt: skip
def test_whatever_loading_does_is_a_sentence(fake: Any, does: str, told: str) -> None:
    async def main() -> None:
        local = fake(does)
        local.warm()
        assert await problem(local) == f"I cannot load my language model. {told}"
        await local.aclose(LIMIT_S)

    limited(main())


def test_what_is_not_installed_is_named(fake: Any, caplog: pytest.LogCaptureFixture) -> None:
    async def main() -> None:
        said = await problem(fake("", "raise ImportError"))
        assert said.startswith("Language models in files need xllamacpp, which is not installed.")

    limited(main())
    assert installing.small_model() in caplog.text


def test_loading_that_takes_too_long_is_ended(
    fake: Any, processes: list[asyncio.subprocess.Process], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(local_module, "LOADING_S", 0.0)

    async def main() -> None:
        assert "some was not loaded within 0 minutes." in await problem(fake("time.sleep(1000)"))
        assert processes[0].returncode is not None

    limited(main())


@pytest.mark.skipif(sys.platform == "win32", reason="TMPDIR")
def test_a_process_that_ends_while_it_loads_leaves_no_folder_behind(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))

    async def main() -> None:
        local = Local(small_model())
        local.warm()
        while not list(tmp_path.iterdir()):  # noqa: ASYNC110, ASYNC240 - another process makes it
            await asyncio.sleep(0.001)
        await local.aclose(LIMIT_S)
        assert not list(tmp_path.iterdir())  # noqa: ASYNC240

    limited(main())


def test_closing_does_not_wait_for_a_model_that_loads(
    fake: Any, processes: list[asyncio.subprocess.Process]
) -> None:
    """One that stops listening meanwhile does not stop it for others."""

    async def main() -> None:
        local = fake("time.sleep(1000)")
        local.warm()
        waiting = [asyncio.create_task(problem(local)) for _ in range(2)]
        while not processes:  # noqa: ASYNC110 - another task starts it
            await asyncio.sleep(0.001)
        waiting[0].cancel()
        await asyncio.wait([waiting[0]])
        assert not ended(processes[0])
        assert not waiting[1].done()
        await local.aclose(LIMIT_S)
        assert ended(processes[0])
        assert await waiting[1] == "My language model was closed before it was loaded."
        await local.aclose(LIMIT_S)  # again

    limited(main())


# --- bad files ---


def gguf(**fields: str) -> bytes:
    """A file without tensors (GGUF, version 3)."""
    body = b"GGUF" + struct.pack("<IQQ", 3, 0, len(fields))
    for name, value in fields.items():
        key, text = name.replace("__", ".").encode(), value.encode()
        body += struct.pack("<Q", len(key)) + key + struct.pack("<IQ", 8, len(text)) + text
    return body


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "m.gguf is empty."),
        (b"PK\3\4", "m.gguf is not a GGUF file."),
        (b"GGUF" + bytes(16), "m.gguf is damaged, or of an unknown kind."),
        (gguf(general__architecture="a\x1bother"), "m.gguf is a model of the kind a␛other,"),
        (None, "m.gguf is incomplete or damaged. Download it again."),
    ],
)
def test_a_file_that_is_no_model_is_told(tmp_path: Path, content: bytes | None, told: str) -> None:
    path = tmp_path / "m.gguf"
    with small_model().open("rb") as file:
        path.write_bytes(file.read(4_000_000) if content is None else content)

    async def main() -> None:
        said = await problem(Local(path))
        assert said.startswith(f"I cannot load my language model. {told}"), said

    limited(main())


def test_a_file_that_is_mended_is_loaded_by_the_next_question(tmp_path: Path) -> None:
    path = tmp_path / "m.gguf"

    async def main() -> None:
        local = Local(path, prompt=PLAIN)
        assert "There is no file m.gguf." in await problem(local)
        path.symlink_to(small_model())
        assert await answered(local, question("Hello.", max_tokens=5))
        await local.aclose(LIMIT_S)

    limited(main())
