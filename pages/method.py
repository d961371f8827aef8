"""Method: equations, sources, limits."""

from pages.parts.frame import require_frame

require_frame()

import streamlit as st

from models import __version__
from models.common.bands import SHOWN
from models.common.text import month, signed
from models.equations import growth
from models.equations.fitted_equation import FittedEquation
from models.equations.growth_model import GrowthModel
from models.equations.outcomes import EPS, EPS_REPORTED, PROFITS
from models.equations.redraws import rejection_rates
from models.equations.stored_growth_record import chosen_rsquared
from models.equations.walk_forward import DRIFT_PRIOR_SD
from models.panel import Panel
from models.panel.vintages import dated
from pages.parts.growth_record import stored_record
from pages.parts.levers import current_request
from pages.parts.world import world_of


def _share(equation: FittedEquation | GrowthModel) -> str:
    share = 100 * equation.record["rsquared_levers"]
    return f"{share:.0f}%" if share > 0 else "nothing"


def _extension(panel: Panel) -> str:
    fills = panel.fills
    of_impulse = fills.loc[fills["series"] == "fiscal_impulse_quarterly", "period"]
    if of_impulse.empty:
        return ""
    return (
        f" The fiscal impulse after {month(of_impulse.min() - 1)} is an extension that follows the main "
        "measure loosely."
    )


def _chosen(panel: Panel) -> str:
    found = stored_record(panel)
    if found is None:
        return ""
    low, high = (f"{100 * share:.0f}" for share in chosen_rsquared(found))
    return f": chosen anew at the time, they would have explained {low} to {high}% of operating EPS"


world = world_of(current_request())
fit, panel = world.fit, world.panel
year = fit.returns[11]
eps, profits, reported = (fit.growth_model(variable) for variable in (EPS, PROFITS, EPS_REPORTED))
of_eps, of_profits = (model.members[0].estimates for model in (eps, profits))
rho, rho_profits = growth.carried(EPS), growth.carried(PROFITS)
judged, rates = year.record["n_judged"], rejection_rates()

st.title("How the numbers are made", anchor=False)
st.markdown(
    """
The product answers one question: **when the Fed, the budget and the labour market moved like this, what
did small caps do against large caps, and what did earnings do?** It reads the answer off history with
plain regressions, shows how well they have done on data they had not seen, and says so when that is not
well. These are associations, not causal effects: the Fed cuts *because* the economy weakens, and a
regression cannot tell the two apart. Nothing here is investment advice.
"""
)

st.header("Levers", anchor=False)
st.markdown(
    f"""
* **Fed.** Moves of the target range on the FOMC calendar; the effective rate follows day by day,
  {
        world.setting.target_minus_rate_pp:.2f} pp below the top of the range. Meetings after January 2028
  assume the rhythm of 2027.
* **Fiscal.** An extra deficit d in percent of GDP becomes a fiscal impulse, its change over twelve
  months:
  f(m) = d(m) − d(m−12). The published impulse is the four-quarter change of the federal deficit
  plus 0.4 times the four-quarter change of the output gap, so that a recession is not counted as
  stimulus.
* **Labour.** Unemployment rises in a straight line to its peak and recovers with a half-life. Payrolls
  are turned into unemployment by an estimated link: one percent more jobs over a year has gone with
  {signed(fit.okun_pp_per_pct, 2)} pp of unemployment.
* **Baseline.** Flat (last rate, last unemployment, no new impulse), the completion model's own
  forecast, the FOMC's medians, or the supervisory baseline of the Federal Reserve Board (its 3-month
  bill rate {
        signed(world.setting.policy_rate_minus_bill_pp, 2)
    } pp is the funds rate; quarters stand in
  their middle month, with straight lines between). Months already published are the same in baseline
  and scenario. A scenario starts after **{world.setting.origin:%B %Y}**,
  the last month with rate, unemployment and returns.
"""
)

