"""Answers in forms that are odd but right are read to the same figures; what broke off is no figure."""

import datetime as dt
import json
from dataclasses import replace

import pandas as pd
import pytest
from werkzeug import Response

from models.live.chains import chains
from models.live.failure import FetchError
from models.live.provider import fetched
from models.live.reading import in_their_words, table_rows, whole_lines
from models.live.validate import Reach, validated
from tests.live.conftest import SINCE
from tests.live.publishers import KEY, MONTH, NOW
from tests.live.test_real_forms import refusal
from tests.live.twists import (
    again,
    edited,
    paged,
    replaced,
    rows_again,
    said_again,
    with_members,
)


def each_month(change):
    return said_again(lambda said: [change(series["data"]) for series in said["Results"]["series"]])


def extra(rows):
    return [[row[0], "also" if not n else "7", *row[1:]] for n, row in enumerate(rows)]


def turned(rows):
    return [[row[0], *row[:0:-1]] for row in rows]


def spaced(rows):
    return [[f" {cell} " for cell in rows[0]], *rows[1:], [" "] * len(rows[0]), []]


def listed_twice(said):
    first = said["refRates"][0]
    other = {"effectiveDate": first["effectiveDate"], "type": "OBFR", "percentRate": 3.6}
    said["refRates"] += [first | {"percentRate": 3.9, "revisionIndicator": "[R]"}, other]


def without_a_row(number):
    return again(
        lambda body: b"\n".join(body.split(b"\n")[:number] + body.split(b"\n")[number + 1 :])
    )


def only_at(*parts):
    """Have the file at one address alone."""
    return lambda request, good: (
        good if all(p in request.path for p in parts) else Response("", 404)
    )


TABLES = {
    "board:RIFSPFF_N.M": 5,
    "treasury:10 Yr": 0,
    "ebp:ebp": 0,
    "bea:DPCCRG": 0,
    "fred_md:TB3MS": 0,
    "fred_csv:UNRATE": 0,
    "cboe:SPX": 0,
}  # lines above the names
ODD = [
    *((link, rows_again(change, head)) for link, head in TABLES.items() for change in (extra, turned)),
    *((link, rows_again(spaced, head)) for link, head in TABLES.items() if link[:3] != "bea"),
    *((link, again(change)) for link in (*TABLES, "bls:LNS14000000", "newyorkfed:targetRateTo")
      for change in (lambda b: b"\xef\xbb\xbf" + b, lambda b: b.replace(b"\n", b"\r\n"))),
    *((link, again(lambda b: b.replace(b"\r", b"").replace(b"\n", b"\r")))
      for link in TABLES if link[:3] != "bea"),
    ("board:RIFSPFF_N.M", edited("A rate", "Taux effectif, d\N{LATIN SMALL LETTER E WITH ACUTE}but")),
    ("board:RIFSPFF_N.M", again(lambda b: b.replace(b"A rate", b"d\xe9but"))),
    ("newyorkfed:targetRateTo", said_again(listed_twice)),
    ("newyorkfed:targetRateTo", said_again(lambda said: said["refRates"].reverse())),
    ("bls:LNS14000000", said_again(lambda said: said["Results"]["series"].reverse())),
    ("bls:LNS14000000", said_again(lambda said: said["Results"]["series"].pop(0))),
    ("bls:LNS14000000", each_month(lambda rows: rows.insert(0, rows[1] | {"period": "S01"}))),
    ("fiscaldata:surplus", paged),
    ("fiscaldata:surplus", said_again(lambda said: said["data"].reverse())),
    ("fred_md:TB3MS", without_a_row(1)),  # of transformations
    ("fred_md:TB3MS", only_at("www.", "current.csv")),
    ("fred_md:TB3MS", only_at("files.", "current.csv")),
    ("fred_md:TB3MS", only_at("www.", f"{NOW:%Y-%m}-md.csv")),
    ("fred_md:TB3MS", only_at("files.", f"{MONTH}-md.csv")),
    ("fred_md:q/GDPC1", only_at("www.", f"{MONTH}-qd.csv")),
    ("fred_md:q/GDPC1", again(lambda b: b.replace(b"\n3/1/", b"\n1/1/").replace(b"\n6/1/", b"\n4/1/"))),
    ("french:F-F_Research_Data_Factors:SMB", with_members("readme.txt", "__MACOSX/._file.csv", "d/")),
    ("frbus:XGAP2", with_members("__MACOSX/._HISTDATA.TXT", "../../LONGBASE.TXT", "d/")),
    ("frbus:LURNAT", with_members("../../../tmp/other.txt")),
]  # fmt: skip


@pytest.mark.parametrize(("link", "twist"), ODD)
def test_an_odd_form_is_read_to_the_same_figures(ask, publishers, link, twist):
    start = dt.date(2024, 1, 1) if "ebp" not in link else dt.date(1973, 1, 1)
    expected = ask(link, start=start).figures
    name = link.split(":")[0]
    publishers.faults[name] = twist
    assert ask(link, start=start).figures.equals(expected)


