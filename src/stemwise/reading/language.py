"""Is a text in another language than English? A page is refused on evidence for that other language only.

Its script, or its commonest function words, counted. Lack of English words is no evidence: a table, a list of terms or
a telegram of claims has few.
"""

from __future__ import annotations

import re
import string
from collections import Counter

from stemwise.errors import InputError

# The commonest function words of each language, without those that English pages hold too (``die``, ``do``, ``per``,
# ``non``, ``care``, ``am``, ``van``, ``de`` and ``la`` of names) and without single letters.
STOP_WORDS: dict[str, frozenset[str]] = {
    name: frozenset(words.split())
    for name, words in {
        "English": "the of and to is that it for with as was are be this on by an from at have has not which or can"
        " their they we you your our will been may these who how what after more in than were had no he she his her",
        "German": "der und das zu mit sich des auf für ist im dem nicht ein eine als auch es werden aus dass sie nach"
        " wird bei einer sind noch wie einem über einen zur zum oder durch wurde wurden können kann haben vor bis wir",
        "French": "le et les des du une est dans qui que pour sur au par avec ce cette ou aux ses vous nous être ont"
        " peut chez leur sont pas ces été elle il dont après entre ainsi aussi chaque où mais très",
        "Spanish": "el los las del una por para como más pero sus este ya esta entre cuando muy también hasta hay donde"
        " pacientes células puede que son se con ser tiene fue han desde mejora tratamiento",
        "Italian": "il di che è della una sono dei le alla nel più gli delle anche da questo ha cellule può nella"
        " degli dal dalla con essere tra dopo ogni ed cui trattamento pazienti nei sulla si",
        "Portuguese": "os das dos da em um uma é não que com por mais ao como são pela pelo também células pode"
        " tratamento sua ou ser na nas nos foi após entre aos às até pacientes",
        "Dutch": "het een en dat op te zijn met voor niet aan er om ook maar deze worden wordt kan naar uit bij heeft"
        " hebben werd werden onze wij uw als dit nog tot geen behandeling patiënten stamcellen",
        "Polish": "na się jest nie że jak po od oraz są które dla może być ich przez lub który która tego leczenia"
        " komórki macierzyste pacjentów ze przy także",
        "Turkish": "ve bir bu için ile olarak daha çok olan hücre tedavi kök gibi sonra kadar veya değil her tedavisi"
        " hücreler hastalar ise",
        "Romanian": "și în cu pe din este sunt pentru mai nu prin sau un ale care cele să fost după celule",
        "Swedish": "och att det som på är av för med inte om ett kan eller från har vi ska också efter",
        "Danish or Norwegian": "og er det som til på av af med for ikke et kan eller fra har vi også etter efter ved å",
        "Finnish": "ja on ei että se myös sekä tai ovat joka hän voi kun mutta jotka ne soluja hoito",
        "Hungarian": "az és hogy nem egy is van meg vagy amely kell lehet ez sejtek kezelés",
        "Czech": "je se na že pro jsou nebo které při jako po až také být jeho buněk léčba",
        "Indonesian": "yang dan di untuk dengan dari pada ini adalah tidak dapat sel akan atau juga dalam",
        "Vietnamese": "và của là có các cho được trong với không những một bệnh tế bào",
    }.items()
}
# What pages about these therapies say in each language, in any case: a list of claims has hardly a function word. No word
# that an English page holds too (``sin``, ``kinder``, ``cerebral``, ``souvenir``).
TOPIC_WORDS: dict[str, frozenset[str]] = {
    name: frozenset(words.split())
    for name, words in {
        "English": "stem cells cell cure cures treat treats treatment patients children palsy injury stroke trial trials"
        " side effects safe success rate clinic therapy study studies",
        "German": "stammzellen stammzelltherapie stammzellbehandlung heilen heilt heilung behandlung behandelt behandeln"
        " nebenwirkungen erfolgsquote erfolgsrate patienten zerebralparese querschnittslähmung schlaganfall unsere unser"
        " keine ohne wieder gehirn verbesserung therapie klinik rückenmark nabelschnurblut",
        "French": "cellules souches guérissent guérit guérison paralysie cérébrale traitement réussite effets effet secondaire"
        " secondaires aucun enfants patients moelle accident",
        "Spanish": "células madre curan cura curación tratamiento parálisis éxito efectos secundarios niños pacientes médula"
        " terapia segura seguro nuestro nuestra mejoran cerebro enfermedad lesión",
        "Italian": "cellule staminali curano guariscono guarigione paralisi cerebrale successo effetti effetto collaterali"
        " collaterale bambini pazienti trattamento terapia nessun midollo",
        "Portuguese": "células tronco curam cura paralisia sucesso efeitos colaterais sem crianças pacientes tratamento terapia"
        " segura medula nosso nossa",
        "Dutch": "stamcellen stamceltherapie genezen geneest hersenverlamming bijwerkingen behandeling geen kinderen onze"
        " dwarslaesie veilig beroerte patiënten",
        "Polish": "komórki macierzyste macierzystych komórkami leczą leczenie porażenie mózgowe skuteczność skutków ubocznych"
        " brak dzieci pacjentów terapia",
        "Turkish": "kök hücre tedavisi tedavi tedavinin serebral palsiyi başarı oranı etkisi yan yoktur çocuklar hastalar felç"
        " iyileştirir",
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
_FOREIGN = re.compile(f"[{chr(_SCRIPTS[0][1])}-{chr(0x10FFFF)}]")
_WORD = re.compile(r"[^\W\d_]+")
SAMPLE = 20_000
"""Characters looked at."""
ENOUGH = 30
"""Words below which function words alone say nothing: a sentence or a list of terms has too few."""
SHORT_SHARE = 0.2
"""Share of a short text that words of another language must make up, three or more of them words of the topic."""

ACCENTED = 0.02
"""Share of letters such as ä, č, ő from which a text without English function words is not English."""


def other_language(text: str) -> str:
    """The name of the language ``text`` is in when there is evidence that it is another one than English, or ``""``."""
    sample = text[:SAMPLE]
    letters, capitals = _letters(sample)
    if letters == 0:
        return ""
    foreign = [] if sample.isascii() else [ord(letter) for letter in _FOREIGN.findall(sample)]
    if len(foreign) > letters / 2:
        for name, low, high in _SCRIPTS:
            if sum(low <= code <= high for code in foreign) > letters / 2:
                return name
    if capitals > letters / 2:
        sample = sample.lower()
    # Words with a capital are left out: "Los Angeles" is no Spanish, and a column of names is no language.
    total = len(found := _WORD.findall(sample))
    words = Counter([word for word in found if word[0].islower()])
    anyhow = words + Counter([word.lower() for word in found if not word[0].islower()])
    share = {name: _count(name, words, anyhow) / max(total, 1) for name in STOP_WORDS}
    best = max(share, key=lambda name: (share[name], name))
    topical = anyhow.keys() & TOPIC_WORDS.get(best, frozenset())
    own = words.keys() & (STOP_WORDS[best] - STOP_WORDS["English"]) | topical
    # A page of one repeated line has few different words: then they must be frequent.
    seen = len(own) >= 3 or (len(own) == 2 and share[best] > 0.15)
    if total < ENOUGH:
        seen = len(topical) >= 3 and share[best] > SHORT_SHARE
    if best != "English" and seen and share[best] > 0.08 and share[best] > 1.5 * share["English"]:
        return best
    if total < ENOUGH:
        return ""
    accented = sum(n * sum("\u00c0" <= ch <= "\u024f" for ch in word) for word, n in words.items())
    few = len(words.keys() & STOP_WORDS["English"]) < 3  # "on" alone may be Finnish
    return "an unknown language" if few and accented > ACCENTED * letters else ""


_CAPITALS = string.ascii_uppercase.encode()
_LETTERS = string.ascii_letters.encode()


def _letters(text: str) -> tuple[int, int]:
    """How many letters a text has, and how many of them are capitals."""
    if text.isascii():  # a byte table is twenty times as fast
        told = text.encode("ascii")
        return len(told) - len(told.translate(None, _LETTERS)), len(told) - len(told.translate(None, _CAPITALS))
    return sum(map(str.isalpha, text)), sum(map(str.isupper, text))


def _count(name: str, words: Counter[str], anyhow: Counter[str]) -> int:
    """Words of a language: function words in small letters (``words``), words of the topic in any (``anyhow``)."""
    topic = TOPIC_WORDS.get(name, frozenset())
    return sum(words[w] for w in STOP_WORDS[name] - topic) + sum(anyhow[w] for w in topic)


def require_english(text: str, source: str) -> None:
    """Raise :class:`InputError` naming the language when ``text`` is not English."""
    name = other_language(text)
    if name:
        raise InputError(f"{source} seems to be in {name}", "stemwise reads English only: give it in English")
