# Rscript tests/reference/redraws.R (from the project root); R 4.2.2, jsonlite 1.8.4
# Coefficients of sign-flipped blocks of shocks on kept regressors, one lm() a redraw.
suppressMessages(library(jsonlite))
here <- "tests/reference"

capped <- function(data, regressors) {
  full <- data$weight == 1
  for (name in regressors) {
    data[[name]] <- pmin(pmax(data[[name]], min(data[[name]][full])), max(data[[name]][full]))
  }
  data
}

redraw <- function(data, regressors, shocks, signs, block, window) {
  observed <- coef(lm(reformulate(regressors, "y"), data = data, weights = weight))
  coefficients <- t(sapply(seq_len(ncol(signs)), function(draw) {
    redrawn <- shocks
    for (period in seq_along(shocks)) {
      redrawn[period] <- signs[(period - 1) %/% block + 1, draw] * shocks[period]
    }
    data$total <- sapply(seq_len(nrow(data)), function(row) sum(redrawn[row:(row + window - 1)]))
    coef(lm(reformulate(regressors, "total"), data = data, weights = weight))
  }))
  beyond <- sapply(seq_along(observed), function(k) sum(abs(coefficients[, k]) >= abs(observed[k])))
  list(
    observed = unname(observed), coefficients = unname(coefficients), cov = unname(cov(coefficients)),
    pvalues = (1 + beyond) / (1 + nrow(coefficients))
  )
}

read_signs <- function(name) as.matrix(read.csv(file.path(here, name), header = FALSE))

windows <- read.csv(file.path(here, "relative_return_12m.csv"))
window_regressors <- setdiff(names(windows), c("period", "y", "weight"))
windows <- capped(windows, window_regressors)
monthly <- read.csv(file.path(here, "monthly_returns.csv"))$shock

results <- list(
  relative_return_12m = redraw(windows, window_regressors, monthly - mean(monthly),
                               read_signs("signs_monthly.csv"), 12, 12)
)
writeLines(toJSON(results, digits = I(16), pretty = FALSE), file.path(here, "redraws.json"))
