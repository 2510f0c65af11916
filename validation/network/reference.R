# Networks by metafor's rma.mv (contrasts, rho = 1/2): REML, EE, moments; design-by-treatment; node splitting.
# `Rscript reference.R [outdir]`. netmeta is not needed; its published output for Senn 2013 is in the tests.
suppressMessages({library(metafor); library(metadat); library(jsonlite)})
here <- dirname(normalizePath(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE)[1])))
out <- commandArgs(trailingOnly = TRUE); out <- if (length(out)) out[1] else here
num <- function(x) unname(as.numeric(x))
# Arm values and variances to contrasts against each study's first treatment in the alphabet.
contrasts_of <- function(a) { y <- c(); s <- c(); b <- c(); o <- c(); V <- list()
  for (id in unique(a$study)) { x <- a[a$study == id, ]; x <- x[order(as.character(x$treat), method = "radix"), ]; m <- nrow(x); if (m < 2) next
    y <- c(y, x$y[-1] - x$y[1]); s <- c(s, rep(id, m - 1)); b <- c(b, rep(as.character(x$treat[1]), m - 1)); o <- c(o, as.character(x$treat[-1]))
    V[[length(V) + 1]] <- if (m == 2) matrix(x$v[1] + x$v[2]) else diag(x$v[-1]) + x$v[1] }
  list(d = data.frame(y = y, study = s, base = b, other = o, row = seq_along(y)), V = bldiag(V)) }
coded <- function(d, names, ref) { X <- sapply(names, function(t) (d$other == t) - (d$base == t)); X[, names != ref, drop = FALSE] }
fitted <- function(d, V, X, method) suppressWarnings(
  if (method == "EE") rma.mv(y, V, mods = X, intercept = FALSE, data = d, method = "EE")
  else rma.mv(y, V, mods = X, intercept = FALSE, random = ~ factor(other) | study, rho = 0.5, data = d, method = method))
# tau2 sharpened by golden section on the likelihood that metafor reports, as its optimiser stops at about six digits.
polish <- function(d, V, X, method) { ll <- function(t) as.numeric(logLik(suppressWarnings(rma.mv(y, V, mods = X, intercept = FALSE, random = ~ factor(other) | study, rho = 0.5, tau2 = t, data = d, method = method))))
  r <- fitted(d, V, X, method); hi <- max(4 * r$tau2, 1e-3); o <- optimize(ll, c(0, hi), maximum = TRUE, tol = 1e-12)
  t <- if (ll(0) >= o$objective) 0 else o$maximum; if (ll(r$tau2) >= ll(t)) t <- r$tau2
  r <- suppressWarnings(rma.mv(y, V, mods = X, intercept = FALSE, random = ~ factor(other) | study, rho = 0.5, tau2 = t, data = d, method = method)); list(r = r, tau2 = t) }
one <- function(arms, columns, measure, ref, split = TRUE) { c <- contrasts_of(arms); d <- c$d; V <- c$V; names <- sort(unique(as.character(arms$treat)), method = "radix")
  X <- coded(d, names, ref); f <- polish(d, V, X, "REML"); e <- fitted(d, V, X, "EE"); m <- polish(d, V, X, "ML")
  W <- solve(V); P <- W - W %*% X %*% solve(t(X) %*% W %*% X) %*% t(X) %*% W; S <- outer(d$study, d$study, "==") * 0.5; diag(S) <- 1
  dl <- max(0, (e$QE - (nrow(d) - ncol(X))) / sum(diag(P %*% S)))
  g <- suppressWarnings(rma.mv(y, V, mods = X, intercept = FALSE, random = ~ factor(other) | study, rho = 0.5, tau2 = dl, data = d))
  o <- list(measure = measure, arms = columns, reference = ref, treatments = names, k = nrow(d),
    reml = list(b = num(f$r$beta), se = num(f$r$se), tau2 = f$tau2, ll = num(logLik(f$r))), ml = list(b = num(m$r$beta), tau2 = m$tau2), ee = list(b = num(e$beta), se = num(e$se), q = e$QE), dl = list(b = num(g$beta), se = num(g$se), tau2 = dl))
  design <- sapply(d$study, function(s) paste(sort(unique(c(d$base[d$study == s], d$other[d$study == s])), method = "radix"), collapse = "|"))
  key <- paste(design, d$other, sep = "#"); D <- sapply(sort(unique(key)), function(u) as.numeric(key == u)); df <- ncol(D) - ncol(X)
  o$design <- list(df = df, within = fitted(d, V, D, "EE")$QE)
  if (df > 0 && nrow(d) > ncol(D)) { i <- polish(d, V, D, "REML")$tau2; M <- V + i * S; q <- function(A) { w <- solve(M); b <- solve(t(A) %*% w %*% A, t(A) %*% w %*% d$y); r <- d$y - A %*% b; num(t(r) %*% w %*% r) }
    o$design$tau2 <- i; o$design$wald <- q(X) - q(D) }
  if (split) { L <- list(); for (a in seq_along(names)) for (b in seq_along(names)) if (a < b) {
    has <- sapply(d$study, function(s) all(c(names[a], names[b]) %in% c(d$base[d$study == s], d$other[d$study == s]))); if (!any(has)) next
    off <- function(t) 0.5 * (t == names[a]) - 0.5 * (t == names[b]); extra <- ifelse(has, off(d$other) - off(d$base), 0); XX <- cbind(X, extra); if (qr(XX)$rank < ncol(XX)) next
    s <- polish(d, V, XX, "REML"); L[[length(L) + 1]] <- list(a = names[a], b = names[b], difference = num(tail(s$r$beta, 1)), se = num(tail(s$r$se, 1)), tau2 = s$tau2) }
    o$splits <- L }
  o }
