"""Regression terms in words, for readers."""

_STEMS = {
    "const": "Constant",
    "policy_rate_change": "Policy rate, change",
    "fiscal_impulse_mean": "Fiscal impulse, mean",
    "fiscal_impulse": "Fiscal impulse",
    "unemployment_change": "Unemployment, change",
    "credit_spread_change": "Credit spread, change",
    "state_unemployment_gap": "Start: unemployment gap",
    "state_credit_spread": "Start: credit spread",
    "state_yield_slope": "Start: yield slope",
    "state_relative_return_12m": "Start: small minus large, year before",
}
_SUFFIXES = {
    "_lag_4q": ", a year earlier",
    "_first_half": ", first half",
    "_second_half": ", second half",
    "_4q": " over a year",
}
_MEAN_OF_FOUR = "mean_"


def term_words(term: str) -> str:
    """Say a regression term; one that is not known is said as it is."""
    stem, said = term, ""
    averaged = stem.startswith(_MEAN_OF_FOUR)
    stem = stem.removeprefix(_MEAN_OF_FOUR)
    for suffix, words in _SUFFIXES.items():
        if stem.endswith(suffix):
            stem, said = stem.removesuffix(suffix), words + said
    if stem not in _STEMS:
        return term
    return _STEMS[stem] + said + (", mean of four quarters" if averaged else "")
