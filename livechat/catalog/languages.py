"""The languages the Live API lists, and how to tell a language code from a slip of the keyboard.

The service grows faster than its list, so a code outside it is a doubt, not a mistake. A code
is taken for a mistake only when it names a language or a country that does not exist.

Sources: "Supported languages", Live API guide of the Gemini API, read 2026-11-21; BCP 47 for the
form of a code; ISO 639-1 and ISO 3166-1 for the two-letter names.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from livechat.catalog.nearest import nearest


@dataclass(frozen=True, slots=True)
class Language:
    """One language of the list."""

    code: str
    """BCP 47, as the service spells it."""
    english: str
    own: str
    """What its speakers call it."""


LANGUAGES: tuple[Language, ...] = (
    Language("ar-EG", "Arabic (Egypt)", "العربية (مصر)"),
    Language("bn-BD", "Bengali (Bangladesh)", "বাংলা (বাংলাদেশ)"),
    Language("cmn-CN", "Chinese, Mandarin (China)", "普通话（中国）"),
    Language("de-DE", "German (Germany)", "Deutsch (Deutschland)"),
    Language("en-IN", "English (India)", "English (India)"),
    Language("en-US", "English (United States)", "English (United States)"),
    Language("es-US", "Spanish (United States)", "Español (Estados Unidos)"),
    Language("fr-FR", "French (France)", "Français (France)"),
    Language("hi-IN", "Hindi (India)", "हिन्दी (भारत)"),
    Language("id-ID", "Indonesian (Indonesia)", "Bahasa Indonesia (Indonesia)"),
    Language("it-IT", "Italian (Italy)", "Italiano (Italia)"),
    Language("ja-JP", "Japanese (Japan)", "日本語（日本）"),
    Language("ko-KR", "Korean (South Korea)", "한국어(대한민국)"),
    Language("mr-IN", "Marathi (India)", "मराठी (भारत)"),
    Language("nl-NL", "Dutch (Netherlands)", "Nederlands (Nederland)"),
    Language("pl-PL", "Polish (Poland)", "Polski (Polska)"),
    Language("pt-BR", "Portuguese (Brazil)", "Português (Brasil)"),
    Language("ro-RO", "Romanian (Romania)", "Română (România)"),
    Language("ru-RU", "Russian (Russia)", "Русский (Россия)"),
    Language("ta-IN", "Tamil (India)", "தமிழ் (இந்தியா)"),
    Language("te-IN", "Telugu (India)", "తెలుగు (భారతదేశం)"),
    Language("th-TH", "Thai (Thailand)", "ไทย (ไทย)"),
    Language("tr-TR", "Turkish (Türkiye)", "Türkçe (Türkiye)"),
    Language("uk-UA", "Ukrainian (Ukraine)", "Українська (Україна)"),
    Language("vi-VN", "Vietnamese (Vietnam)", "Tiếng Việt (Việt Nam)"),
    Language("zh-CN", "Chinese (China)", "中文（中国）"),
)

_BY_CODE = {language.code.casefold(): language for language in LANGUAGES}


def _codes(text: str) -> frozenset[str]:
    return frozenset(text.split())


# ISO 639-1 and ISO 3166-1 alpha-2, in force. Three-letter languages and three-digit areas are
# too many to list here and are taken on trust.
_LANGUAGES_639 = _codes(
    "aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da "
    "de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy "
    "hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg "
    "li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or "
    "os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta "
    "te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu"
)
_REGIONS_3166 = _codes(
    "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR "
    "BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ "
    "EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW "
    "GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY "
    "KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV "
    "MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY "
    "QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG "
    "TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM "
    "ZW"
)

_TAG = re.compile(
    r"(?P<language>[a-z]{2,3})"
    r"(?:-(?P<script>[a-z]{4}))?"
    r"(?:-(?P<region>[a-z]{2}|[0-9]{3}))?"
    r"(?P<rest>(?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*)",
    re.ASCII | re.IGNORECASE,
)
"""BCP 47 without extensions and private use, which no speech service takes."""


def find(code: str) -> Language | None:
    """Return the listed language of that code, whatever its capitals, or None."""
    return _BY_CODE.get(code.casefold())


def canonical(code: str) -> str | None:
    """Spell a language code properly, or return None when it is none.

    `sv-se` becomes `sv-SE`; `en-UX` (there is no such country) and `german` become None.
    """
    known = find(code)
    if known is not None:
        return known.code
    match = _TAG.fullmatch(code)
    if match is None:
        return None
    language, script, region = match["language"].lower(), match["script"], match["region"]
    if len(language) == 2 and language not in _LANGUAGES_639:
        return None
    if region is not None and region.isalpha() and region.upper() not in _REGIONS_3166:
        return None
    parts = [language, script and script.title(), region and region.upper()]
    return "-".join(part for part in parts if part) + match["rest"].lower()


def suggest(text: str) -> str | None:
    """Return the listed code that `text`, a wrong code or a language's name, was meant to be."""
    names = {
        name.partition(" (")[0].partition("（")[0].casefold(): language.code
        for language in LANGUAGES
        for name in (language.english, language.own)
    }
    named = nearest(text, names)
    return names[named] if named else nearest(text, (language.code for language in LANGUAGES))
