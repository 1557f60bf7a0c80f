"""`livechat token`: ephemeral tokens for those who shall not have the key."""

from __future__ import annotations

import json as jsonlib
import os
import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from livechat.cli import options as o
from livechat.cli.grouped import App
from livechat.errors import CredentialError, SettingsError, UsageError

if TYPE_CHECKING:
    from livechat.config.layers import Loaded
    from livechat.live.credentials import Credential

app = App(
    help="""Make short-lived (ephemeral) tokens, to use instead of a key.

    \b
    livechat token create
    """,
)

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours"}

_HOUR = timedelta(hours=1)

_DURATION = re.compile(r"([0-9]{1,9})([smh])")


@app.callback()
def token() -> None:
    """Keep `create` a command of its own, though it is the only one."""


@app.command()
@o.sets("timeout_s", "base_url")
def create(
    uses: Annotated[
        int, typer.Option(metavar="COUNT", help="Maximum number of sessions; 0 for any number.")
    ] = 1,
    expires: Annotated[
        str,
        typer.Option(metavar="TIME", help="Lifetime: 90s, 30m, 2h; less than 20h."),
    ] = "30m",
    starts_within: Annotated[
        str, typer.Option(metavar="TIME", help="Time in which sessions can start.")
    ] = "60s",
    model: Annotated[
        str | None,
        typer.Option(metavar="ID", help="Allow this model only.", show_default="any"),
    ] = None,
    lock: Annotated[
        list[str] | None,
        typer.Option(
            metavar="SETTING[=VALUE]",
            help="Lock a setting, at its current value or at the one given: voice, language "
            "(locked together), system, temperature, max_tokens, thinking, modality. Repeatable.",
        ),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    *,
    given: o.Given,
    config: o.Config = None,
    profile: o.Profile = None,
    log: o.Log = None,
    debug: o.Debug = False,
) -> None:
    """Make an ephemeral token with the API key, and print its name.

    The name is the token: use it instead of a key, and keep it secret.

    \b
    livechat token create
    livechat token create --uses 0 --expires 2h --starts-within 2h
    livechat token create --model gemini-3.8-live --lock voice=Kore --lock system=@guide.txt
    GEMINI_API_KEY=$(livechat token create) livechat say hello
    """
    from livechat.catalog import models
    from livechat.cli.call.session import begin, report
    from livechat.config.layers import load
    from livechat.live.endpoint import find_endpoint
    from livechat.live.minting import LONGEST, Wanted, locked, mint

    begin(log, debug=debug)
    if not 0 <= uses < 2**31:
        raise UsageError(f"--uses is {uses}, but must be 0 or more.")
    lifetime = _duration("--expires", expires, LONGEST)
    starting_time = min(lifetime, _duration("--starts-within", starts_within, LONGEST))
    locks = [one.partition("=") for one in lock or []]
    values = {name.strip(): value for name, given, value in locks if given}
    names = [name.strip() for name, _, _ in locks]
    _check_names(names)
    flags = given | values | ({"model": model} if model is not None else {})
    try:
        loaded = load(flags=flags, environ=os.environ, config_file=config, profile=profile)
    except SettingsError as error:
        raise _renamed(error, values) from None
    report(loaded)
    settings = loaded.settings
    for name in names:
        if getattr(settings, name) is None:
            raise UsageError(
                f"--lock {name} locks nothing: {name} is not set.",
                f"Add its value: --lock {name}=…",
            )
    credential = _key(loaded)
    row, _ = models.resolve(settings.model)
    wanted = Wanted(uses, lifetime, starting_time, model, locked(settings, row, names))
    endpoint = find_endpoint(settings, credential, os.environ)
    made = mint(endpoint, credential, wanted, datetime.now(UTC), settings.timeout_s)
    if json:
        shown: dict[str, Any] = {
            "name": made.name,
            "uses": uses,
            "expires": made.expires.isoformat(timespec="seconds"),
            "starts_by": made.starts_by.isoformat(timespec="seconds"),
            "model": model,
            "locked": names,
        }
        typer.echo(jsonlib.dumps(shown, indent=2))
    else:
        typer.echo(made.name)


def _duration(flag: str, text: str, longest: timedelta) -> timedelta:
    found = _DURATION.fullmatch(text)
    time = timedelta(**{_UNITS[found[2]]: int(found[1])}) if found else timedelta()
    if not time:
        raise UsageError(f'{flag} is "{text}", but must be a time such as 90s, 30m or 2h.')
    if time >= longest:
        raise UsageError(f"{flag} is {text}, but must be less than {longest // _HOUR}h.")
    return time


def _check_names(names: list[str]) -> None:
    from livechat.catalog.nearest import nearest
    from livechat.live.minting import LOCKABLE

    for name in names:
        if name not in LOCKABLE:
            near = nearest(name, LOCKABLE)
            raise UsageError(
                f'--lock "{name}" is not a setting that can be locked'
                + (f"; did you mean {near}?" if near else "."),
                f"Choose one of {', '.join(LOCKABLE)}; --model locks the model.",
            )
        if names.count(name) > 1:
            raise UsageError(f"--lock {name} appears twice.", "Use it once.")


def _renamed(error: SettingsError, values: dict[str, str]) -> SettingsError:
    """The error about a value of `--lock`, which `load` takes for a flag of its own."""
    from livechat.config.layers import flag

    for name in values:
        if error.what.startswith(flag(name) + " "):
            what = error.what.replace(flag(name), f"--lock {name}", 1)
            return SettingsError(what, error.remedy)
    return error


def _key(loaded: Loaded) -> Credential:
    from livechat.live.credentials import find_key

    # A gateway's address, were it asked, would get a key that is not for it.
    other = next((name for name in ("headers", "vertex") if getattr(loaded.settings, name)), None)
    if other is not None:
        raise SettingsError(
            f"Only the Gemini API creates tokens, and the setting {other} leads elsewhere.",
            "Unset it, for instance in a profile.",
        )
    found = find_key(loaded, os.environ)
    if found is None:
        raise CredentialError(
            "No API key was found to create a token with.",
            "Set GEMINI_API_KEY to a key from https://aistudio.google.com/apikey.",
        )
    if found.kind == "token":
        raise CredentialError(
            f"The key from {found.source} is an ephemeral token, which cannot create others.",
            "Set GEMINI_API_KEY to an API key.",
        )
    return found
