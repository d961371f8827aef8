"""Regressions of relative returns. Estimators import statsmodels; results and designs do not."""
