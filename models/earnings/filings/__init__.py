"""Earnings of large and small US companies, bottom-up from the filings at the SEC (public domain)."""
