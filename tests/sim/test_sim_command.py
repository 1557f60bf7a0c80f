"""`livechat sim`, as a program."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from livechat.cli.commands.sim import PORT, TLS_PORT, _behaviour, sim
from livechat.errors import FileError, SettingsError, UsageError
from livechat.sim.faults import KINDS
from livechat.sim.scenario import Scenario
from tests.sim.peer import GEMINI, Peer, limited
from tests.support.endpoints import DONE, chunk
from tests.support.web import Asked, Reply, serving

pytestmark = [pytest.mark.process, pytest.mark.network]

QUICK = ("--port", "0", "--tls-port", "0", "--voice", "synthetic", "--ears", "none")

LIMIT_S = 90


@contextmanager
def running(*options: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The program, and what it printed before it began to serve."""
    process = subprocess.Popen(
        [sys.executable, "-m", "livechat", "sim", *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        printed = ""
        while "GEMINI_API_KEY" not in printed:
            line = process.stdout.readline()
            assert line, process.stderr.read() if process.stderr else ""
            printed += line
        yield process, printed
        process.terminate()  # so that it can remove its certificate
        process.communicate(timeout=LIMIT_S)
    except BaseException as error:
        code = process.poll()
        process.kill()
        error.add_note(f"The program (exit code {code}) said: {process.communicate()[1]}")
        raise
    finally:
        process.kill()
        process.communicate()


def finished(*options: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """The program, which ends by itself."""
    return subprocess.run(
        [sys.executable, "-m", "livechat", "sim", *options],
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
        check=False,
    )


def ask(url: str, cert: Path, text: str, key: str = "any") -> str:
    """One turn over TLS, trusting the certificate file."""
    context = ssl.create_default_context(cafile=str(cert))

    # One thread: before Python 3.13 two must not read and write one TLS socket.
    async def main() -> str:
        async with connect(
            url + GEMINI, ssl=context, proxy=None, additional_headers={"x-goog-api-key": key}
        ) as socket:
            client = Peer(socket)
            await client.setup()
            return (await client.ask(text)).said

    return limited(main(), LIMIT_S)


def found(pattern: str, text: str) -> str:
    match = re.search(pattern, text)
    assert match, text
    return match[1]


@pytest.mark.skipif(sys.platform == "win32", reason="signals are sent otherwise there")
@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 0), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]
)
def test_it_serves_until_it_is_asked_to_stop(
    number: signal.Signals, code: int, tmp_path: Path
) -> None:
    """Says where it is, serves whoever trusts its certificate, logs a line, ends in order.

    Ctrl-C is how it is meant to end; other signals are told as shells do.
    """
    scenario = tmp_path / "scene.toml"
    scenario.write_text("pace = 'instant'\n[[turn]]\nsays = 'As the file says.'")
    with running(*QUICK, "--scenario", str(scenario), "--seed", "7") as (process, printed):
        url = found(r"(wss://127\.0\.0\.1:\d+)", printed)
        cert = Path(found(r"certificate: (.*)", printed))
        assert f"GOOGLE_GEMINI_BASE_URL={url.replace('wss', 'https')}" in printed
        assert f"SSL_CERT_FILE={cert}" in printed
        assert ask(url, cert, "hello") == "As the file says."
        process.send_signal(number)
        rest, errors = process.communicate(timeout=LIMIT_S)
        assert process.returncode == code
        assert rest.strip() == ""
        assert re.fullmatch(r"\d\d:\d\d:\d\d session 1 \(gemini\): answers: 1, .*\n", errors)
        assert not cert.parent.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="signals are sent otherwise there")
