"""Five places, one set of settings: who wins, who is named, what a mistake is told."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.catalog.voices import VOICES
from livechat.config.example import toml
from livechat.config.layers import Loaded, changed, flag, load, typed, variable
from livechat.config.settings import FIELDS, FILE_ONLY, Settings, flatten, nest
from livechat.core.text import visible
from livechat.errors import SettingsError

Flat = dict[str, object]

SOME = st.fixed_dictionaries(
    {},
    optional={
        "voice": st.sampled_from([voice.name for voice in VOICES]),
        "system": st.text(st.characters(codec="utf-8"), min_size=1).filter(
            lambda text: not text.startswith("@") and "\0" not in text
        ),
        "temperature": st.floats(0, 2),
        "thinking": st.sampled_from(["low", "high"]) | st.integers(0, 9999),
        "interrupt": st.booleans(),
        "vad.start": st.sampled_from(["low", "high"]),
        "vad.silence_ms": st.integers(0, 5000),
        "practice.seed": st.integers(0, 99),
    },
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the settings file goes."""
    return tmp_path / "c.toml"


def write(path: Path, *, top: Flat | None = None, profile: Flat | None = None) -> None:
    """Write a settings file, with a profile `p`."""
    lines = _lines("", top or {}) + _lines("profiles.p", profile or {})
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")
    path.chmod(0o600)


def _lines(table: str, flat: Flat) -> list[str]:
    nested = nest(flat)
    lines = [f"[{table}]"] if table else []
    lines += [f"{key} = {toml(value)}" for key, value in nested.items() if not _table(value)]
    for key, value in nested.items():
        if isinstance(value, dict):
            lines += [f"[{table}.{key}]" if table else f"[{key}]"]
            lines += [f"{name} = {toml(inner)}" for name, inner in value.items()]
    return lines


def _table(value: object) -> bool:
    return isinstance(value, dict)


def read(
    path: Path | None = None,
    *,
    flags: Mapping[str, object] | None = None,
    environ: Mapping[str, str] | None = None,
    profile: str | None = None,
) -> Loaded:
    """Load settings; without a path, of a file that does not exist and need not."""
    environ = {"LIVECHAT_CONFIG": str(path)} | dict(environ or {}) if path else environ or {}
    return load(flags=flags or {}, environ=environ, profile=profile)


@pytest.fixture(autouse=True)
def _no_usual_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("livechat.config.file.usual_path", lambda: tmp_path / "usual.toml")


def complaint(path: Path | None = None, **places: object) -> str:
    """Return the sentence that loading ends with."""
    with pytest.raises(SettingsError) as caught:
        read(path, **places)  # type: ignore[arg-type]
    assert caught.value.exit_code == 2
    return str(caught.value)


def test_without_any_place_everything_is_default(tmp_path: Path) -> None:
    """No file, no variable and no flag are needed."""
    loaded = read()
    assert loaded.settings == Settings()
    assert loaded.sources == dict.fromkeys(FIELDS, "default")
    assert loaded.warnings == ()
    assert (loaded.file, loaded.profile) == (tmp_path / "usual.toml", None)
    assert loaded.settings.model == "gemini-3.8-live"
    assert loaded.settings.timeout_s == 30
    assert loaded.settings.api_version is None
    assert loaded.settings.interrupt


@given(top=SOME, profile=SOME, environ=SOME, flags=SOME)
def test_the_later_place_wins_and_is_named(
    tmp_path_factory: pytest.TempPathFactory,
    top: Flat,
    profile: Flat,
    environ: Flat,
    flags: Flat,
) -> None:
    """Of any places that set a key, the last one counts, and `sources` names it."""
    path = tmp_path_factory.getbasetemp() / "layers.toml"
    write(path, top=top, profile=profile)
    variables = {variable(key): _as_variable(value) for key, value in environ.items()}
    loaded = read(path, flags=flags, environ=variables, profile="p")

    values = flatten(loaded.settings)
    for key in FIELDS:
        named = "default"
        for place, source in (
            (top, f"file {path}"),
            (profile, f"profile p in {path}"),
            (environ, f"environment {variable(key)}"),
            (flags, flag(key, flags.get(key))),
        ):
            if key in place:
                expected, named = place[key], source
        assert loaded.sources[key] == named
        if named != "default":
            assert values[key] == expected


