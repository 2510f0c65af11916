# Tables as CSV with what metafor finds in them, for tests of `stemwise pool`. `Rscript reference.R [outdir]`
suppressMessages({library(metafor); library(metadat); library(jsonlite)})
here <- dirname(normalizePath(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE)[1])))
out <- commandArgs(trailingOnly = TRUE); out <- if (length(out)) out[1] else here
num <- function(x) unname(as.numeric(x))
csv <- function(d) paste(capture.output(write.csv(d, row.names = FALSE)), collapse = "\n")
ctl <- list(threshold = 1e-13, maxiter = 10000, tol = 1e-12)
found <- function(r) { q <- confint(r, control = list(tol = 1e-12))$random
  list(estimate = num(r$b), se = num(r$se), ci = num(c(r$ci.lb, r$ci.ub)), p = num(r$pval), tau2 = r$tau2, tau2_ci = num(q[1, 2:3]), i2 = r$I2, q = r$QE) }
case <- function(name, data, measure, call, loo = FALSE) {
  r <- call("REML"); o <- list(csv = csv(data), measure = measure, hksj = found(r), pm = list(estimate = num(call("PM")$b), tau2 = call("PM")$tau2), ee = list(estimate = num(call("EE")$b)))
  if (loo) o$without <- num(leave1out(r)$estimate)
  o }
b <- dat.bcg; n <- dat.normand1999; z <- dat.pritz1997
C <- list(
  bcg = case("bcg", b, "RR", function(m) rma(measure = "RR", ai = tpos, bi = tneg, ci = cpos, di = cneg, data = b, method = m, test = if (m == "EE") "z" else "knha", control = ctl), TRUE),
  normand = case("normand", n, "SMD", function(m) rma(measure = "SMD", m1i = m1i, sd1i = sd1i, n1i = n1i, m2i = m2i, sd2i = sd2i, n2i = n2i, data = n, method = m, test = if (m == "EE") "z" else "knha", control = ctl), TRUE),
  pritz = case("pritz", z, "PLO", function(m) rma(measure = "PLO", xi = xi, ni = ni, data = z, method = m, test = if (m == "EE") "z" else "knha", control = ctl)))
g <- rma(measure = "RR", ai = tpos, bi = tneg, ci = cpos, di = cneg, mods = ~ ablat + alloc, data = b, test = "knha", control = ctl)
C$bcg$mods <- list(b = num(g$b), se = num(g$se), names = rownames(g$b), tau2 = g$tau2, qm = g$QM)
mh <- rma.mh(measure = "RR", ai = tpos, bi = tneg, ci = cpos, di = cneg, data = b); C$bcg$mh <- num(mh$b)
write_json(list(made_with = list(R = R.version.string, metafor = as.character(packageVersion("metafor")), metadat = as.character(packageVersion("metadat")), date = format(Sys.Date())), cases = C), file.path(out, "reference.json"), digits = NA, auto_unbox = TRUE)
