"""All publishers on one loopback server: what they would say of the snapshot and two months more."""

import datetime as dt
import io
import json
import re
import zipfile
from collections.abc import Callable
from functools import lru_cache

import numpy as np
import pandas as pd
from werkzeug import Request, Response

from models.live.assembled import published
from models.live.chains import chains
from models.panel import load_panel
from tests.live import agencies

KEY = "abcdefghijklmnopqrstuvwxyz012345"
OTHER_KEY = "5432109876543210zyxwvutsrqponmlk"
VINTAGE = load_panel().vintage
END = pd.offsets.BMonthEnd().rollforward(pd.Timestamp(VINTAGE))  # the newest day that has a price
MONTH = END.to_period("M")  # the newest that is complete
NOW = (END + pd.offsets.MonthBegin()).to_pydatetime().replace(day=4, hour=12, tzinfo=dt.UTC)
Fault = Callable[[Request, Response], Response]


@lru_cache(maxsize=1)
def figures() -> dict[str, pd.Series]:
    """Return every feed as its publisher would have it: the snapshot's own values, and some more."""
    panel, register = load_panel(), chains()
    raw = {name: frame[name].dropna() for frame in published(panel).values() for name in frame}
    made = {}
    for name, rule in register.rules.items():
        if rule.make == "as_published" and rule.feeds[0] not in made:
            made[rule.feeds[0]] = _longer(raw[name])
    surplus = _longer(raw["treasury_statement_deficit"])
    months = pd.date_range(surplus.index[0], periods=3 * len(surplus), freq="MS")
    made["treasury_statement_surplus"] = pd.Series(
        -1000 * np.repeat(surplus.to_numpy(), 3) / 3, months
    )
    made["french_small"] = made["french_large"] + _longer(raw["size_low30_minus_high30"])
    made["target_upper"] = _daily(_longer(raw["policy_rate_target_upper"]))["2008-12-16":]
    spread = _daily(_longer(raw["credit_spread"]))["1986-01-02":]
    made["baa_minus_treasury_10y"] = spread[spread.index.day_of_week < 5]
    claims = _daily(_longer(raw["initial_claims"]))
    made["initial_claims_weekly"] = claims[claims.index.day_of_week == 5].round()
    made["baa_monthly"] = _longer(raw["credit_spread"])
    made["claims_monthly"] = _longer(raw["initial_claims"])
    made["excess_bond_premium"] = pd.Series(
        0.25, pd.date_range("1973-01-01", "2026-09-01", freq="MS")
    )
    return made | _closes(raw)


def _longer(values: pd.Series) -> pd.Series:
    """Repeat the last value up to the last period that had ended; date each by its first day."""
    ended = (MONTH + 1).to_timestamp().to_period(values.index.freq) - 1
    more = pd.period_range(values.index[-1] + 1, ended, freq=values.index.freq)
    longer = pd.concat([values, pd.Series(values.iloc[-1], more, dtype=float)])
    return longer.set_axis(longer.index.to_timestamp())


def _daily(months: pd.Series) -> pd.Series:
    return agencies.daily(months, END)


def _closes(raw: dict[str, pd.Series]) -> dict[str, pd.Series]:
    """Return closes whose month-end returns are the snapshot's; after it, half a percent a month."""
    ratio, nasdaq = raw["relative_price_sp500"], raw["relative_price_nasdaq"]
    days = ratio.index.union(pd.bdate_range(ratio.index[-1], END))

    def path(returns: pd.Series) -> pd.Series:
        months = pd.period_range(days[0].to_period("M"), END.to_period("M"), freq="M")
        returns = returns.reindex(months)
        known = returns.first_valid_index()
        logs = returns.fillna(0.5).where(months >= known, 0.0).cumsum() / 100
        ends = pd.Series(days, days).groupby(days.to_period("M")).last()
        points = pd.Series(logs.to_numpy(), pd.DatetimeIndex(ends.to_numpy()))
        daily = points.reindex(days).interpolate().bfill()
        return 100 * np.exp(daily)

    sp500, spy = path(raw["large_cap_return_sp500"]), path(raw["large_cap_return_etf"])
    russell = sp500 * ratio.reindex(days).ffill() / 100
    made = {
        "sp500": sp500,
        "russell_2000": russell,
        "nasdaq_100": russell / nasdaq.reindex(days).ffill() * 10,
        "spy": spy,
        "iwf": spy,
    }
    for fund, other, series in (
        ("iwm", spy, "small_cap_relative_return_etf"),
        ("iwd", spy, "value_minus_growth"),
        *((name[7:], spy, name) for name in raw if name.startswith("sector_")),
    ):
        made[fund] = other * path(raw[series]) / 100
    return made


