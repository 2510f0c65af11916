# Writes the reference values of tests/synthesis from R's metafor. Run: Rscript reference.R [outdir]
# Optimisers are run to 1e-12 so that two correct programs agree; where one stops short it is recorded as null.
suppressMessages({library(metafor); library(jsonlite); library(metadat)})
here <- dirname(normalizePath(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE)[1])))
out <- commandArgs(trailingOnly = TRUE); out <- if (length(out)) out[1] else here
source(file.path(here, "sets.R"))
tight <- list(threshold = 1e-13, maxiter = 20000, tol = 1e-13)
ok <- function(e) tryCatch(suppressWarnings(e), error = function(err) NULL)
num <- function(x) unname(as.numeric(x))
core <- function(r) if (is.null(r)) NULL else list(b = num(r$beta), se = num(r$se), lo = num(r$ci.lb), hi = num(r$ci.ub), p = num(r$pval),
  tau2 = num(r$tau2), i2 = num(r$I2), h2 = num(r$H2), q = num(r$QE), qp = num(r$QEp), ll = num(logLik(r)))
pools <- function(x) {
  o <- list(yi = x$yi, vi = x$vi)
  for (m in c("REML", "ML", "PM", "DL", "EE", "HE", "HS", "SJ", "EB"))
    for (t in c("z", "knha")) o[[paste(m, t, sep = ".")]] <- core(ok(rma(yi, vi, data = x, method = m, test = t, control = tight)))
  r <- ok(rma(yi, vi, data = x, control = tight))
  if (!is.null(r)) { ci <- ok(confint(r, control = list(tol = 1e-13, tau2.max = 1e5))); o$qprofile <- num(ci$random["tau^2", 2:3])
    pr <- ok(predict(r)); o$pi_normal <- c(num(pr$pi.lb), num(pr$pi.ub)) }
  o }
versions <- list(R = R.version.string, metafor = as.character(packageVersion("metafor")), metadat = as.character(packageVersion("metadat")), date = format(Sys.Date()))
save_json <- function(x, f) write_json(c(list(made_with = versions), x), file.path(out, f), digits = NA, auto_unbox = TRUE, null = "null", na = "null")
save_json(list(sets = lapply(S, pools)), "pools.json")

# Effect sizes: every measure on its published set, inputs beside outputs.
E <- list()
es <- function(name, measure, cols, ...) { e <- escalc(measure, ...); E[[name]] <<- list(measure = measure, columns = cols, yi = num(e$yi), vi = num(e$vi)) }
for (n in names(C)) { x <- C[[n]]; for (m in c("OR", "RR", "RD", "AS")) es(paste0(n, ".", m), m, as.list(x), ai = x$ai, n1i = x$n1i, ci = x$ci, n2i = x$n2i)
  es(paste0(n, ".PETO"), "PETO", as.list(x), ai = x$ai, n1i = x$n1i, ci = x$ci, n2i = x$n2i, to = "none") }
for (n in names(P)) { x <- P[[n]]; for (m in c("PR", "PLN", "PLO", "PAS", "PFT")) es(paste0(n, ".", m), m, as.list(x), xi = x$xi, ni = x$ni)
  es(paste0(n, ".IR"), "IR", list(xi = x$xi, ti = x$ni), xi = x$xi, ti = x$ni); es(paste0(n, ".IRLN"), "IRLN", list(xi = x$xi, ti = x$ni), xi = x$xi, ti = x$ni) }
for (n in names(R)) { x <- R[[n]]; for (m in c("IRR", "IRD")) es(paste0(n, ".", m), m, as.list(x), x1i = x$x1i, t1i = x$t1i, x2i = x$x2i, t2i = x$t2i) }
ms <- function(n, d) for (m in c("MD", "SMD", "SMDH", if (n != "gibson2002") "ROM")) es(paste0(n, ".", m), m,
  list(m1 = d$m1i, sd1 = d$sd1i, n1 = d$n1i, m2 = d$m2i, sd2 = d$sd2i, n2 = d$n2i), m1i = d$m1i, sd1i = d$sd1i, n1i = d$n1i, m2i = d$m2i, sd2i = d$sd2i, n2i = d$n2i)
ms("normand1999", dat.normand1999); ms("curtis1998", dat.curtis1998); ms("gibson2002", dat.gibson2002[complete.cases(dat.gibson2002[, c("m1i", "sd1i", "m2i", "sd2i")]), ])
for (m in c("COR", "ZCOR")) es(paste0("mcdaniel1994.", m), m, list(ri = dat.mcdaniel1994$ri, ni = dat.mcdaniel1994$ni), ri = dat.mcdaniel1994$ri, ni = dat.mcdaniel1994$ni)
es("normand1999.MN", "MN", list(mi = dat.normand1999$m1i, sdi = dat.normand1999$sd1i, ni = dat.normand1999$n1i), mi = dat.normand1999$m1i, sdi = dat.normand1999$sd1i, ni = dat.normand1999$n1i)
pp <- data.frame(m1 = c(30.6, 23.5, 0.5, 53.4, 35.6), sd1 = c(15, 3.1, 0.1, 14.5, 4.7), m2 = c(38.5, 26.8, 0.7, 75.9, 36), sd2 = c(11.6, 4.1, 0.1, 4.4, 4.6), ni = c(20, 50, 9, 10, 14), ri = c(0.47, 0.64, 0.77, 0.89, 0.44))
for (m in c("MC", "SMCC", "SMCR")) es(paste0("prepost.", m), m, as.list(pp), m1i = pp$m1, sd1i = pp$sd1, m2i = pp$m2, sd2i = pp$sd2, ni = pp$ni, ri = pp$ri)
save_json(list(effects = E), "effects.json")