def _as_variable(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


@given(SOME)
def test_what_is_written_as_toml_is_read_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, flat: Flat
) -> None:
    """Texts, numbers and truth values survive a settings file."""
    path = tmp_path_factory.getbasetemp() / "trip.toml"
    write(path, top=flat)
    assert flatten(read(path).settings) == flat


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.dates(),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=3,
)


def refusal(**places: Mapping[str, object]) -> str | None:
    """Return the sentence that loading ends with, or None when it does not."""
    try:
        read(**places)  # type: ignore[arg-type]
    except SettingsError as error:
        return str(error)
    return None


@given(key=st.sampled_from(sorted(FIELDS.keys() - FILE_ONLY)), value=VALUES)
def test_any_value_is_taken_or_refused_in_a_sentence(key: str, value: object) -> None:
    """Whatever a flag holds, it is settings or a SettingsError that names the flag."""
    said = refusal(flags={key: value})
    assert said is None or said.startswith(flag(key, value))
    assert said is None or said == visible(said)


@given(key=st.sampled_from(sorted(FIELDS.keys() - FILE_ONLY)), text=st.text(max_size=12))
def test_any_variable_is_taken_or_refused_in_a_sentence(key: str, text: str) -> None:
    """The same for the environment."""
    said = refusal(environ={variable(key): text})
    assert said is None or said.startswith(variable(key))


def test_every_key_has_a_variable_and_a_flag_of_its_own() -> None:
    """No two keys share a name."""
    assert len({variable(key) for key in FIELDS}) == len(FIELDS)
    assert len({flag(key) for key in FIELDS}) == len(FIELDS)
    assert variable("vad.silence_ms") == "LIVECHAT_VAD_SILENCE_MS"
    assert flag("vad.silence_ms") == "--vad-silence-ms"
    assert flag("timeout_s") == "--timeout"
    assert flag("interrupt") == "--no-interrupt"


def test_a_variable_is_read_as_its_setting_needs_it() -> None:
    """Numbers and truth values come as text from the environment; an empty one is absent."""
    loaded = read(
        environ={
            "LIVECHAT_TIMEOUT_S": "2.5",
            "LIVECHAT_INTERRUPT": "off",
            "LIVECHAT_THINKING": "512",
            "LIVECHAT_VAD_PREFIX_MS": "300",
            "LIVECHAT_VOICE": "",
            "LIVECHAT_PROFILE": "",
        }
    )
    settings = loaded.settings
    assert settings.timeout_s == 2.5
    assert settings.interrupt is False
    assert settings.thinking == 512
    assert settings.vad.prefix_ms == 300
    assert (settings.voice, loaded.sources["voice"], loaded.profile) == (None, "default", None)


def test_voice_and_language_come_back_in_the_services_spelling() -> None:
    """Capitals do not matter to people."""
    settings = read(flags={"voice": "kore", "language": "en-us"}).settings
    assert (settings.voice, settings.language) == ("Kore", "en-US")


def test_a_language_outside_the_list_is_a_doubt(path: Path) -> None:
    """The service may know more languages than it lists."""
    write(path, top={"language": "eo-ch"})
    loaded = read(path)
    assert loaded.settings.language == "eo-CH"
    assert loaded.warnings == (
        "The Live API does not list the language eo-CH; the service may not support it.",
    )


def test_sensitivity_stands_for_start_and_end(path: Path) -> None:
    """The short form replaces both of an earlier place, and yields to either in its own."""
    write(path, top={"vad.start": "high", "vad.end": "high"})
    loaded = read(path, flags={"vad.end": "high", "vad.sensitivity": "low"})
    assert (loaded.settings.vad.start, loaded.settings.vad.end) == ("low", "high")
    assert loaded.sources["vad.start"] == "--vad-sensitivity"
    assert loaded.sources["vad.end"] == "--vad-end"


