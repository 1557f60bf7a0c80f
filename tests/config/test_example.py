"""The example settings file."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from livechat.config import file
from livechat.config.example import text, toml, tool_notes
from livechat.config.layers import load
from livechat.config.settings import FIELDS, Settings, flatten

CHECKED_IN = Path(__file__).parents[2] / "config.example.toml"


def _uncommented() -> str:
    """Return the example with every setting switched on: a # before a space is prose."""
    return re.sub(r"^#(?! |$)", "", text(), flags=re.MULTILINE)


def test_the_checked_in_file_is_what_the_settings_say() -> None:
    """`livechat config init --force --config config.example.toml` brings it up to date."""
    assert CHECKED_IN.read_text(encoding="utf-8") == text()


def test_as_written_it_sets_nothing() -> None:
    """Every line is a comment."""
    assert tomllib.loads(text()) == {}


def test_it_names_every_setting_under_a_comment() -> None:
    """Each key stands once, right below the words about it."""
    main = text().partition("# Profiles:")[0]
    found = re.findall(r"^# .+\n#(\w+) = ", main, flags=re.MULTILINE)
    assert found == [key.rpartition(".")[2] for key in FIELDS]


def test_with_every_line_switched_on_it_loads(tmp_path: Path) -> None:
    """No example value is wrong, at the top or in a profile."""
    path = tmp_path / "c.toml"
    path.write_text(_uncommented(), encoding="utf-8")
    path.chmod(0o600)
    loaded = load(flags={}, environ={}, config_file=path)
    assert flatten(loaded.settings).keys() == FIELDS.keys() | {"tools"}
    assert list(loaded.settings.tools) == ["stock", "order"]
    profiles = file.profiles(file.read(path, must_exist=True))
    assert list(profiles) == ["coach", "rehearsal"]
    for name in profiles:
        load(flags={}, environ={}, config_file=path, profile=name)


def test_a_default_stands_as_it_is(tmp_path: Path) -> None:
    """Switching on a line with a default changes nothing."""
    table = tomllib.loads(_uncommented())
    defaults = Settings()
    for key in ("model", "modality", "interrupt", "timeout_s", "vertex", "offline"):
        assert table[key] == getattr(defaults, key)
    assert table["practice"]["voice"] == defaults.practice.voice


def test_it_explains_every_key_of_a_function_of_ones_own_once() -> None:
    """Both of a command and of an address, and of their parameters."""
    words = " ".join(text().replace("\n# ", " ").split())
    for key, note in tool_notes().items():
        assert words.count(note) == 1, key
        assert re.search(rf"^#{key.rpartition('.')[2]} = ", text(), flags=re.MULTILINE)


@given(
    st.text(st.characters(codec="utf-8"))
    | st.integers(-(2**62), 2**62)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.booleans()
)
def test_a_value_is_written_as_toml_reads_it(value: object) -> None:
    """The spelling loses nothing."""
    assert tomllib.loads(f"key = {toml(value)}") == {"key": value}
