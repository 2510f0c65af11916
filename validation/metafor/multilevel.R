# Multilevel and multivariate models (rma.mv) and CR2 (clubSandwich). `Rscript multilevel.R [outdir]`
suppressMessages({library(metafor); library(jsonlite); library(metadat); library(clubSandwich)})
here <- dirname(normalizePath(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE)[1])))
out <- commandArgs(trailingOnly = TRUE); out <- if (length(out)) out[1] else here
ok <- function(e) tryCatch(suppressWarnings(e), error = function(err) { message(conditionMessage(err)); NULL })
num <- function(x) unname(as.numeric(x))
# The best of several optimisers: with tight tolerances nlminb often reports failure at the top.
mv <- function(...) { best <- NULL; call <- substitute(list(...)); call[[1]] <- quote(rma.mv); frame <- parent.frame()
  for (ctl in list(list(optimizer = "nlminb", rel.tol = 1e-12), list(optimizer = "nlminb"), list(optimizer = "optim", optmethod = "BFGS", reltol = 1e-14, maxit = 20000), list(optimizer = "optim", optmethod = "Nelder-Mead", reltol = 1e-14, maxit = 20000))) {
    call$control <- ctl; r <- tryCatch(suppressWarnings(eval(call, frame)), error = function(e) NULL)
    if (!is.null(r) && (is.null(best) || as.numeric(logLik(r)) > as.numeric(logLik(best)) + 1e-12)) best <- r }
  best }
M <- list()
one <- function(name, r, data, extra = list(), cluster = NULL) { if (is.null(r)) return()
  o <- c(list(b = num(r$beta), se = num(r$se), sigma2 = num(r$sigma2), tau2 = num(r$tau2), rho = num(r$rho), gamma2 = num(r$gamma2), ll = num(logLik(r)), qe = num(r$QE), method = r$method), data, extra)
  if (!is.null(cluster)) { ct <- ok(as.data.frame(coef_test(r, vcov = "CR2", cluster = cluster, test = "Satterthwaite")))
    if (!is.null(ct)) o$cr2 <- list(se = num(ct$SE), df = num(if (!is.null(ct$df_Satt)) ct$df_Satt else ct$df), p = num(if (!is.null(ct$p_Satt)) ct$p_Satt else ct$p_val)) }
  M[[name]] <<- o }
k <- dat.konstantopoulos2011
for (m in c("REML", "ML")) one(paste0("konstantopoulos2011.nested.", m), mv(yi, vi, random = ~ 1 | district/school, data = k, method = m  ),
  list(yi = num(k$yi), vi = num(k$vi), g1 = as.character(k$district), g2 = as.character(k$school)), list(model = "nested"), k$district)
one("konstantopoulos2011.cs", mv(yi, vi, random = ~ factor(school) | district, data = k  ), list(yi = num(k$yi), vi = num(k$vi), g1 = as.character(k$district), g2 = as.character(k$school)), list(model = "CS"))
a <- dat.assink2016; one("assink2016.nested", mv(yi, vi, random = ~ 1 | study/esid, data = a  ), list(yi = num(a$yi), vi = num(a$vi), g1 = as.character(a$study), g2 = as.character(a$esid)), list(model = "nested"), a$study)
one("assink2016.nested.mods", mv(yi, vi, mods = ~ pubstatus + year, random = ~ 1 | study/esid, data = a  ), list(yi = num(a$yi), vi = num(a$vi), g1 = as.character(a$study), g2 = as.character(a$esid), x1 = num(a$pubstatus), x2 = num(a$year)), list(model = "nested"), a$study)
b <- dat.berkey1998; V <- vcalc2 <- bldiag(lapply(split(b[, c("v1i", "v2i")], b$trial), as.matrix))
for (s in c("UN", "HCS", "CS", "DIAG", "ID")) one(paste0("berkey1998.", s), mv(yi, V, mods = ~ outcome - 1, random = ~ outcome | trial, struct = s, data = b, method = "REML"  ),
  list(yi = num(b$yi), V = V, g1 = as.character(b$trial), g2 = as.character(b$outcome), x1 = num(b$outcome == "AL"), x2 = num(b$outcome == "PD")), list(model = s), b$trial)