def test_a_profile_is_chosen_by_flag_before_environment(path: Path) -> None:
    """`--profile` wins over LIVECHAT_PROFILE."""
    path.write_text('[profiles.a]\nvoice = "Puck"\n[profiles.b]\nvoice = "Kore"\n')
    chosen = read(path, environ={"LIVECHAT_PROFILE": "a"})
    assert (chosen.settings.voice, chosen.profile) == ("Puck", "a")
    assert chosen.sources["voice"] == f"profile a in {path}"
    chosen = read(path, environ={"LIVECHAT_PROFILE": "a"}, profile="b")
    assert (chosen.settings.voice, chosen.profile) == ("Kore", "b")


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ('voice = "Koree"', 'voice is "Koree", but must be a voice that `livechat voices` lists; '
         "did you mean Kore?"),
        ('language = "en-UX"', 'language is "en-UX", but must be a language code such as de-DE; '
         "did you mean en-US?"),
        ('language = "german"', 'language is "german", but must be a language code such as '
         "de-DE; did you mean de-DE?"),
        ("language = 3", "language is 3, but must be a language code such as de-DE."),
        ('voise = "Kore"', "voise is not a setting; did you mean voice? "
         "`livechat config show` lists all settings."),
        ("qqqq = 1", "qqqq is not a setting. `livechat config show` lists all settings."),
        ("silence_ms = 1", "silence_ms is not a setting; did you mean vad.silence_ms? "
         "`livechat config show` lists all settings."),
        ("[vad]\nsilense_ms = 1", "vad.silense_ms is not a setting; did you mean "
         "vad.silence_ms? `livechat config show` lists all settings."),
        ('"vad.start" = "low"', "vad.start is quoted as one name, but belongs in the table [vad] "
         "as start."),
        ('[vad]\n"vad.start" = "low"', "vad.vad.start is not a setting; did you mean "
         "vad.start? `livechat config show` lists all settings."),
        ("[profile.x]", "profile is not a setting; did you mean profiles? "
         "`livechat config show` lists all settings."),
        ("vad = 3", "vad is 3, but must be a table [vad]."),
        ('[vad]\nstart = "hihg"', 'vad.start is "hihg", but must be low or high; did you mean '
         "high?"),
        ("[vad]\nsilence_ms = 1.5", "vad.silence_ms is 1.5, but must be a whole number of "
         "milliseconds, 0 or more."),
        ("[vad]\nsilence_ms = -1", "vad.silence_ms is -1, but must be a whole number of "
         "milliseconds, 0 or more."),
        ("timeout_s = 0", "timeout_s is 0, but must be a number of seconds above 0."),
        ("timeout_s = inf", "timeout_s is inf, but must be a number of seconds above 0."),
        ('timeout_s = "30"', 'timeout_s is "30", but must be a number of seconds above 0.'),
        ("timeout_s = true", "timeout_s is true, but must be a number of seconds above 0."),
        ("temperature = nan", "temperature is nan, but must be a number from 0 to 2."),
        ("temperature = 2.1", "temperature is 2.1, but must be a number from 0 to 2."),
        ("max_tokens = 0", "max_tokens is 0, but must be a whole number of tokens, 1 or more."),
        ("max_tokens = 2147483648", "max_tokens is 2147483648, but must be a whole number of "
         "tokens, 1 or more."),
        ('thinking = "hgih"', 'thinking is "hgih", but must be a level (minimal, low, medium, '
         "high) or a whole number of tokens, 0 or more; did you mean high?"),
        ("thinking = -1", "thinking is -1, but must be a level (minimal, low, medium, high) or a "
         "whole number of tokens, 0 or more."),
        ('[sound]\nend_silence = "srevice"', 'sound.end_silence is "srevice", but must be auto, '
         "service, or a whole number of milliseconds, 100 to 10000; did you mean service?"),
        ("[sound]\nend_silence = 99", "sound.end_silence is 99, but must be auto, service, or a "
         "whole number of milliseconds, 100 to 10000."),
        ('modality = "vidio"', 'modality is "vidio", but must be audio or text; did you mean '
         "audio?"),
        ('interrupt = "no"', 'interrupt is "no", but must be true or false.'),
        ("model = 2024-01-01", "model is 2024-01-01, but must be the id of a model, such as one "
         "that `livechat models` lists."),
        ('model = "a b"', 'model is "a b", but must be the id of a model, such as one that '
         "`livechat models` lists."),
        ('api_version = "beta"', 'api_version is "beta", but must be a version such as v1, '
         "v1beta or v1alpha."),
        ("system = [1]", "system is a list, but must be a text, or @FILE."),
        ("[practice]\nvoice = {a = 1}", "practice.voice is a table, but must be auto, synthetic, "
         "neural, or an .onnx file with a Piper voice."),
        ("[practice]\nscenario = 3", "practice.scenario is 3, but must be the name of a scenario "
         "file."),
        ("profiles = 3", "profiles must be tables such as [profiles.coach]."),
        ("[profiles]\np = 3", "profiles must be tables such as [profiles.coach]."),
    ],
)  # fmt: skip
def test_a_mistake_in_the_file_names_file_key_and_what_was_meant(
    path: Path, text: str, rest: str
) -> None:
    """One sentence says which file, which key, what is wrong and what is nearest."""
    path.write_text(text)
    assert complaint(path) == f"In {path}, {rest}"


