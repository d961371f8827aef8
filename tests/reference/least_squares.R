# Rscript tests/reference/least_squares.R (from the project root); R 4.2.2, sandwich 3.0.2, lmtest 0.9.40, car 3.1.1, jsonlite 1.8.4
# Weighted least squares with Newey-West standard errors and the usual diagnostics.
suppressMessages({library(sandwich); library(lmtest); library(car); library(jsonlite)})
here <- "tests/reference"

capped <- function(data, regressors) {
  full <- data$weight == 1
  for (name in regressors) {
    data[[name]] <- pmin(pmax(data[[name]], min(data[[name]][full])), max(data[[name]][full]))
  }
  data
}

estimate <- function(file, lag, cap = TRUE) {
  data <- read.csv(file.path(here, file))
  regressors <- setdiff(names(data), c("period", "y", "weight"))
  if (cap) data <- capped(data, regressors)
  model <- lm(reformulate(regressors, "y"), data = data, weights = weight)
  covariance <- NeweyWest(model, lag = lag, prewhite = FALSE, adjust = TRUE)
  degrees <- df.residual(model)
  tests <- coeftest(model, vcov. = covariance, df = degrees)
  interval <- coefci(model, vcov. = covariance, df = degrees, level = 0.95)
  wald <- waldtest(model, vcov = covariance, test = "F")
  weighted <- sqrt(data$weight) * residuals(model)
  durbin_watson <- sum(diff(weighted)^2) / sum(weighted^2)
  # Koenker's studentised Breusch-Pagan: squared weighted residuals on the unweighted regressors.
  data$squared <- weighted^2
  auxiliary <- lm(reformulate(regressors, "squared"), data = data)
  breusch_pagan <- nrow(data) * summary(auxiliary)$r.squared
  vif <- if (length(regressors) > 1) unname(vif(model)) else 1
  list(
    terms = names(coef(model)), hac_lags = unbox(lag), nobs = unbox(nrow(data)),
    params = unname(coef(model)), cov = unname(covariance),
    std_errors = unname(tests[, 2]), tstats = unname(tests[, 3]), pvalues = unname(tests[, 4]),
    conf_low = unname(interval[, 1]), conf_high = unname(interval[, 2]), vif = vif,
    rsquared = unbox(summary(model)$r.squared), rsquared_adj = unbox(summary(model)$adj.r.squared),
    f_statistic = unbox(wald$F[2]), f_pvalue = unbox(wald[["Pr(>F)"]][2]),
    durbin_watson = unbox(durbin_watson),
    breusch_pagan = unbox(breusch_pagan),
    breusch_pagan_pvalue = unbox(pchisq(breusch_pagan, length(regressors), lower.tail = FALSE)),
    residual_sd = unbox(summary(model)$sigma)
  )
}

results <- list(
  relative_return_12m = estimate("relative_return_12m.csv", 18),
  eps_growth = estimate("eps_growth.csv", 6),
  okun = estimate("okun.csv", 18, cap = FALSE)
)
writeLines(toJSON(results, digits = I(16), pretty = TRUE), file.path(here, "least_squares.json"))
