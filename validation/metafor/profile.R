# Profile-likelihood intervals of variance components (confint.rma.mv). `Rscript profile.R [outdir]`
suppressMessages({library(metafor); library(jsonlite); library(metadat)})
here <- dirname(normalizePath(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE)[1])))
out <- commandArgs(trailingOnly = TRUE); out <- if (length(out)) out[1] else here
# Each fit and each end with the first optimiser that manages: with tight tolerances nlminb often reports failure at the top.
ways <- list(list(optimizer = "nlminb", rel.tol = 1e-12), list(optimizer = "nlminb"), list(optimizer = "BFGS"), list(optimizer = "Nelder-Mead"))
ci <- function(...) { call <- substitute(list(...)); call[[1]] <- quote(rma.mv); frame <- parent.frame(); fits <- list(); best <- -Inf
  for (w in ways) { call$control <- w; r <- tryCatch(suppressWarnings(eval(call, frame)), error = function(e) NULL)
    if (!is.null(r)) { fits[[length(fits) + 1]] <- r; best <- max(best, as.numeric(logLik(r))) } }
  fits <- Filter(function(r) as.numeric(logLik(r)) > best - 1e-7, fits); x <- fits[[1]]; o <- list()
  for (p in c("sigma2", "tau2", "rho")) for (i in which(!x$vc.fix[[p]])) { for (r in fits) {
    a <- list(r); a[[p]] <- i; a$control <- list(tol = 1e-9); e <- tryCatch(suppressWarnings(do.call(confint, a)), error = function(err) NULL)
    if (is.null(e) || anyNA(e$random[1, 2:3])) next
    o[[length(o) + 1]] <- list(part = p, index = i, est = e$random[1, 1], lb = e$random[1, 2], ub = e$random[1, 3], lo = e$lb.sign, hi = e$ub.sign); break } }
  o }
M <- list()
k <- dat.konstantopoulos2011
for (m in c("REML", "ML")) M[[paste0("konstantopoulos2011.nested.", m)]] <- ci(yi, vi, random = ~ 1 | district/school, data = k, method = m)
M[["konstantopoulos2011.cs"]] <- ci(yi, vi, random = ~ factor(school) | district, data = k)
a <- dat.assink2016; M[["assink2016.nested"]] <- ci(yi, vi, random = ~ 1 | study/esid, data = a)
b <- dat.berkey1998; V <- bldiag(lapply(split(b[, c("v1i", "v2i")], b$trial), as.matrix))
for (s in c("UN", "HCS", "CS", "DIAG")) M[[paste0("berkey1998.", s)]] <- ci(yi, V, mods = ~ outcome - 1, random = ~ outcome | trial, struct = s, data = b)
M[["berkey1998.UN.ML"]] <- ci(yi, V, mods = ~ outcome - 1, random = ~ outcome | trial, struct = "UN", data = b, method = "ML")
w <- dat.ishak2007; l <- reshape(w, direction = "long", idvar = "study", v.names = c("yi", "vi"), varying = list(c(2, 4, 6, 8), c(3, 5, 7, 9)))
l <- l[order(l$study, l$time), ]; l <- l[!is.na(l$yi), ]
for (rho in c(0, 0.97)) { R <- diag(nrow(l)); for (i in seq_len(nrow(l))) for (j in seq_len(nrow(l))) if (l$study[i] == l$study[j]) R[i, j] <- rho^abs(l$time[i] - l$time[j])
  V <- diag(sqrt(l$vi)) %*% R %*% diag(sqrt(l$vi))
  for (s in c("CS", "AR", "HAR", if (rho == 0) "UN")) M[[paste0("ishak2007.", s, ".", rho)]] <- ci(yi, V, mods = ~ factor(time) - 1, random = ~ time | study, struct = s, data = l) }
t <- dat.riley2003; M[["riley2003.UN"]] <- ci(yi, vi, mods = ~ outcome - 1, random = ~ outcome | study, struct = "UN", data = t)
write_json(list(made_with = list(R = R.version.string, metafor = as.character(packageVersion("metafor")), date = format(Sys.Date())), models = M), file.path(out, "profile.json"), digits = NA, auto_unbox = TRUE)
