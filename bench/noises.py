"""Recorded noises that must not open the microphone: ten minutes of each, from Debian's packages.

`python -m bench.noises FOLDER` takes the packages (`apt-get download`, unpacked, never installed),
decodes what is in them (ffmpeg, else sox) and writes each noise twice, at −35 and at −45 dBFS RMS,
as 16 kHz mono WAV. The same seed gives the same sound. What cannot be had is named, and then not
measured. Nothing of it may come into the repository: the licences differ.

    noise    package                      what of it                        licence
    typing   bucklespring-data            keys of an IBM Model M            GPL-2+
    music    singularity-music            electronic, no singing            CC BY-SA
             fretsonfire-songs-sectoid    rock, no singing                  MIT
             asterisk-moh-opsound-wav     lounge, from a telephone          CC BY-SA 3.0
    traffic  lincity-ng-data              streets, trains                   GPL-2+ or CC BY-SA 2
             simutrans-pak64              lorries, buses, horns, a plane    Artistic
    machines lincity-ng-data              mills, forges, power, building    GPL-2+ or CC BY-SA 2
             gnome-shell-pomodoro-data    a clock                           GPL-3+
    birds    gnome-shell-pomodoro-data    birds in a wood                   GPL-3+
    crowd    lincity-ng-data              markets, schools, a stadium       GPL-2+ or CC BY-SA 2
    city, train, rain, wind, storm, cafe
             blanket (Debian 13, newer)   one recording each                CC0, CC BY, none (cafe)

People speak in `crowd` and `cafe`: a detector of speech may open there, and no goal holds for them.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from livechat.audio.wav_write import WavWriter
from livechat.core.pcm import INPUT_RATE
from livechat.dsp.resample import from_float, to_float

Floats = NDArray[np.float32]
Chance = np.random.Generator
Recipe = Callable[[list[list[Floats]], Chance, int], Floats]
"""From the recordings of each source to so many samples."""

MINUTES: Final = 10
LEVELS_DBFS: Final = (-35, -45)
SEED: Final = 13

PIECE_S: Final = 25.0
"""Seconds of one piece of music before the next."""

FADE: Final = INPUT_RATE // 2
"""Samples in which one recording fades into the next."""

KEY_S: Final = 0.14
"""Median seconds from one key to the next: 60 words a minute, with pauses."""


class MissingNoiseError(Exception):
    """A noise cannot be made here; says why."""


@dataclass(frozen=True)
class Source:
    """Recordings in a package."""

    package: str
    patterns: tuple[str, ...]
    """Of paths in it; the order does not matter."""


@dataclass(frozen=True)
class Noise:
    """What a noise is made of, and how."""

    sources: tuple[Source, ...]
    make: Recipe


def typing(recordings: list[list[Floats]], chance: Chance, count: int) -> Floats:
    """Somebody types: words of some keys, a pause every few words; each key goes down and up."""
    downs, ups = recordings
    out = np.zeros(count + INPUT_RATE, np.float32)
    at = 0.3
    while at < count / INPUT_RATE:
        for _ in range(1 + int(chance.poisson(4.5))):
            loud = 10 ** (chance.normal(0, 2) / 20)
            held = chance.uniform(0.06, 0.12)
            for keys, when in ((downs, at), (ups, at + held)):
                key, begins = keys[chance.integers(len(keys))], round(when * INPUT_RATE)
                part = out[begins : begins + len(key)]
                part += np.float32(loud) * key[: len(part)]
            at += KEY_S * chance.lognormal(0, 0.35)
        at += chance.uniform(0.05, 0.25)
        if chance.random() < 0.1:
            at += chance.uniform(0.5, 3.0)
    return out[:count]


def pieces(recordings: list[list[Floats]], chance: Chance, count: int) -> Floats:
    """Pieces of tracks, all equally loud, each source as often as another."""
    found: list[Floats] = []
    length = round(PIECE_S * INPUT_RATE)
    while sum(len(piece) - FADE for piece in found) < count + FADE:
        tracks = recordings[len(found) % len(recordings)]
        track = tracks[chance.integers(len(tracks))]
        begins = int(chance.integers(max(1, len(track) - length)))
        piece = track[begins : begins + length]
        if power(piece) > 1e-9 and len(piece) > 2 * FADE:
            found.append(at_dbfs(piece, -30))
    return joined(found)[:count]


def scenery(recordings: list[list[Floats]], chance: Chance, count: int) -> Floats:
    """Recordings of the first source, one fading into the next, louder and quieter by 4 dB; those
    of the others now and then on top of them, up to 10 dB louder.
    """
    ground, *events = recordings
    ground = [sound for sound in ground if len(sound) > 2 * FADE]
    found: list[Floats] = []
    while sum(len(piece) - FADE for piece in found) < count + FADE:
        loud = -30 + float(chance.normal(0, 4))
        found.append(at_dbfs(ground[chance.integers(len(ground))], loud))
    out = joined(found)[:count]
    singles = [single for source in events for single in source]
    at = 0
    while singles and at < count:
        single = at_dbfs(singles[chance.integers(len(singles))], float(chance.uniform(-35, -20)))
        part = out[at : at + len(single)]
        part += single[: len(part)]
        at += round(chance.exponential(6.0) * INPUT_RATE) + INPUT_RATE
    return out


def over_and_over(recordings: list[list[Floats]], chance: Chance, count: int) -> Floats:
    """One recording as often as it takes, its end fading into its beginning."""
    (sound,) = recordings[0]
    return joined([sound] * (2 + count // max(1, len(sound) - FADE)))[:count]


_CITY: Final = "lincity-ng-data"
_BLANKET: Final = "blanket"
_POMODORO: Final = "gnome-shell-pomodoro-data"


def _one(name: str) -> Noise:
    return Noise((Source(_BLANKET, (f"**/sounds/{name}.ogg",)),), over_and_over)


def _city(*names: str) -> Source:
    return Source(_CITY, tuple(f"**/sounds/{name}.wav" for name in names))


NOISES: Final[dict[str, Noise]] = {
    "typing": Noise(
        (
            Source("bucklespring-data", ("**/[0-5]*-0.wav",)),
            Source("bucklespring-data", ("**/[0-5]*-1.wav",)),
        ),
        typing,
    ),
    "music": Noise(
        (
            Source("singularity-music", ("**/*.ogg",)),
            Source("fretsonfire-songs-sectoid", ("**/*.ogg",)),
            Source("asterisk-moh-opsound-wav", ("**/*.wav",)),
        ),
        pieces,
    ),
    "traffic": Noise(
        (
            _city("Trafic*", "RailTrain*", "DirtTrack*"),
            Source(
                "simutrans-pak64",
                tuple(
                    f"**/sound/{name}.wav"
                    for name in ("bus", "truck", "diesel", "crossing", "planelow", "steam", "*horn")
                ),
            ),
        ),
        scenery,
    ),
    "machines": Noise(
        (
            _city("Industry*", "Mill*", "Power*", "Substation*", "Blacksmith*", "Build*"),
            Source(_POMODORO, ("**/clock.ogg",)),
        ),
        scenery,
    ),
    "birds": Noise((Source(_POMODORO, ("**/birds.ogg",)),), over_and_over),
    "crowd": Noise((_city("Market*", "SportsCroud*", "School*", "University*"),), scenery),
    "city": _one("city"),
    "train": _one("train"),
    "rain": _one("rain"),
    "wind": _one("wind"),
    "storm": _one("storm"),
    "cafe": _one("coffee-shop"),
}

SPEECH: Final = frozenset({"crowd", "cafe"})
"""Noises in which people speak."""


def power(sound: Floats) -> float:
    """Mean square."""
    return float(np.mean(np.square(sound, dtype=np.float64))) if sound.size else 0.0


def at_dbfs(sound: Floats, dbfs: float) -> Floats:
    """The sound with this RMS."""
    return sound * np.float32(10 ** (dbfs / 20) / np.sqrt(power(sound) + 1e-20))


def joined(sounds: list[Floats]) -> Floats:
    """One after the other, each fading into the next; all longer than two fades."""
    rising = np.sin(np.linspace(0, np.pi / 2, FADE)).astype(np.float32)
    out = np.zeros(sum(len(sound) - FADE for sound in sounds) + FADE, np.float32)
    at = 0
    for sound in sounds:
        faded = sound.copy()
        faded[:FADE] *= rising
        faded[-FADE:] *= rising[::-1]
        out[at : at + len(faded)] += faded
        at += len(faded) - FADE
    return out[FADE:-FADE]


class Packages:
    """Debian's packages, unpacked into a folder as they are asked for.

    Args:
        folder: Where they go; a folder there with a package's name is used as it is.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def recordings(self, source: Source) -> list[Floats]:
        """What a source holds, decoded: 16 kHz mono.

        Raises:
            MissingNoiseError: the package cannot be had, or has no such recordings.
        """
        unpacked = self._folder / source.package
        if not unpacked.exists():
            self._bring(source.package, unpacked)
        paths = sorted({path for pattern in source.patterns for path in unpacked.glob(pattern)})
        sounds = [sound for sound in map(decoded, paths) if power(sound) > 0]
        if not sounds:
            raise MissingNoiseError(f"{source.package} has no {', '.join(source.patterns)}")
        return sounds

    def _bring(self, package: str, unpacked: Path) -> None:
        for tool in ("apt-get", "dpkg-deb"):
            if shutil.which(tool) is None:
                raise MissingNoiseError(f"{package}: no {tool} here")
        with tempfile.TemporaryDirectory() as folder:
            ran = subprocess.run(
                ["apt-get", "download", package],
                cwd=folder,
                capture_output=True,
                text=True,
                timeout=600,
                check=False,
            )
            files = list(Path(folder).glob("*.deb"))
            if ran.returncode or not files:
                said = ran.stderr.strip().splitlines() or ["nothing came"]
                raise MissingNoiseError(f"{package}: {said[-1]}")
            subprocess.run(["dpkg-deb", "-x", str(files[0]), str(unpacked)], check=True)


