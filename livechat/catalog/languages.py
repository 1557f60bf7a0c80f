"""The languages the Live API lists, and how to tell a language code from a slip of the keyboard.

The service grows faster than its list, so a code outside it is a doubt, not a mistake. A code
is taken for a mistake only when it names a language or a country that does not exist.

Sources: "Supported languages", Live API guide of the Gemini API, read 2026-11-21 (26 codes with
a country) and 2026-11-30 (99 codes, most without); Unicode CLDR for the names; BCP 47 for the form
of a code; ISO 639-1 and ISO 3166-1 for the two-letter names.
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


_LISTED: tuple[Language, ...] = (
    Language("af", "Afrikaans", "Afrikaans"),
    Language("ak", "Akan", "Akan"),
    Language("sq", "Albanian", "Shqip"),
    Language("am", "Amharic", "አማርኛ"),
    Language("ar", "Arabic", "العربية"),
    Language("hy", "Armenian", "Հայերեն"),
    Language("as", "Assamese", "অসমীয়া"),
    Language("az", "Azerbaijani", "Azərbaycan dili"),
    Language("eu", "Basque", "Euskara"),
    Language("be", "Belarusian", "Беларуская"),
    Language("bn", "Bengali", "বাংলা"),
    Language("bs", "Bosnian", "Bosanski"),
    Language("bg", "Bulgarian", "Български"),
    Language("my", "Burmese", "မြန်မာ"),
    Language("ca", "Catalan", "Català"),
    Language("ceb", "Cebuano", "Sinugboanon"),
    Language("zh-Hans", "Chinese (Simplified)", "中文（简体）"),
    Language("zh-Hant", "Chinese (Traditional)", "中文（繁體）"),
    Language("hr", "Croatian", "Hrvatski"),
    Language("cs", "Czech", "Čeština"),
    Language("da", "Danish", "Dansk"),
    Language("nl", "Dutch", "Nederlands"),
    Language("en", "English", "English"),
    Language("et", "Estonian", "Eesti"),
    Language("fo", "Faroese", "Føroyskt"),
    Language("fil", "Filipino", "Filipino"),
    Language("fi", "Finnish", "Suomi"),
    Language("fr", "French", "Français"),
    Language("gl", "Galician", "Galego"),
    Language("ka", "Georgian", "ქართული"),
    Language("de", "German", "Deutsch"),
    Language("el", "Greek", "Ελληνικά"),
    Language("gu", "Gujarati", "ગુજરાતી"),
    Language("ha", "Hausa", "Hausa"),
    Language("he", "Hebrew", "עברית"),
    Language("hi", "Hindi", "हिन्दी"),
    Language("hu", "Hungarian", "Magyar"),
    Language("is", "Icelandic", "Íslenska"),
    Language("id", "Indonesian", "Bahasa Indonesia"),
    Language("ga", "Irish", "Gaeilge"),
    Language("it", "Italian", "Italiano"),
    Language("ja", "Japanese", "日本語"),
    Language("kn", "Kannada", "ಕನ್ನಡ"),
    Language("kk", "Kazakh", "Қазақ тілі"),
    Language("km", "Khmer", "ខ្មែរ"),
    Language("rw", "Kinyarwanda", "Ikinyarwanda"),
    Language("ko", "Korean", "한국어"),
    Language("ku", "Kurdish", "Kurdî"),
    Language("ky", "Kyrgyz", "Кыргызча"),
    Language("lo", "Lao", "ລາວ"),
    Language("lv", "Latvian", "Latviešu"),
    Language("lt", "Lithuanian", "Lietuvių"),
    Language("mk", "Macedonian", "Македонски"),
    Language("ms", "Malay", "Bahasa Melayu"),
    Language("ml", "Malayalam", "മലയാളം"),
    Language("mt", "Maltese", "Malti"),
    Language("mi", "Maori", "Māori"),
    Language("mr", "Marathi", "मराठी"),
    Language("mn", "Mongolian", "Монгол"),
    Language("ne", "Nepali", "नेपाली"),
    Language("nb", "Norwegian Bokmål", "Norsk bokmål"),
    Language("or", "Odia", "ଓଡ଼ିଆ"),
    Language("om", "Oromo", "Afaan Oromoo"),
    Language("ps", "Pashto", "پښتو"),
    Language("fa", "Persian", "فارسی"),
    Language("pl", "Polish", "Polski"),
    Language("pt-BR", "Portuguese (Brazil)", "Português (Brasil)"),
    Language("pt-PT", "Portuguese (Portugal)", "Português (Portugal)"),
    Language("pa", "Punjabi", "ਪੰਜਾਬੀ"),
    Language("qu", "Quechua", "Runasimi"),
    Language("ro", "Romanian", "Română"),
    Language("rm", "Romansh", "Rumantsch"),
    Language("ru", "Russian", "Русский"),
    Language("sr", "Serbian", "Српски"),
    Language("sd", "Sindhi", "سنڌي"),
    Language("si", "Sinhala", "සිංහල"),
    Language("sk", "Slovak", "Slovenčina"),
    Language("sl", "Slovenian", "Slovenščina"),
    Language("so", "Somali", "Soomaali"),
    Language("st", "Sotho, Southern", "Sesotho"),
    Language("es", "Spanish", "Español"),
    Language("sw", "Swahili", "Kiswahili"),
    Language("sv", "Swedish", "Svenska"),
    Language("tg", "Tajik", "Тоҷикӣ"),
    Language("ta", "Tamil", "தமிழ்"),
    Language("te", "Telugu", "తెలుగు"),
    Language("th", "Thai", "ไทย"),
    Language("tn", "Tswana", "Setswana"),
    Language("tr", "Turkish", "Türkçe"),
    Language("tk", "Turkmen", "Türkmen dili"),
    Language("uk", "Ukrainian", "Українська"),
    Language("ur", "Urdu", "اردو"),
    Language("uz", "Uzbek", "O‘zbek"),
    Language("vi", "Vietnamese", "Tiếng Việt"),
    Language("cy", "Welsh", "Cymraeg"),
    Language("fy", "Frisian, Western", "Frysk"),
    Language("wo", "Wolof", "Wolof"),
    Language("yo", "Yoruba", "Èdè Yorùbá"),
    Language("zu", "Zulu", "isiZulu"),
)
"""What the service lists today, by its codes."""

_WITH_REGION: tuple[Language, ...] = (
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
"""What the service listed before, with a country; it goes on taking these codes."""

LANGUAGES: tuple[Language, ...] = tuple(
    sorted(
        {language.code: language for language in (*_LISTED, *_WITH_REGION)}.values(),
        key=lambda language: language.english,
    )
)
"""All of them, by their English names, so that a language stands with its countries."""

_BY_CODE = {language.code.casefold(): language for language in LANGUAGES}
_BARE = {code.partition("-")[0] for code in _BY_CODE}


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


def is_listed(code: str) -> bool:
    """Whether the service lists the language of a code, be it for another country or for none."""
    return code.casefold().partition("-")[0] in _BARE


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
        for language in (*_LISTED, *_WITH_REGION)  # with a country where there is one: all take it
        for name in (language.english, language.own)
    }
    named = nearest(text, names)
    return names[named] if named else nearest(text, (language.code for language in LANGUAGES))
