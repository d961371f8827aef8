"""What must be shown where FRED's API is used."""

NOTICE = (
    "This product uses the FRED® API but is not endorsed or certified by the Federal Reserve Bank "
    "of St. Louis."
)
