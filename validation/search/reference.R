# One adversarial set (six studies, two outcomes) by rma.mv from many starting values. `Rscript reference.R [outdir]`
suppressMessages({library(metafor); library(jsonlite)})
here <- dirname(normalizePath(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE)[1])))
out <- commandArgs(trailingOnly = TRUE); out <- if (length(out)) out[1] else here
y <- c(-0.17774190070905868, 0.11103674088141409, -0.7184075970332732, 0.10729817580632775, -3.0557341728046565, 3.202639096330308,
  2.7728363955952045, -2.874639588787568, -1.59400817738785, 0.8084323049858984, -0.5451081124720227, 0.2351185530706305)
s <- rbind(c(0.06467292799314965, -0.01662983238986432, 0.004927738374792274), c(0.05912024951585401, -0.011758022636152091, 0.0026070664533915824),
  c(2.9830202952957703, -2.826891771033474, 3.0974348570666512), c(2.421449282993922, -2.447811088534994, 2.7373626454730937),
  c(0.20486110694723733, -0.10544368469453952, 0.06116722636946674), c(0.26687613725406445, -0.14868084043485455, 0.0965004662626045))
V <- bldiag(lapply(1:6, function(i) matrix(s[i, c(1, 2, 2, 3)], 2)))
d <- data.frame(y = y, outcome = rep(c("a", "b"), 6), study = rep(1:6, each = 2))
res <- list()
for (st in c("UN", "CS")) for (m in c("REML", "ML")) { best <- NULL
  for (t1 in c(.002, .02, .2, 2)) for (t2 in c(.002, .02, .2, 2)) for (r in c(-.9, 0, .9)) for (opt in c("nlminb", "BFGS")) {
    f <- tryCatch(suppressWarnings(rma.mv(y, V, mods = ~ outcome - 1, random = ~ outcome | study, struct = st, data = d, method = m,
      control = list(optimizer = opt, tau2.init = if (st == "CS") t1 else c(t1, t2), rho.init = r))), error = function(e) NULL)
    if (!is.null(f) && (is.null(best) || logLik(f) > logLik(best))) best <- f }
  res[[paste(st, m, sep = ".")]] <- list(ll = as.numeric(logLik(best)), tau2 = best$tau2, rho = best$rho, b = as.numeric(best$beta)) }
write_json(list(made_with = list(R = R.version.string, metafor = as.character(packageVersion("metafor")), date = format(Sys.Date())), y = y, s = s, fits = res), file.path(out, "un_case.json"), digits = NA, auto_unbox = TRUE)
