"""The agencies' answers in the forms they really have, of figures that are given."""

import calendar
import io
import json
import zipfile

import numpy as np
import pandas as pd
from werkzeug import Request, Response

BLS = {"LNS14000000": "unemployment_rate", "CUSR0000SA0": "cpi", "CES0000000001": "payrolls"}
TREASURY = {"2 Yr": "treasury_2y", "10 Yr": "treasury_10y"}
FRED_MD = {
    "UNRATE": "unemployment_rate",
    "FEDFUNDS": "federal_funds_rate",
    "GS10": "treasury_10y",
    "TB3MS": "treasury_3m",
    "CPIAUCSL": "cpi",
    "INDPRO": "industrial_production",
    "PAYEMS": "payrolls",
}
BEA = {
    "Q": {"A191RC": "gdp_nominal", "A191RX": "gdp_real", "A551RC": "corporate_profits"},
    "M": {"DPCCRG": "core_pce_price_index"},
}
NAMES = (
    "bls",
    "treasury",
    "board",
    "g17",
    "frbus",
    "ebp",
    "newyorkfed",
    "fiscaldata",
    "bea",
    "fred_md",
)
Figures = dict[str, pd.Series]


def daily(months: pd.Series, end: pd.Timestamp) -> pd.Series:
    """Let every day of a month have its value."""
    days = pd.date_range(months.index[0], months.index[-1] + pd.offsets.MonthEnd(), freq="D")
    return months.reindex(days, method="ffill")[:end]


def weekdays(values: pd.Series) -> pd.Series:
    """Leave Saturdays and Sundays out."""
    return values[values.index.day_of_week < 5]


def bls(figures: Figures, request: Request, _end: pd.Timestamp) -> Response:
    """Answer one POST for several series; a dash stands where nothing was collected."""
    asked, series = request.get_json(), []
    for name in asked["seriesid"]:
        values = figures[BLS[name]][asked["startyear"] : asked["endyear"]]
        months = pd.date_range(values.index[0], values.index[-1], freq="MS")
        rows = []
        for day in reversed(months):
            row = {"year": f"{day.year}", "period": f"M{day.month:02}", "periodName": f"{day:%B}"}
            if day in values:
                row |= {"value": f"{values[day]:.10g}", "footnotes": [{}]}
            else:
                lapse = "Data unavailable due to the 2025 lapse in appropriations."
                row |= {"value": "-", "footnotes": [{"code": "X", "text": lapse}]}
            rows.append(row)
        rows.insert(0, {"year": "2025", "period": "M13", "value": "4.2", "footnotes": [{}]})
        series.append({"seriesID": name, "data": rows})
    said = {"status": "REQUEST_SUCCEEDED", "responseTime": 180, "message": []}
    return Response(json.dumps(said | {"Results": {"series": series}}))


def treasury(figures: Figures, request: Request, end: pd.Timestamp) -> Response:
    """Answer with a calendar year of daily yields, newest first."""
    year = request.args["field_tdr_date_value"]
    columns = {name: daily(figures[feed], end).loc[year] for name, feed in TREASURY.items()}
    table = pd.DataFrame(columns)
    table = table[table.index.day_of_week < 5].iloc[::-1]
    dates = table.index.strftime("%m/%d/%Y")
    return Response(table.set_axis(dates).to_csv(index_label="Date"))


def board(figures: Figures, request: Request, end: pd.Timestamp) -> Response:
    """Answer with a package of the Data Download Program: five lines of labels, then rows."""
    if request.args["series"].startswith("40af"):
        columns = {"RIFSPFF_N.M": figures["federal_funds_rate"]}
        dates = "%Y-%m"
    else:
        names = {"RIFLGFCY02_N.B": "treasury_2y", "RIFLGFCY10_N.B": "treasury_10y"}
        columns = {name: weekdays(daily(figures[feed], end)) for name, feed in names.items()}
        dates = "%Y-%m-%d"
    month, day, year = request.args["from"].split("/")
    table = pd.DataFrame(columns)[f"{year}-{month}-{day}" :]
    labels = {"Series Description": "A rate", "Unit:": "Percent:_Per_Year", "Multiplier:": "1"}
    labels |= {"Currency:": "NA", "Unique Identifier: ": "H15/H15/X"}
    head = [
        ",".join([f'"{label}"', *[f'"{text}"'] * len(columns)]) for label, text in labels.items()
    ]
    head.append(",".join(['"Time Period"', *(f'"{name}"' for name in columns)]))
    body = [
        ",".join([stamp.strftime(dates), *("ND" if np.isnan(v) else f"{v:.2f}" for v in row)])
        for stamp, row in zip(table.index, table.to_numpy(), strict=True)
    ]
    return Response("\r\n".join(head + body) + "\r\n", mimetype="text/csv")


def g17(figures: Figures, *_: object) -> Response:
    """Answer with the release's file: a code, a year, up to twelve months."""
    values, lines = (
        figures["industrial_production"],
        ['"A line of another code"', '"B50002" 1919 1.0'],
    )
    for year, months in values.groupby(values.index.year):
        lines.append(f'"B50001"   {year}   ' + "  ".join(f"{value:.4f}" for value in months))
    return Response("\n".join(lines))