st.header("What the rest of the economy does", anchor=False)
st.latex(r"Y\mid c=F+G\,(c-F_C)+(I-GC)\,(\Theta e+E\xi),\qquad y^1=y^0+G\,(c^1-c^0)")
st.markdown(
    f"""
Levers that are not moved are **left to the model** unless they are held at their baseline. Where they
go is the mean of a Bayesian vector autoregression of eight monthly series ({
        world.completion.fit.layout.lags
    } lags, {world.completion.fit.first} to {
        world.completion.fit.last
    }), given the paths of those that are
set in every one of 24 months, whatever horizon is shown. In its order: unemployment, core PCE inflation,
fiscal impulse, policy rate, 10-year yield, credit spread, large caps, small minus large. Shocks of
March to December 2020 are down-weighted, coefficients are shrunk (Minnesota, sums of coefficients,
initial observations), lags and tightness chosen by marginal likelihood.

* The scenario is the chosen baseline plus history's answer to what is moved: no move is no change.
* **Why the Fed moves** picks the shocks that bring its path about: any (*history's mix*), those of policy
  alone (*policy choice*), any but those (*response to weakness*). The regressions do not know the
  difference; the levers that follow do.
* A following policy rate stops at its floor. A scenario that needs a shock of more than five standard
  deviations gets no answer from the model itself.
* Set paths are known from the first month on: what follows may move ahead of a lever that moves later,
  as unemployment has risen before cuts. Under *policy choice* nothing moves ahead of the Fed's first
  move, unless something else is set or held.
* The split by lever has an order: labour market, fiscal, those that are off until moved, then the Fed.
  Each moved lever is given what changes when it joins, while the moved ones after it still follow
  history: the labour market comes with the Fed as it would react by itself, and the Fed's part is its
  path against what it would do by itself. The parts add up. *Follow* and *hold* speak of levers that
  are not moved.
* **Technology** is none of these series. Small vs large moves with it by the slope of the era that runs,
  the same for every model. The slope is of single months: moves over a year are scaled by it, though
  whole years need not follow it. Its band holds the slope's error and its spread between eras. Nothing
  else moves with it, and it follows nothing.
"""
)

st.header("Small minus large", anchor=False)
st.latex(
    r"\sum_{j=1}^{h}(r^S_{t+j}-r^L_{t+j})=\alpha_h+\theta_h's_t+\sum_{p=1,2}"
    r"(\beta_{hp}\Delta_p i+\gamma_{hp}\bar f_p+\delta_{hp}\Delta_p u)+e_{t+h}"
)
st.markdown(
    f"""
One equation for each horizon h of 1 to 24 months, {year.estimates.first} to {year.estimates.last} at
twelve months. r are log returns, i the policy rate, f the impulse, u unemployment; p = 1, 2 are the
halves of the window; s is the state at its start (unemployment and the Baa spread against their means
of the ten years before, yield slope, past relative return). The target is the Russell 2000 minus the
S&P 500 from October 1987, before that the size spread of Kenneth French's portfolios times an estimated
slope.

The **impact** is the equal-weight average of four models: this equation by least squares, ridge and
elastic net, and the Bayesian VAR's own answer. Its variance is the mean of each model's own, plus the
spread of the models around their average, plus the spread of slopes between three eras beyond what
sampling alone explains. A sign is settled where every model has it and the {SHOWN} range excludes zero.

The **baseline** is the average of four forecasts, each from one term of the state alone; the long-run
average, shrunk towards zero with a prior of {DRIFT_PRIOR_SD} pp a month, can be chosen instead. Ranges
and odds are of one distribution: the errors that baseline plus impact have made since 1985, each on data
not seen, to both sides. A figure is withheld where a move is larger than any on record, or where this
record is no better than the long-run average's. One model alone, or choices for which the average has no
record, start from the long-run average.
"""
)

st.header("Earnings and profits", anchor=False)
st.latex(
    r"g_q=\alpha+\frac1m\sum_{j=0}^{m-1}\sum_{l=0,4}(\beta_l\,\Delta_4 i_{q-j-l}+\gamma_l f_{q-j-l}"
    r"+\delta_l\,\Delta_4 u_{q-j-l}+\theta_l\,\Delta_4 s_{q-j-l})+e_q"
)
st.markdown(
    f"""
g is four-quarter log growth of S&P 500 operating or reported EPS, summed over the trailing four
quarters, so that the drivers too are means over four (m = 4; {of_eps.first} to
{of_eps.last}), or of after-tax corporate profits with inventory and depreciation adjustments
(m = 1; {of_profits.first} to {of_profits.last}). s is the credit spread: not as it came
out, but as the completion model, estimated on what was known a year before, completes it given the
levers, in the estimates as in the scenario. What a lever does through the spread counts as that
lever's. A second set of inputs has the levers of the quarter itself and a year before (m = 1) and no
spread; the record cannot separate the two, so that the answer is **half of each**. One and two quarters
after the last published one, the path takes along {rho[1]:.2f} and {rho[2]:.2f} of what that quarter was
above or below (profits: {rho_profits[1]:.2f} and {rho_profits[2]:.2f}): growth rates over four quarters
share shocks. From three quarters on it takes nothing. Coefficients are by ridge with a penalty fixed
beforehand; other estimators under *Start and model*. Quarters after the last published one are
estimates and marked.
"""
)

