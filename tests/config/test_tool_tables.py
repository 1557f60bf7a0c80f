"""`[tools.NAME]`: what is taken, and the sentence for each thing that is wrong."""

from __future__ import annotations

import json
import tomllib
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.config.layers import Loaded, load
from livechat.config.tool_tables import TableError, ToolTable, read
from livechat.errors import SettingsError
from livechat.tools.local_spec import spec_of


def one(text: str, directory: Path = Path("/etc/x")) -> ToolTable:
    """Return the table `t` of some TOML."""
    return read(tomllib.loads(text)["tools"], directory)["t"]


def loaded(tmp_path: Path, text: str, **more: object) -> Loaded:
    """Load a settings file that holds a text."""
    path = tmp_path / "c.toml"
    path.write_text(text, encoding="utf-8")
    path.chmod(0o600)
    return load(flags={}, environ={}, config_file=path, **more)  # type: ignore[arg-type]


def test_a_command_is_a_list_with_parameters() -> None:
    """The short form of a parameter is its description."""
    table = one(
        """
        [tools.t]
        command = ["stockctl", "{item}", "--count={count}"]
        cwd = "shop"
        env = { TOKEN = "${SHOP_TOKEN}", MODE = "test" }
        timeout_s = 5
        [tools.t.parameters]
        item = "Name of the item"
        count = { type = "integer", minimum = 1, maximum = 9, default = 1 }
        """
    )
    assert table.command == ["stockctl", "{item}", "--count={count}"]
    assert table.cwd == Path("/etc/x/shop")
    assert (table.parameters["item"].description, table.parameters["item"].needed) == (
        "Name of the item",
        True,
    )
    assert not table.parameters["count"].needed
    assert table.changes


@pytest.mark.parametrize(
    ("more", "verb", "changes"),
    [
        ("", "GET", False),
        ('method = "HEAD"', "HEAD", False),
        ("body = { a = 1 }", "POST", True),
        ('method = "DELETE"', "DELETE", True),
        ('method = "POST"\nwrites = false', "POST", False),
        ("writes = true", "GET", True),
    ],
)
def test_an_address_reads_unless_its_method_writes(more: str, verb: str, changes: bool) -> None:
    """What the user says of it counts more."""
    table = one(f'[tools.t]\nurl = "https://a.example/x"\n{more}')
    assert (table.verb, table.changes) == (verb, changes)


P = 'parameters = { item = "Name" }'

