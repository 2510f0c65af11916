"""Is a text English? A count of stop words: light, and enough to refuse a page that no cue of ours could read."""

from __future__ import annotations

import re
from collections import Counter

from stemwise.errors import InputError

# The commonest function words of each language, without those that are also common in English (``a``, ``in``, ``die``).
STOP_WORDS: dict[str, frozenset[str]] = {
    name: frozenset(words.split())
    for name, words in {
        "English": "the of and to is that it for with as was are be this on by an from at have has not which or can"
        " their they we you your our will been may these who how what after more",
        "German": "der und das den von zu mit sich des auf für ist im dem nicht ein eine als auch es werden aus er hat"
        " dass sie nach wird bei einer um am sind noch wie einem über einen",
        "French": "le et les des du une est dans qui que pour sur au par plus pas avec ce il sont cette ou aux ses"
        " vous nous être ont peut chez leur",
        "Spanish": "el los las del una es por con para como más pero sus este ya esta entre cuando muy sin sobre "
        " también hasta hay donde pacientes células puede son",
        "Italian": "il di che è un della per una sono con non del dei le alla nel più gli delle anche come da questo"
        " ha cellule può essere nella",
        "Portuguese": "os das dos do da em um uma é não que para com por mais as ao como são pela pelo também células "
        " pode tratamento sua ou ser",
        "Dutch": "het van een en dat op te zijn met voor niet aan er om ook als dan maar bij deze worden door wordt"
        " kan naar uit",
        "Polish": "w i na z się jest do nie że o jak po to przez od oraz są które dla może być ich",
        "Turkish": "ve bir bu için ile olarak daha çok de da olan hücre tedavi kök gibi en sonra kadar",
        "Romanian": "și în de la cu pe din care este sunt pentru mai nu prin sau o un ale",
        "Swedish": "och att det som en på är av för med till den har inte om ett kan eller från",
        "Indonesian": "yang dan di untuk dengan dari pada ini adalah tidak dapat sel akan atau juga dalam",
        "Vietnamese": "và của là có các cho được trong với không những một bệnh tế bào",
    }.items()
}
_SCRIPTS = (
    ("Greek", 0x0370, 0x03FF),
    ("Russian or another language in Cyrillic letters", 0x0400, 0x052F),
    ("Hebrew", 0x0590, 0x05FF),
    ("Arabic or Persian", 0x0600, 0x06FF),
    ("Hindi or another language of India", 0x0900, 0x0DFF),
    ("Thai", 0x0E00, 0x0E7F),
    ("Chinese or Japanese", 0x3040, 0x9FFF),
    ("Korean", 0xAC00, 0xD7AF),
)
_WORD = re.compile(r"[^\W\d_]+")
SAMPLE = 20_000
"""Characters looked at."""
ENOUGH = 30
"""Words below which nothing is said: a sentence or a list of terms has too few stop words."""


def other_language(text: str) -> str:
    """The name of the language ``text`` is in when it is not English, ``"an unknown language"``, or ``""``."""
    sample = text[:SAMPLE].lower()
    letters = sum(ch.isalpha() for ch in sample)
    if letters == 0:
        return ""
    foreign = [code for code in map(ord, sample) if code >= _SCRIPTS[0][1]]
    if len(foreign) > letters / 2:
        for name, low, high in _SCRIPTS:
            if sum(low <= code <= high for code in foreign) > letters / 2:
                return name
    words = Counter(_WORD.findall(sample))
    total = sum(words.values())
    if total < ENOUGH:
        return ""
    share = {name: sum(words[w] for w in stop) / total for name, stop in STOP_WORDS.items()}
    best = max(share, key=lambda name: (share[name], name))
    english = share["English"]
    if best != "English" and share[best] > 0.08 and share[best] > 1.5 * english:
        return best
    few = english < 0.02 or len(words.keys() & STOP_WORDS["English"]) < 3  # "on" alone may be Finnish
    return "an unknown language" if few and total >= 3 * ENOUGH else ""


def require_english(text: str, source: str) -> None:
    """Raise :class:`InputError` naming the language when ``text`` is not English."""
    name = other_language(text)
    if name:
        raise InputError(
            f"{source} seems to be in {name}", "stemwise reads English only: pass an English version of the page"
        )
