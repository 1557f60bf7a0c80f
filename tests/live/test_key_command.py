"""A key from a command."""

from __future__ import annotations

import shlex
import sys

import pytest

from livechat.errors import CredentialError
from livechat.live import key_command
from livechat.live.key_command import ask

pytestmark = pytest.mark.process


def python(program: str) -> str:
    """A command that runs a program."""
    return shlex.join([sys.executable, "-c", program])


def failure(command: str) -> str:
    with pytest.raises(CredentialError) as caught:
        ask(command)
    assert caught.value.__cause__ is None
    return str(caught.value)


def test_the_first_line_is_the_key() -> None:
    """A password manager may print notes below it."""
    assert ask(python("print(' a-key '); print('notes')")) == "a-key"


def test_no_shell_reads_it() -> None:
    """What a shell would run or fill in is an argument."""
    program = "import sys; print(sys.argv[1])"
    assert ask(f"{python(program)} '$(id);$HOME'") == "$(id);$HOME"


def test_a_failure_is_told_by_its_code_and_not_by_its_words(
    capfd: pytest.CaptureFixture[str],
) -> None:
    """Either output may hold what nobody should see."""
    program = "import sys; print('s3cret'); print('s3cret', file=sys.stderr); sys.exit(7)"
    sentence = failure(python(program))
    assert "exit code 7" in sentence
    assert "s3cret" not in sentence
    assert capfd.readouterr() == ("", "")


def test_what_cannot_be_run_is_said() -> None:
    """In the setting's name."""
    assert "Cannot run the command in api_key_command" in failure("/no/such/program s3cret")
    assert "s3cret" not in failure("/no/such/program s3cret")


@pytest.mark.parametrize("program", ["pass", "print()", "print(' ')"])
def test_nothing_printed_is_no_key(program: str) -> None:
    """And not an empty one."""
    assert "printed no key" in failure(python(program))


def test_a_flood_is_cut_off() -> None:
    """It ends, and is not kept."""
    assert "far more than a key" in failure(python("while True: print('y' * 1000)"))


def test_one_that_waits_for_ever_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """And killed."""
    monkeypatch.setattr(key_command, "LIMIT_S", 0.0)
    assert "did not finish" in failure(python("import time; time.sleep(60)"))


def test_it_cannot_take_what_is_piped_to_livechat() -> None:
    """Standard input is the user's words or sound."""
    assert ask(python("import sys; print(len(sys.stdin.read()))")) == "0"