def test_a_mistake_in_a_profile_names_it(path: Path) -> None:
    """The key is named with its table."""
    path.write_text('[profiles.coach]\nvoice = "Sulafatt"\n')
    assert read(path).settings.voice is None
    assert complaint(path, profile="coach") == (
        f'In {path}, profiles.coach.voice is "Sulafatt", but must be a voice that '
        "`livechat voices` lists; did you mean Sulafat?"
    )


def test_a_dotted_name_in_a_profile_belongs_in_the_profiles_table(path: Path) -> None:
    """Not in the one of the same name at the top."""
    path.write_text('[profiles.p]\n"vad.start" = "low"\n')
    assert complaint(path, profile="p") == (
        f"In {path}, profiles.p.vad.start is quoted as one name, but belongs in the table "
        "[profiles.p.vad] as start."
    )


def test_a_mistake_in_the_environment_names_the_variable() -> None:
    """Nobody looks for it in the file."""
    assert complaint(environ={"LIVECHAT_VOICE": "Puk"}) == (
        'LIVECHAT_VOICE is "Puk", but must be a voice that `livechat voices` lists; '
        "did you mean Puck?"
    )
    assert complaint(environ={"LIVECHAT_VAD_SILENCE_MS": "soon"}) == (
        'LIVECHAT_VAD_SILENCE_MS is "soon", but must be a whole number of milliseconds, 0 or more.'
    )


def test_a_mistake_in_a_flag_names_the_flag() -> None:
    """Under the name it has on the command line."""
    assert complaint(flags={"timeout_s": math.nan}) == (
        "--timeout is nan, but must be a number of seconds above 0."
    )
    assert complaint(flags={"vad.start": "mid"}) == (
        '--vad-start is "mid", but must be low or high.'
    )


def test_a_long_or_strange_value_is_quoted_in_part_and_visibly() -> None:
    """A pasted page hides no sentence, an escape sequence steers no terminal."""
    said = complaint(flags={"voice": "\x1b[31m" + "x" * 500})
    assert said.startswith('--voice is "␛[31mxxxx')
    assert len(said) < 150


