# Sixty random sets and what metafor and clubSandwich make of them, for compare.py. `Rscript sets.R sets.json`
# Another seed makes another sixty. The sets are not kept; the worst figures are in docs/synthesis.md.
suppressMessages({library(metafor); library(jsonlite); library(clubSandwich)})
set.seed(77112026)
ok <- function(e) tryCatch(suppressWarnings(e), error=function(err) NULL)
num <- function(x) unname(as.numeric(x))
ctl <- list(threshold=1e-13, maxiter=20000, stepadj=.5, tol=1e-13)
S <- list()
meas <- list(cont=c("MD","SMD","SMDH","ROM"), bin=c("RR","OR","RD","AS","PETO"), rate=c("IRR","IRD"), prop=c("PR","PLN","PLO","PAS","PFT"), ir=c("IR","IRLN"), cor=c("COR","ZCOR"))
for (i in 1:60) {
  k <- sample(c(3:12, 15, 20), 1); kind <- names(meas)[(i-1) %% 6 + 1]; m <- sample(meas[[kind]], 1)
  n1 <- sample(10:150, k, TRUE); n2 <- sample(10:150, k, TRUE)
  d <- switch(kind,
   cont=data.frame(m1i=rnorm(k,20,3), sd1i=runif(k,3,7), n1i=n1, m2i=rnorm(k,18,2), sd2i=runif(k,3,7), n2i=n2),
   bin=data.frame(ai=rbinom(k,n1,runif(k,.05,.5)), n1i=n1, ci=rbinom(k,n2,runif(k,.1,.5)), n2i=n2),
   rate=data.frame(x1i=rpois(k,10)+1, t1i=runif(k,50,400), x2i=rpois(k,14)+1, t2i=runif(k,50,400)),
   prop=data.frame(xi=rbinom(k,n1,runif(k,.1,.6)), ni=n1),
   ir=data.frame(xi=rpois(k,12)+1, ti=runif(k,30,300)),
   cor=data.frame(ri=runif(k,-.3,.8), ni=n1))
  e <- do.call(escalc, c(list(measure=m), as.list(d)))
  y <- num(e$yi); v <- num(e$vi); x <- rnorm(k)
  o <- list(k=k, measure=m, data=d, yi=y, vi=v, x=x, fits=list())
  for (me in c("REML","ML","PM","EB","DL","HE","HS","SJ","EE")) for (te in c("z","t","knha")) {
    r <- ok(rma(y, v, method=me, test=te, control=ctl)); if (is.null(r)) next
    p <- if (k > 2) ok(predict(r)) else NULL
    f <- list(method=me, test=te, b=num(r$beta), se=num(r$se), lo=r$ci.lb, hi=r$ci.ub, p=r$pval, tau2=r$tau2, i2=r$I2, h2=r$H2, q=r$QE, ll=num(logLik(r)))
    if (!is.null(p) && me != "EE") { f$pi_lo <- p$pi.lb; f$pi_hi <- p$pi.ub }
    if (te == "z" && me %in% c("REML","DL")) { c1 <- ok(confint(r, control=list(tol=1e-13))); if (!is.null(c1)) f$qp <- num(c1$random[1,2:3]) }
    if (te == "z" && me %in% c("REML","ML")) { c2 <- ok(confint(r, type="PL", control=list(tol=1e-9))); if (!is.null(c2)) f$pl <- num(c2$random[1,2:3]) }
    o$fits[[length(o$fits)+1]] <- f }
  if (k >= 5) { r <- ok(rma(y, v, mods=~x, test="knha", control=ctl)); if (!is.null(r)) o$reg <- list(b=num(r$beta), se=num(r$se), tau2=r$tau2, qm=r$QM, qmp=r$QMp, qe=r$QE, r2=r$R2)
    r <- rma(y, v, control=ctl); g <- ok(regtest(r, predictor="sei")); if(!is.null(g)) o$egger_mixed <- list(z=num(g$zval), p=num(g$pval))
    g <- ok(regtest(y, v, model="lm")); if(!is.null(g)) o$egger <- list(t=num(g$zval), p=num(g$pval))
    g <- ok(ranktest(y, v)); o$begg <- list(tau=num(g$tau), p=num(g$pval))
    for (es in c("L0","R0")) { tf <- ok(trimfill(r, estimator=es)); if(!is.null(tf)) o[[paste0("tf",es)]] <- list(k0=tf$k0, side=tf$side, b=num(tf$beta), se=num(tf$se)) }
    inf <- ok(influence(r)); if(!is.null(inf)) o$inf <- list(rstudent=num(inf$inf$rstudent), dffits=num(inf$inf$dffits), cook=num(inf$inf$cook.d), hat=num(inf$inf$hat))
    ml <- ok(rma(y, v, method="ML")); s <- ok(selmodel(ml, type="stepfun", steps=.025, alternative="greater")); if(!is.null(s)) o$sel <- list(b=num(s$beta), tau2=s$tau2, ll=num(logLik(s)), delta=num(s$delta)) }
  if (kind == "bin") { for (mm in c("OR","RR","RD")) { r <- ok(rma.mh(ai=ai,n1i=n1i,ci=ci,n2i=n2i,data=d,measure=mm,correct=FALSE)); o[[paste0("MH",mm)]] <- list(b=num(r$beta), se=num(r$se)) }
    r <- ok(rma.peto(ai=ai,n1i=n1i,ci=ci,n2i=n2i,data=d)); o$peto <- list(b=num(r$beta), se=num(r$se))
    for (mm in c("UM.FS","CM.AL")) { r <- ok(rma.glmm(ai=ai,n1i=n1i,ci=ci,n2i=n2i,data=d,measure="OR",model=mm,nAGQ=40,coding=1)); if(!is.null(r)) o[[mm]] <- list(b=num(r$beta), se=num(r$se), tau2=r$tau2) } }
  if (kind %in% c("cont","cor","rate")) { g <- rep(1:ceiling(k/2), each=2)[1:k]; id <- 1:k
    best <- NULL; for (cc in list(list(optimizer="nlminb",rel.tol=1e-12), list(optimizer="nlminb"), list(optimizer="BFGS"), list(optimizer="Nelder-Mead"))) { r <- ok(rma.mv(y, v, random=~1|g/id, control=cc)); if(!is.null(r) && (is.null(best) || logLik(r) > logLik(best)+1e-12)) best <- r }
    if (!is.null(best) && max(g) > 2) { o$mv <- list(g=g, b=num(best$beta), se=num(best$se), sigma2=num(best$sigma2), ll=num(logLik(best)))
      ct <- ok(as.data.frame(coef_test(best, vcov="CR2", cluster=g, test="Satterthwaite"))); if(!is.null(ct)) o$mv$cr2 <- list(se=num(ct$SE), df=num(ct$df_Satt)) } }
  S[[i]] <- o }
args <- commandArgs(trailingOnly = TRUE)
write_json(S, if (length(args)) args[1] else "sets.json", digits=NA, auto_unbox=TRUE, null="null", na="null")
