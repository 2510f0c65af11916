# Mantel-Haenszel, Peto, and the count models. Sourced after sets.R by `Rscript rare.R [outdir]`.
suppressMessages({library(metafor); library(jsonlite); library(metadat)})
here <- dirname(normalizePath(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE)[1])))
out <- commandArgs(trailingOnly = TRUE); out <- if (length(out)) out[1] else here
source(file.path(here, "sets.R"))
ok <- function(e) tryCatch(suppressWarnings(e), error = function(err) NULL)
num <- function(x) unname(as.numeric(x))
com <- function(r) if (is.null(r)) NULL else list(b = num(r$beta), se = num(r$se), lo = num(r$ci.lb), hi = num(r$ci.ub), q = num(r$QE), bd = num(r$BD), cmh = num(r$MH), k = num(r$k))
glm <- function(r) if (is.null(r)) NULL else list(b = num(r$beta), se = num(r$se), tau2 = num(r$tau2), sigma2 = num(r$sigma2), ll = num(logLik(r)))
T <- list()
for (n in names(C)) { x <- C[[n]]; o <- list(table = x)
  for (m in c("OR", "RR", "RD")) o[[paste0("MH.", m)]] <- com(ok(rma.mh(ai = ai, n1i = n1i, ci = ci, n2i = n2i, data = x, measure = m, correct = FALSE)))
  o$peto <- com(ok(rma.peto(ai = ai, n1i = n1i, ci = ci, n2i = n2i, data = x))); T[[n]] <- o }
RT <- list()
for (n in names(R)) { x <- R[[n]]; o <- list(table = x)
  for (m in c("IRR", "IRD")) o[[paste0("MH.", m)]] <- com(ok(rma.mh(x1i = x1i, t1i = t1i, x2i = x2i, t2i = t2i, data = x, measure = m, correct = FALSE)))
  o$CM.EL <- glm(ok(rma.glmm(x1i = x1i, t1i = t1i, x2i = x2i, t2i = t2i, data = x, measure = "IRR", model = "CM.EL", nAGQ = 50)))
  o$UM.FS <- glm(ok(rma.glmm(x1i = x1i, t1i = t1i, x2i = x2i, t2i = t2i, data = x, measure = "IRR", model = "UM.FS", nAGQ = 50, coding = 1)))
  RT[[n]] <- o }
PT <- list()
for (n in names(P)) { x <- P[[n]]
  PT[[n]] <- list(table = x, PLO = glm(ok(rma.glmm(xi = xi, ni = ni, data = x, measure = "PLO", nAGQ = 50))),
    IRLN = glm(ok(rma.glmm(xi = xi, ti = ni, data = x, measure = "IRLN", nAGQ = 50)))) }
G <- list()
for (n in c("nielweise2007", "hahn2001", "li2007", "bcg", "damico2009", "lee2004", "collins1985b.pre", "yusuf1985.6", "cannon2006", "viechtbauer2021")) if (!is.null(C[[n]])) {
  x <- C[[n]]; o <- list(table = x)
  o$CM.AL <- glm(ok(rma.glmm(ai = ai, n1i = n1i, ci = ci, n2i = n2i, data = x, measure = "OR", model = "CM.AL", nAGQ = 50)))
  o$UM.FS <- glm(ok(rma.glmm(ai = ai, n1i = n1i, ci = ci, n2i = n2i, data = x, measure = "OR", model = "UM.FS", nAGQ = 50, coding = 1)))
  if (sum(pmin(x$n1i, x$ai + x$ci)) < 3000) o$CM.EL <- glm(ok(rma.glmm(ai = ai, n1i = n1i, ci = ci, n2i = n2i, data = x, measure = "OR", model = "CM.EL",
     control = list(dnchgcalc = "dnoncenhypergeom"))))
  G[[n]] <- o }
versions <- list(R = R.version.string, metafor = as.character(packageVersion("metafor")), lme4 = as.character(packageVersion("lme4")), metadat = as.character(packageVersion("metadat")), date = format(Sys.Date()))
write_json(list(made_with = versions, tables = T, rates = RT, proportions = PT, glmm = G), file.path(out, "rare.json"), digits = NA, auto_unbox = TRUE, null = "null", na = "null")