def test_an_unknown_profile_names_those_that_exist(path: Path) -> None:
    """And the nearest of them."""
    path.write_text("[profiles.coach]\n[profiles.meeting]\n")
    assert complaint(path, profile="coahc") == (
        f'{path} has no profile "coahc"; did you mean "coach"? Choose one of "coach", "meeting".'
    )
    assert complaint(path, environ={"LIVECHAT_PROFILE": "zzz"}) == (
        f'{path} has no profile "zzz". Choose one of "coach", "meeting".'
    )
    path.write_text("")
    assert complaint(path, profile="p") == f'{path} has no profile "p". It has no profiles.'


def test_a_profile_needs_a_file(tmp_path: Path) -> None:
    """Without a settings file there is nothing to choose from."""
    assert complaint(profile="p").startswith(f"There is no settings file {tmp_path}/usual.toml.")


def test_a_variable_that_is_no_setting_is_refused() -> None:
    """A slip in a variable's name is told with the nearest; others' variables are left alone."""
    assert complaint(environ={"LIVECHAT_VOISE": "Kore", "OTHER_VOICE": "x"}) == (
        "LIVECHAT_VOISE is not a setting; did you mean LIVECHAT_VOICE? "
        "Correct its name or unset it."
    )
    assert complaint(environ={"LIVECHAT_PROFIL": "p"}).startswith(
        "LIVECHAT_PROFIL is not a setting; did you mean LIVECHAT_PROFILE?"
    )
    assert complaint(environ={"LIVECHAT_\x1b[2J": "x"}) == (
        "LIVECHAT_␛[2J is not a setting. Correct its name or unset it."
    )
    assert read(environ={"LIVECHAT_VOISE": "", "OTHER_VOICE": "x"}).settings == Settings()
    assert read(environ={"LIVECHAT_SIM_WS_URL": "ws://127.0.0.1:1"}).settings == Settings()


def test_system_text_comes_from_a_file_beside_the_settings_file(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file's "@NAME" starts at the file's directory, a flag's where the user stands."""
    (path.parent / "coach.md").write_text("Be patient. 😀\n", encoding="utf-8")
    elsewhere = path.parent / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "coach.md").write_text("Be quick.\n")
    monkeypatch.chdir(elsewhere)
    write(path, top={"system": "@coach.md"})
    assert read(path).settings.system == "Be patient. 😀\n"
    assert read(path, flags={"system": "@coach.md"}).settings.system == "Be quick.\n"
    variables = {"LIVECHAT_SYSTEM": "@coach.md"}
    assert read(path, environ=variables).settings.system == "Be quick.\n"


def test_a_system_text_that_cannot_be_read_names_key_and_file(path: Path) -> None:
    """Missing, no text, or far too large."""
    write(path, top={"system": "@gone.md"})
    gone = path.parent / "gone.md"
    said = f'In {path}, system is "@gone.md", but livechat cannot read {gone}: '
    assert complaint(path) == said + "No such file or directory."
    gone.write_bytes(b"\xff")
    assert complaint(path).startswith(said + "'utf-8' codec")
    gone.write_bytes(b"x" * (2 << 20))
    assert complaint(path) == said + "it is larger than 1 MiB."
    assert "cannot read" in complaint(flags={"system": "@a\0b"})


