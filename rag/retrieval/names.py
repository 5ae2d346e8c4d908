"""Names that stand for the same actor: a country, its people, its capital, its government.

News says "Moscow" for what Russia's government does. The table holds the countries that world
news names most; each row is a country, then what may stand for it. Matching is by whole words,
letter case kept, so that "turkey" the bird is not Turkey the state.
"""

from __future__ import annotations

import re
from functools import lru_cache

_ROWS = """
Afghanistan: Afghan, Afghans, Kabul
Argentina: Argentine, Argentinian, Buenos Aires
Armenia: Armenian, Yerevan
Australia: Australian, Australians, Canberra
Austria: Austrian, Vienna
Azerbaijan: Azerbaijani, Baku
Bangladesh: Bangladeshi, Dhaka
Belarus: Belarusian, Minsk
Belgium: Belgian, Brussels
Brazil: Brazilian, Brazilians, Brasilia, Brasília
Britain: British, United Kingdom, UK, U.K., London, Downing Street
Canada: Canadian, Canadians, Ottawa
Chile: Chilean, Santiago
China: Chinese, Beijing, Peking, PRC
Colombia: Colombian, Bogota, Bogotá
Cuba: Cuban, Havana
Czech Republic: Czech, Czechia, Prague
Denmark: Danish, Copenhagen
Egypt: Egyptian, Egyptians, Cairo
Estonia: Estonian, Tallinn
Ethiopia: Ethiopian, Addis Ababa
European Union: EU, Brussels
Finland: Finnish, Helsinki
France: French, Paris
Georgia: Georgian, Tbilisi
Germany: German, Germans, Berlin
Greece: Greek, Athens
Hungary: Hungarian, Budapest
India: Indian, Indians, New Delhi, Delhi
Indonesia: Indonesian, Jakarta
Iran: Iranian, Iranians, Tehran
Iraq: Iraqi, Baghdad
Ireland: Irish, Dublin
Israel: Israeli, Israelis, Jerusalem
Italy: Italian, Rome
Japan: Japanese, Tokyo
Jordan: Jordanian, Amman
Kazakhstan: Kazakh, Astana
Kenya: Kenyan, Nairobi
Latvia: Latvian, Riga
Lebanon: Lebanese, Beirut
Libya: Libyan, Tripoli
Lithuania: Lithuanian, Vilnius
Malaysia: Malaysian, Kuala Lumpur
Mexico: Mexican, Mexico City
Mongolia: Mongolian, Ulaanbaatar
Morocco: Moroccan, Rabat
Myanmar: Burmese, Naypyidaw, Burma, Yangon
Netherlands: Dutch, The Hague
New Zealand: New Zealander, Wellington
Nigeria: Nigerian, Abuja
North Korea: North Korean, Pyongyang, DPRK
Norway: Norwegian, Oslo
Pakistan: Pakistani, Islamabad
Palestine: Palestinian, Palestinians, Ramallah
Peru: Peruvian, Lima
Philippines: Philippine, Filipino, Manila
Poland: Polish, Warsaw
Portugal: Portuguese, Lisbon
Qatar: Qatari, Doha
Romania: Romanian, Bucharest
Russia: Russian, Russians, Moscow, Kremlin, Russian Federation
Saudi Arabia: Saudi, Riyadh
Serbia: Serbian, Belgrade
Singapore: Singaporean
South Africa: South African, Pretoria
South Korea: South Korean, Seoul, Republic of Korea, ROK
Soviet Union: Soviet, USSR, U.S.S.R., Moscow
Spain: Spanish, Madrid
Sweden: Swedish, Stockholm
Switzerland: Swiss, Bern
Syria: Syrian, Damascus
Taiwan: Taiwanese, Taipei
Thailand: Thai, Bangkok
Turkey: Turkish, Ankara, Türkiye, Turkiye
Ukraine: Ukrainian, Ukrainians, Kyiv, Kiev, Kyyiv
United Arab Emirates: Emirati, UAE, Abu Dhabi
United States: US, U.S., USA, America, American, Americans, Washington, White House
Venezuela: Venezuelan, Caracas
Vietnam: Vietnamese, Hanoi
Yemen: Yemeni, Sanaa
"""

# Abbreviations that news uses beside the words in full.
_SHORT = """
gross domestic product: GDP
United Nations: UN, U.N.
North Atlantic Treaty Organization: NATO, North Atlantic Treaty Organisation
International Monetary Fund: IMF
World Health Organization: WHO, World Health Organisation
World Trade Organization: WTO, World Trade Organisation
International Atomic Energy Agency: IAEA
Group of Seven: G7, G-7
Group of Twenty: G20, G-20
Self-Defense Forces: SDF, Self-Defence Forces
Quadrilateral Security Dialogue: Quad
Association of Southeast Asian Nations: ASEAN
European Central Bank: ECB
Federal Reserve: Fed
James Webb Space Telescope: JWST, Webb telescope
liquefied natural gas: LNG
Europe: European, Europeans
Asia: Asian, Asians
Africa: African, Africans
Middle East: Middle Eastern
Latin America: Latin American
"""


@lru_cache(maxsize=1)
def _groups() -> dict[str, tuple[str, ...]]:
    """Every name, in lower case, to the whole row it stands in."""
    groups: dict[str, tuple[str, ...]] = {}
    for row in (_ROWS + _SHORT).strip().splitlines():
        first, _, others = row.partition(": ")
        names = (first, *(name.strip() for name in others.split(",") if name.strip()))
        for name in names:
            groups.setdefault(name.lower(), names)
    return groups


@lru_cache(maxsize=1)
def _countries() -> frozenset[str]:
    return frozenset(row.partition(": ")[0] for row in _ROWS.strip().splitlines())


@lru_cache(maxsize=1)
def country_names() -> frozenset[str]:
    """Every name of every country of the table: "Russia", "Russian", "Moscow"."""
    return frozenset(n for group in _groups().values() if group[0] in _countries() for n in group)


def aliases(name: str) -> tuple[str, ...]:
    """All names of the actor this name stands for, itself first; only itself if unknown."""
    plain = re.sub(r"^[Tt]he\s+|['’]s?$", "", name.strip())
    group = _groups().get(plain.lower(), ())
    return tuple(dict.fromkeys((plain, *group)))


def people_of(name: str) -> str | None:
    """The adjective of a country: "Russian" for Russia or Moscow; None when unknown."""
    group = _groups().get(name.lower()) if country_of(name) else None
    return group[1] if group and group[1][:1].isupper() and len(group[1]) > 3 else None


def country_of(name: str) -> str | None:
    """The country a name stands for, as the table writes it."""
    group = _groups().get(name.lower())
    return group[0] if group and group[0] in _countries() else None


@lru_cache(maxsize=512)
def pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    """Matches any of these names as whole words, case kept."""
    ordered = sorted(names, key=len, reverse=True)
    inner = "|".join(re.escape(name) for name in ordered)
    return re.compile(rf"(?<![\w-])(?:{inner})(?![\w])")


@lru_cache(maxsize=1)
def _all_names() -> re.Pattern[str]:
    return pattern(tuple(country_names()))


def actors_in(text: str) -> tuple[str, ...]:
    """The countries a text names, in order, each once, by the table's own names."""
    found = (country_of(m.group()) for m in _all_names().finditer(text))
    return tuple(dict.fromkeys(name for name in found if name))
