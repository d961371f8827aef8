"""The look: settings that must hold, and colours that everyone can tell apart."""

import itertools
import tomllib
from pathlib import Path

import numpy as np
import pytest
from streamlit import config

from pages.charts.pieces import IDEAS
from pages.charts.theme import CONFIG

THEME = tomllib.loads((Path(__file__).parents[1] / ".streamlit/config.toml").read_text())["theme"]
MODES = ("light", "dark")

# Linear-RGB matrices of full dichromacy: Machado, Oliveira and Fernandes (2009), IEEE Transactions
# on Visualization and Computer Graphics 15(6), table of severity 1.0.
EYES = {
    "typical": np.eye(3),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritanopia": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}
RGB_TO_XYZ = np.array(
    [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
)
WHITE = np.array([0.95047, 1.0, 1.08883])  # D65


def linear(colour: str) -> np.ndarray:
    channels = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def lab(rgb: np.ndarray) -> np.ndarray:
    xyz = RGB_TO_XYZ @ np.clip(rgb, 0, 1) / WHITE
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def contrast(one: str, other: str) -> float:
    """Return the WCAG contrast ratio, 1 to 21."""
    darker, lighter = sorted(RGB_TO_XYZ[1] @ linear(colour) for colour in (one, other))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("mode", MODES)
def test_palettes_have_the_length_streamlit_wants(mode):
    assert len(THEME[mode]["chartCategoricalColors"]) == len(IDEAS)
    assert len(THEME[mode]["chartSequentialColors"]) == 10
    assert len(THEME[mode]["chartDivergingColors"]) == 10


@pytest.mark.parametrize("mode", MODES)
def test_ideas_stand_out_from_the_paper(mode):
    paper = THEME[mode]["backgroundColor"]
    for colour in THEME[mode]["chartCategoricalColors"]:
        assert contrast(colour, paper) >= 3  # WCAG 1.4.11, graphical objects
    assert contrast(THEME[mode]["textColor"], paper) >= 7  # WCAG 1.4.6, text
    assert contrast(THEME[mode]["linkColor"], paper) >= 4.5


@pytest.mark.parametrize("paper", ["backgroundColor", "secondaryBackgroundColor"])
@pytest.mark.parametrize("mode", MODES)
def test_captions_can_be_read(mode, paper):
    """Streamlit draws a caption in three fifths of the text colour."""
    caption = fainter(THEME[mode]["textColor"], THEME[mode][paper], 0.6)
    assert contrast(caption, THEME[mode][paper]) >= 4.5  # WCAG 1.4.3


@pytest.mark.parametrize("mode", MODES)
def test_text_of_charts_can_be_read(mode):
    """Labels and titles of axes are the page's text, a little fainter; no text is small."""
    axis = CONFIG["axis"]
    for of in ("label", "title"):
        assert axis[f"{of}Color"] == "currentColor"
        assert axis[f"{of}FontSize"] >= 12
        seen = fainter(
            THEME[mode]["textColor"], THEME[mode]["backgroundColor"], axis[f"{of}Opacity"]
        )
        assert contrast(seen, THEME[mode]["backgroundColor"]) >= 4.5
    assert CONFIG["legend"]["labelFontSize"] >= 12
    assert CONFIG["text"] == {"fontSize": 12, "color": "currentColor"}


def fainter(text: str, behind: str, opacity: float) -> str:
    """Return what a colour looks like in part over another."""
    both = ([int(colour[i : i + 2], 16) for i in (1, 3, 5)] for colour in (text, behind))
    mixed = [round(opacity * t + (1 - opacity) * b) for t, b in zip(*both, strict=True)]
    return "#" + "".join(f"{channel:02x}" for channel in mixed)


@pytest.mark.parametrize("eye", EYES)
@pytest.mark.parametrize("mode", MODES)
def test_ideas_are_told_apart_by_every_eye(mode, eye):
    seen = [lab(EYES[eye] @ linear(colour)) for colour in THEME[mode]["chartCategoricalColors"]]
    nearest = min(np.linalg.norm(a - b) for a, b in itertools.combinations(seen, 2))
    assert nearest >= 20  # CIE76; 2.3 is a just noticeable difference


@pytest.mark.parametrize("mode", MODES)
def test_sequential_colours_change_steadily_in_lightness(mode):
    lightness = [lab(linear(colour))[0] for colour in THEME[mode]["chartSequentialColors"]]
    steps = np.diff(lightness)
    assert (steps < 0).all() if mode == "light" else (steps > 0).all()


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("runner.postScriptGC", False),
        ("client.showSidebarNavigation", False),
        ("client.toolbarMode", "viewer"),
        ("client.showErrorDetails", "none"),
        ("browser.gatherUsageStats", False),
        ("server.maxUploadSize", 2),
    ],
)
def test_streamlit_takes_the_setting(option, value):
    assert config.get_option(option) == value


def test_fonts_come_with_the_app():
    assert {THEME["font"], THEME["headingFont"]} == {"sans-serif"}
