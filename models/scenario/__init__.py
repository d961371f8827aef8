"""Scenarios: levers, their monthly paths, the FOMC calendar, presets and links."""