@pytest.mark.parametrize(
    "mark", ["NA", "N/A", "ND", "NC", ".", "-", "null", "None", "nan", " ", None]
)
def test_a_mark_for_no_figure_is_a_missing_value(mark):
    days = ["2026-07-01", "2026-08-01", "2026-09-01"]
    found = fetched("The Board", "X", days, ["4.1", mark, 4.3], None)
    assert list(found.figures) == [4.1, 4.3]
    assert found.n_missing == 1


@pytest.mark.parametrize("value", ["4,2", "4.2%", "$5", "(4.2)", "<b>4</b>", "4.2e"])
def test_what_is_neither_a_number_nor_such_a_mark_is_refused(value):
    with pytest.raises(FetchError, match="values of X that cannot be read"):
        fetched("The Board", "X", ["2026-07-01", "2026-08-01"], ["4.1", value], None)


def test_days_are_not_guessed():
    with pytest.raises(FetchError, match="sent dates or values"):
        fetched("The Board", "X", ["1/10/2026", "1/11/2026"], ["4.1", "4.2"], None)


MARKED = [
    ("bls:LNS14000000", each_month(lambda rows: rows[1].update(value=None))),
    ("newyorkfed:targetRateTo", said_again(lambda said: said["refRates"][0].pop("targetRateTo"))),
    ("board:RIFSPFF_N.M", edited(r",[^,]*\r\n$", ",NC\r\n")),
    ("bea:DPCCRG", edited(rf"(DPCCRG,{MONTH.year}M{MONTH.month:02}),.*", r"\1,....")),
    ("fred_md:BAA-GS10", edited(rf"(\n{MONTH.month}/1/{MONTH.year}),.*", r"\1" + ",NA" * 9)),
]


@pytest.mark.parametrize(("link", "twist"), MARKED)
def test_a_mark_costs_its_own_figure(ask, publishers, link, twist):
    expected = ask(link).figures
    publishers.faults[link.split(":")[0]] = twist
    assert ask(link).figures.equals(expected[:-1])


CUT = (
    "board:RIFSPFF_N.M",
    "treasury:10 Yr",
    "ebp:ebp",
    "g17:B50001",
    "bea:DPCCRG",
    "fred_csv:GS10",
)


@pytest.mark.parametrize("link", CUT)
def test_a_number_that_breaks_off_is_none(ask, publishers, link):
    """Cut at each byte of the last lines: what is taken is what the whole answer says."""
    whole = ask(link).figures
    for n in range(1, 25):
        publishers.faults[link.split(":")[0]] = again(lambda body, n=n: body[:-n])
        try:
            found = ask(link).figures
        except FetchError:
            continue
        assert found.equals(whole[found.index]), n


def test_half_a_line_is_told_by_its_decimals():
    table = "day,a,b\n1,4.10,3.20\n2,4.15,3.2"
    assert whole_lines(table) == "day,a,b\n1,4.10,3.20\n"
    for whole in (table + "5", table + "\n", "2,4.1", table[:-4], ""):
        assert whole_lines(whole) == whole


@pytest.mark.parametrize(
    "content", ["a,b\n1,2\n".encode("utf-16"), b",,\n,,\n", b'x,"' + b"y" * 200_000]
)
def test_what_is_no_table_is_refused(content):
    with pytest.raises(FetchError, match=r"^The Board sent .*\.$"):
        table_rows(content, "The Board", "X")


def test_words_of_a_publisher_are_one_line_without_tags_or_keys():
    words = f"<b>Stop</b>,\n\n see <a href='x'>us</a>: api_key={KEY} <scr"
    assert in_their_words(words) == "Stop , see us : api_key=[hidden]"
    assert len(in_their_words("word " * 500)) <= 200


def test_a_bureau_s_refusal_is_a_sentence_without_its_page(ask, publishers):
    said = {
        "status": "REQUEST_NOT_PROCESSED",
        "message": ["<p>Daily\nthreshold</p>"],
        "Results": {},
    }
    publishers.faults["bls"] = replaced(json.dumps(said))
    failure = refusal(ask, "bls:LNS14000000")
    assert str(failure) == "Bureau of Labor Statistics says: Daily threshold."


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (MONTH.start_time.replace(day=15), "more values than one a month"),
        ((MONTH + 1).start_time, "which lies ahead"),
    ],
)
def test_a_month_has_one_figure_and_only_once_it_has_ended(ask, more, words):
    found = ask("bls:LNS14000000")
    longer = pd.concat([found.figures, pd.Series(4.2, [more])])
    feed = chains().feeds["unemployment_rate"]
    with pytest.raises(FetchError, match=words):
        validated(replace(found, figures=longer), feed, Reach(first=SINCE, last=None))


def test_the_research_file_steps_in_for_every_agency_that_it_stands_behind(refreshed, publishers):
    """It begins in 1959, where others reach further back."""
    feeds = ("unemployment_rate", "cpi", "payrolls", "federal_funds_rate", "treasury_10y",
             "industrial_production", "gdp_real")  # fmt: skip
    for name in ("bls", "board", "g17", "treasury", "bea"):
        publishers.faults[name] = replaced("", 403)
    done = refreshed(*feeds, key="")
    assert {found.provider for found in done.good.values()} == {"St. Louis Fed, FRED-MD"}
    assert set(done.good) == set(feeds)
    assert len(done.changes) == len(feeds)
    assert done.panel.monthly["unemployment_rate"].first_valid_index().year == 1948
