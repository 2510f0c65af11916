# The published data sets (package metadat) as effects and variances, or as tables of counts.
S <- list()   # effects: name -> data.frame(yi, vi)
C <- list()   # 2x2 tables: name -> data.frame(ai, n1i, ci, n2i)
P <- list()   # proportions: name -> data.frame(xi, ni)
R <- list()   # rates: name -> data.frame(x1i, t1i, x2i, t2i)
add <- function(name, x) { x <- as.data.frame(x)[, c("yi", "vi")]; x <- data.frame(yi = as.numeric(x$yi), vi = as.numeric(x$vi))
  S[[name]] <<- x[is.finite(x$yi) & is.finite(x$vi) & x$vi > 0, ] }
tab <- function(name, ai, n1i, ci, n2i) { x <- data.frame(ai, n1i, ci, n2i); C[[name]] <<- x[complete.cases(x), ] }

tab("bcg", dat.bcg$tpos, dat.bcg$tpos + dat.bcg$tneg, dat.bcg$cpos, dat.bcg$cpos + dat.bcg$cneg)
for (n in c("egger2001", "graves2010", "hahn2001", "laopaiboon2015", "lau1992", "lee2004", "li2007", "linde2005", "nielweise2007", "hine1989")) {
  d <- get(paste0("dat.", n)); tab(n, d$ai, d$n1i, d$ci, d$n2i) }
for (i in 1:3) { d <- dat.yusuf1985[dat.yusuf1985$table == unique(dat.yusuf1985$table)[i], ]
  tab(paste0("yusuf1985.", unique(dat.yusuf1985$table)[i]), d$ai, d$n1i, d$ci, d$n2i) }
tab("damico2009", dat.damico2009$xt, dat.damico2009$nt, dat.damico2009$xc, dat.damico2009$nc)
tab("anand1999", dat.anand1999$ai, dat.anand1999$n1i, dat.anand1999$ci, dat.anand1999$n2i)
tab("axfors2021", dat.axfors2021$hcq_arm_event, dat.axfors2021$hcq_arm_total, dat.axfors2021$control_arm_event, dat.axfors2021$control_arm_total)
tab("collins1985a", dat.collins1985a$b.xti, dat.collins1985a$nti, dat.collins1985a$b.xci, dat.collins1985a$nci)
tab("collins1985b.pre", dat.collins1985b$pre.xti, dat.collins1985b$pre.nti, dat.collins1985b$pre.xci, dat.collins1985b$pre.nci)
tab("hartmannboyce2018", dat.hartmannboyce2018$x.nrt, dat.hartmannboyce2018$n.nrt, dat.hartmannboyce2018$x.ctrl, dat.hartmannboyce2018$n.ctrl)
tab("vanhowe1999", dat.vanhowe1999$non.pos, dat.vanhowe1999$non.pos + dat.vanhowe1999$non.neg, dat.vanhowe1999$cir.pos, dat.vanhowe1999$cir.pos + dat.vanhowe1999$cir.neg)
tab("viechtbauer2021", dat.viechtbauer2021$xTi, dat.viechtbauer2021$nTi, dat.viechtbauer2021$xCi, dat.viechtbauer2021$nCi)
tab("landenberger2005", dat.landenberger2005$n.cbt.rec, dat.landenberger2005$n.cbt.rec + dat.landenberger2005$n.cbt.non,
    dat.landenberger2005$n.ctrl.rec, dat.landenberger2005$n.ctrl.rec + dat.landenberger2005$n.ctrl.non)
tab("cannon2006", dat.cannon2006$ep1t, dat.cannon2006$nt, dat.cannon2006$ep1c, dat.cannon2006$nc)
tab("dorn2007", dat.dorn2007$x.a, dat.dorn2007$n.a, dat.dorn2007$x.p, dat.dorn2007$n.p)
for (n in names(C)) { x <- C[[n]]; for (m in c("OR", "RR", "RD"))
  add(paste0(n, ".", m), escalc(m, ai = ai, n1i = n1i, ci = ci, n2i = n2i, data = x)) }

