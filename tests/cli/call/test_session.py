"""What `talk` and `say` have in common."""

from __future__ import annotations

import asyncio
import io
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from livechat.audio.file_speaker import FileSpeaker
from livechat.cli.call.session import Parts, Prepared, _configure, _functions, build, prepare
from livechat.config.settings import Settings
from livechat.config.spec import setup_spec
from livechat.core.setup_spec import Declaration
from livechat.core.state import ConversationState
from livechat.core.talk.events import Event, Notice
from livechat.core.talk.transcript import Utterance
from livechat.errors import CredentialError, SettingsError, UsageError


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No settings and no keys but the test's."""
    for name in ("GEMINI_API_KEY", "GOOGLE_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))


def prepared(**flags: object) -> Prepared:
    return prepare(flags, config=None, profile=None, log=None, debug=False)


def test_no_key_and_no_offline_is_an_error_that_names_both() -> None:
    """There is no silent fallback."""
    with pytest.raises(CredentialError, match="--offline"):
        prepared()


@pytest.mark.parametrize(
    ("key", "flag"), [("practice.llm", "--llm"), ("practice.model", "--llm-model")]
)
def test_a_language_model_is_for_the_practice_partner(
    monkeypatch: pytest.MonkeyPatch, key: str, flag: str
) -> None:
    """With Gemini, the option is a mistake; the setting waits until somebody is offline."""
    monkeypatch.setenv("GEMINI_API_KEY", "real")
    with pytest.raises(UsageError) as caught:
        prepared(**{key: "auto"})
    assert str(caught.value) == (
        f"{flag} is for the practice partner. Add --offline, or leave out {flag}."
    )
    assert prepared(**{key: "auto", "offline": True}).credential is None
    monkeypatch.setenv("LIVECHAT_" + key.replace(".", "_").upper(), "auto")
    assert prepared().credential is not None


def test_the_endpoints_key_is_found_before_the_call_and_never_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Where the practice partner asks an endpoint."""
    monkeypatch.setenv("LIVECHAT_PRACTICE_API_KEY", "s3cret")
    one = prepared(**{"practice.llm": "http://127.0.0.1:9/v1", "offline": True})
    assert one.llm_key == "s3cret"
    assert "s3cret" not in repr(one)
    assert prepared(offline=True).llm_key == ""


def test_a_terminal_is_told_what_signs_in(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """By its source; a script is not bothered."""
    monkeypatch.setenv("GEMINI_API_KEY", "s3cret")
    prepared()
    assert capsys.readouterr().err == ""
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    prepared()
    said = capsys.readouterr().err
    assert (
        said == "livechat: Signing in with the key from the environment variable GEMINI_API_KEY.\n"
    )


@pytest.mark.process
def test_a_terminal_is_told_that_a_command_is_asked_for_the_key(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Before it answers, and it has the terminal for itself: it may ask for a pass phrase."""
    path = tmp_path / "config.toml"
    path.write_text("api_key_command = \"sh -c 'echo s3cret'\"\n")
    path.chmod(0o600)
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    said = io.StringIO()

    @contextmanager
    def alone() -> Iterator[None]:
        said.write(capsys.readouterr().err)
        yield
        said.write(capsys.readouterr().err)

    one = prepare({}, config=path, profile=None, log=None, debug=False, alone=alone)
    assert one.credential is not None
    assert one.credential.value == "s3cret"
    assert said.getvalue() == "livechat: asking the command in api_key_command …\n"
    assert capsys.readouterr().err == (
        "livechat: Signing in with the key from the command in api_key_command.\n"
    )


@pytest.mark.parametrize(
    ("flags", "name"),
    [
        ({"base_url": "https://localhost"}, "--base-url"),
        ({"headers": ["X-A: 1"]}, "--header"),
        ({"vertex": True}, "--vertex"),
    ],
)
def test_nobody_is_on_this_machine_and_elsewhere(flags: dict[str, object], name: str) -> None:
    """Two flags that contradict each other; a setting for elsewhere may stand beside --offline."""
    with pytest.raises(UsageError, match=name):
        prepared(offline=True, **flags)


def test_a_doubtful_setting_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """And allowed."""
    prepared(offline=True, model="gemini-9-live")
    assert "gemini-9-live" in capsys.readouterr().err


def test_a_setting_the_model_refuses_is_an_error() -> None:
    """Before connecting."""
    with pytest.raises(SettingsError, match="accepts no thinking"):
        prepared(offline=True, thinking="low")


@pytest.mark.parametrize(
    ("key", "value", "flag"),
    [
        ("session.max_minutes", 0.0, "--max-minutes"),
        ("session.idle_minutes", -1.0, "--idle-minutes"),
        ("session.compression", "perhaps", "--no-compression"),
        ("session.save", "perhaps", "--no-save"),
    ],
)
def test_a_mistake_about_the_session_names_the_flag(key: str, value: object, flag: str) -> None:
    """As it was typed, without the table it belongs to."""
    with pytest.raises(SettingsError, match=f"^{flag} "):
        prepared(**{"offline": True, key: value})


def test_a_setting_that_changes_in_a_call_leaves_the_functions_as_they_are() -> None:
    """No setting lists them: they come from files and servers."""
    settings = Settings()
    tools = (Declaration(name="order"),)
    spec = replace(setup_spec(settings), tools=tools)
    changed = _configure(settings, setup_spec, spec, "voice", "Puck")
    assert (changed.voice, changed.tools) == ("Puck", tools)


class Seen:
    """An observer that remembers."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    def observe(
        self, event: Event, finished: Sequence[Utterance], state: ConversationState
    ) -> None:
        self.events.append(event)


def test_conversations_are_built_side_by_side_and_each_hears_of_its_own_service() -> None:
    """Nothing of the process belongs to one: no signal, no standard input, no loop."""

    async def main() -> list[list[Event]]:
        seen = [Seen(), Seen()]
        async with AsyncExitStack() as stack:
            for number, one in enumerate(seen):
                parts = Parts(speaker=FileSpeaker(None, fast=True), observers=[one])
                _, dial = build(prepared(offline=True), parts, stack)
                dial.tell(Notice(at=0.0, text=str(number), level="info"))
        return [one.events for one in seen]

    handlers = [signal.getsignal(one) for one in (signal.SIGINT, signal.SIGTERM)]
    told = asyncio.run(main())
    assert [[event.text for event in one if isinstance(event, Notice)] for one in told] == [
        ["0"],
        ["1"],
    ]
    assert [signal.getsignal(one) for one in (signal.SIGINT, signal.SIGTERM)] == handlers


UNNEEDED = ("livechat.app.hands", "livechat.cli.call.functions", "livechat.tools.toolbox")


@pytest.mark.process
@pytest.mark.parametrize(
    ("option", "needed"), [("", False), ("functions=[Path('shop.py')],", True)]
)
def test_only_who_names_functions_waits_for_what_calls_them(
    option: str, needed: bool, tmp_path: Path
) -> None:
    """It takes a tenth of a second to import."""
    code = (
        "import sys\nfrom pathlib import Path\n"
        "import livechat.cli.call.build\n"
        "from livechat.cli.call.session import _functions, prepare\n"
        f"made = prepare(dict(offline=True, {option}), config=None, profile=None, log=None, "
        "debug=False)\n"
        "functions = _functions(made.loaded, asks=False, spoken=False)\n"
        f"print(functions is not None, [one for one in {UNNEEDED!r} if one in sys.modules])"
    )
    shown = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    ).stdout
    assert shown == f"{needed} {list(UNNEEDED) if needed else []}\n"


@pytest.mark.parametrize(
    ("consent", "spoken", "voice"),
    [
        ("voice", True, True),
        ("voice", False, False),
        ("key", True, False),
    ],
)
def test_a_spoken_yes_is_leave_where_it_is_switched_on_and_no_recordings(
    consent: str, spoken: bool, voice: bool
) -> None:
    """What was recorded was said before the question."""
    loaded = prepared(offline=True, builtin=["timer"], **{"calls.consent": consent}).loaded
    functions = _functions(loaded, asks=True, spoken=spoken)
    assert functions is not None
    assert functions.voice is voice
