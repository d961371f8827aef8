"""What the variables a scenario does not set do meanwhile: a Bayesian VAR conditioned on paths."""