prop <- function(name, xi, ni) { x <- data.frame(xi, ni); P[[name]] <<- x[complete.cases(x), ] }
prop("pritz1997", dat.pritz1997$xi, dat.pritz1997$ni); prop("debruin2009", dat.debruin2009$xi, dat.debruin2009$ni)
prop("hannum2020", dat.hannum2020$xi, dat.hannum2020$ni); prop("hasselblad1998", dat.hasselblad1998$xi, dat.hasselblad1998$ni)
prop("dogliotti2014", dat.dogliotti2014$stroke, dat.dogliotti2014$total); prop("woods2010", dat.woods2010$r, dat.woods2010$N)
for (n in names(P)) { add(paste0(n, ".PLO"), escalc("PLO", xi = xi, ni = ni, data = P[[n]])); add(paste0(n, ".PAS"), escalc("PAS", xi = xi, ni = ni, data = P[[n]])) }
rates <- function(name, x1i, t1i, x2i, t2i) { x <- data.frame(x1i, t1i, x2i, t2i); R[[name]] <<- x[complete.cases(x), ] }
rates("nielweise2008", dat.nielweise2008$x1i, dat.nielweise2008$t1i, dat.nielweise2008$x2i, dat.nielweise2008$t2i)
rates("hart1999", dat.hart1999$x1i, dat.hart1999$t1i, dat.hart1999$x2i, dat.hart1999$t2i)
for (n in names(R)) add(paste0(n, ".IRR"), escalc("IRR", x1i = x1i, t1i = t1i, x2i = x2i, t2i = t2i, data = R[[n]]))

for (n in c("raudenbush1985", "bangertdrowns2004", "begg1989", "hackshaw1998", "kalaian1996", "assink2016", "knapp2017", "michael2013",
            "lehmann2018", "konstantopoulos2011", "tannersmith2016")) add(n, get(paste0("dat.", n)))
add("baskerville2012", data.frame(yi = dat.baskerville2012$smd, vi = dat.baskerville2012$se^2))
add("ishak2007.12m", data.frame(yi = dat.ishak2007$y4i, vi = dat.ishak2007$v4i))
add("ishak2007.3m", data.frame(yi = dat.ishak2007$y1i, vi = dat.ishak2007$v1i))
add("berkey1998.PD", dat.berkey1998[dat.berkey1998$outcome == "PD", ]); add("berkey1998.AL", dat.berkey1998[dat.berkey1998$outcome == "AL", ])
add("riley2003.DFS", dat.riley2003[dat.riley2003$outcome == "DFS", ]); add("riley2003.OS", dat.riley2003[dat.riley2003$outcome == "OS", ])
add("pignon2000", data.frame(yi = dat.pignon2000$OmE / dat.pignon2000$V, vi = 1 / dat.pignon2000$V))
add("lopez2019", data.frame(yi = dat.lopez2019$diff, vi = dat.lopez2019$se^2))
add("mccurdy2020", dat.mccurdy2020)
add("linde2016", data.frame(yi = dat.linde2016$lnOR, vi = dat.linde2016$selnOR^2))
two <- function(name, m1, s1, n1, m2, s2, n2, ms = c("MD", "SMD", "SMDH")) for (m in ms)
  add(paste0(name, ".", m), escalc(m, m1i = m1, sd1i = s1, n1i = n1, m2i = m2, sd2i = s2, n2i = n2))
with(dat.normand1999, two("normand1999", m1i, sd1i, n1i, m2i, sd2i, n2i, c("MD", "SMD", "SMDH", "ROM")))
with(dat.gibson2002, two("gibson2002", m1i, sd1i, n1i, m2i, sd2i, n2i))
with(dat.curtis1998, two("curtis1998", m1i, sd1i, n1i, m2i, sd2i, n2i, c("ROM", "SMD")))
with(dat.dagostino1998[dat.dagostino1998$outcome == "snic1", ], two("dagostino1998", mt, sdt, nt, mc, sdc, nc, "SMD"))
for (n in c("cohen1981", "mcdaniel1994", "molloy2014", "crede2010")) add(paste0(n, ".ZCOR"), escalc("ZCOR", ri = ri, ni = ni, data = get(paste0("dat.", n))))
add("nakagawa2007.ZCOR", escalc("ZCOR", ri = Correlation, ni = SampleSize, data = dat.nakagawa2007))
add("craft2003.ZCOR", escalc("ZCOR", ri = ri, ni = ni, data = dat.craft2003))
add("molloy2014.COR", escalc("COR", ri = ri, ni = ni, data = dat.molloy2014))
