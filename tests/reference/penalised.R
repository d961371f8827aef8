# Rscript tests/reference/penalised.R (from the project root); R 4.2.2, glmnet 4.1.6, jsonlite 1.8.4
# Ridge by lm() on augmented rows, elastic net by glmnet, both at fixed penalties.
suppressMessages({library(glmnet); library(jsonlite)})
here <- "tests/reference"
penalties <- c(0.05, 0.5, 2, 5)
RHO <- 0.5

read_sample <- function(file) {
  data <- read.csv(file.path(here, file))
  x <- as.matrix(data[setdiff(names(data), c("period", "y", "weight"))])
  full <- data$weight == 1
  for (j in seq_len(ncol(x))) x[, j] <- pmin(pmax(x[, j], min(x[full, j])), max(x[full, j]))
  share <- data$weight / sum(data$weight)
  centre <- colSums(share * x)
  z <- sweep(x, 2, centre)
  scale <- sqrt(colSums(share * z^2))
  list(y = data$y, z = sweep(z, 2, scale, "/"), share = share, centre = centre, scale = scale)
}

own_units <- function(s, coefficients) {
  slopes <- coefficients / s$scale
  unname(c(sum(s$share * s$y) - sum(s$centre * slopes), slopes))
}

# Rows sqrt(penalty) * identity with regressand 0 are the penalty, exactly; z has mean 0, so the
# constant is the mean of y.
ridge <- function(s, penalty) {
  root <- sqrt(s$share)
  mean_y <- sum(s$share * s$y)
  rows <- rbind(root * s$z, sqrt(penalty) * diag(ncol(s$z)))
  own_units(s, coef(lm(c(root * (s$y - mean_y), rep(0, ncol(s$z))) ~ rows - 1)))
}

# glmnet divides y by its standard deviation before it penalises: the two parts are turned into its terms.
net <- function(s, penalty) {
  mean_y <- sum(s$share * s$y)
  sd_y <- sqrt(sum(s$share * (s$y - mean_y)^2))
  absolute <- penalty * RHO / sd_y
  squared <- penalty * (1 - RHO)
  fit <- glmnet(s$z, (s$y - mean_y) / sd_y, weights = s$share, alpha = absolute / (absolute + squared),
                lambda = absolute + squared, standardize = FALSE, thresh = 1e-22, maxit = 1e7)
  own_units(s, sd_y * as.numeric(fit$beta))
}

results <- list()
for (name in c("relative_return_12m", "eps_growth")) {
  s <- read_sample(paste0(name, ".csv"))
  results[[name]] <- list(
    penalties = penalties,
    ridge = unname(t(sapply(penalties, function(p) ridge(s, p)))),
    elastic_net = unname(t(sapply(penalties, function(p) net(s, p))))
  )
}
writeLines(toJSON(results, digits = I(16), pretty = TRUE), file.path(here, "penalised.json"))