def decoded(path: Path) -> Floats:
    """A recording in 16 kHz mono; empty where it cannot be read.

    Raises:
        MissingNoiseError: there is neither ffmpeg nor sox.
    """
    if shutil.which("ffmpeg"):
        command = ["ffmpeg", "-v", "error", "-nostdin", "-i", str(path), "-ac", "1"]
        command += ["-ar", str(INPUT_RATE), "-f", "s16le", "-"]
    elif shutil.which("sox"):
        raw = ["-t", "raw", "-e", "signed", "-b", "16", "-L", "-c", "1", "-r", str(INPUT_RATE)]
        command = ["sox", "-V1", str(path), *raw, "-"]
    else:
        raise MissingNoiseError("neither ffmpeg nor sox is here to decode with")
    ran = subprocess.run(command, capture_output=True, timeout=300, check=False)
    return to_float(ran.stdout if ran.returncode == 0 else b"")


def noise(name: str, packages: Packages, minutes: float = MINUTES) -> Floats:
    """So many minutes of a noise, 16 kHz, at −30 dBFS RMS.

    Raises:
        MissingNoiseError: it cannot be made here.
    """
    made = NOISES[name]
    recordings = [packages.recordings(source) for source in made.sources]
    chance = np.random.default_rng(SEED)
    return at_dbfs(made.make(recordings, chance, round(60 * minutes * INPUT_RATE)), -30)


def main() -> int:
    """Write the noises; 1 when one is missing."""
    parser = argparse.ArgumentParser(prog="bench.noises", description=__doc__)
    parser.add_argument("folder", type=Path, help="where the WAV files go")
    parser.add_argument("--only", action="append", choices=NOISES, help="this noise")
    parser.add_argument("--packages", type=Path, help="keep what is unpacked here")
    parser.add_argument("--minutes", type=float, default=MINUTES)
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    missing = 0
    with tempfile.TemporaryDirectory() as folder:
        packages = Packages(options.packages or Path(folder))
        for name in options.only or NOISES:
            try:
                sound = noise(name, packages, options.minutes)
            except MissingNoiseError as why:
                missing += 1
                print(f"{name}: not made, so not measured. {why}", file=sys.stderr)
                continue
            for dbfs in LEVELS_DBFS:
                path = options.folder / f"{name}{dbfs}.wav"
                with WavWriter(path, INPUT_RATE, force=True) as file:
                    file.write(from_float(at_dbfs(sound, dbfs)))
                print(path)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
