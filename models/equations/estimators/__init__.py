"""One file an estimator. Estimators import statsmodels; results and designs do not."""
