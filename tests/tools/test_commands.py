"""Commands of the settings: real programs, and arguments that are made to do harm."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from livechat.core.tools.tool import Result
from livechat.tools.commands import MOST_BYTES, Command
from livechat.tools.parameters import BadArgumentError, Parameter

pytestmark = pytest.mark.process

ECHO = (sys.executable, "-c", "import sys, json; print(json.dumps(sys.argv[1:]))")
"""Prints its arguments."""

ENVIRON = {
    "PATH": os.environ.get("PATH", ""),
    "HOME": "/h",
    "GEMINI_API_KEY": "k",
    "SECRET": "s3cr3t!",
}


def command(*arguments: str, env: Mapping[str, str] | None = None, **about: Parameter) -> Command:
    """Return a command with text parameters, for what is not said otherwise."""
    names = ("item", "other")
    used = {name: Parameter() for name in names if any(f"{{{name}}}" in one for one in arguments)}
    return Command(arguments, used | about, env=env or {})


def run(tool: Command, environ: Mapping[str, str] = ENVIRON, **args: object) -> Result:
    """Run a command to its end."""
    return asyncio.run(tool.run(args, environ))


def python(code: str) -> Command:
    """Return a program without arguments."""
    return command(sys.executable, "-c", code)


@pytest.mark.parametrize(
    "value",
    [
        *(
            "gloves",
            "two words",
            "",
            "$(touch /tmp/x)",
            "`id`",
            "; rm -rf /",
            "a\nb",
            "a\tb",
            "'\"",
        ),
        *("--", "*", "~", "%PATH%", "{item}", "{{item}}", "\x1b[31m", "日本", "x" * 100_000),
    ],
)
def test_a_value_is_one_argument_whatever_it_holds(value: str) -> None:
    """No shell, no pattern, no second argument."""
    tool = command(*ECHO, "--", "{item}", "--name={item}")
    assert run(tool, item=value) == Result(value=["--", value, f"--name={value}"])


@pytest.mark.parametrize("value", ["--help", "-o/etc/x", "-", "-1", "--", "-\n"])
def test_a_value_never_becomes_an_option(value: str) -> None:
    """Where the program would take it for one."""
    for template in ("{item}", "{item}.txt", "{item}{other}"):
        tool = command("true", template)
        args = {"item": value, **({"other": "x"} if "other" in template else {})}
        result = run(tool, ENVIRON, **args)
        assert (result.failed, result.retry) == (True, True)
        assert result.value == 'item must not begin with "-": true would take it for an option.'


def test_two_values_do_not_make_an_option_together() -> None:
    """The first of them may be empty."""
    with pytest.raises(BadArgumentError):
        command("true", "{item}{other}").arguments({"item": "", "other": "--help"})


def test_after_two_dashes_and_behind_an_option_there_are_no_options() -> None:
    """So any value may stand there."""
    tool = command("true", "--file={item}", "--", "{item}")
    assert tool.arguments({"item": "-x"}) == ["--file=-x", "--", "-x"]


def test_two_dashes_of_the_model_end_nothing() -> None:
    """Only those that the user wrote."""
    with pytest.raises(BadArgumentError):
        command("true", "{item}", "{other}").arguments({"item": "--", "other": "--help"})


@pytest.mark.parametrize("value", ["a\0b", "half \ud800", "x" * 1_000_000])
def test_what_no_program_can_be_given_is_refused(value: str) -> None:
    """In a sentence for the model."""
    result = run(command("true", "{item}"), item=value)
    assert result.failed
    assert isinstance(result.value, str)
    assert result.value.startswith("item ")
    assert len(result.value) < 100


def test_an_argument_that_was_left_out_takes_its_place_with_it() -> None:
    """Others stay."""
    tool = command("x", "{item}", "--n={n}", n=Parameter(type="integer", required=False))
    assert tool.arguments({"item": "a"}) == ["a"]
    assert tool.arguments({"item": "a", "n": 2.0}) == ["a", "--n=2"]


def test_a_program_sees_its_own_variables_and_no_credential() -> None:
    """Path, home and language besides."""
    show = "import os, json; print(json.dumps({'env': dict(os.environ)}))"
    tool = command(sys.executable, "-c", show, env={"TOKEN": "t-${MODE}", "PLAIN": "x"})
    environ = ENVIRON | {"MODE": "test", "LC_TIME": "C", "AWS_SECRET": "a", "LD_PRELOAD": ""}
    found = run(tool, environ).value
    assert isinstance(found, dict)
    seen = found["env"]
    assert isinstance(seen, dict)
    kept = {name: value for name, value in seen.items() if name != "LC_CTYPE"}  # Python's own
    assert kept == {
        "PATH": ENVIRON["PATH"],
        "HOME": "/h",
        "LC_TIME": "C",
        "TOKEN": "t-test",
        "PLAIN": "x",
    }


def test_a_variable_that_is_not_set_is_named() -> None:
    """Before anything runs."""
    tool = command("true", env={"T": "${SHOP_TOKEN}"})
    sentence = "The environment variable SHOP_TOKEN, which true needs, is not set."
    assert tool.trouble(ENVIRON) == sentence
    assert run(tool) == Result(value=sentence, failed=True, retry=True)


def test_a_secret_that_a_program_prints_goes_no_further() -> None:
    """In its output, and in its errors."""
    say = "import os, sys; print(os.environ['T']); print(os.environ['T'], file=sys.stderr)"
    env = {"T": "${SECRET}"}
    assert run(command(sys.executable, "-c", say, env=env)).value == "…"
    failing = run(command(sys.executable, "-c", say + "; sys.exit(3)", env=env))
    assert "s3cr3t!" not in str(failing.value)


def test_stdin_is_empty() -> None:
    """A program that reads it does not wait for the terminal."""
    assert run(python("import sys; print(repr(sys.stdin.read()))")).value == "''"


def test_objects_and_lists_are_taken_as_they_are_and_all_else_as_text() -> None:
    """NaN and what is nested too deep are no JSON."""
    assert run(python("print('{\"a\": [1]}')")).value == {"a": [1]}
    assert run(python("print('[NaN]')")).value == "[NaN]"
    assert run(python("print('12')")).value == "12"
    assert run(python("print('[' * 100_000)")).value == "[" * 100_000
    assert run(python("")).value == "It succeeded and printed nothing."


def test_a_failure_says_how_and_repeats_the_last_lines() -> None:
    """Of the errors; of the output where there are none."""
    code = "import sys; [print(n, file=sys.stderr) for n in range(9)]; sys.exit(4)"
    name = Path(sys.executable).name
    assert run(python(code)) == Result(
        value=f"{name} ended with exit code 4: 4 / 5 / 6 / 7 / 8", failed=True
    )
    assert (
        run(python("print('no'); raise SystemExit(1)")).value
        == f"{name} ended with exit code 1: no"
    )
    assert (
        run(python("raise SystemExit(1)")).value
        == f"{name} ended with exit code 1 and said nothing."
    )


def test_escape_codes_in_errors_are_visible() -> None:
    """They would steer the terminal."""
    value = run(python(r"import sys; sys.exit('\x1b[2Jgone')")).value
    assert "\x1b" not in str(value)


def test_a_program_that_floods_is_bounded() -> None:
    """What is left out is counted."""
    result = run(python("import sys; [sys.stdout.write('x' * 1_000_000) for _ in range(20)]"))
    assert (len(str(result.value)), result.cut) == (MOST_BYTES, 19_000_000)


def test_a_program_that_is_not_there_is_told_when_it_is_listed(tmp_path: Path) -> None:
    """And when it is called."""
    for name in ("no-such-program", str(tmp_path / "x"), "./x"):
        tool = command(name)
        assert tool.trouble(ENVIRON) == f"Cannot find the program {name}."
        assert run(tool) == Result(value=f"Cannot find the program {name}.", failed=True)
    missing = str(tmp_path / "gone")
    tool = Command(["true"], {}, cwd=missing)
    assert tool.trouble(ENVIRON) == f"There is no folder {missing} to run true in."
    assert run(tool).value == "Cannot run true: No such file or directory."


def test_a_program_runs_in_its_folder_and_is_found_there(tmp_path: Path) -> None:
    """A path that is not whole counts from it."""
    script = tmp_path / "say"
    script.write_text(f"#!{sys.executable}\nimport os; print(os.getcwd())\n")
    script.chmod(0o755)
    tool = Command(["./say"], {}, cwd=str(tmp_path))
    assert tool.trouble(ENVIRON) == ""
    assert run(tool).value == str(tmp_path.resolve())


def test_cancelling_ends_the_program_and_what_it_started(tmp_path: Path) -> None:
    """Even if both ignore the polite signal."""
    stubborn = (
        "import os, signal, sys, time\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "child = os.fork()\n"
        "open(os.path.join(sys.argv[1], 'c' if child == 0 else 'p'), 'w').write(str(os.getpid()))\n"
        "while True: time.sleep(60)\n"
    )
    files = [tmp_path / name for name in ("c", "p")]

    async def main() -> None:
        tool = command(sys.executable, "-c", stubborn, str(tmp_path))
        running = asyncio.create_task(tool.run({}, ENVIRON))
        await asyncio.to_thread(_until_written, files)
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running

    asyncio.run(main())
    for file in files:
        assert _gone(int(file.read_text()))


def _until_written(files: Sequence[Path]) -> None:
    while not all(file.exists() and file.read_text() for file in files):
        time.sleep(0.01)


def _gone(number: int) -> bool:
    """Whether a process has ended; one that nobody has waited for yet has."""
    try:
        state = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return True
    return state in "ZX"


def test_what_a_program_leaves_behind_keeps_nobody_waiting() -> None:
    """Though it holds the pipe open."""
    code = (
        "import subprocess, sys\n"
        "left = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        "print('{\"pid\": %d}' % left.pid)"
    )
    found = run(python(code)).value
    assert isinstance(found, dict)
    os.kill(int(str(found["pid"])), 9)
