"""The news agencies that articles credit, by the names they write themselves and others'."""

from __future__ import annotations

import re
from collections.abc import Iterable
from types import MappingProxyType

NAMES = tuple(
    name.strip()
    for name in re.split(
        r"[\n|]",
        """
    ITAR-TASS | TASS | Thomson Reuters | Reuters | The Associated Press | Associated Press | AP
    Agence France-Presse | AFP | Kyodo News | Kyodo | Jiji Press | Jiji | Xinhua | Yonhap
    Interfax | RIA Novosti | RIA | Sputnik | UPI | DPA | dpa | ANSA | EFE | PTI | ANI | IANS
    Bloomberg News | Bloomberg | Anadolu Agency | Anadolu | Bernama | Antara | Ukrinform | UNIAN
    BelTA | Tanjug | PAP | Lusa | Europa Press | Notimex | NTB | Ritzau | Belga | ANP | MTI
    Agerpres | KCNA | CNA | APA | Dow Jones | TASR | CTK | Press Association | PA Media
    Canadian Press | The Canadian Press
    """,
    )
    if name.strip()
)

_OTHERS = MappingProxyType(
    # What else they are called, in other languages and by themselves.
    {
        "Reuters": "Thomson Reuters Foundation|Рейтер|路透社|路透|ロイター|로이터|رويترز",
        "AFP": "法新社|フランス通信|АФП|أ ف ب",
        "AP": "美联社|美聯社|AP通信",
        "TASS": "ТАСС|塔斯社|タス通信",
        "RIA Novosti": "РИА Новости|РИА",
        "Interfax": "Интерфакс",
        "Ukrinform": "Укринформ|Укрінформ",
        "UNIAN": "УНИАН|УНІАН",
        "Xinhua": "新华社|新華社|新华网|Xinhua News Agency",
        "Kyodo": "共同社|共同通信|共同",
        "Jiji": "時事通信|時事",
        "Yonhap": "연합뉴스|Yonhap News Agency|Yonhap News",
        "CNA": "中央社",
        "EFE": "Agencia EFE|EFE-EPA",
        "Lusa": "Agência Lusa",
        "Anadolu": "Anadolu Ajansı",
    }
)

_CANONICAL = MappingProxyType(
    {name.casefold(): name for name in NAMES}
    | {other.casefold(): name for name, others in _OTHERS.items() for other in others.split("|")}
)

_ONE = tuple(
    line.split("|")
    for line in (
        "AP|Associated Press|The Associated Press",
        "AFP|Agence France-Presse",
        "Reuters|Thomson Reuters",
        "TASS|ITAR-TASS",
        "Kyodo|Kyodo News",
        "Jiji|Jiji Press",
        "RIA Novosti|RIA",
        "dpa|DPA",
        "Bloomberg|Bloomberg News",
        "Anadolu|Anadolu Agency",
        "PA Media|Press Association",
        "Canadian Press|The Canadian Press",
    )
)
_ORIGINS = MappingProxyType({name: names[0] for names in _ONE for name in names})

PATTERN = "|".join(
    re.escape(name)
    for name in sorted(
        {*NAMES, *(o for others in _OTHERS.values() for o in others.split("|"))},
        key=lambda name: (-len(name), name),
    )
)
"""A pattern of every name, the longest first."""


def folded_names() -> Iterable[str]:
    """Every name that :func:`known` knows, with case folded."""
    return _CANONICAL.keys()


def known(name: str) -> str | None:
    """An agency's name as it writes it; None when the table does not have it."""
    return _CANONICAL.get(name.strip(" .").casefold())


def origin(name: str) -> str:
    """One name for an agency that has several: ``AP`` for ``Associated Press``; else the name."""
    agency = known(name) or name
    return _ORIGINS.get(agency, agency)
