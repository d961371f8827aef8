"""How well each equation has done on data it had not seen."""
