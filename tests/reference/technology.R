# Rscript tests/reference/technology.R (from the project root); versions are written into the output
# Slopes by lm, standard errors by sandwich's NeweyWest, variance between eras by plain sums.
suppressMessages({library(sandwich); library(jsonlite)})
here <- "tests/reference"
data <- read.csv(file.path(here, "technology.csv"))
year <- as.integer(substr(data$period, 1, 4))
eras <- list(c(1987, 1999), c(2000, 2008), c(2009, 2100))

found <- lapply(eras, function(era) {
  mine <- data[year >= era[1] & year <= era[2], ]
  fit <- lm(y ~ x, mine)
  cov <- NeweyWest(fit, lag = 3, prewhite = FALSE, adjust = TRUE)
  list(slope = unname(coef(fit)["x"]), error = sqrt(cov["x", "x"]), nobs = nrow(mine))
})
slopes <- sapply(found, function(era) era$slope)
errors <- sapply(found, function(era) era$error)
P <- length(slopes)
Q <- sum((slopes - mean(slopes))^2) / (P - 1)  # what the slopes differ by
between <- (1 + 1 / P) * max(0, Q - sum(errors^2) / P)  # less what sampling alone would
results <- list(
  versions = list(R = paste(R.version$major, R.version$minor, sep = "."),
                  sandwich = as.character(packageVersion("sandwich"))),
  eras = found, between = between
)
writeLines(toJSON(results, digits = I(16), pretty = TRUE, auto_unbox = TRUE),
           file.path(here, "technology.json"))
