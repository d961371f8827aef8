# Rscript tests/reference/walk_forward.R (from the project root); R 4.2.2, jsonlite 1.8.4
# Three predictions of each equation by lm() on the rows that had ended before the target began.
suppressMessages(library(jsonlite))
here <- "tests/reference"
PRIOR_SD <- 0.1  # pp a month

month_number <- function(period) 12 * as.integer(substr(period, 1, 4)) + as.integer(substr(period, 6, 7))
quarter_number <- function(period) 4 * as.integer(substr(period, 1, 4)) + as.integer(substr(period, 6, 6))

predict_one <- function(data, number, target, gap, levers, state, shocks = NULL, uncapped = NULL) {
  training <- data[number <= number[data$period == target] - gap, ]
  now <- data[data$period == target, ]
  full <- training$weight == 1
  for (name in setdiff(c(levers, state), uncapped)) {
    low <- min(training[[name]][full])
    high <- max(training[[name]][full])
    training[[name]] <- pmin(pmax(training[[name]], low), high)
    now[[name]] <- pmin(pmax(now[[name]], low), high)
  }
  both <- lm(reformulate(c(levers, state), "y"), data = training, weights = weight)
  start <- coef(both)[["(Intercept)"]]
  if (!is.null(shocks)) {
    past <- shocks$shock[month_number(shocks$period) <= month_number(target) - gap]
    start <- gap * mean(past) / (1 + var(past) / (length(past) * PRIOR_SD^2))
  }
  state_model <- if (length(state)) reformulate(state, "y") else y ~ 1
  list(
    target = unbox(target), n_training = unbox(nrow(training)),
    levers = unbox(start + sum(unlist(now[levers]) * coef(both)[levers])),
    state = unbox(predict(lm(state_model, data = training, weights = weight), now)[[1]]),
    levers_and_state = unbox(predict(both, now)[[1]]),
    mean = unbox(weighted.mean(training$y, training$weight))
  )
}

windows <- read.csv(file.path(here, "relative_return_12m.csv"))
state <- grep("^state_", names(windows), value = TRUE)
levers <- setdiff(names(windows), c("period", "y", "weight", state))
shocks <- read.csv(file.path(here, "monthly_returns.csv"))
quarters <- read.csv(file.path(here, "eps_growth.csv"))
growth_levers <- setdiff(names(quarters), c("period", "y", "weight"))

results <- list(
  relative_return_12m = lapply(c("1985-01", "2009-06", "2022-03"), function(target) {
    predict_one(windows, month_number(windows$period), target, 12, levers, state, shocks)
  }),
  eps_growth = lapply(c("2000Q1", "2009Q1", "2022Q2"), function(target) {
    predict_one(quarters, quarter_number(quarters$period), target, 5, growth_levers, character(0),
                uncapped = grep("credit_spread", growth_levers, value = TRUE))
  })
)
writeLines(toJSON(results, digits = I(16), pretty = TRUE), file.path(here, "walk_forward.json"))
