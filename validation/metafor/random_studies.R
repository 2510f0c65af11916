# Unconditional models with random study effects (rma.glmm UM.RS; lme4 by Laplace, as for any two random effects), and
# where lme4's own errors failed. `Rscript random_studies.R [outdir]`, after rare.R, whose tables it reads.
suppressMessages({library(metafor); library(jsonlite)})
here <- dirname(normalizePath(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE)[1])))
out <- commandArgs(trailingOnly = TRUE); out <- if (length(out)) out[1] else here
J <- fromJSON(file.path(here, "rare.json")); G <- list(); R <- list()
take <- function(r) if (is.null(r)) NULL else list(ll = as.numeric(logLik(r)), b = as.numeric(r$beta), se = as.numeric(r$se), sigma2 = r$sigma2, tau2 = r$tau2)
ok <- function(e) tryCatch(suppressWarnings(e), error = function(err) NULL)
for (n in names(J$glmm)) { t <- as.data.frame(J$glmm[[n]]$table)
  G[[n]] <- take(ok(rma.glmm(ai = ai, n1i = n1i, ci = ci, n2i = n2i, data = t, measure = "OR", model = "UM.RS", nAGQ = 1, drop00 = FALSE))) }
for (n in names(J$rates)) { t <- as.data.frame(J$rates[[n]]$table)
  R[[n]] <- take(ok(rma.glmm(x1i = x1i, t1i = t1i, x2i = x2i, t2i = t2i, data = t, measure = "IRR", model = "UM.RS", nAGQ = 1, drop00 = FALSE))) }
write_json(list(made_with = list(R = R.version.string, metafor = as.character(packageVersion("metafor")), lme4 = as.character(packageVersion("lme4")), date = format(Sys.Date())), OR = G, IRR = R), file.path(out, "random_studies.json"), digits = NA, auto_unbox = TRUE)