st.header("What prices are made of", anchor=False)
st.latex(
    r"\Delta\log P=\Delta\log E+\Delta\log\tfrac{P}{E},\qquad"
    r"\Delta\log E=\Delta\log S+\Delta\log\tfrac{E}{S}"
)
st.markdown(
    """
P is the price, E earnings and S sales per share over four quarters; small minus large is the same with
ratios. This adds up exactly and says nothing of causes. A part's share of the variance is its covariance
with price changes over their variance, over 1 to 20 quarters; one-quarter shares come from four-quarter
growth once each calendar quarter's mean is taken out, which is all that such rates leave open. Intervals
are from 2,000 resamples in blocks eight quarters longer than the window, widened by Student's t. A
scenario's effect on small minus large splits the same way: its effect on relative earnings, and the
multiple that has to do the rest. Zero or negative earnings have no logarithm: there the split stops at
sales.
"""
)

st.header("Uncertainty", anchor=False)
st.markdown(
    f"""
* **Levels** (baseline, scenario): half-widths are the errors that the equation made on data it had not
  seen, at the share asked for; training ends before the target window begins. Wider where the levers
  are far from the usual, and where levers are not set but follow. The record was judged by what the
  levers really did. Windows of twelve months overlap: {judged} of them are some {judged // 12}
  that do not.
* **Differences**: only the uncertainty of the coefficients (and for small vs large of models and
  eras), no future shocks; of growth also how far 27 declared specifications differ from the average
  (three sets of inputs, three estimators, three rules for the pandemic). Their covariance comes
  from 1,999 redraws that keep the levers. Returns: the monthly returns themselves, re-signed in blocks
  of twelve months. Growth: errors that are moving sums of shocks, as overlapping growth rates are, with
  their size estimated without bias.
* **Estimator**. Returns: least squares, or ridge or elastic net, which pay for large coefficients: all
  terms standardised, state included, the constant free; the penalty is the one that predicted later
  blocks of the training sample best, with a gap of a window between, chosen once a year in the record.
  Earnings and profits: ridge with a penalty of 0.1, as much as a tenth of the sample, or one of those,
  or median or Huber, which give the largest errors less say. Standard errors are Newey-West's for least
  squares; all others come from redraws, as every band of a difference does (elastic net, median, Huber:
  299), a penalty held: they hold the spread, not the bias towards zero.
* **p-value (simulated)** is the test to quote: under a true null it rejects some
  {100 * rates["redraw"]:.0f} times in a hundred. The Newey-West (HAC) errors shown beside it
  reject some {100 * rates["hac"]:.0f} times when windows overlap.
* **March to December 2020** counts a tenth, in every window whose returns, growth or levers look back on
  it; levers beyond the widest move in the rest of the sample are cut back to it. Both can be switched
  under *Start and model*.
"""
)

st.header("Limits", anchor=False)
st.markdown(
    f"""
* Out of sample the equation of small minus large alone has explained {_share(year)} over twelve months
  (the average of the models: page Evidence), those of earnings {_share(eps)} of the growth of S&P 500
  operating EPS, {_share(reported)} of reported EPS and {_share(profits)} of profits,
  given what the levers did; the latter also know last year's credit spread and the economy a year before.
  The inputs of the earnings equations were chosen among eight sets
  after their records had been seen, which flatters these
  shares{_chosen(panel)}. The path and its band are the product, not the point.
* In these data cuts look bad for earnings, because the Fed cuts in recessions. The split by lever says
  what moved together, not what caused what.
* Rises in unemployment have been followed by strong relative returns of small caps a year or two later;
  large effects at 24 months run that straight line on.
* An earlier starting point uses today's data vintage, cut where it was not yet published.
* The record looks ahead in small ways: the slope that maps French's size spread to Russell units, the
  natural rate and the output gap are today's, and release lags are not counted.{_extension(panel)}
* The effect is not the same in every stretch of history; the Scenario page shows it for three.
* Small-cap EPS is an assumption, large-cap growth times a number that you set, until you load a series
  on the Earnings page: no free history exists.
"""
)

st.header("Sources", anchor=False)
publishers = sorted(set(panel.catalog["publisher"]))
st.markdown(
    f"""
Data as of {dated(panel)}, snapshot {panel.snapshot_hash}; compiled, derived and rounded from
figures of {"; ".join(publishers)}. No file of a data vendor is redistributed. Version {__version__}, fit
{fit.fingerprint}.
"""
)