def test_nothing_is_left_behind_by_one_that_is_ended_while_it_starts(tmp_path: Path) -> None:
    """Nobody passes signals on to the command yet; the temporary folder is there already."""
    lines = [
        "import os, signal, sys",
        "from livechat.cli.main import run",
        "from livechat.sim.server import Server",
        "def starts(server):",
        f"    print(os.listdir({str(tmp_path)!r}), flush=True)",
        "    signal.raise_signal(signal.SIGTERM)",
        "Server.__aenter__ = starts",
        f"sys.argv = {['livechat', 'sim', *QUICK, '--', sys.executable, '-c', '']!r}",
        "run()",
    ]
    done = subprocess.run(
        [sys.executable, "-c", "\n".join(lines)],
        env={**os.environ, "TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
        check=False,
    )
    assert done.stdout.startswith("['livechat-sim-"), done.stderr
    assert done.returncode == -signal.SIGTERM
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="signals are sent otherwise there")
def test_a_second_ctrl_c_ends_it_without_a_traceback() -> None:
    """However far it had come in closing."""
    lines = [
        "import signal, sys",
        "from livechat.cli.main import run",
        "from livechat.sim.senses.voice import SyntheticVoice",
        "from livechat.sim.server import Server",
        "begin = Server.__aenter__",
        "async def begins(server):",
        "    signal.raise_signal(signal.SIGINT)",
        "    return await begin(server)",
        "async def closes(voice, limit):",
        "    signal.raise_signal(signal.SIGINT)",
        "Server.__aenter__, SyntheticVoice.aclose = begins, closes",
        f"sys.argv = {['livechat', 'sim', *QUICK]!r}",
        "run()",
    ]
    done = subprocess.run(
        [sys.executable, "-c", "\n".join(lines)],
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
        check=False,
    )
    assert done.returncode == 128 + signal.SIGINT
    assert done.stderr == ""


def test_a_certificate_can_be_kept(tmp_path: Path) -> None:
    """Made where it was asked for, and used again the next time."""
    cert, key = tmp_path / "c.pem", tmp_path / "k.pem"
    options = (*QUICK, "--cert", str(cert), "--key", str(key))
    with running(*options) as (_, printed):
        trusted = cert.read_bytes()
        assert ask(found(r"(wss://127\.0\.0\.1:\d+)", printed), cert, "count to two") == "1, 2."
    with running(*options) as (_, printed):
        assert cert.read_bytes() == trusted
        assert ask(found(r"(wss://127\.0\.0\.1:\d+)", printed), cert, "count to two") == "1, 2."


