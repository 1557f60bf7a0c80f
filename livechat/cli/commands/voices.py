"""`livechat voices`: which there are, and how one sounds."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from livechat.catalog.voices import VOICES
from livechat.cli import completion
from livechat.cli import options as o
from livechat.cli.greeting import KEYS_AT
from livechat.cli.outputs import check_outputs
from livechat.cli.telling import tell
from livechat.errors import CredentialError, SoundError, UsageError
from livechat.ui.tables import show_table

_SYSTEM = "You demonstrate a voice. Say exactly the sentence that you are given, and nothing else."


@o.sets("language", "model", "sound.speaker", "base_url", "offline")
def voices(
    play: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="Say a sentence in this voice. Needs a key, and costs less than a cent.",
            autocompletion=completion.voices,
        ),
    ] = None,
    output: Annotated[
        str | None,
        typer.Option(
            "-o", "--output", metavar="FILE", help="Save the sentence as WAV instead of playing it."
        ),
    ] = None,
    force: o.Force = False,
    *,
    given: o.Given,
    config: o.Config = None,
    profile: o.Profile = None,
    wide: o.Wide = False,
    json: o.JsonArray = False,
) -> None:
    """List the voices, each with Google's word for it, or play one.

    \b
    livechat voices
    livechat voices | grep -i warm
    livechat voices --play Kore
    livechat voices --play Kore --language de-DE -o kore.wav
    """
    if play is None:
        if output is not None:
            raise UsageError("-o saves a voice that is played.", "Add --play NAME.")
        rows = [asdict(one) for one in VOICES]
        show_table(("name", "style"), rows, json=json, stdout=sys.stdout, wide=wide)
        return
    if json or wide:
        which = "--json" if json else "--wide"
        raise UsageError(f"{which} is for the list of voices.", f"Leave out {which} or --play.")
    _play(
        {"voice": play, "system": _SYSTEM, "session.save": False} | given,
        output,
        config=config,
        profile=profile,
        force=force,
    )


def _play(
    flags: dict[str, object],
    output: str | None,
    *,
    config: Path | None,
    profile: str | None,
    force: bool,
) -> None:
    """Say one sentence, through the loudspeaker or into a file."""
    from livechat.cli.call.session import prepare
    from livechat.cli.commands.say import answer_once

    check_outputs(output)
    try:
        prepared = prepare(flags, config=config, profile=profile, log=None, debug=False)
    except CredentialError as error:
        if "--offline" not in error.remedy:
            raise
        # That is no way out here.
        raise CredentialError(
            error.what, f"Get a key at {KEYS_AT}, then set GEMINI_API_KEY."
        ) from None
    settings = prepared.loaded.settings
    if settings.offline:
        raise UsageError(
            "The practice partner has a voice of its own, and no other.",
            "To hear it: livechat say --offline hello",
        )
    tell(f"Asking for {settings.voice}, which costs less than a cent.")
    try:
        answer_once(
            prepared,
            f"Hello, I am {settings.voice}. This is how I sound.",
            output=output,
            force=force,
            play=output is None,
            speaker=settings.sound.speaker,
        )
    except SoundError as error:
        raise SoundError(error.what, "To save the voice, add -o FILE.wav.") from error
