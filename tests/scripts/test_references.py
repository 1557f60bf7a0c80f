"""What pages refer to: links, command lines, settings."""

from __future__ import annotations

from pathlib import Path

import pytest

from livechat.errors import LivechatError
from scripts.references import (
    anchors,
    broken_links,
    commands,
    problems,
    unknown_settings,
    wrong_command,
    wrong_commands,
)

ROOT = Path(__file__).parents[2]

PAGE = """\
# Signing in

See [the key](#a-key), [calls](docs/talk.md#keys--lines) and ![a picture](docs/call.svg).

## A key

[Out there](https://example.com/nowhere#x) nobody looks.
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A README that fits its surroundings."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "call.svg").write_text("<svg/>")
    (tmp_path / "docs" / "talk.md").write_text("## Keys & lines\n")
    (tmp_path / "README.md").write_text(PAGE)
    return tmp_path


def _links(project: Path, text: str) -> list[str]:
    return list(broken_links(project / "README.md", text, project))


def test_links_to_files_and_headings_that_exist_are_right(project: Path) -> None:
    assert _links(project, PAGE) == []


@pytest.mark.parametrize(
    ("link", "problem"),
    [
        ("[calls](docs/call.md)", "docs/call.md: there is no such file."),
        ("![picture](docs/talk.svg)", "docs/talk.svg: there is no such file."),
        ("[![picture](docs/a.svg)](docs/talk.md)", "docs/a.svg: there is no such file."),
        ('<img src="docs/a.svg" alt="a">', "docs/a.svg: there is no such file."),
        ("[keys](docs/talk.md#lines)", "docs/talk.md#lines: there is no such heading."),
        ("[keys](#keys)", "#keys: there is no such heading."),
        ("[calls](../secret.md)", "../secret.md leads out of the project."),
        ("[calls]\n\n[calls]: docs/call.md", "docs/call.md: there is no such file."),
        ("[two\nlines](docs/call.md)", "docs/call.md: there is no such file."),
        ('[calls](docs/call.md "with a title")', "docs/call.md: there is no such file."),
    ],
)
def test_a_wrong_link_is_reported(project: Path, link: str, problem: str) -> None:
    assert _links(project, f"{PAGE}\n{link}\n") == [problem]


def test_a_link_in_code_is_not_followed(project: Path) -> None:
    assert _links(project, "`[a](b)`\n\n```text\n[a](b)\n```\n") == []


def test_problems_name_the_page(project: Path) -> None:
    page = project / "README.md"
    page.write_text("[calls](docs/call.md)\n\n`livechat tlak`\n\nLIVECHAT_VOIZE\n")
    found = problems(project, [page, project / "docs" / "talk.md"])
    assert [one.partition(":")[0] for one in found] == ["README.md"] * 3


def test_headings_become_anchors_as_on_github() -> None:
    page = "# What it *costs*\n## `--end-silence`\n## 1. See [x](y)\n## Twice\n## Twice\n"
    page += '```sh\n# no heading\n```\n<a id="own"></a>\n'
    assert anchors(page) == {
        "what-it-costs",
        "--end-silence",
        "1-see-x",
        "twice",
        "twice-1",
        "own",
    }


@pytest.mark.parametrize(
    ("text", "arguments"),
    [
        ("```sh\nlivechat say hi    # a comment\n```", [("say", "hi")]),
        ("```sh\nVAR=1 .venv/bin/livechat models\n```", [("models",)]),
        ("```sh\narecord -q | livechat talk --mic - | aplay\n```", [("talk", "--mic", "-")]),
        ("```sh\nKEY=$(livechat token create) livechat say hi\n```",
         [("token", "create"), ("say", "hi")]),
        ("```sh\nlivechat talk \\\n  --mic USB\n```", [("talk", "--mic", "USB")]),
        ("```sh\nlivechat sim -- livechat say hi\n```", [("sim",), ("say", "hi")]),
        ("```yaml\n  - run: livechat sim -- pytest\n```", [("sim",)]),
        ("```text\n$ livechat talk\nlivechat models\n```", [("talk",), ("models",)]),
        ("```text\n  `livechat talk` continues\n```", []),
        ("```python\nlivechat = 1\n```", []),
        ("See `livechat config path`\nand `livechat talk …`.", [("config", "path"), ("talk",)]),
        ("livechat itself is no command here", []),
    ],
)  # fmt: skip
def test_commands_are_found_in_code(text: str, arguments: list[tuple[str, ...]]) -> None:
    assert list(commands(f"{text}\n")) == arguments


@pytest.mark.parametrize(
    "command",
    [
        "say hello -o answer.wav",
        "talk --resume --plain",
        "talk --end-silence 1500 --mic one.wav --mic two.wav",
        "sessions show k3f",
        "sim --pace instant",
        "clean",
        "config",
        "talk --help",
        "--version",
    ],
)
def test_a_command_that_would_run_is_right(command: str) -> None:
    assert wrong_command(command.split()) == ""


@pytest.mark.parametrize(
    ("command", "wrong"),
    [
        ("tlak", "tlak"),
        ("talk --mike USB", "--mike"),
        ("--offline talk", "--offline"),
        ("config shwo", "shwo"),
        ("talk --echo cancel", "cancel"),
        ("doctor now", "now"),
        ("talk --voice", "--voice"),
    ],
)
def test_a_command_that_would_not_run_is_reported_with_what_is_wrong(
    command: str, wrong: str
) -> None:
    assert wrong in wrong_command(command.split())


def test_the_report_shows_the_command_once() -> None:
    [problem] = wrong_commands("`livechat tlak` and `livechat tlak`")
    assert problem.startswith("`livechat tlak`: ")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("`session.keep_day`", "`session.keep_day`: there is no such setting."),
        ("`voize = \"Kore\"`", "`voize = \"Kore\"`: there is no such setting."),
        ("set LIVECHAT_VOIZE", "LIVECHAT_VOIZE: there is no such variable."),
        ("```toml\n[sound]\nmick = 'USB'\n```\n", "sound.mick: there is no such setting."),
        ("```toml\n[profiles.a.vad]\nfinish = 'low'\n```\n",
         "vad.finish: there is no such setting."),
        ("```toml\n[tools.a]\ncomand = ['a']\n```\n",
         "tools.a.comand is not a setting; did you mean command?"),
    ],
)  # fmt: skip
def test_a_setting_that_does_not_exist_is_reported(text: str, problem: str) -> None:
    assert list(unknown_settings(text)) == [problem]


@pytest.mark.parametrize(
    "text",
    [
        "`session.keep_days`, `session.save = false`, `voice = \"Kore\"`",
        "LIVECHAT_SOUND_MIC, LIVECHAT_CONFIG, every `LIVECHAT_` name",
        "`stream_end = \"answered\"`",
        "`content.parts`, `python talk.py`",
        "```toml\nvoice = 'Kore'\n[sound]\nmic = 'USB'\n[profiles.a.vad]\nend = 'low'\n```\n",
        "```toml\npace = 'instant'\n[[turn]]\nsays = 'hello'\n```\n",
        "```toml\n[tools.a]\ncommand = ['a']\n[profiles.p.tools.b]\nurl = 'https://b.example'\n```\n",
    ],
)  # fmt: skip
def test_settings_and_keys_of_scenarios_are_right(text: str) -> None:
    assert list(unknown_settings(text)) == []


def test_the_page_about_errors_lists_every_exit_code() -> None:
    """Each class of error has one; the first is for what nobody expected."""
    kinds = [LivechatError]
    for kind in kinds:
        kinds += kind.__subclasses__()
    page = (ROOT / "docs" / "what-went-wrong.md").read_text(encoding="utf-8")
    assert all(f"\n| {kind.exit_code} | " in page for kind in kinds)
