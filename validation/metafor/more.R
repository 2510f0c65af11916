# Harbord's and Peters' tests through metafor's regtest, correlated effects by robumeta. `Rscript more.R [outdir]`
suppressMessages({library(metafor); library(jsonlite); library(metadat); library(robumeta)})
here <- dirname(normalizePath(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE)[1])))
out <- commandArgs(trailingOnly = TRUE); out <- if (length(out)) out[1] else here
source(file.path(here, "sets.R"))
num <- function(x) unname(as.numeric(x))
A <- list()
for (n in c("bcg", "egger2001", "hahn2001", "lau1992", "li2007", "damico2009", "collins1985a", "axfors2021", "nielweise2007", "cannon2006")) {
  x <- C[[n]]; x <- x[x$ai + x$ci > 0 & x$ai + x$ci < x$n1i + x$n2i, ]
  # Harbord: Egger's line through the efficient score over its variance, which is Peto's log odds ratio.
  p <- escalc("PETO", ai = ai, n1i = n1i, ci = ci, n2i = n2i, data = x, add = 0, to = "none")
  h <- regtest(p$yi, p$vi, model = "lm", predictor = "sei")
  # Peters: 1/n as predictor, weighted by events times non-events over n.
  o <- escalc("OR", ai = ai, n1i = n1i, ci = ci, n2i = n2i, data = x)
  total <- x$n1i + x$n2i; events <- x$ai + x$ci
  q <- regtest(o$yi, total / (events * (total - events)), ni = total, model = "lm", predictor = "ninv")
  A[[n]] <- list(table = x[, c("ai", "n1i", "ci", "n2i")], yi = num(o$yi),
    harbord = list(z = num(h$zval), p = num(h$pval), est = num(h$est)), peters = list(z = num(q$zval), p = num(q$pval), est = num(q$est)))
}
E1 <- list()
ce <- function(name, f, data, id, x = NULL) { data$g <- data[[id]]; for (rho in c(0, 0.8)) {
  r <- robu(f, data = data, studynum = g, var.eff.size = vi, rho = rho, small = TRUE, modelweights = "CORR")
  E1[[paste(name, rho, sep = "|")]] <<- list(yi = num(data$yi), vi = num(data$vi), cluster = as.character(data[[id]]), x = x, rho = rho,
    b = num(r$reg_table$b.r), se = num(r$reg_table$SE), df = num(r$reg_table$dfs), tau2 = num(r$mod_info$tau.sq), i2 = num(r$mod_info$I.2)) } }
k <- dat.konstantopoulos2011; ce("konstantopoulos2011", yi ~ 1, k, "district"); ce("konstantopoulos2011.year", yi ~ year, k, "district", num(k$year))
a <- dat.assink2016; ce("assink2016", yi ~ 1, a, "study")
t <- dat.tannersmith2016; ce("tannersmith2016", yi ~ 1, t, "studyid")
data(oswald2013, package = "robumeta"); o <- escalc("ZCOR", ri = oswald2013$R, ni = oswald2013$N); o$Study <- oswald2013$Study; o <- as.data.frame(o); o$yi <- num(o$yi); ce("oswald2013", yi ~ 1, o, "Study")
versions <- list(R = R.version.string, metafor = as.character(packageVersion("metafor")), robumeta = as.character(packageVersion("robumeta")), metadat = as.character(packageVersion("metadat")), date = format(Sys.Date()))
write_json(list(made_with = versions, asymmetry = A, correlated = E1), file.path(out, "more.json"), digits = NA, auto_unbox = TRUE, null = "null", na = "null")