def test_a_taken_port_is_said_in_a_sentence() -> None:
    """With exit code 2 and no traceback."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = finished("--port", str(taken.getsockname()[1]))
    assert done.returncode == 2
    assert "another program uses it" in done.stderr
    assert "Traceback" not in done.stderr


def test_what_does_not_fit_is_refused_before_anything_listens(tmp_path: Path) -> None:
    """Half a certificate, and a scenario that is not there."""
    with pytest.raises(SettingsError, match="--cert and --key belong together"):
        sim(cert=tmp_path / "only.pem")
    with pytest.raises(FileError, match=r"none\.toml"):
        sim(scenario=tmp_path / "none.toml")
    with pytest.raises(SettingsError, match="--session needs a recording"):
        sim(session=1)
    with pytest.raises(SettingsError, match=r"There is no fault 'clsoe'.*'close'"):
        sim(fault=["clsoe"])
    with pytest.raises(SettingsError, match="--llm must be auto, off, an address"):
        sim(llm="llama3.2")
    for llm in (None, "off"):
        with pytest.raises(SettingsError, match=r"--llm-model needs .*--llm auto"):
            sim(llm=llm, llm_model="llama3.2")
    with pytest.raises(UsageError, match="--json needs --list-faults"):
        sim(json=True)


def test_a_language_model_answers_whoever_comes() -> None:
    """The banner names it; a client needs to know nothing of it."""

    def answer(asked: Asked) -> Reply:
        stream = chunk(content="Paris it is.") + chunk("stop") + DONE
        return 200, {"Content-Type": "text/event-stream"}, stream

    with serving(answer, plain=True) as web:
        options = (*QUICK, "--pace", "instant", "--llm", web.url, "--llm-model", "small:1b")
        with running(*options) as (_, printed):
            url = found(r"(wss://127\.0\.0\.1:\d+)", printed)
            cert = Path(found(r"certificate: (.*)", printed))
            assert ask(url, cert, "What is the capital of France?") == "Paris it is."
    assert "\n\n\n" not in printed
    name = f"small:1b at {web.url.removeprefix('http://')}"
    assert f"Every Live client on this machine can talk with {name}, which may" in printed
    assert "It does not understand speech; type to it. It hums instead of speaking." in printed
    asked = [json.loads(one.body) for one in web.asked if one.path == "/v1/chat/completions"]
    assert [one["messages"][-1]["content"] for one in asked] == ["What is the capital of France?"]


def test_a_recording_that_cannot_be_made_is_refused_before_anything_listens(
    tmp_path: Path,
) -> None:
    """An existing one is kept unless it is to be replaced."""
    there = tmp_path / "r.jsonl"
    there.touch()
    with pytest.raises(FileError, match=r"already exists.*--force"):
        sim(record=there)
    with pytest.raises(FileError, match=r"The folder .*none does not exist"):
        sim(record=tmp_path / "none" / "r.jsonl")
    with pytest.raises(FileError, match="is a folder"):
        sim(record=tmp_path, force=True)


def test_a_made_up_key_must_be_presented(tmp_path: Path) -> None:
    """It is not printed; who does not know it is not let in."""
    options = (*QUICK, "--api-key", "open-sesame")
    with running(*options) as (process, printed):
        url = found(r"(wss://127\.0\.0\.1:\d+)", printed)
        cert = Path(found(r"certificate: (.*)", printed))
        assert "the key in --api-key" in printed
        with pytest.raises(InvalidStatus):
            ask(url, cert, "hello", key="wrong")
        assert ask(url, cert, "count to two", key="open-sesame") == "1, 2."
        process.terminate()
        rest, errors = process.communicate(timeout=LIMIT_S)
    assert "open-sesame" not in printed + rest + errors


def test_a_conversation_is_recorded_and_replayed(tmp_path: Path) -> None:
    """What was counted to is counted to again, whatever is asked; --force replaces the file."""
    record = tmp_path / "r.jsonl"
    record.touch()
    command = ("--", *client("count to three"))
    done = finished(*QUICK, "--record", str(record), "--force", *command)
    assert (done.returncode, done.stdout) == (0, "1, 2, 3.\n"), done.stderr
    done = finished(*QUICK, "--scenario", str(record), "--", *client("count to two"))
    assert (done.returncode, done.stdout) == (0, "1, 2, 3.\n"), done.stderr
    done = finished(*QUICK, "--scenario", str(record), "--session", "7", *command)
    assert done.returncode == 2
    assert "has no session 7" in done.stderr


def client(text: str) -> list[str]:
    """A command that has one turn with whatever its environment points at, over TLS."""
    lines = [
        "import os, ssl",
        "from pathlib import Path",
        "from tests.sim.test_sim_command import ask",
        "url = os.environ['GOOGLE_GEMINI_BASE_URL'].replace('https', 'wss')",
        "assert url == os.environ['LIVECHAT_SIM_URL'].replace('https', 'wss')",
        "assert os.environ['LIVECHAT_SIM_WS_URL'].startswith('ws://')",
        "cert, key = Path(os.environ['SSL_CERT_FILE']), os.environ['GEMINI_API_KEY']",
        f"print(ask(url, cert, {text!r}, key))",
    ]
    return [sys.executable, "-c", "\n".join(lines)]


def test_a_command_runs_against_it() -> None:
    """On free ports, with nothing printed but what the command prints, and its exit code."""
    taken = [socket.socket() for _ in (PORT, TLS_PORT)]
    try:
        for one, port in zip(taken, (PORT, TLS_PORT), strict=True):
            with suppress(OSError):  # another program has it: just as well
                one.bind(("127.0.0.1", port))
        done = finished("--voice", "synthetic", "--ears", "none", "--", *client("count to two"))
    finally:
        for one in taken:
            one.close()
    assert (done.returncode, done.stdout, done.stderr) == (0, "1, 2.\n", "")
    done = finished(*QUICK, "--", sys.executable, "-c", "raise SystemExit(7)")
    assert (done.returncode, done.stdout, done.stderr) == (7, "", "")


def test_an_empty_key_is_refused() -> None:
    """It would let everybody in; an empty variable is as none, as everywhere."""
    command = ("--", sys.executable, "-c", "import os; print(os.environ['GEMINI_API_KEY'])")
    for key in ("", " "):
        done = finished(*QUICK, "--api-key", key, *command)
        assert (done.returncode, done.stdout) == (2, "")
        assert "--api-key is empty. Use a made-up key" in done.stderr
    done = finished(*QUICK, *command, LIVECHAT_SIM_API_KEY="")
    assert (done.returncode, done.stdout) == (0, "practice\n")


def test_the_command_is_given_the_key() -> None:
    """The one that is asked for, from the option or its variable; GOOGLE_API_KEY is taken away."""
    show = "import os; print(os.environ['GEMINI_API_KEY'], os.environ.get('GOOGLE_API_KEY'))"
    command = ("--", sys.executable, "-c", show)
    assert finished(*QUICK, *command, GOOGLE_API_KEY="real").stdout == "practice None\n"
    done = finished(*QUICK, *command, LIVECHAT_SIM_API_KEY="open-sesame")
    assert done.stdout == "open-sesame None\n"


def test_livechat_itself_can_be_the_command() -> None:
    """Variables of `livechat sim` are not taken for settings with a slip in their names."""
    done = finished(*QUICK, "--", sys.executable, "-m", "livechat", "config", "show")
    assert done.returncode == 0, done.stderr


def test_a_command_that_is_not_there_is_said_in_a_sentence() -> None:
    """With exit code 2 and no traceback."""
    done = finished(*QUICK, "--", "no-such-command-anywhere")
    assert done.returncode == 2
    assert done.stderr == (
        "livechat: Cannot run the command no-such-command-anywhere: it was not found. "
        "Put a command and its arguments after --.\n"
    )


@pytest.mark.skipif(sys.platform == "win32", reason="signals are sent otherwise there")
def test_a_signal_ends_the_command_and_is_told_as_shells_do(tmp_path: Path) -> None:
    """Nothing is left behind: neither the command nor the certificate files."""
    show = "import os, time; print(os.getpid(), os.environ['SSL_CERT_FILE'], flush=True)"
    command = [sys.executable, "-c", f"{show}; time.sleep({LIMIT_S})"]
    process = subprocess.Popen(
        [sys.executable, "-m", "livechat", "sim", *QUICK, "--", *command],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        number, cert = process.stdout.readline().split()
        assert Path(cert).exists()
        process.terminate()
        process.communicate(timeout=LIMIT_S)
    finally:
        process.kill()
        process.communicate()
    assert process.returncode == 128 + signal.SIGTERM
    assert not Path(cert).exists()
    with pytest.raises(ProcessLookupError):
        os.kill(int(number), 0)


@pytest.mark.parametrize(
    ("options", "warned"),
    [
        (("--host", "0.0.0.0"), "use it without a key. Choose a key with --api-key."),
        (("--host", "0.0.0.0", "--api-key", "made-up"), "Let them use wss://"),
        (("--host", "localhost"), ""),
    ],
)
def test_who_opens_the_server_to_others_is_warned(options: tuple[str, ...], warned: str) -> None:
    """In a sentence or two on stderr; the command reaches it all the same, past any proxy."""
    script = "import os; print(os.environ['LIVECHAT_SIM_URL'], os.environ['NO_PROXY'])"
    done = finished(*QUICK, *options, "--", sys.executable, "-c", script, NO_PROXY="")
    assert done.returncode == 0
    assert re.match(r"https://(127\.0\.0\.1|localhost):\d+ ", done.stdout)
    assert (warned in done.stderr.replace("\n", " ")) if warned else not done.stderr
    assert done.stderr.startswith("livechat: Other machines can reach") == bool(warned)


def test_a_host_of_another_machine_is_said_in_a_sentence() -> None:
    """With what to give instead."""
    done = finished(*QUICK, "--host", "203.0.113.9")
    assert done.returncode == SettingsError.exit_code
    assert "this machine has no such address" in done.stderr
    assert "0.0.0.0" in done.stderr


def test_faults_are_listed() -> None:
    """A line each in a pipe, everything as JSON; nothing listens."""
    lines = finished("--list-faults").stdout.splitlines()
    assert lines[0].split("\t") == ["fault", "what happens", "options"]
    assert [line.split("\t")[0] for line in lines[1:]] == list(KINDS)
    listed = json.loads(finished("--list-faults", "--json").stdout)
    close = next(one for one in listed if one["fault"] == "close")
    assert close["options"] == "when=during (or setup, before, after), code=1011, reason=..."
    assert all(one["a good client"] for one in listed)


def test_faults_are_added_to_those_of_the_scenario(tmp_path: Path) -> None:
    """In the order given; a share of chance replaces the scenario's."""
    scenario = tmp_path / "scene.toml"
    scenario.write_text("fault_rate = 0.5\n[[fault]]\nkind = 'deaf'")
    behaviour = _behaviour(scenario, None, ["abort:turn=2", "close:code=1008"], None, {})
    assert [str(one) for one in behaviour.faults] == ["deaf", "abort:turn=2", "close:code=1008"]
    assert behaviour.fault_rate == 0.5
    assert _behaviour(scenario, None, [], 0.25, {}).fault_rate == 0.25
    assert _behaviour(None, None, [], None, {}) == Scenario()


def test_a_fault_happens() -> None:
    """Here the handshake is refused."""
    done = finished(*QUICK, "--fault", "unavailable", "--", *client("hello"))
    assert done.returncode == 1
    assert "HTTP 503" in done.stderr
