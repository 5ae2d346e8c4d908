"""Month names, weekdays and time zones, as datelines write them."""

from __future__ import annotations

from types import MappingProxyType

# English, Spanish, Portuguese, French, German, Italian, Dutch, Russian (as in "6 марта").
_MONTHS = """
january jan enero janeiro janvier januar jänner gennaio januari января янв
february feb febrero fevereiro février fevrier februar febbraio februari февраля фев
march mar marzo março marco mars märz maerz maart марта мар
april apr abril avril aprile апреля апр
may mayo maio mai maggio mei мая
june jun junio junho juin juni giugno июня июн
july jul julio julho juillet juli luglio июля июл
august aug agosto août aout augustus августа авг
september sep sept septiembre setembro septembre settembre сентября сен
october oct octubre outubro octobre oktober okt ottobre октября окт
november nov noviembre novembro novembre ноября ноя
december dec diciembre dezembro décembre decembre dezember dez dicembre декабря дек
"""
MONTHS = MappingProxyType(
    {
        name: number
        for number, line in enumerate(_MONTHS.strip().splitlines(), start=1)
        for name in line.split()
    }
)

# Minutes east of Greenwich. Letters that name two zones (IST, CST, AST) are left out on purpose:
# such a time keeps its day and loses its hour, which is better than an hour that may be wrong.
ZONES = MappingProxyType(
    {
        "UTC": 0, "GMT": 0, "Z": 0, "WET": 0, "BST": 60, "WEST": 60, "CET": 60, "CEST": 120,
        "EET": 120, "EEST": 180, "SAST": 120, "MSK": 180, "TRT": 180, "PKT": 300, "NPT": 345,
        "ICT": 420, "WIB": 420, "HKT": 480, "SGT": 480, "MYT": 480, "PHT": 480, "AWST": 480,
        "JST": 540, "KST": 540, "ACST": 570, "AEST": 600, "AEDT": 660, "NZST": 720, "NZDT": 780,
        "EST": -300, "EDT": -240, "CDT": -300, "MST": -420, "MDT": -360, "PST": -480,
        "PDT": -420, "AKST": -540, "AKDT": -480, "HST": -600, "BRT": -180, "ART": -180,
    }
)  # fmt: skip

# Zones that readers name without saying whether summer time holds.
REGIONS = MappingProxyType(
    {
        "ET": "America/New_York",
        "CT": "America/Chicago",
        "MT": "America/Denver",
        "PT": "America/Los_Angeles",
    }
)