def test_a_scenario_is_found_beside_the_settings_file(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Relative names start where they are written; `~` is the user's home."""
    write(path, top={"practice.scenario": "a/b.toml"})
    assert read(path).settings.practice.scenario == path.parent / "a/b.toml"
    assert read(path, flags={"practice.scenario": "b.toml"}).settings.practice.scenario == Path(
        "b.toml"
    )
    monkeypatch.setenv("HOME", str(path.parent / "home"))
    monkeypatch.setenv("USERPROFILE", str(path.parent / "home"))
    write(path, top={"practice.scenario": "~/b.toml"})
    assert read(path).settings.practice.scenario == path.parent / "home/b.toml"
    write(path, top={"practice.scenario": "~nobody-of-that-name/b.toml"})
    assert read(path).settings.practice.scenario == path.parent / "~nobody-of-that-name/b.toml"


@pytest.mark.parametrize(
    "url",
    [
        "https://gateway.example",
        "HTTPS://127.0.0.1:8080/v1beta/models/m/liveStream",
        "wss://[::1]:443/x",
    ],
)
def test_an_address_of_the_web_is_taken(url: str) -> None:
    """Gateways and test servers, with TLS."""
    assert read(flags={"base_url": url}).settings.base_url == url


@pytest.mark.parametrize(
    "url",
    [
        "https://user:s3cret@host",
        "https://s3cret@host",
        "https://:s3cret@host",
        "http://s3cret",
        "ws://s3cret",
        "HTTP://s3cret",
        "ftp://s3cret",
        "https://host/?key=s3cret",
        "wss://host?s3cret",
        "https://host/s3cret?",
        "s3cret.example",
        "https://",
        "https://s3cret:99999",
        "https://s3cret:0",
        "https://[s3cret",
        "https://s3cret example",
        "https://s3cret/\n",
        "https://host/#s3cret",
        "",
    ],
)
def test_another_address_is_refused_and_not_repeated(url: str) -> None:
    """It may hold a credential."""
    assert complaint(flags={"base_url": url}) == (
        "--base-url must be an address that begins with https:// or wss://, "
        "without name, password or query."
    )


def test_a_key_comes_from_the_file_and_is_never_shown(path: Path) -> None:
    """Neither the settings nor their sources nor their doubts repeat it."""
    write(path, top={"api_key": "k-s3cret"})
    loaded = read(path)
    assert loaded.settings.api_key is not None
    assert loaded.settings.api_key.get_secret_value() == "k-s3cret"
    assert loaded.sources["api_key"] == f"file {path}"
    assert "s3cret" not in repr(loaded)
    assert "s3cret" not in loaded.settings.model_dump_json()


@pytest.mark.parametrize(
    "text", ['"k s3cret"', '"s3cret\\n"', '""', '["s3cret"]', "{k = 's3cret'}"]
)
def test_a_key_that_is_none_is_refused_and_not_repeated(path: Path, text: str) -> None:
    """A slip in a credential must not put it on the screen."""
    path.write_text(f"api_key = {text}")
    path.chmod(0o600)
    with pytest.raises(SettingsError) as caught:
        read(path)
    assert str(caught.value) == f"In {path}, api_key must be an API key."
    assert caught.value.__cause__ is None


def test_a_key_in_the_environment_is_pointed_elsewhere() -> None:
    """LIVECHAT_API_KEY is not a name that anything reads."""
    assert complaint(environ={"LIVECHAT_API_KEY": "s3cret"}) == (
        "LIVECHAT_API_KEY has no effect. Put a key into GEMINI_API_KEY, or a command that prints "
        "it into the settings file."
    )


def test_a_key_among_the_flags_is_a_mistake_of_the_program() -> None:
    """A credential on the command line is seen by everyone on the machine."""
    with pytest.raises(ValueError, match="never a flag"):
        read(flags={"api_key": "s3cret"})


def test_settings_cannot_be_changed() -> None:
    """Whoever holds settings holds the ones that were checked."""
    settings = read().settings
    with pytest.raises(ValueError, match="frozen"):
        settings.voice = "Kore"


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        ("voice", "kore", "Kore"),
        ("system", "Be brief.", "Be brief."),
        ("sound.push_to_talk", "on", True),
        ("sound.push_to_talk", "off", False),
        ("sound.push_to_talk", "true", True),
        ("temperature", "0.5", 0.5),
    ],
)
def test_a_setting_is_changed_in_a_call(key: str, text: str, value: object) -> None:
    """Read as on the command line; all others stay as they are."""
    before = Settings(language="de-DE")
    after = flatten(changed(before, key, text))
    assert after[key] == value
    assert {**after, key: None} == {**flatten(before), key: None}


