"""`livechat sim`, as a program."""

from __future__ import annotations

import json
import re
import signal
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from websockets.sync.client import connect

from livechat.cli.sim import sim
from livechat.errors import FileError, SettingsError
from tests.sim.peer import GEMINI, MODEL

QUICK = ("--port", "0", "--tls-port", "0", "--voice", "synthetic", "--ears", "none")

LIMIT_S = 20


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
    finally:
        process.kill()
        process.communicate()


def ask(url: str, cert: Path, text: str) -> str:
    """One turn over TLS, trusting the certificate file."""
    context = ssl.create_default_context(cafile=str(cert))
    with connect(url + GEMINI, ssl=context, proxy=None) as client:
        setup = {"model": MODEL, "outputAudioTranscription": {}}
        client.send(json.dumps({"setup": setup}))
        client.send(json.dumps({"realtimeInput": {"text": text}}))
        said = ""
        for frame in client:
            content = json.loads(frame).get("serverContent", {})
            said += content.get("outputTranscription", {}).get("text", "")
            if content.get("turnComplete"):
                break
        return said


def found(pattern: str, text: str) -> str:
    match = re.search(pattern, text)
    assert match, text
    return match[1]


@pytest.mark.skipif(sys.platform == "win32", reason="signals are sent otherwise there")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_until_it_is_asked_to_stop(number: signal.Signals, tmp_path: Path) -> None:
    """Says where it is, serves whoever trusts its certificate, logs a line, ends with 0."""
    scenario = tmp_path / "scene.toml"
    scenario.write_text("playback_pause = 0.0\n[[turn]]\nsays = 'As the file says.'")
    with running(*QUICK, "--scenario", str(scenario), "--seed", "7") as (process, printed):
        url = found(r"(wss://127\.0\.0\.1:\d+)", printed)
        cert = Path(found(r"certificate: (.*)", printed))
        assert f"GOOGLE_GEMINI_BASE_URL={url.replace('wss', 'https')}" in printed
        assert f"SSL_CERT_FILE={cert}" in printed
        assert ask(url, cert, "hello") == "As the file says."
        process.send_signal(number)
        rest, errors = process.communicate(timeout=LIMIT_S)
        assert process.returncode == 0
        assert rest.strip() == ""
        assert re.fullmatch(r"\d\d:\d\d:\d\d session 1 \(gemini\): 1 answers, .*\n", errors)
        assert not cert.exists()


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
        done = subprocess.run(
            [sys.executable, "-m", "livechat", "sim", "--port", str(taken.getsockname()[1])],
            capture_output=True,
            text=True,
            timeout=LIMIT_S,
            check=False,
        )
    assert done.returncode == 2
    assert "another program has it" in done.stderr
    assert "Traceback" not in done.stderr


def test_what_does_not_fit_is_refused_before_anything_listens(tmp_path: Path) -> None:
    """Half a certificate, and a scenario that is not there."""
    with pytest.raises(SettingsError, match="--cert and --key belong together"):
        sim(cert=tmp_path / "only.pem")
    with pytest.raises(FileError, match=r"none\.toml"):
        sim(scenario=tmp_path / "none.toml")
