"""From the SEC's answers, faults and all, to the known truth."""

import datetime as dt
import io

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose
from werkzeug import Response

from models.common.errors import PanelError, UploadError
from models.earnings.filings.frames import frames
from models.earnings.filings.measure import COLUMNS
from models.earnings.filings.series import FilingsSeries, read_detail
from models.earnings.own_series import read_own_series
from models.live.failure import FetchError
from models.live.filings.build import corrections_csv
from models.live.filings.client import Refused
from tests.live.filings import truth
from tests.live.filings.conftest import CONTACT, FIRST_YEAR, NOW
from tests.live.filings.faults import late_filers, missing_quarters, oddities, unit_errors
from tests.live.filings.sec import HTML, REFUSAL
from tests.live.filings.synthetic import FIRST_CIK, Synthetic

ALL = [frame.name for frame in frames(NOW.date(), FIRST_YEAR)]
RATES = [(2018, 2), (2018, 3), (2018, 4), (2019, 1)]


def assert_true(series, world):
    """Compare every column that the truth has, of both buckets, in each quarter that has a small one."""
    for year, quarter in RATES:
        for bucket in ("large", "small"):
            found = series.detail.loc[(pd.Period(f"{year}Q{quarter}", "Q"), bucket)]
            expected = pd.Series(truth.measure(world, year, quarter, bucket))
            assert_allclose(found[expected.index], expected, rtol=0, atol=1e-9)


def test_a_clean_panel_comes_back(built, world, sec):
    found = built()
    assert_true(found.series, world)
    assert sec.asked == ALL
    assert found.firms.corrections == ()
    assert (found.n_asked, found.n_kept) == (len(ALL), 0)


@pytest.fixture(scope="module")
def spoilt():
    """A panel with every fault a filer makes, and where units were put wrong."""
    world = Synthetic(n_listed=1300, first_year=FIRST_YEAR, last=(2019, 1))
    oddities(world)
    missing_quarters(world)
    late_filers(world)
    wrong = unit_errors(world)
    return world, wrong, world.answers()