def frbus(figures: Figures, *_: object) -> Response:
    """Answer with the package of histories: one ZIP archive, two texts."""
    deficit = figures["frbus_deficit"]
    table = pd.DataFrame(
        {
            "GFSRPN": -deficit / 100 * 5000,
            "XGDPN": 5000.0,
            "XGAP2": figures["frbus_output_gap"],
            "LURNAT": figures["frbus_natural_rate"],
        }
    )
    rows = table.set_axis([f"{day.year}Q{day.quarter}" for day in table.index])
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data_only_package/LONGBASE.TXT", "OBS,XGAP2\n2090Q1,0\n")
        archive.writestr(
            "data_only_package/HISTDATA.TXT", rows.to_csv(index_label="OBS", na_rep="NA")
        )
    return Response(packed.getvalue())


def ebp(figures: Figures, *_: object) -> Response:
    """Answer in three ways to write a month, as releases have done in one file."""
    values = figures["excess_bond_premium"]
    third = len(values) // 3
    ways = ("%Y-%m-01", "%Y-%m", "{0.month}/1/{0.year}")
    rows = []
    for number, (day, value) in enumerate(values.items()):
        way = ways[min(number // third, 2)]
        rows.append(f"{day.strftime(way).format(day)},1.5,{value},0.1\n")
    return Response("date,gz_spread,ebp,est_prob\n" + "".join(rows))


def newyorkfed(figures: Figures, request: Request, _end: pd.Timestamp) -> Response:
    """Answer with a row a business day, newest first."""
    values = weekdays(figures["target_upper"])[request.args["startDate"] : request.args["endDate"]]
    rows = [
        {
            "effectiveDate": f"{day:%Y-%m-%d}",
            "type": "EFFR",
            "percentRate": value - 0.17,
            "targetRateFrom": value - 0.25,
            "targetRateTo": value,
            "volumeInBillions": 100,
            "revisionIndicator": "",
        }
        for day, value in reversed(list(values.items()))
    ]
    return Response(json.dumps({"refRates": rows}))


def fiscaldata(figures: Figures, request: Request, _end: pd.Timestamp) -> Response:
    """Answer with statements: the months of two fiscal years by name, totals, nulls as words."""
    values = figures["treasury_statement_surplus"]
    rows = []
    for day in values[request.args["filter"].rsplit(":", 1)[-1] :].index:
        date, line = f"{day + pd.offsets.MonthEnd():%Y-%m-%d}", 0
        start = pd.Timestamp(day.year - (day.month < 10), 10, 1)
        for first in (start - pd.DateOffset(years=1), start):
            listed = [m for m in pd.date_range(first, periods=12, freq="MS") if m <= day]
            line += 1
            rows.append(_statement(date, f"FY {first.year + 1}", None, line))
            for month in listed:
                line += 1
                known = values.get(month)
                rows.append(_statement(date, calendar.month_name[month.month], known, line))
            line += 1
            rows.append(_statement(date, "Year-to-Date", 7e5, line))
    return Response(json.dumps({"data": rows, "meta": {"count": len(rows)}}))


def _statement(date: str, words: str, surplus: float | None, line: int) -> dict:
    amounts = ["null"] * 3
    if surplus is not None:
        amounts = [f"{1e6 * a:.2f}" for a in (400000.0 + surplus, 400000.0, -surplus)]
    names = ("current_month_gross_rcpt_amt", "current_month_gross_outly_amt")
    names += ("current_month_dfct_sur_amt",)
    return {
        "record_date": date,
        "classification_desc": words,
        "src_line_nbr": f"{line}",
    } | dict(zip(names, amounts, strict=True))


def bea(figures: Figures, request: Request, _end: pd.Timestamp) -> Response:
    """Answer with the accounts' flat file: a header, then every series, values with commas."""
    every = request.path.rsplit("NipaData", 1)[-1][0]
    lines = ["%SeriesCode,Period,Value", 'A001RC,1947Q1,"1"']
    for code, feed in BEA[every].items():
        scale = 1000 if every == "Q" else 1
        for day, value in figures[feed].items():
            period = f"{day.year}Q{day.quarter}" if every == "Q" else f"{day.year}M{day.month:02}"
            text = f"{scale * value:,.0f}" if every == "Q" else f"{value:.10g}"
            lines.append(f'{code},{period},"{text}"')
        lines.append(f'{code}X,{lines[-1].split(",")[1]},"9"')  # a longer code is another series
    return Response("\n".join(lines) + "\n")


def fred_md(figures: Figures, request: Request, _end: pd.Timestamp) -> Response:
    """Answer with the file: names, transformations, dates as M/D/YYYY."""
    quarterly = "quarterly" in request.path
    if quarterly:
        columns = {"GDPC1": figures["gdp_real"].shift(2, freq="MS")}  # dated by its last month
        head = "factors,1\ntransform,5\n"
    else:
        columns = {name: figures[feed] for name, feed in FRED_MD.items()}
        monthly = figures["baa_monthly"]
        columns["BAA"] = monthly + figures["treasury_10y"].reindex(monthly.index)
        columns["CLAIMSx"] = figures["claims_monthly"]
        head = "Transform:" + ",5" * len(columns) + "\n"
    table = pd.DataFrame(columns)["1959":]
    dates = [f"{day.month}/{day.day}/{day.year}" for day in table.index]
    text = table.set_axis(dates).to_csv(index_label="sasdate", float_format="%.10g")
    names, _, body = text.partition("\n")
    return Response(f"{names}\n{head}{body}" + "," * len(columns) + "\n", mimetype="text/csv")