N <- list()
s <- dat.senn2013; N$senn2013 <- one(data.frame(study = s$study, treat = s$treatment, y = s$mi, v = s$sdi^2 / s$ni), list(study = as.character(s$study), treatment = s$treatment, m = s$mi, sd = s$sdi, n = s$ni), "MD", "placebo")
h <- dat.hasselblad1998; e <- h[!(h$study %in% h$study[h$xi == 0 | h$xi == h$ni]), ]; z <- escalc("PLO", xi = xi, ni = ni, data = e)
N$hasselblad1998 <- one(data.frame(study = e$study, treat = e$trt, y = num(z$yi), v = num(z$vi)), list(study = as.character(e$study), treatment = e$trt, x = e$xi, n = e$ni), "OR", "no_contact")
f <- dat.franchini2012; a <- do.call(rbind, lapply(1:4, function(i) if (paste0("y", i) %in% names(f)) data.frame(study = f$Study, treat = f[[paste0("Treatment", i)]], m = f[[paste0("y", i)]], sd = f[[paste0("sd", i)]], n = f[[paste0("n", i)]])))
a <- a[!is.na(a$m), ]; N$franchini2012 <- one(data.frame(study = a$study, treat = a$treat, y = a$m, v = a$sd^2 / a$n), list(study = as.character(a$study), treatment = as.character(a$treat), m = a$m, sd = a$sd, n = a$n), "MD", "Placebo")
g <- dat.dogliotti2014; e <- g[!(g$id %in% g$id[g$stroke == 0]), ]; z <- escalc("PLO", xi = stroke, ni = total, data = e)
N$dogliotti2014 <- one(data.frame(study = as.character(e$id), treat = e$treatment, y = num(z$yi), v = num(z$vi)), list(study = as.character(e$id), treatment = e$treatment, x = e$stroke, n = e$total), "OR", "Placebo/Control")
z <- escalc("PLN", xi = stroke, ni = total, data = e)
N$dogliotti2014rr <- one(data.frame(study = as.character(e$id), treat = e$treatment, y = num(z$yi), v = num(z$vi)), list(study = as.character(e$id), treatment = e$treatment, x = e$stroke, n = e$total), "RR", "Placebo/Control", FALSE)
l <- dat.dong2013; e <- l[!(l$id %in% l$id[l$death == 0]), ]; z <- escalc("PLO", xi = death, ni = randomized, data = e)
N$dong2013 <- one(data.frame(study = as.character(e$id), treat = as.character(e$treatment), y = num(z$yi), v = num(z$vi)), list(study = as.character(e$id), treatment = as.character(e$treatment), x = e$death, n = e$randomized), "OR", "Placebo")
w <- dat.baker2009; e <- w[!(w$id %in% w$id[w$exac == 0 | w$exac == w$total]), ]; z <- escalc("PLO", xi = exac, ni = total, data = e)
N$baker2009 <- one(data.frame(study = as.character(e$id), treat = as.character(e$treatment), y = num(z$yi), v = num(z$vi)), list(study = as.character(e$id), treatment = as.character(e$treatment), x = e$exac, n = e$total), "OR", "Placebo")
write_json(list(made_with = list(R = R.version.string, metafor = as.character(packageVersion("metafor")), metadat = as.character(packageVersion("metadat")), date = format(Sys.Date())), networks = N), file.path(out, "reference.json"), digits = NA, auto_unbox = TRUE, null = "null")
