"""`livechat devices`."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from livechat.cli import options as o
from livechat.cli.telling import tell
from livechat.errors import SoundError
from livechat.ui.tables import Column, show_table

if TYPE_CHECKING:
    from livechat.audio.devices import Device, Kind


_COLUMNS = (
    Column("index", "", weight=8, right=True),
    # Several devices of one card differ in how their names end.
    Column("name", weight=9, least=16, good=44, cut="middle"),
    Column("inputs", "in", weight=5, right=True),
    Column("outputs", "out", weight=5, right=True),
    Column("chosen", "used as", weight=7),
    Column("default", weight=3),
    Column("rate", weight=2, right=True),
    Column("host_api", "system", weight=1, least=8),
)


def devices(
    mic: Annotated[
        str | None, typer.Option(metavar="NAME", help="Show which microphone a name chooses.")
    ] = None,
    speaker: Annotated[
        str | None, typer.Option(metavar="NAME", help="Show which speaker a name chooses.")
    ] = None,
    wide: o.Wide = False,
    json: o.JsonArray = False,
    config: o.Config = None,
    profile: o.Profile = None,
) -> None:
    """List the sound devices, and which of them livechat uses.

    Name a device to --mic or --speaker by its index, its name, or a unique part of its name.

    \b
    livechat devices
    livechat devices --mic usb --speaker "headset, wasapi"
    livechat devices --json
    """
    from livechat.audio import portaudio
    from livechat.audio.devices import devices as list_devices
    from livechat.audio.sound_thread import SOUND
    from livechat.config.layers import load

    flags = {"sound.mic": mic, "sound.speaker": speaker}
    given: dict[str, object] = {key: value for key, value in flags.items() if value is not None}
    sound = load(
        flags=given, environ=os.environ, config_file=config, profile=profile
    ).settings.sound
    portaudio.keep_quiet()
    found = SOUND.ask(list_devices)
    chosen: dict[Kind, Device] = {}
    doubts: list[SoundError] = []
    wanted: tuple[tuple[Kind, str | None], ...] = (("input", sound.mic), ("output", sound.speaker))
    for kind, name in wanted:
        _choose(kind, name, found, chosen, doubts)
    rows = [_row(d, chosen) for d in found]
    show_table(_COLUMNS, rows, json=json, stdout=sys.stdout, wide=wide)
    if any(name is not None for _, name in wanted) and doubts:
        raise doubts[0]
    for doubt in doubts:  # a machine without sound: nothing that was asked for is missing
        tell(str(doubt))


def _choose(
    kind: Kind,
    name: str | None,
    found: list[Device],
    chosen: dict[Kind, Device],
    doubts: list[SoundError],
) -> None:
    from livechat.audio.devices import choose

    try:
        chosen[kind] = choose(kind, name, found)
    except SoundError as error:
        doubts.append(error)


def _row(device: Device, chosen: dict[Kind, Device]) -> dict[str, object]:
    roles: tuple[tuple[Kind, str], ...] = (("input", "mic"), ("output", "speaker"))
    return {
        "index": device.index,
        "name": device.name,
        "host_api": device.host_api,
        "inputs": device.inputs,
        "outputs": device.outputs,
        "rate": device.default_rate,
        "default": [role for kind, role in roles if device.is_default(kind)],
        "chosen": [role for kind, role in roles if chosen.get(kind) == device],
    }