WRONG = [
    ("[tools.t]", "t has neither a command nor a url"),
    ('[tools.t]\ncommand = ["a"]\nurl = "https://a.example"', "t has both a command and a url"),
    (
        '[tools.t]\ncommand = "stockctl {item}"',
        "t.command is a text, but no shell reads it. Write a list, each argument an element: "
        '["stockctl", "{item}", …]',
    ),
    ('[tools.t]\ncommand = ["a", 1]', "t.command must be a list of a program and its arguments"),
    ("[tools.t]\ncommand = []", "t.command names no program"),
    ('[tools.t]\ncommand = [" "]', "t.command names no program"),
    ('[tools.t]\ncommand = ["a", "\\u0000"]', "t.command contains a null character"),
    (
        f'[tools.t]\ncommand = ["a", "{{itm}}", "{{item}}"]\n{P}',
        "t.command names {itm}, but there is no parameter itm; did you mean item?",
    ),
    (
        '[tools.t]\ncommand = ["a", "{item}"]',
        "t.command names {item}, but there is no parameter item. Add item to its parameters, or "
        "write {{item}} for the text itself.",
    ),
    (f'[tools.t]\ncommand = ["a"]\n{P}', "t.parameters.item is never used; write {item} in the"),
    (f'[tools.t]\ncommand = ["{{item}}"]\n{P}', "t.command leaves the program itself to the model"),
    (
        f'[tools.t]\ncommand = ["sh", "-c", "echo {{item}}"]\n{P}',
        "t.command lets the model write {item} into a program for sh",
    ),
    (
        f'[tools.t]\ncommand = ["/usr/bin/python3.12", "-c", "print({{item}})"]\n{P}',
        "t.command lets the model write {item} into a program for python3.12",
    ),
    (
        f'[tools.t]\ncommand = ["bash", "-ec", "{{item}}"]\n{P}',
        "t.command lets the model write {item} into a program for bash",
    ),
    (
        '[tools.t]\ncommand = ["a", "-n", "{n}"]\nparameters.n = { required = false }',
        "t.command would leave -n alone where the model gives no n. Write -n={n}",
    ),
    ('[tools.t]\ncommand = ["a"]\nmethod = "GET"', "t.method is for a url, but the table has a"),
    ('[tools.t]\nurl = "https://a.example"\ncwd = "x"', "t.cwd is for a command, but the table"),
    ('[tools.t]\ncommand = ["a"]\nenv = { "A B" = "x" }', "t.env contains a name that no"),
    (
        '[tools.t]\ncommand = ["a"]\nenv = { T = "ghp_0123456789abcdef" }',
        "t.env.T seems to contain a secret",
    ),
    ('[tools.t]\ncomand = ["a"]', "t.comand is not a setting; did you mean command?"),
    ("[tools.t]\nfoo = 1", "t.foo is not a setting"),
    ('[tools.t]\nurl = "https://a.example"\nmethod = "GTE"', "t.method must be GET, HEAD, POST"),
    ('[tools.t]\nurl = "http://a.example"', "t.url must begin with https://"),
    ('[tools.t]\nurl = "ftp://a.example"', "t.url must begin with https://"),
    ('[tools.t]\nurl = "a.example"', "t.url is not an address"),
    ('[tools.t]\nurl = "https://a.example:99999/"', "t.url is not an address"),
    ('[tools.t]\nurl = "https://[::1/"', "t.url is not an address"),
    ('[tools.t]\nurl = "https://u:p@a.example/"', "t.url contains a name or a password"),
    (f'[tools.t]\nurl = "https://{{item}}.example/"\n{P}', "t.url leaves the host to the model"),
    ('[tools.t]\nurl = "https://a.example/#x"', "t.url has a part behind #"),
    (
        '[tools.t]\nurl = "https://a.example/?k=${KEY}"',
        "t.url contains ${KEY}, but no variable is filled in there. Use headers for what comes",
    ),
    ('[tools.t]\ncommand = ["ls", "${HOME}"]', "t.command contains ${HOME}, but no variable is"),
    (
        '[tools.t]\nurl = "https://a.example/ghp_0123456789abcdef"',
        "t.url seems to contain a secret",
    ),
    (
        '[tools.t]\nurl = "https://a.example/{n}"\nparameters.n = { required = false }',
        "t.parameters.n is part of the path, so it must be required or have a default",
    ),
    (
        '[tools.t]\nurl = "https://a.example/"\nheaders = ["Authorization: Bearer abcdef123"]',
        "t.headers is refused: the header Authorization seems to contain a secret",
    ),
    (
        '[tools.t]\nurl = "https://a.example/"\nmethod = "GET"\nbody = { a = 1 }',
        "t.body cannot be sent with GET",
    ),
    ('[tools.t]\nurl = "https://a.example/"\nbody = [nan]', "t.body contains a number that JSON"),
    ('[tools.t]\ncommand = ["a"]\nparameters = 1', "t.parameters must be a table"),
    ('[tools.t]\ncommand = ["a"]\nparameters.n = 1', "t.parameters.n must be a table, or a text"),
    (
        '[tools.t]\ncommand = ["a"]\nparameters.n.tpe = 1',
        "t.parameters.n.tpe is not a setting; did",
    ),
    (
        '[tools.t]\ncommand = ["a"]\nparameters.n.type = "int"',
        "t.parameters.n.type must be string, integer, number or boolean",
    ),
    ('[tools.t]\ncommand = ["a"]\nparameters."a b" = "x"', "t.parameters.a b is not a name for a"),
    (
        '[tools.t]\ncommand = ["a"]\nparameters.n = { type = "integer", choices = ["x"] }',
        "t.parameters.n.choices must all be of type integer",
    ),
    ('[tools.t]\ncommand = ["a"]\nparameters.n.choices = []', "t.parameters.n.choices must be a"),
    (
        '[tools.t]\ncommand = ["a"]\nparameters.n.minimum = 1',
        "t.parameters.n.minimum is for numbers, but the parameter is of type string",
    ),
    (
        '[tools.t]\ncommand = ["a"]\nparameters.n = { type = "number", minimum = 2, maximum = 1 }',
        "t.parameters.n.minimum must not be above maximum",
    ),
    (
        '[tools.t]\ncommand = ["a"]\nparameters.n = { default = "x", required = true }',
        "t.parameters.n is required, so its default has no use",
    ),
    ('[tools.t]\ncommand = ["a"]\nparameters.n.default = 1', "t.parameters.n.default must be of"),
    (
        '[tools.t]\ncommand = ["a"]\nparameters.n = { default = "x", choices = ["y"] }',
        "t.parameters.n.default must be one of its choices",
    ),
    (
        '[tools.t]\ncommand = ["a"]\nparameters.n = {type="integer", default=5, maximum=4}',
        "t.parameters.n.default must be between minimum and maximum",
    ),
    ('[tools."a b"]\ncommand = ["a"]', "a b is not a name for a function"),
    ("[tools]\nt = 1", "t must be a table [tools.t]"),
    ("tools = 1", "must be tables such as [tools.stock]"),
]