def test_the_truth_comes_back_from_faulty_filings_through_a_faulty_server(built, sec, spoilt):
    world, _, sec.texts = spoilt
    first, second, third, fourth, fifth, sixth, seventh = [
        name for name in ALL if name in sec.texts
    ][3:50:7]
    whole = sec.texts[second]
    sec.faults = {
        first: [Response("", 429, headers={"Retry-After": "7"})],
        second: [Response(whole[: len(whole) // 2]), Response(whole[:-1])],
        third: [Response("", 503), Response("", 500), Response("", 503)],
        fourth: [Response(HTML, 200, content_type="text/html")],
        fifth: [Response("", 200)],
        sixth: [Response(whole)],  # another frame than the one asked for
        seventh: [Response("", 429)],
    }
    found = built()
    assert not any(sec.faults.values())
    assert_true(found.series, world)
    assert 7.0 in sec.clock.slept
    assert len(sec.asked) == len(ALL) + 10
    assert sec.most_a_second < 8
    assert {agent.split()[-1] for agent in sec.agents} == {CONTACT}


def test_what_was_put_wrong_is_corrected_and_nothing_else(built, sec, spoilt):
    world, wrong, sec.texts = spoilt
    firms = built().firms
    columns = {
        str(quarter): world.column(quarter.year, quarter.quarter) for quarter in firms.quarters
    }
    log = pd.read_csv(io.StringIO(corrections_csv(firms)))
    cases = log[log["item"] != "left out"]
    flows = cases[cases["item"].str.contains("NetIncome|ProfitLoss")]
    found = set(zip(flows["cik"] - FIRST_CIK, flows["quarter"].map(columns), strict=True))
    assert found == {cell for item in ("income", "annual income") for cell in wrong[item]}
    floats = cases[cases["item"] == "public float"]
    put = (world.told["floats"] != world.true["floats"]) & world.seen["floats"]
    put[:, :4] = False  # before the first frame
    put[~np.isin(world.kind, ["listed", "unlisted"])] = False  # left out, and not mended
    assert floats["cik"].value_counts().to_dict() == {
        FIRST_CIK + firm: count for firm, count in enumerate(put.sum(axis=1)) if count
    }
    assert len(cases) == len(flows) + len(floats) > 120
    for case in cases.itertuples():
        item = "floats" if case.item == "public float" else "income"
        if not case.item.startswith("annual") and item == "income":
            at = case.cik - FIRST_CIK, columns[case.quarter]
            assert (case.reported_usd, case.used_usd) == (
                world.told[item][at],
                world.true[item][at],
            )


def test_each_firm_left_out_has_its_reason(built):
    log = pd.read_csv(io.StringIO(corrections_csv(built().firms)))
    reasons = log.loc[log["item"] == "left out", "rule"].str.replace(r" with .*", "", regex=True)
    assert reasons.value_counts().to_dict() == {
        "files together": 12,
        "fund": 12,
        "government-sponsored enterprise": 12,
        "reports in another currency": 12,
    }


class Interruption(BaseException):
    """Whoever waits has had enough."""


def test_after_an_interruption_only_what_is_missing_is_asked(built, sec, world):
    def enough(_share, _words):
        if len(sec.asked) == 50:
            raise Interruption

    with pytest.raises(Interruption):
        built(progress=enough)
    before = list(sec.asked)
    found = built(resume=True)
    assert before == ALL[:50]
    assert sec.asked[50:] == ALL[50:]
    assert (found.n_asked, found.n_kept) == (len(ALL) - 50, 50)
    assert_true(found.series, world)


def test_without_resume_everything_is_asked_again(built, sec):
    built()
    built()
    assert len(sec.asked) == 2 * len(ALL)


def test_frames_age(built, sec):
    built()
    sec.asked.clear()
    built(resume=True, now=NOW + dt.timedelta(days=2))
    newest = {f.name for f in frames(NOW.date(), FIRST_YEAR) if (NOW.date() - f.end).days <= 183}
    assert set(sec.asked) == newest
    sec.asked.clear()
    built(resume=True, now=NOW + dt.timedelta(days=40))
    later = (NOW + dt.timedelta(days=40)).date()
    young = {f.name for f in frames(later, FIRST_YEAR) if (later - f.end).days <= 730}
    assert set(sec.asked) == young


def test_a_damaged_file_is_asked_again(built, sec, tmp_path):
    built()
    sec.asked.clear()
    files = sorted((tmp_path / "frames").glob("*.gz"))
    assert len(files) == len(ALL)
    files[0].write_bytes(files[0].read_bytes()[:-20])
    files[1].write_bytes(b"no archive")
    built(resume=True)
    assert set(sec.asked) == {path.name.removesuffix(".json.gz") for path in files[:2]}


@pytest.mark.parametrize("status", [200, 403, 429])
def test_the_refusal_page_stops_at_once(built, sec, status):
    sec.faults = {ALL[20]: [Response(REFUSAL, status, headers={"Retry-After": "1"})]}
    with pytest.raises(Refused, match="stay away for ten minutes"):
        built()
    assert sec.asked == ALL[:21]
    with pytest.raises(Refused):
        built(resume=True, now=NOW + dt.timedelta(minutes=9))
    assert sec.asked == ALL[:21]  # nobody was asked meanwhile
    built(resume=True, now=NOW + dt.timedelta(minutes=11))
    assert sec.asked[21:] == ALL[20:]


@pytest.mark.parametrize("contact", ["", "  ", "me", "you@example", "a@b.c\r\nX: y", "a@b.c d@e.f"])
def test_nobody_is_asked_without_a_contact(built, sec, contact):
    with pytest.raises(PanelError, match="e-mail address"):
        built(contact=contact)
    assert sec.asked == []


@pytest.mark.parametrize(
    ("response", "attempts", "words"),
    [
        (lambda: Response("", 503), 4, "is out of order"),
        (lambda: Response("", 403), 1, "refuses access"),
        (lambda: Response("", 301, headers={"Location": "/x"}), 1, "not understood"),
        (lambda: Response("", 429, headers={"Retry-After": "3600"}), 1, "asks for fewer"),
        (lambda: Response("{}"), 4, "something else than the frame"),
        (lambda: Response("[" * 100_000), 4, "something else than the frame"),
    ],
)
def test_a_frame_that_cannot_be_had_stops_the_build_in_a_sentence(
    built, sec, response, attempts, words
):
    sec.faults = {ALL[5]: [response() for _ in range(4)]}
    with pytest.raises(FetchError, match=words):
        built()
    assert sec.asked == ALL[:5] + [ALL[5]] * attempts


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"val":', '"value":'),
        ('"end":"2', '"end":"x'),
        ('"cik":1', '"cik":"x","d":1'),
        ('"cik":', '"cik":[],"c":'),
    ],
)
def test_facts_that_cannot_be_read_are_a_fault_of_the_frame(built, sec, texts, old, new):
    name = next(name for name in ALL if name in texts)
    sec.texts = texts | {name: texts[name].replace(old, new)}
    with pytest.raises(PanelError, match="facts that cannot be read"):
        built()


def test_both_files_read_back(built):
    found = built().series
    again = read_detail(found.detail_csv().encode())
    pd.testing.assert_frame_equal(again.detail, found.detail, check_index_type=False)
    assert again.fingerprint == found.fingerprint


@pytest.fixture(scope="module")
def detail_text():
    return FilingsSeries(long_series()).detail_csv()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text.replace("large", "huge"),
        lambda text: text.replace("2018Q4", "soon"),
        lambda text: text + text.splitlines()[1] + "\n",
        lambda text: text.replace("0.", "inf", 1),
        lambda text: text.splitlines()[0],
        lambda text: text + "1,2\n",
    ],
)
def test_a_spoilt_detail_file_is_one_sentence(detail_text, spoil):
    with pytest.raises(UploadError, match="cannot be read"):
        read_detail(spoil(detail_text).encode())


def long_series(n=60, seed=3):
    """A series with rates of every quarter from 2012Q4 on."""
    rng = np.random.default_rng(seed)
    quarters = pd.period_range("2012Q4", periods=n, freq="Q")
    index = pd.MultiIndex.from_product(
        [quarters, ["large", "middle", "small"]], names=["quarter", "bucket"]
    )
    detail = pd.DataFrame(rng.normal(0.05, 0.1, (len(index), len(COLUMNS))), index, list(COLUMNS))
    return detail.assign(n_firms=500)


def test_the_index_is_what_the_upload_reads():
    series = FilingsSeries(long_series())
    own = read_own_series("index.csv", series.index_csv().encode())
    assert str(own.levels.index[0]) == "2011Q4"
    assert (own.levels.iloc[:4] == 100).all(axis=None)
    growth = own.levels / own.levels.shift(4) - 1
    assert_allclose(growth.iloc[4:], series.rates("measure"), atol=1e-12)
