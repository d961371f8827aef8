# Rscript tests/reference/conditional.R (from the project root); R 4.2.2, jsonlite 1.8.4
# Distribution of a VAR(2) over eight months given some variables' paths: the joint normal of all
# cells is built by simulating one unit shock at a time, then conditioned by the textbook formula.
suppressMessages(library(jsonlite))
set.seed(4)
n <- 4; lags <- 2; months <- 8
phi <- cbind(0.5 * diag(n) + 0.1 * matrix(rnorm(n * n), n), 0.1 * matrix(rnorm(n * n), n))
impact <- matrix(rnorm(n * n), n); impact[upper.tri(impact)] <- 0; diag(impact) <- runif(n, 0.5, 1.5)
constant <- rnorm(n); past <- matrix(rnorm(3 * n), 3)

path <- function(shocks, constant, past) {  # shocks: months x n
  run <- past
  for (t in 1:months) {
    last <- nrow(run)
    new <- constant + phi %*% c(run[last, ], run[last - 1, ]) + impact %*% shocks[t, ]
    run <- rbind(run, as.vector(new))
  }
  as.vector(t(tail(run, months)))  # month-major
}
none <- matrix(0, months, n)
forecast <- path(none, constant, past)
m <- sapply(1:(months * n), function(k) {
  unit <- none; unit[(k - 1) %/% n + 1, (k - 1) %% n + 1] <- 1
  path(unit, 0 * constant, 0 * past)
})
omega <- m %*% t(m)
condition <- function(name, variables) {
  fixed <- rep(1:n, months) %in% variables
  values <- rnorm(sum(fixed))
  w <- omega[, fixed] %*% solve(omega[fixed, fixed])
  list(name = name, variables = as.list(variables), values = values,
       mean = as.vector(forecast + w %*% (values - forecast[fixed])),
       covariance = omega - w %*% omega[fixed, ])
}
cases <- list(condition("one variable", 1), condition("three variables", c(1, 3, 4)))
writeLines(toJSON(list(
  input = list(n = unbox(n), lags = unbox(lags), months = unbox(months), constant = constant,
               phi = phi, impact = impact, past = past),
  cases = lapply(cases, function(case) { case$name <- unbox(case$name); case$variables <- unlist(case$variables); case })
), digits = NA), "tests/reference/conditional.json")
