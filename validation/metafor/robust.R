# Influence, small-study tests, regression, subgroups. `Rscript robust.R [outdir]`
suppressMessages({library(metafor); library(jsonlite); library(metadat)})
here <- dirname(normalizePath(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE)[1])))
out <- commandArgs(trailingOnly = TRUE); out <- if (length(out)) out[1] else here
source(file.path(here, "sets.R"))
tight <- list(threshold = 1e-13, maxiter = 20000, tol = 1e-13)
ok <- function(e) tryCatch(suppressWarnings(e), error = function(err) NULL)
num <- function(x) unname(as.numeric(x))
I <- list()
for (n in c("bcg.RR", "normand1999.SMD", "hackshaw1998", "raudenbush1985", "molloy2014.ZCOR", "lau1992.OR", "pignon2000", "nielweise2007.OR", "bangertdrowns2004", "egger2001.OR")) {
  x <- S[[n]]; for (m in c("REML", "EE")) { r <- rma(yi, vi, data = x, method = m, control = tight)
  l <- leave1out(r); f <- influence(r); cu <- cumul(r); b <- baujat(r, plot = FALSE)
  rs <- rstudent(r)
  I[[paste(n, m, sep = "|")]] <- list(yi = x$yi, vi = x$vi, loo = list(b = num(l$estimate), se = num(l$se), tau2 = if (m == "REML") num(l$tau2) else rep(0, nrow(x)), q = num(l$Q)),
    rstudent = num(rs$z), cook = num(f$inf$cook.d), dffits = num(f$inf$dffits), covr = num(f$inf$cov.r), hat = num(f$inf$hat), weight = num(f$inf$weight), dfbs = num(f$dfbs[[1]]),
    cumul = list(b = num(cu$estimate), se = num(cu$se)), baujat = list(x = num(b$x), y = num(b$y))) } }
B <- list()
for (n in c("bcg.OR", "hackshaw1998", "egger2001.OR", "hahn2001.OR", "normand1999.SMD", "molloy2014.ZCOR", "lau1992.OR", "pignon2000", "begg1989", "bangertdrowns2004", "nielweise2007.OR", "raudenbush1985", "li2007.OR", "damico2009.OR")) {
  x <- S[[n]]; r <- ok(rma(yi, vi, data = x, control = tight)); if (is.null(r)) next
  e1 <- regtest(x$yi, x$vi, model = "lm"); e2 <- ok(regtest(r)); k <- ranktest(x$yi, x$vi)
  o <- list(yi = x$yi, vi = x$vi, lm = list(z = num(e1$zval), p = num(e1$pval), est = num(e1$est)), mixed = if (is.null(e2)) NULL else list(z = num(e2$zval), p = num(e2$pval), est = num(e2$est)),
    peese = list(est = num(coef(lm(yi ~ vi, weights = 1/vi, data = x))[1])), rank = list(tau = num(k$tau), p = num(k$pval)))
  for (m in c("REML", "EE")) for (e in c("L0", "R0")) { t <- ok(trimfill(rma(yi, vi, data = x, method = m, control = tight), estimator = e))
    o[[paste("tf", m, e, sep = ".")]] <- if (is.null(t)) NULL else list(k0 = t$k0, side = t$side, b = num(t$beta), se = num(t$se)) }
  s1 <- ok(selmodel(rma(yi, vi, data = x, method = "ML"), type = "stepfun", steps = 0.025, alternative = if (coef(r) > 0) "greater" else "less"))
  o$sel3 <- if (is.null(s1)) NULL else list(b = num(s1$beta), tau2 = num(s1$tau2), delta = num(s1$delta), ll = num(logLik(s1)), lrt = num(s1$LRT), lrtp = num(s1$LRTp), alt = if (coef(r) > 0) "greater" else "less")
  B[[n]] <- o }
M <- list()
meta <- function(name, x, f, mods) for (m in c("REML", "ML", "DL", "EE", "PM")) for (t in c("z", "knha")) {
  r <- ok(rma(yi, vi, mods = f, data = x, method = m, test = t, control = tight)); if (is.null(r)) next
  M[[paste(name, m, t, sep = "|")]] <<- list(yi = num(x$yi), vi = num(x$vi), mods = mods, method = m, test = t, b = num(r$beta), se = num(r$se), p = num(r$pval), tau2 = num(r$tau2), qe = num(r$QE), qm = num(r$QM), qmp = num(r$QMp), r2 = num(r$R2), i2 = num(r$I2)) }
d <- escalc("RR", ai = tpos, bi = tneg, ci = cpos, di = cneg, data = dat.bcg)
meta("bcg-ablat", d, ~ ablat, list(ablat = d$ablat)); meta("bcg-ablat-year", d, ~ ablat + year, list(ablat = d$ablat, year = d$year))
d <- dat.bangertdrowns2004[complete.cases(dat.bangertdrowns2004[, c("length", "wic", "feedback", "info", "pers", "imag", "meta")]), ]
meta("bangertdrowns", d, ~ length + wic + feedback + info, list(length = d$length, wic = d$wic, feedback = d$feedback, info = d$info))
d <- dat.raudenbush1985; meta("raudenbush", d, ~ weeks, list(weeks = d$weeks))
d <- escalc("ZCOR", ri = ri, ni = ni, data = dat.molloy2014); meta("molloy", d, ~ meanage + quality, list(meanage = d$meanage, quality = d$quality))
d <- dat.hackshaw1998; meta("hackshaw", d, ~ year, list(year = d$year))
G <- list()
d <- escalc("RR", ai = tpos, bi = tneg, ci = cpos, di = cneg, data = dat.bcg)
r <- rma(yi, vi, mods = ~ factor(alloc) - 1, data = d, control = tight); r2 <- rma(yi, vi, mods = ~ factor(alloc), data = d, control = tight)
G$bcg <- list(yi = num(d$yi), vi = num(d$vi), groups = as.character(d$alloc), levels = levels(factor(d$alloc)), common = list(b = num(r$beta), se = num(r$se), tau2 = r$tau2, qm = r2$QM, p = r2$QMp))
set.seed(1); pe <- permutest(rma(yi, vi, data = escalc("SMD", m1i = m1i, sd1i = sd1i, n1i = n1i, m2i = m2i, sd2i = sd2i, n2i = n2i, data = dat.normand1999), control = tight), exact = TRUE, progbar = FALSE)
P <- list(yi = S[["normand1999.SMD"]]$yi, vi = S[["normand1999.SMD"]]$vi, p = num(pe$pval))
versions <- list(R = R.version.string, metafor = as.character(packageVersion("metafor")), metadat = as.character(packageVersion("metadat")), date = format(Sys.Date()))
write_json(list(made_with = versions, influence = I, bias = B, regression = M, subgroups = G, permutation = P), file.path(out, "robust.json"), digits = NA, auto_unbox = TRUE, null = "null", na = "null")
