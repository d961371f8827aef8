# Rscript tests/reference/robust.R (from the project root); versions are written into the output
# Quantile regression by quantreg's rq(method = "br"), Huber by MASS's rlm(psi.huber, MAD).
suppressMessages({library(quantreg); library(MASS); library(jsonlite)})
here <- "tests/reference"
TAUS <- c(0.05, 0.1, 0.25, 0.5, 0.75)
# rlm divides its MAD by 0.6745, statsmodels by qnorm(3/4): the cut is scaled so that both are one.
CUT <- 1.345 * 0.6745 / qnorm(0.75)

read_sample <- function(file) {
  data <- read.csv(file.path(here, file))
  x <- as.matrix(data[setdiff(names(data), c("period", "y", "weight"))])
  full <- data$weight == 1
  for (j in seq_len(ncol(x))) x[, j] <- pmin(pmax(x[, j], min(x[full, j])), max(x[full, j]))
  list(y = data$y, x = x, w = data$weight)
}

results <- list(versions = list(
  R = paste(R.version$major, R.version$minor, sep = "."),
  quantreg = as.character(packageVersion("quantreg")),
  MASS = as.character(packageVersion("MASS"))
))
for (name in c("relative_return_12m", "eps_growth", "profit_growth")) {
  s <- read_sample(paste0(name, ".csv"))
  quantiles <- sapply(TAUS, function(tau) {
    unname(coef(rq(s$y ~ s$x, tau = tau, weights = s$w, method = "br")))
  })
  losses <- sapply(seq_along(TAUS), function(i) {
    missed <- s$y - cbind(1, s$x) %*% quantiles[, i]
    sum(s$w * missed * (TAUS[i] - (missed < 0)))
  })
  huber <- rlm(s$y ~ s$x, weights = s$w, psi = psi.huber, k = CUT, scale.est = "MAD",
               wt.method = "inv.var", acc = 1e-14, maxit = 2000)
  results[[name]] <- list(taus = TAUS, quantiles = t(quantiles), losses = losses,
                          huber = unname(coef(huber)), huber_plain_cut =
                            unname(coef(rlm(s$y ~ s$x, weights = s$w, psi = psi.huber, maxit = 2000,
                                            wt.method = "inv.var", acc = 1e-14))))
}
writeLines(toJSON(results, digits = I(16), pretty = TRUE, auto_unbox = TRUE),
           file.path(here, "robust.json"))