class Publishers:
    """Answers for every host by the path below the mirror; `faults` twist the answer of one feed."""

    def __init__(self) -> None:
        self.faults: dict[str, Fault] = {}  # by "provider:their name", or "provider"
        self.asked: list[str] = []
        self.keys = {KEY, OTHER_KEY}
        self.vintages: dict[str, dict[str, pd.Series]] = {}  # by FRED's name, then by date
        self.feed_of = {
            str(link): feed.name for feed in chains().feeds.values() for link in feed.chain
        }

    def close_the_agencies(self, *kept: str) -> None:
        """Have nothing at any agency that FRED stands before, but at those named."""
        for name in {*agencies.NAMES} - {"ebp", "frbus", *kept}:
            self.faults[name] = lambda *_: Response("", 404)

    def answer(self, request: Request) -> Response:
        """Find out who is asked for what, and answer in the way of that publisher."""
        host, _, path = request.path.lstrip("/").partition("/")
        maker = {
            "api.stlouisfed.org": self._fred,
            "fred.stlouisfed.org": self._fred_csv,
            "query1.finance.yahoo.com": self._yahoo,
            "query2.finance.yahoo.com": self._yahoo,
            "cdn.cboe.com": self._cboe,
            "mba.tuck.dartmouth.edu": self._french,
            "alfred.stlouisfed.org": self._alfred_csv,
        }.get(host, self._agency)
        name, response = maker(request, path)
        self.asked.append(name)
        fault = self.faults.get(name) or self.faults.get(name.split(":")[0])
        return fault(request, response) if fault else response

    def _of(self, link: str) -> pd.Series | None:
        return figures()[self.feed_of[link]] if link in self.feed_of else None

    def _fred(self, request: Request, _: str) -> tuple[str, Response]:
        series, as_of = request.args["series_id"], request.args.get("realtime_start")
        name = f"fred:{series}"
        values = self._of(name)
        if as_of:
            values = self.vintages.get(series, {}).get(as_of)
        if request.args.get("api_key") not in self.keys:
            message = "Bad Request.  The value for variable api_key is not registered."
        elif values is None:
            message = "Bad Request.  The series does not exist."
        else:
            values = values[request.args.get("observation_start", "1776-07-04") :]
            if request.args.get("file_type") == "json":
                rows = [{"date": f"{d:%Y-%m-%d}", "value": f"{v:.10g}"} for d, v in values.items()]
                return name, Response(json.dumps({"observations": rows}))
            rows = "".join(
                f'<observation realtime_start="2026-11-01" realtime_end="2026-11-01" '
                f'date="{day:%Y-%m-%d}" value="{value:.10g}"/>'
                for day, value in values.items()
            )
            return name, Response(f"<?xml version='1.0'?><observations>{rows}</observations>")
        return name, Response(f'<?xml version="1.0"?><error code="400" message="{message}"/>', 400)

    def _fred_csv(self, request: Request, _: str) -> tuple[str, Response]:
        series = request.args["id"]
        name = f"fred_csv:{series}"
        values = self._of(name)
        if values is None:
            return name, Response("<html>not found</html>", 404)
        return name, Response(
            csv_text(values[request.args["cosd"] :], f"observation_date,{series}")
        )

    def _yahoo(self, request: Request, path: str) -> tuple[str, Response]:
        if path.startswith("v1/test/getcrumb"):
            return "yahoo-crumb", Response("crumb")
        symbol = path.rsplit("/", 1)[-1]
        name = f"yahoo:{symbol}"
        values = self._of(name)
        if values is None:
            error = {"code": "Not Found", "description": "No data found, symbol may be delisted"}
            return name, Response(json.dumps({"chart": {"result": None, "error": error}}), 404)
        if "period1" in request.args:
            first, end = (pd.Timestamp(int(request.args[f"period{n}"]), unit="s") for n in (1, 2))
            values = values[first.normalize() : end.normalize() - pd.Timedelta(days=1)]
        return name, Response(json.dumps(yahoo_chart(symbol, values)))

    def _cboe(self, _request: Request, path: str) -> tuple[str, Response]:
        series = re.search(r"/(\w+)_History", path)[1]
        values = self._of(f"cboe:{series}")
        return f"cboe:{series}", Response(csv_text(values, f"DATE,{series}", "%m/%d/%Y"))

    def _french(self, _request: Request, path: str) -> tuple[str, Response]:
        file = path.rsplit("/", 1)[-1].removesuffix("_CSV.zip")
        columns = {
            link.split(":")[2]: figures()[feed]
            for link, feed in self.feed_of.items()
            if link.startswith(f"french:{file}:")
        }
        return f"french:{file}", Response(french_zip(columns))

    def _alfred_csv(self, request: Request, _: str) -> tuple[str, Response]:
        """Answer as known on a day; for one to come as known today, which the header says."""
        series, day = request.args["id"], min(request.args["vintage_date"], f"{END:%Y-%m-%d}")
        known = self.vintages.get(series, {}).get(day, pd.Series(dtype=float))
        header = f"observation_date,{series}_{day.replace('-', '')}"
        return f"alfred_csv:{series}", Response(csv_text(known[request.args["cosd"] :], header))

    def _agency(self, request: Request, path: str) -> tuple[str, Response]:
        for part, name in _AGENCIES.items():
            if part in request.path:
                return name, getattr(agencies, name)(figures(), request, END)
        return path, Response("", 404)


