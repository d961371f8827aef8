"""The one-page report of a scenario: a file that needs no network, made for paper."""