@pytest.mark.parametrize(
    ("key", "text", "name"),
    [
        ("sound.push_to_talk", "maybe", "/push-to-talk"),
        ("sound.push_to_talk", "", "/push-to-talk"),
        ("temperature", "hot", "/temperature"),
    ],
)
def test_a_mistake_in_a_call_names_the_line(key: str, text: str, name: str) -> None:
    """As it was typed."""
    with pytest.raises(SettingsError, match=name):
        changed(Settings(), key, text)


@pytest.mark.parametrize("key", ["voice", "model", "language"])
def test_a_change_needs_something_to_change_to(key: str) -> None:
    """Nothing is no name."""
    with pytest.raises(SettingsError, match=f"/{key}"):
        changed(Settings(), key, "")


@pytest.mark.parametrize("text", ["on", "off"])
def test_words_stand_for_themselves_where_nothing_is_switched(text: str) -> None:
    """An instruction is what it says."""
    assert changed(Settings(), "system", text).system == text


def test_beside_a_practice_partner_that_one_is_meant(tmp_path: Path) -> None:
    """Whatever settings say of other services; only a flag is nearer."""
    path = tmp_path / "c.toml"
    path.write_text(
        'base_url = "https://gateway.example"\nheaders = ["X-Team: a"]\nvoice = "Kore"\n'
    )
    environ = {"LIVECHAT_SIM_URL": "https://127.0.0.1:1", "LIVECHAT_OFFLINE": "true"}
    loaded = read(path, environ=environ)
    settings = loaded.settings
    assert (settings.base_url, settings.headers) == ("https://127.0.0.1:1", [])
    assert (settings.offline, settings.vertex, settings.voice) == (False, False, "Kore")
    assert loaded.sources["base_url"] == "environment LIVECHAT_SIM_URL"
    assert read(path, environ=environ, flags={"offline": True}).settings.offline
    assert read(path, environ={"LIVECHAT_SIM_URL": ""}).settings.base_url is not None


def test_without_a_home_there_are_no_settings_and_that_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """But a profile must be somewhere."""

    def nowhere() -> Path:
        raise SettingsError("There is no home.", "Set HOME.")

    monkeypatch.setattr("livechat.config.file.usual_path", nowhere)
    loaded = read(environ={"LIVECHAT_VOICE": "Kore"})
    assert loaded.settings == Settings(voice="Kore")
    assert loaded.file is None
    assert loaded.warnings == ("There is no home. Going on without.",)
    assert complaint(profile="coach") == "There is no home. Set HOME."


