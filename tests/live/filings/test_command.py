"""`python -m models earnings build` against the SEC on loopback."""

import _thread

import pandas as pd
import pytest

from models.__main__ import main
from models.earnings.filings.frames import frames
from models.earnings.filings.series import read_detail
from models.earnings.own_series import read_own_series
from models.live.filings import build as building
from models.live.filings.pace import Pace
from models.live.provider import utc_now
from tests.live.filings.conftest import CONTACT
from tests.live.filings.sec import REFUSAL, Response


@pytest.fixture
def run(sec, tmp_path, monkeypatch):
    """Run the command in this process, on the clock of the stub: ``run("--resume")``."""
    monkeypatch.setattr(building, "Pace", lambda: Pace(sec.clock, sec.clock.sleep))
    out = str(tmp_path / "out")
    return lambda *more: main(["earnings", "build", "--contact", CONTACT, "--out", out, *more])


def test_it_writes_files_that_read_back_and_says_how_good_they_are(run, sec, tmp_path, capsys):
    assert run() == 0
    own = read_own_series("index.csv", (tmp_path / "out/index.csv").read_bytes())
    assert [str(own.levels.index[0]), str(own.levels.index[-1])] == ["2016Q4", "2019Q1"]
    detail = read_detail((tmp_path / "out/detail.csv").read_bytes())
    pd.testing.assert_frame_equal(detail.own.levels, own.levels)
    said = capsys.readouterr()
    wanted = len(frames(utc_now().date()))
    assert said.out.startswith(
        f"{wanted} frames asked, 0 at hand; 1,360 filers, 48 left out, 0 values"
    )
    assert (
        "against S&P 500 reported EPS growth, 6 quarters 2017Q4 to 2019Q1: correlation " in said.out
    )
    assert (
        "Four quarterly year-on-year changes instead of trailing years, small: correl" in said.out
    )
    bars = said.err.splitlines()
    assert bars[0] == f"[..............................] CY2010Q1: 0 of {wanted} frames"
    assert len(bars) == len({frame.period for frame in frames(utc_now().date())}) + 1
    assert 430 <= wanted <= 680


def test_after_ctrl_c_it_goes_on_where_it_was(run, sec, capsys):
    answer = sec.answer

    def interrupting(request):
        if len(sec.asked) == 200:
            _thread.interrupt_main()
        return answer(request)

    sec.answer_with = interrupting
    assert run() == 1
    assert (
        "Interrupted: the frames fetched are kept; run again with --resume"
        in capsys.readouterr().err
    )
    before = set(sec.asked[:200])
    sec.answer_with, sec.asked = None, []
    assert run("--resume") == 0
    everything = [frame.name for frame in frames(utc_now().date())]
    assert sec.asked == [name for name in everything if name not in before]


def test_a_refusal_is_a_sentence(run, sec, capsys):
    sec.faults = {"Revenues-USD-CY2010Q2": [Response(REFUSAL, 200)]}
    assert run() == 2
    (line,) = [text for text in capsys.readouterr().err.splitlines() if "[" not in text]
    assert line.startswith("data.sec.gov refuses further requests and asks to stay away for ten")
    assert sec.asked[-1] == "Revenues-USD-CY2010Q2"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--contact", "me", "--out", "x"], "The contact is 'me'"),
        (["--contact", CONTACT, "--out", " "], "--out is ' '"),
        (["--contact", CONTACT, "--out", "/proc/none"], "cannot be kept in '/proc/none/frames'"),
    ],
)
def test_a_wrong_request_is_one_sentence(run, sec, capsys, arguments, words):
    assert main(["earnings", "build", *arguments]) == 2
    assert words in capsys.readouterr().err.splitlines()[-1]


def test_there_is_no_build_without_a_contact(sec, tmp_path, capsys):
    with pytest.raises(SystemExit) as ended:
        main(["earnings", "build", "--out", str(tmp_path)])
    assert ended.value.code == 2
    assert "--contact" in capsys.readouterr().err
    assert sec.asked == []