@pytest.mark.parametrize(("text", "sentence"), WRONG)
def test_what_is_wrong_is_a_sentence_with_its_key(text: str, sentence: str) -> None:
    """Each of them names the table and the key."""
    with pytest.raises(TableError) as caught:
        read(tomllib.loads(text)["tools"], Path())
    error = caught.value
    assert f"{error.key} {error.what}. {error.remedy}".strip().startswith(sentence)


@pytest.mark.parametrize(
    "text",
    [
        f'command = ["sh", "-c", "echo $1", "sh", "{{item}}"]\n{P}',
        f'command = ["grep", "-e", "{{item}}"]\n{P}',
        'command = ["a", "--", "{n}"]\nparameters.n = { required = false }',
        'command = ["a", "-n", "{n}"]\nparameters.n = { default = "x" }',
        'command = ["jq", "{a: .b}", "{{x}}"]',
        'url = "http://localhost:8000/"',
        'url = "http://127.0.0.1/"',
        'url = "http://[::1]:80/"',
        f'url = "https://a.example/s?q={{item}}"\n{P}',
        f'url = "https://a.example/"\nbody = {{ a = ["{{item}}"] }}\n{P}',
        'url = "https://a.example/"\nbody = { day = 2026-11-30 }',
        'url = "https://a.example/"\nheaders = ["Authorization: Bearer ${TOKEN}"]',
    ],
)
def test_what_is_safe_is_taken(text: str) -> None:
    """A script is given its words apart from itself."""
    assert one(f"[tools.t]\n{text}")


def test_a_mistake_names_the_file_and_the_profile(tmp_path: Path) -> None:
    """As for every other setting."""
    with pytest.raises(SettingsError) as caught:
        loaded(tmp_path, "[tools.stock]\n")
    where = f"In {tmp_path / 'c.toml'}, "
    assert str(caught.value) == (
        f"{where}tools.stock has neither a command nor a url. Add one of them."
    )
    with pytest.raises(SettingsError) as caught:
        loaded(tmp_path, '[profiles.p.tools.stock]\ncomand = ["a"]\n', profile="p")
    assert str(caught.value) == (
        f"{where}profiles.p.tools.stock.comand is not a setting; did you mean command?"
    )


def test_a_profile_adds_tables_and_replaces_those_of_the_same_name(tmp_path: Path) -> None:
    """A table is one thing: the halves of two would make a third."""
    text = """
        [tools.a]
        command = ["a"]
        [tools.b]
        command = ["b"]
        writes = false
        [profiles.p.tools.b]
        url = "https://b.example"
        [profiles.p.tools.c]
        command = ["c"]
    """
    found = loaded(tmp_path, text, profile="p")
    path = tmp_path / "c.toml"
    assert list(found.settings.tools) == ["a", "b", "c"]
    assert found.settings.tools["b"].command is None
    assert found.sources["tools.a"] == f"file {path}"
    assert found.sources["tools.b"] == f"profile p in {path}"
    assert list(loaded(tmp_path, text).settings.tools) == ["a", "b"]


def test_a_file_that_others_can_change_must_name_nothing_to_run(tmp_path: Path) -> None:
    """Whoever changes it would run it in the user's name."""
    path = tmp_path / "c.toml"
    for text in ('[tools.a]\ncommand = ["a"]', 'functions = ["a.py"]'):
        path.write_text(text, encoding="utf-8")
        path.chmod(0o666)
        with pytest.raises(SettingsError, match="other users can change it"):
            load(flags={}, environ={}, config_file=path)


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=6,
)


@given(
    st.dictionaries(
        st.sampled_from([*ToolTable.model_fields, "x"]),
        _VALUES | st.lists(st.text(max_size=8)) | st.just({"n": {"type": "integer"}}),
    )
)
def test_any_table_is_taken_or_refused_in_a_sentence(values: dict[str, object]) -> None:
    """Nothing else is raised, and JSON knows what is taken."""
    with suppress(TableError):
        json.dumps(spec_of(read({"t": values}, Path()), fetch_url=False), allow_nan=False)
