"""Who is no listed company of its own, and therefore in no bucket: each firm left out has a reason."""

import re

import numpy as np

from models.earnings.filings.facts import Facts

_FUND = re.compile(
    r"\b(FUNDS?|ETFS?|ETNS?|ETCS?|ISHARES|SPDR|PROSHARES|DIREXION|CURRENCYSHARES|GRAYSCALE|BITCOIN|ETHEREUM"
    r"|(GOLD|SILVER|PLATINUM|PALLADIUM|COMMODITY|METALS) (MINI)?(SHARES )?TRUST|FUTURES|INDEX TRACKING)\b"
)
_SPONSORED = re.compile(
    r"FEDERAL HOME LOAN|FEDERAL NATIONAL MORTGAGE|FANNIE MAE|FREDDIE MAC|FARMER MAC"
    r"|FEDERAL AGRICULTURAL MORTGAGE|FEDERAL FARM CREDIT|TENNESSEE VALLEY AUTHORITY"
)


def left_out(facts: Facts, floats: np.ndarray, assets: np.ndarray) -> dict[int, str]:
    """Return the reason for each row of firms that are left out, by row.

    `floats` and `assets` (n, Q) are as reported. Of firms that file together the one with the largest
    float stays, then the one with the largest assets.
    """
    reasons: dict[int, str] = {}
    for row, name in enumerate(facts.names):
        if _FUND.search(name.upper()):
            reasons[row] = "fund"
        elif _SPONSORED.search(name.upper()):
            reasons[row] = "government-sponsored enterprise"
    for cik in facts.foreign & facts.row_of.keys():
        reasons.setdefault(facts.row_of[cik], "reports in another currency")
    for pair in facts.together:
        rows = [facts.row_of[cik] for cik in pair]
        stays, goes = sorted(rows, key=lambda row: (_most(floats[row]), _most(assets[row]), -row))[
            ::-1
        ]
        reasons.setdefault(goes, f"files together with {facts.names[stays]}")
    return reasons


def _most(values: np.ndarray) -> float:
    known = values[np.isfinite(values)]
    return float(np.median(known)) if len(known) else 0.0
