"""Where small caps stand now: computed from the panel alone, checked claim by claim."""