# By a part of the address.
_AGENCIES = {
    "api.bls.gov": "bls",
    "home.treasury.gov": "treasury",
    "/datadownload/": "board",
    "/g17/": "g17",
    "data_only_package": "frbus",
    "ebp_csv": "ebp",
    "markets.newyorkfed.org": "newyorkfed",
    "api.fiscaldata.treasury.gov": "fiscaldata",
    "apps.bea.gov": "bea",
    "www.stlouisfed.org": "fred_md",
    "files.stlouisfed.org": "fred_md",
}


def csv_text(values: pd.Series, header: str, dates: str = "%Y-%m-%d") -> str:
    """Write two columns."""
    rows = "".join(f"{day.strftime(dates)},{value:.10g}\n" for day, value in values.items())
    return f"{header}\n{rows}"


def yahoo_chart(symbol: str, values: pd.Series) -> dict:
    """Write the JSON of Yahoo's chart; days stand at half past nine in New York."""
    days = (values.index + pd.Timedelta(hours=9.5)).tz_localize("America/New_York")
    closes = [None if np.isnan(v) else round(float(v), 6) for v in values]
    meta = {
        "symbol": symbol,
        "currency": "USD",
        "exchangeTimezoneName": "America/New_York",
        "timezone": "EST",
        "instrumentType": "INDEX" if symbol.startswith("^") else "ETF",
        "dataGranularity": "1d",
        "range": "",
        "validRanges": ["1d", "5d", "1mo", "max"],
        "priceHint": 2,
        "regularMarketTime": int(days[-1].timestamp()) if len(days) else 0,
        "currentTradingPeriod": {},
    }
    quote = dict.fromkeys(("open", "high", "low", "close"), closes) | {"volume": [1] * len(closes)}
    result = {
        "meta": meta,
        "timestamp": [int(day.timestamp()) for day in days],
        "indicators": {"quote": [quote], "adjclose": [{"adjclose": closes}]},
    }
    return {"chart": {"result": [result], "error": None}}


def french_zip(columns: dict[str, pd.Series]) -> bytes:
    """Write an archive of the library: preamble, monthly block, annual block."""
    table = pd.DataFrame(columns)
    rows = "".join(
        f"{day:%Y%m}," + ",".join("-99.99" if np.isnan(v) else f"{v:8.4f}" for v in row) + "\n"
        for day, row in zip(table.index, table.to_numpy(), strict=True)
    )
    names = ",".join(["", *table.columns])
    text = (
        f"This file was created by a stub.\n\n  Value Weight Returns -- Monthly\n{names}\n{rows}\n"
    )
    text += (
        f"  Value Weight Returns -- Annual from January\n{names}\n  1927"
        + ",1.0" * len(columns)
        + "\n"
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("file.csv", text)
    return packed.getvalue()
