# Rscript tests/reference/overlap.R (from the project root); R 4.2.2, jsonlite 1.8.4
# Covariance of weighted least squares under a known overlap of the errors, by elementary algebra.
suppressMessages(library(jsonlite))
here <- "tests/reference"

estimate <- function(file, window) {
  data <- read.csv(file.path(here, file))
  regressors <- setdiff(names(data), c("period", "y", "weight"))
  full <- data$weight == 1
  for (name in regressors) {
    data[[name]] <- pmin(pmax(data[[name]], min(data[[name]][full])), max(data[[name]][full]))
  }
  model <- lm(reformulate(regressors, "y"), data = data, weights = weight)
  n <- nrow(data)
  # Errors are moving sums of n + m - 1 shocks: build the sums, so that no autocovariance is needed.
  m <- length(window)
  sums <- matrix(0, n, n + m - 1)
  for (i in 1:n) sums[i, i:(i + m - 1)] <- window
  omega <- sums %*% t(sums) / sum(window^2)
  scale <- diag(1 / sqrt(data$weight))
  omega <- scale %*% omega %*% scale
  x <- model.matrix(model)
  w <- diag(data$weight)
  hat <- solve(t(x) %*% w %*% x) %*% t(x) %*% w
  annihilator <- diag(n) - x %*% hat
  quadratic <- t(annihilator) %*% w %*% annihilator
  trace <- sum(diag(quadratic %*% omega))
  e <- residuals(model)
  variance <- as.numeric(t(e) %*% w %*% e) / trace
  cov <- variance * hat %*% omega %*% t(hat)
  dof <- trace^2 / sum(diag(quadratic %*% omega %*% quadratic %*% omega))
  t <- coef(model) / sqrt(diag(cov))
  # Whole rows of omega, the last within the pandemic's reach of its neighbours.
  rows <- c(1, n %/% 2, n - 16)
  list(params = unname(coef(model)), omega_rows = rows - 1, omega = unname(omega[rows, ]),
       variance = unbox(variance), cov = unname(cov), dof = unbox(dof),
       pvalues = unname(2 * pt(-abs(t), dof)))
}

results <- list(
  eps_growth = estimate("eps_growth.csv", c(1, 2, 3, 4, 3, 2, 1)),
  profit_growth = estimate("profit_growth.csv", rep(1, 4))
)
writeLines(toJSON(results, digits = I(16), pretty = TRUE), file.path(here, "overlap.json"))
