"""From a request to its outcome: paths with bands, tables, words and files."""
