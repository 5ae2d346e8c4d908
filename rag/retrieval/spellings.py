"""Other spellings of one name: transliterations, and names that news writes in several ways.

A table holds what follows no rule (Qaddafi and Gaddafi); capitals stand with their countries in
``names``. What transliteration writes in several ways follows rules: endings of Russian, Ukrainian
and Central Asian names, their soft vowels, the article of Arabic, doubled letters, hyphens and
apostrophes of East Asia, and umlauts. Accents are folded.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import zip_longest

_ROWS = """
Odesa, Odessa
Luhansk, Lugansk
Chernihiv, Chernigov
Ternopil, Ternopol
Kryvyi Rih, Krivoy Rog
Dnipro, Dnipropetrovsk, Dnepropetrovsk
Zaporizhzhia, Zaporizhia, Zaporizhzhya, Zaporozhye, Zaporozhia
Chișinău, Chisinau, Kishinev
Tsikhanouskaya, Tikhanovskaya
Sargsyan, Sarkisian, Sarkissian
Kharkiv, Kharkov
Lviv, Lvov
Mykolaiv, Nikolaev, Nikolayev
Chornobyl, Chernobyl
Donbas, Donbass
Guangzhou, Canton
Mumbai, Bombay
Kolkata, Calcutta
Chennai, Madras
Bengaluru, Bangalore
Yangon, Rangoon
Ho Chi Minh City, Saigon
Eswatini, Swaziland
Gaddafi, Qaddafi, Gadhafi, Kadhafi, Kadafi, Khadafy, Qadhafi
Zelenskyy, Selenskyj
Lukashenko, Lukashenka
Khrushchev, Khrushchyov, Chruschtschow
Yeltsin, Eltsin
Gorbachev, Gorbachov
Mohammed, Muhammad, Mohamed, Mohammad, Mohamad, Muhammed
Hussein, Husain, Hussain, Husayn
Ahmed, Ahmad
Abdullah, Abdallah
Yusuf, Yousef, Youssef, Yousuf, Yusef
Khalid, Khaled
Omar, Umar
Osama, Usama
Laden, Ladin
Suleiman, Sulaiman, Soleiman
Soleimani, Suleimani, Solaimani, Soleymani, Sulaimani
Rouhani, Rohani, Ruhani
Raisi, Raeisi, Raissi
Ahmadinejad, Ahmadi-Nejad, Ahmadinezhad
Khamenei, Khamene'i, Khameneyi
Muqtada, Moqtada, Moktada
Yahya, Yehya, Yahia
Sheikh, Shaikh, Shaykh
Sharia, Shariah, Shari'a
Zawahiri, Zawahri
Hezbollah, Hizbollah, Hizbullah, Hizballah, Hezballah
Houthi, Huthi
Quran, Koran
Taliban, Taleban
Al Qaeda, al-Qaeda, al-Qaida, Al Qaida
Islamic State, ISIS, ISIL, Daesh
Mao Zedong, Mao Tse-tung
Nanjing, Nanking
Chongqing, Chungking
Tianjin, Tientsin
Xi'an, Xi’an, Xian, Sian
Ürümqi, Urumqi, Urumchi
Busan, Pusan
Daegu, Taegu
Daejeon, Taejon
Gwangju, Kwangju
Incheon, Inchon
Zhou Enlai, Chou En-lai
Chiang Kai-shek, Jiang Jieshi
Sun Yat-sen, Sun Zhongshan
Djokovic, Đoković, Đokovic
Yomiuri, Yomiuri Shimbun, Yomiuri Shinbun
Asahi, Asahi Shimbun, Asahi Shinbun
Mainichi, Mainichi Shimbun, Mainichi Shinbun
Nikkei, Nihon Keizai Shimbun
Etorofu, Iturup
Kunashiri, Kunashir
Takeshima, Dokdo
Senkaku, Diaoyu, Diaoyutai
"""
_RULES: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"(?<=s)(?:kyy|kyi|kiy|kii|kij|ki|ky)$", ("ky", "kyy", "kiy", "kii", "ki", "kyi")),
    (r"(?:skaya|skaia|skaja)$", ("skaya", "skaia", "skaja")),
    (r"(?<=[rtnlg])(?:yy|iy|ii|y|i)$", ("y", "i", "iy", "ii", "yy")),
    (r"(?<=[aeod])(?:yev|iev|jev|ev)$", ("yev", "ev", "iev")),
    (r"(?<=[bdfgklmnrstvz])(?:iyev|iev)$", ("iyev", "iev")),
    (r"(?<=[aeou])ye(?=[a-z]{3})", ("ye", "e")),
    (r"(?<=[o])e(?=v[a-z]{2})", ("e", "ye")),
    (r"^(?:ye|e)(?=vg|kat|lts|reme|fim|gor)", ("ye", "e")),
    (r"(?<=[grksx])(?:ei|ey|ej)$", ("ei", "ey", "ej")),
    (r"(?:x|ks)(?=e[iyj]$|and[er])", ("x", "ks")),
    (r"(?:iya|ija|ia)$", ("ia", "iya", "ija")),
    (r"^(?:y|j)(?=uli|uri)", ("y", "j")),
    (r"(?<=[tdnkv])(?:y|i)(?=m[a-z]{3})", ("y", "i")),
    (r"(?<=o)(?:i|y)(?=g[ua])", ("i", "y")),
    (r"(?<=[gnks])(?:yan|ian)$", ("yan", "ian")),
    (r"(?<=ts)(?:yn|in)$", ("yn", "in")),
    (r"(?<=[aeiou])(?:kh|h)(?=am[a-z]{2})", ("kh", "h")),
    (r"(?<=ed)(?:ow|ov)$", ("ov", "ow")),
    (r"^(?:kh|h)(?=odor|rush|ark)", ("kh", "h")),
    (r"^(?:tch|ch|tsch)(?=[aeiou][a-z]{4})", ("ch", "tch")),
    (r"(?<=[aeiln])(?:zh|j)(?=en[a-z]|ad$)", ("zh", "j")),
    (r"(?<=a)(?:sh|sch)(?=en)", ("sh", "sch")),
    (r"(?:enko|enka)$", ("enko", "enka")),
    (r"(?:ovich|ovych|ovitch)$", ("ovich", "ovych", "ovitch")),
    (r"(?:chuk|tchuk)$", ("chuk", "tchuk")),
    (r"(?:iyyah|iyeh|iyah|iya)$", ("iyeh", "iya", "iyah")),
    (r"(?<=[hr])(?:mou|mu)(?=d$)", ("mou", "mu")),
    (r"(?<=[aeiou])(?:ss|s)(?=an$|i$)", ("ss", "s")),
    (r"(?<=[a-z])(?:ue|ü)(?=[lhrmbn])", ("ü", "ue", "u")),
    (r"(?<=[a-z])(?:oe|ø|ö)(?=[lhrmbn])", ("oe", "ø", "ö", "o")),
    (r"(?<=[a-z])ä", ("ä", "ae")),
    (r"^å", ("å", "aa")),
)
"""What is written in several ways: where, and how. Each was seen in names of several people."""
_ARTICLE = re.compile(r"(?:al|el)[- ](?=\w)", re.IGNORECASE)
_ARTICLES = ("al-", "el-", "Al-", "El-", "al ")
_SHORTEST = 4
"""Letters of a word that the rules are for."""
_MOST, _MOST_OF_A_WORD, _MOST_WORDS = 16, 10, 4
_FOLDED = str.maketrans({"Đ": "D", "đ": "d", "Ø": "O", "ø": "o", "Ł": "L", "ł": "l", "ı": "i"})
"""Letters whose mark is a part of them."""


@lru_cache(maxsize=1)
def _table() -> dict[str, tuple[str, ...]]:
    rows = [tuple(row.split(", ")) for row in _ROWS.strip().splitlines()]
    return {name.lower(): row for row in rows for name in row}


@lru_cache(maxsize=1)
def _rules() -> tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]:
    return tuple((re.compile(where), ways) for where, ways in _RULES)


@lru_cache(maxsize=2048)
def spellings(name: str) -> tuple[str, ...]:
    """Other spellings of a name, itself left out; of a name of several words, of each of them."""
    found = list(_table().get(name.lower(), ()))
    found += [_joined(name), *_with_article(name)]
    words = name.split()
    if len(words) <= _MOST_WORDS:
        by_word = [
            [" ".join([*words[:n], other, *words[n + 1 :]]) for other in word_spellings(word)]
            for n, word in enumerate(words)
        ]
        # One of each word in turn, so that no word is crowded out by another's.
        found += [each for row in zip_longest(*by_word) for each in row if each is not None]
    found.append(without_accents(name))
    return tuple(dict.fromkeys(each for each in found if each and each != name))[:_MOST]


@lru_cache(maxsize=2048)
def word_spellings(word: str) -> tuple[str, ...]:
    """Other spellings of one word of a name, those that differ least first."""
    found = [each for each in _table().get(word.lower(), ()) if " " not in each]
    found += _with_article(word)
    if len(word) >= _SHORTEST and word[:1].isupper() and word[1:].islower():
        once = list(_varied(word))
        found += [*once, *(twice for each in once for twice in _varied(each))]
    return tuple(each for each in dict.fromkeys(found) if each != word)[:_MOST_OF_A_WORD]


def _varied(word: str) -> Iterator[str]:
    """A word with one part of it written in each other way."""
    lower = word.lower()
    for where, ways in _rules():
        match = where.search(lower)
        if match is None:
            continue
        for way in ways:
            if way != match.group():
                made = lower[: match.start()] + way + lower[match.end() :]
                yield made[:1].upper() + made[1:]


def _with_article(name: str) -> list[str]:
    """ "al-Assad" with its article in each of its forms."""
    match = _ARTICLE.match(name)
    if match is None:
        return []
    rest = name[match.end() :]
    return [article + each for each in (rest, *word_spellings(rest)) for article in _ARTICLES]


def _joined(name: str) -> str:
    """ "Kim Jong-un" as "Kim Jongun", "Xi'an" as "Xian": what joins two syllables left out."""
    return re.sub(r"(?<=[a-z]{2})-(?=[A-Za-z][a-z])", "", name).replace("’", "'").replace("'a", "a")


def without_accents(text: str) -> str:
    """Letters without their marks: "Sōryū" is "Soryu"."""
    parted = unicodedata.normalize("NFKD", text.translate(_FOLDED))
    return unicodedata.normalize("NFC", "".join(c for c in parted if not unicodedata.combining(c)))
