# Dose-response by other means: pseudo-counts by the Newton steps of Greenland and Longnecker's appendix, splines by
# Hmisc, second stage by metafor's rma.mv. Data are simulated here. `Rscript reference.R [outdir]`
suppressMessages({library(metafor); library(Hmisc); library(jsonlite)})
here <- dirname(normalizePath(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE)[1])))
out <- commandArgs(trailingOnly = TRUE); out <- if (length(out)) out[1] else here
num <- function(x) unname(as.numeric(x))
newton <- function(kind, cases, n, L) { m <- length(cases); M <- sum(cases); A <- cases[-1]
  for (i in 1:500) { A0 <- M - sum(A); B <- if (kind == "cc") n - c(A0, A) else n; e <- L + log(A0) + log(B[-1]) - log(A) - log(B[1])
    g <- 1 / c(A0, A) + (if (kind == "cc") 1 / B else 0); H <- matrix(g[1], m - 1, m - 1); diag(H) <- g[1] + g[-1]; step <- solve(H, e)
    t <- 1; while (any(A + t * step <= 0) || sum(A + t * step) >= M || (kind == "cc" && any(A + t * step >= n[-1]))) t <- t / 2
    A <- A + t * step; if (max(abs(step)) < 1e-13) break }
  c(M - sum(A), A) }
covariance <- function(kind, cases, n, L, se) { A <- newton(kind, cases, n, L); s <- 1 / A + switch(kind, cc = 1 / (n - A), ci = -1 / n, ir = 0)
  v <- sqrt(s[1] + s[-1]); R <- s[1] / outer(v, v); diag(R) <- 1; list(A = A, C = R * outer(se, se)) }
set.seed(20)
D <- do.call(rbind, lapply(1:9, function(i) { kind <- c("cc", "ci", "ir")[i %% 3 + 1]; m <- 4 + i %% 3; dose <- c(0, sort(round(runif(m - 1, 1, 60), 1)))
  n <- if (kind == "ir") round(runif(m, 2000, 30000)) else round(runif(m, 200, 900)); slope <- rnorm(1, 0.012, 0.01); bend <- rnorm(1, -0.00008, 0.0001)
  L <- c(0, slope * dose[-1] + bend * dose[-1]^2 + rnorm(m - 1, 0, 0.12)); base <- if (kind == "ir") 0.006 else 0.15; cases <- pmax(5, rpois(m, n * base * exp(0.7 * L)))
  se <- sqrt(1.15 * (1 / cases[1] + 1 / cases)); data.frame(study = paste0("S", i), kind, dose, cases, n, logrr = L, se = ifelse(dose == 0, NA, se)) }))
knots <- num(quantile(D$dose, c(0.1, 0.5, 0.9)))
shapes <- list(linear = function(x) cbind(x), quadratic = function(x) cbind(x, x^2), spline = function(x) rcspline.eval(x, knots = knots, inclx = TRUE, norm = 2))
F <- list()
for (name in names(shapes)) { f <- shapes[[name]]; b <- c(); V <- list(); study <- c(); C <- list()
  for (s in unique(D$study)) { d <- D[D$study == s, ]; X <- f(d$dose); X <- X[-1, , drop = FALSE] - X[rep(1, nrow(X) - 1), , drop = FALSE]
    g <- covariance(d$kind[1], d$cases, d$n, d$logrr[-1], d$se[-1]); C[[s]] <- g; W <- solve(g$C); S <- solve(t(X) %*% W %*% X); b <- c(b, S %*% t(X) %*% W %*% d$logrr[-1]); V[[s]] <- S; study <- c(study, rep(s, ncol(X))) }
  p <- length(b) / length(unique(study)); inner <- rep(seq_len(p), length(unique(study))); scale <- rep(sqrt(rowMeans(sapply(V, diag) + matrix(0, p, length(V)))), length(unique(study)))
  if (p == 1) scale <- rep(sqrt(mean(unlist(V))), length(b))
  VV <- bldiag(V) / outer(scale, scale); X <- if (p == 1) matrix(1, length(b), 1) else model.matrix(~ factor(inner) - 1)
  common <- rma.mv(b / scale, VV, mods = X, intercept = FALSE, method = "EE")
  o <- list(ee = list(b = num(common$beta) * scale[1:p], se = num(common$se) * scale[1:p], q = common$QE))
  if (p == 1) { r <- rma(b / scale, diag(VV), control = list(threshold = 1e-14, maxiter = 10000)); o$reml <- list(b = num(r$beta) * scale[1], se = num(r$se) * scale[1], psi = r$tau2 * scale[1]^2, ll = num(logLik(r)) - (length(b) - 1) * log(scale[1])) }
  else { best <- NULL; for (t0 in c(0.1, 1, 5)) for (r0 in c(-0.9, 0, 0.9)) { r <- tryCatch(suppressWarnings(rma.mv(b / scale, VV, mods = X, intercept = FALSE, random = ~ factor(inner) | study, struct = "UN", control = list(tau2.init = rep(t0, p), rho.init = rep(r0, p * (p - 1) / 2), optimizer = "nlminb", rel.tol = 1e-12))), error = function(e) NULL)
      if (!is.null(r) && (is.null(best) || logLik(r) > logLik(best))) best <- r }
    o$reml <- list(b = num(best$beta) * scale[1:p], se = num(best$se) * scale[1:p], psi = outer(scale[1:p], scale[1:p]) * best$G, ll = num(logLik(best)) - (length(unique(study)) - 1) * sum(log(scale[1:p]))) }
  F[[name]] <- o }
G <- lapply(unique(D$study), function(s) { d <- D[D$study == s, ]; covariance(d$kind[1], d$cases, d$n, d$logrr[-1], d$se[-1]) })
write_json(list(made_with = list(R = R.version.string, metafor = as.character(packageVersion("metafor")), Hmisc = as.character(packageVersion("Hmisc")), date = format(Sys.Date())), data = as.list(D), knots = knots, basis = rcspline.eval(c(0, 5, 17, 33, 61), knots = knots, inclx = TRUE, norm = 2), studies = G, fits = F), file.path(out, "reference.json"), digits = NA, auto_unbox = TRUE, na = "null")
