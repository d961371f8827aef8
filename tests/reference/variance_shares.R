# Rscript tests/reference/variance_shares.R (from the project root); R 4.2.2, boot, jsonlite 1.8.4
# A variance share is the slope of a part on the price with one intercept a calendar quarter. The spread
# of its block resamples comes from boot::tsboot, 20,000 of them, with random numbers of its own.
suppressMessages({
  library(jsonlite)
  library(boot)
})
here <- "tests/reference"
data <- read.csv(file.path(here, "identity_large_cap.csv"))

# Levels chained from four-quarter growth; the four levels before the first are unknown: any will do.
chain <- function(growth) {
  level <- c(3, -1, 4, 1.5)
  for (g in growth) level <- c(level, level[length(level) - 3] + g)
  level
}
price <- chain(data$price)
eps <- chain(data$eps)
season <- factor((seq_along(price) - 1) %% 4)

at_horizon <- function(h) {
  p <- diff(price, lag = h)
  e <- diff(eps, lag = h)
  s <- season[-(1:h)]
  rows <- cbind(resid(lm(p ~ s)), resid(lm(e ~ s)))
  set.seed(1989)
  slope <- function(x) cov(x[, 1], x[, 2]) / var(x[, 1])
  resamples <- tsboot(rows, slope, R = 20000, l = h + 8, sim = "fixed", endcorr = TRUE)
  block <- h + 8
  n <- nrow(rows)
  half <- qt(0.95, n / block - 1) * sd(resamples$t) * sqrt(n / (n - block))
  list(share = unname(coef(lm(e ~ p + s))["p"]), half_width = half, n = n)
}

horizons <- c(1, 4, 8, 12, 20)
out <- setNames(lapply(horizons, at_horizon), horizons)
write(toJSON(out, auto_unbox = TRUE, digits = 15, pretty = TRUE), file.path(here, "variance_shares.json"))