def test_a_home_that_cannot_be_looked_into_costs_the_settings_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file in its place, say; a file that is named must be there all the same."""
    (tmp_path / "home").touch()
    path = tmp_path / "home/livechat/config.toml"
    monkeypatch.setattr("livechat.config.file.usual_path", lambda: path)
    loaded = read()
    assert loaded.settings == Settings()
    assert loaded.warnings == (
        f"Cannot look for {path}: Not a directory. Going on without a settings file.",
    )
    assert f"Cannot read {path}" in complaint(path)
    assert "Cannot read" in complaint(profile="coach")


def test_patterns_of_flags_are_added_to_those_of_the_file(path: Path) -> None:
    """So that --allow undoes nothing that a file forbids; other places replace each other."""
    write(path, top={"calls.allow": ["a"], "calls.never": ["b"], "calls.ask": ["c"]})
    loaded = read(path, flags={"calls.allow": ["x", "y"], "calls.never": ["z"]})
    calls = loaded.settings.calls
    assert (calls.allow, calls.never, calls.ask) == (["a", "x", "y"], ["b", "z"], ["c"])
    assert loaded.sources["calls.allow"] == f"file {path}, --allow"
    assert read(flags={"calls.allow": ["x"]}).sources["calls.allow"] == "--allow"
    told = read(path, environ={"LIVECHAT_CALLS_ALLOW": "p, q r"}).settings.calls.allow
    assert told == ["p", "q", "r"]


def test_functions_are_found_beside_the_settings_file(path: Path) -> None:
    """Those of flags and variables in the current folder."""
    write(path, top={"functions": ["shop.py", "/abs/x.py"]})
    assert read(path).settings.functions == [path.parent / "shop.py", Path("/abs/x.py")]
    assert read(path, flags={"functions": ["a.py"]}).settings.functions == [Path("a.py")]
    told = read(environ={"LIVECHAT_FUNCTIONS": "a.py\nb c.py"}).settings.functions
    assert told == [Path("a.py"), Path("b c.py")]


def test_built_in_functions_are_named_as_they_are(path: Path) -> None:
    """A mistake is met with the nearest."""
    assert read(flags={"builtin": ["timer"]}).settings.builtin == ["timer"]
    assert complaint(flags={"builtin": ["tmer"]}) == (
        '--tool is "tmer", but must be any of timer, fetch_url and hang_up; did you mean timer?'
    )
    write(path, top={"functions": "shop.py"})
    assert complaint(path) == (
        f'In {path}, functions is "shop.py", but must be a list of Python files.'
    )


@pytest.mark.parametrize("pattern", ["", "a b", "x\x1b[2J", 3])
def test_a_pattern_is_what_a_name_may_be(path: Path, pattern: object) -> None:
    """No blanks, and nothing that a terminal obeys."""
    write(path, top={"calls.never": [pattern]})
    assert "but must be a list of names or patterns" in complaint(path)


def test_a_model_in_a_file_is_beside_the_settings_file(path: Path) -> None:
    """Addresses and words stay what they are; on the command line it is where one types."""
    write(path, top={"practice.llm": "a/b.gguf"})
    assert read(path).settings.practice.llm == str(path.parent / "a/b.gguf")
    assert read(path, flags={"practice.llm": "b.gguf"}).settings.practice.llm == "b.gguf"
    write(path, top={"practice.llm": "http://127.0.0.1:8080/v1"})
    assert read(path).settings.practice.llm == "http://127.0.0.1:8080/v1"


@pytest.mark.parametrize(("sense", "named"), [("ears", "a/small"), ("voice", "a/de.onnx")])
def test_ears_and_a_voice_in_files_are_beside_the_settings_file(
    path: Path, sense: str, named: str
) -> None:
    """Words stay what they are; on the command line it is where one types."""
    key = f"practice.{sense}"
    write(path, top={key: named})
    assert getattr(read(path).settings.practice, sense) == str(path.parent / named)
    assert getattr(read(path, flags={key: named}).settings.practice, sense) == named
    write(path, top={key: "auto"})
    assert getattr(read(path).settings.practice, sense) == "auto"


def test_a_wrong_language_model_is_not_repeated_but_what_was_meant_is() -> None:
    """An address may hold a password."""
    said = complaint(flags={"practice.llm": "http://me:s3cret@host/v1"})
    assert said.startswith("--llm must be auto, off, an address such as http://127.0.0.1:11434/v1")
    assert "s3cret" not in said
    said = complaint(environ={"LIVECHAT_PRACTICE_LLM": "localhost:11434"})
    assert said.startswith("LIVECHAT_PRACTICE_LLM must be ")
    assert said.endswith("did you mean http://localhost:11434/v1?")


def test_the_endpoints_key_has_a_variable_and_its_command_has_none() -> None:
    """The sentence names the variable that is read."""
    read(environ={"LIVECHAT_PRACTICE_API_KEY": "s3cret"})
    assert complaint(environ={"LIVECHAT_PRACTICE_API_KEY_COMMAND": "pass show x"}) == (
        "LIVECHAT_PRACTICE_API_KEY_COMMAND has no effect. Put a key into "
        "LIVECHAT_PRACTICE_API_KEY, or a command that prints it into the settings file."
    )


def test_a_command_line_alone_is_read_without_a_file() -> None:
    """For commands that read no other settings."""
    assert typed({"practice.llm": "auto"}) == Settings.model_validate({"practice": {"llm": "auto"}})
    with pytest.raises(SettingsError, match="--llm must be auto"):
        typed({"practice.llm": "llama3.2"})
