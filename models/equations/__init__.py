"""The equations of relative returns and of earnings growth: estimated, stored, applied, judged."""
