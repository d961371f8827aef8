"""What the Method page shows: settings from where they are set, results from where they are stored."""

import pandas as pd

from models import __version__
from models.completion.regime import COVARIANCE_FROM
from models.earnings.variance_shares import BLOCK_BEYOND_WINDOW_QUARTERS, RESAMPLES
from models.equations.estimators.penalised import NET_REDRAWS
from models.equations.estimators.robust import ROBUST_REDRAWS
from models.equations.redraws import REDRAWS
from models.equations.walk_forward import DRIFT_PRIOR_SD
from tests.conftest import ROOT
from tests.pages.numbers.figures import MONTH_NAMES, period, plus, whole
from tests.pages.numbers.growth import chosen
from tests.pages.numbers.matching import Says
from tests.pages.numbers.view import EPS, PROFITS, REPORTED, View


def entries(view: View) -> list:
    fit, setting = view.world.fit, view.world.setting
    completion = view.world.completion.fit
    by_name = {e.variable: e for e in fit.growth}
    year = next(e for e in fit.returns if e.horizon_months == 12)
    okun = dict(zip(fit.okun.terms, fit.okun.params, strict=True))["payroll_growth_12m"]
    sizes = pd.read_csv(ROOT / "models" / "equations" / "redraw_size.csv")
    sizes = sizes[sizes["equation"] == "relative_return_12m"]
    assert NET_REDRAWS == ROBUST_REDRAWS
    assert BLOCK_BEYOND_WINDOW_QUARTERS == 8
    assert COVARIANCE_FROM.year == 1985
    explained = {}
    for key, record in (
        ("returns", year.record),
        ("eps", by_name[EPS].record),
        ("reported", by_name[REPORTED].record),
        ("profits", by_name[PROFITS].record),
    ):
        share = record["rsquared_levers"]
        explained[key] = f"{whole(share)}%" if share > 0 else "nothing"
    said, of_choice = chosen(view)
    anew = ["* chosen anew at the time, they would have explained {chosen_low} to {chosen_high}% *"]
    anew = anew if said else []
    judged = year.record["n_judged"]
    fills = view.world.panel.fills
    extended = [*fills[fills["series"] == "fiscal_impulse_quarterly"]["period"]]
    impulse = ["The fiscal impulse after {last} is an extension *"] if extended else []
    if extended:
        explained["last"] = period(min(extended) - 1)
    return [
        Says(
            "* Fed. * the effective rate follows day by day, {gap} pp below the top of the range. "
            "Meetings after "
            "January 2028 assume the rhythm of 2027. * f(m) = d(m) − d(m−12). * plus 0.4 times * "
            "Labour. * has gone with "
            "{okun} pp of unemployment. * (its 3-month bill rate {bills} pp is the funds rate; * "
            "starts after "
            "{origin}, *",
            gap=f"{setting.target_minus_rate_pp:.2f}",
            okun=plus(okun, 2),
            bills=plus(setting.policy_rate_minus_bill_pp, 2),
            origin=f"{MONTH_NAMES[view.origin.month]} {view.origin.year}",
        ),
        Says(
            "Levers that are not moved are left to the model * of eight monthly series ({lags} lags, "
            "{first} to {last}), "
            "* in every one of 24 months, * March to December 2020 *",
            lags=completion.layout.lags,
            first=completion.first,
            last=completion.last,
        ),
        Says(
            "One equation for each horizon h of 1 to 24 months, {first} to {last} at twelve "
            "months. * p = 1, 2 * "
            "from October 1987, * the 90% range excludes zero. * prior of {prior} pp a month, * have "
            "made since 1985, *",
            first=year.estimates.first,
            last=year.estimates.last,
            prior=DRIFT_PRIOR_SD,
        ),
        Says(
            "g is four-quarter log growth * (m = 4; {eps_first} to {eps_last}), * (m = 1; {first} "
            "to {last}). * (m = 1) * takes along {one} and {two} of what * "
            "(profits: {p_one} and {p_two}): *",
            one=f"{40 / 44:.2f}",
            two=f"{31 / 44:.2f}",
            p_one=f"{3 / 4:.2f}",
            p_two=f"{2 / 4:.2f}",
            eps_first=by_name[EPS].members[0].estimates.first,
            eps_last=by_name[EPS].members[0].estimates.last,
            first=by_name[PROFITS].members[0].estimates.first,
            last=by_name[PROFITS].members[0].estimates.last,
        ),
        Says("P is the price, * over 1 to 20 quarters; * {n} resamples *", n=f"{RESAMPLES:,}"),
        Says(
            "* Levels (baseline, scenario): * Windows of twelve months overlap: {judged} of them "
            "are some {apart} "
            "that do not. * 27 declared specifications * "
            "from {redraws} redraws * penalty of 0.1, * (elastic net, median, "
            "Huber: {fewer}), * "
            "rejects some {size} times in a hundred. * reject some {hac} times * March to "
            "December 2020 *",
            judged=judged,
            apart=int(judged / 12),
            redraws=f"{REDRAWS:,}",
            fewer=ROBUST_REDRAWS,
            size=whole(sizes["redraw"].mean()),
            hac=whole(sizes["hac"].mean()),
        ),
        Says(
            "* Out of sample the equation of small minus large alone has explained {returns} over "
            "twelve months (the average of the models: page Evidence), those of earnings "
            "{eps} of the growth of S&P 500 operating EPS, {reported} of reported EPS and "
            "{profits} of profits, " + " ".join([*anew, "* at 24 months *", *impulse]),
            **explained,
            **of_choice,
        ),
        Says(
            "Data as of {as_of}, snapshot {snapshot}; * Version {version}, fit {fit}.",
            as_of=view.as_of,
            snapshot=view.world.panel.snapshot_hash,
            version=__version__,
            fit=fit.fingerprint,
        ),
    ]