one("berkey1998.UN.ML", mv(yi, V, mods = ~ outcome - 1, random = ~ outcome | trial, struct = "UN", data = b, method = "ML"  ),
  list(yi = num(b$yi), V = V, g1 = as.character(b$trial), g2 = as.character(b$outcome), x1 = num(b$outcome == "AL"), x2 = num(b$outcome == "PD")), list(model = "UN"))
w <- dat.ishak2007; l <- reshape(w, direction = "long", idvar = "study", v.names = c("yi", "vi"), varying = list(c(2, 4, 6, 8), c(3, 5, 7, 9)))
l <- l[order(l$study, l$time), ]; is.miss <- is.na(l$yi); l <- l[!is.miss, ]; rownames(l) <- NULL
for (rho in c(0, 0.97)) { R <- diag(nrow(l)); for (i in seq_len(nrow(l))) for (j in seq_len(nrow(l))) if (l$study[i] == l$study[j]) R[i, j] <- rho^abs(l$time[i] - l$time[j])
  V <- diag(sqrt(l$vi)) %*% R %*% diag(sqrt(l$vi))
  for (s in c("CS", "HCS", "AR", "HAR", "UN")) if (!(s == "UN" && rho > 0)) one(paste0("ishak2007.", s, ".", rho), mv(yi, V, mods = ~ factor(time) - 1, random = ~ time | study, struct = s, data = l  ),
    list(yi = num(l$yi), vi = num(l$vi), g1 = as.character(l$study), g2 = as.character(l$time), time = num(l$time), phi = rho), list(model = s), l$study) }
t <- dat.tannersmith2016; one("tannersmith2016.nested", mv(yi, vi, random = ~ 1 | studyid/row, data = transform(t, row = seq_len(nrow(t)))  ), list(yi = num(t$yi), vi = num(t$vi), g1 = as.character(t$studyid), g2 = as.character(seq_len(nrow(t)))), list(model = "nested"), t$studyid)
z <- escalc("ZCOR", ri = ri, ni = ni, data = dat.crede2010[dat.crede2010$criterion == "grade", ]); one("crede2010.nested", mv(yi, vi, random = ~ 1 | studyid/sampleid, data = z  ), list(yi = num(z$yi), vi = num(z$vi), g1 = as.character(z$studyid), g2 = as.character(z$sampleid)), list(model = "nested"), z$studyid)
r <- dat.riley2003; 
one("riley2003.UN", mv(yi, vi, mods = ~ outcome - 1, random = ~ outcome | study, struct = "UN", data = r  ), list(yi = num(r$yi), vi = num(r$vi), g1 = as.character(r$study), g2 = as.character(r$outcome), x1 = num(r$outcome == "DFS"), x2 = num(r$outcome == "OS")), list(model = "UN"), r$study)
# CR2 on the plain models
d <- escalc("RR", ai = tpos, bi = tneg, ci = cpos, di = cneg, data = dat.bcg)
for (cl in c("trial", "alloc")) { f <- rma(yi, vi, mods = ~ ablat, data = d, control = list(threshold = 1e-13, maxiter = 10000)); ct <- as.data.frame(coef_test(f, vcov = "CR2", cluster = d[[cl]]))
 M[[paste0("bcg.cr2.", cl)]] <- list(yi = num(d$yi), vi = num(d$vi), x1 = d$ablat, cluster = as.character(d[[cl]]), model = "plain", cr2 = list(b = num(coef(f)), se = num(ct$SE), df = num(if (!is.null(ct$df_Satt)) ct$df_Satt else ct$df), p = num(if (!is.null(ct$p_Satt)) ct$p_Satt else ct$p_val))) }
versions <- list(R = R.version.string, metafor = as.character(packageVersion("metafor")), clubSandwich = as.character(packageVersion("clubSandwich")), metadat = as.character(packageVersion("metadat")), date = format(Sys.Date()))
write_json(list(made_with = versions, models = M), file.path(out, "multilevel.json"), digits = NA, auto_unbox = TRUE, null = "null", na = "null")
