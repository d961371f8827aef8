"""The data: every series with its unit, source, vintage and release lag, read from the snapshot."""

from models.panel.load import load_panel
from models.panel.pandemic import pandemic_weights
from models.panel.panel import Panel, Provenance, SampleLimits

__all__ = [
    "Panel",
    "Provenance",
    "SampleLimits",
    "load_panel",
    "pandemic_weights",
]
