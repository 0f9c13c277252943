/** Style of the report: one column, light and dark, tables that scroll on a phone, pages that break well in print. */
export const STYLE = `
:root{color-scheme:light dark;--ink:#1b1f24;--soft:#57606a;--line:#d0d7de;--paper:#fff;--panel:#f6f8fa;--accent:#0072b2;--good:#00664b;--bad:#a33c00;--shade:#0003}
@media (prefers-color-scheme:dark){:root{--ink:#e6edf3;--soft:#9aa4af;--line:#363d46;--paper:#0f1419;--panel:#181e25;--accent:#56b4e9;--good:#35c79b;--bad:#ff9257;--shade:#fff3}}
*{box-sizing:border-box}
body{margin:0 auto;padding:1rem 1rem 4rem;max-width:76rem;font:16px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper)}
h1{font-size:1.7rem;line-height:1.2;margin:.5rem 0}
h2{font-size:1.3rem;margin:2.5rem 0 .6rem;padding-top:.6rem;border-top:1px solid var(--line)}
h3{font-size:1.05rem;margin:1.4rem 0 .4rem}
h4{font-size:1rem;margin:0 0 .3rem}
p,ul,ol{max-width:62rem}
a{color:var(--accent)}
small,.soft{color:var(--soft)}
nav{font-size:.9rem;line-height:1.9}
nav a{margin-right:.9rem;white-space:nowrap}
dl.facts{display:grid;grid-template-columns:max-content 1fr;gap:.15rem .9rem;margin:.8rem 0}
dl.facts dt{color:var(--soft)}
dl.facts dd{margin:0;overflow-wrap:anywhere}
@media (min-width:64rem){dl.facts{grid-template-columns:max-content 1fr max-content 1fr}}
.cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(15rem,1fr));gap:.7rem;margin:1rem 0;padding:0;list-style:none;max-width:none}
.cards li{background:var(--panel);border:1px solid var(--line);border-radius:.4rem;padding:.6rem .8rem}
.cards b{display:block;font-size:1.5rem;line-height:1.3}
.cards small{display:block;line-height:1.35}
.cards b small{display:inline;font-size:.95rem;font-weight:600}
.claims{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,22rem),1fr));gap:.7rem}
.claims section{background:var(--panel);border:1px solid var(--line);border-radius:.4rem;padding:.7rem .9rem .4rem}
.claims ul{list-style:none;padding:0;margin:0}
.claims li{margin:.5rem 0;padding-left:.7rem;border-left:.3rem solid var(--line)}
.claims .value{white-space:nowrap}
.claims small{display:block;line-height:1.4}
.claims .met{border-color:var(--good)}
.claims .missed{border-color:var(--bad);border-left-style:double}
.claims .met b:first-child{color:var(--good)}
.claims .missed b:first-child{color:var(--bad)}
.warn{border-left:.3rem solid var(--bad);padding-left:.8rem}
li.warn{list-style:none;margin:.4rem 0 .4rem -1.4rem}
.scroll{overflow-x:auto;margin:.8rem 0}
.scroll,.wide{background:linear-gradient(to right,var(--paper) 1.2rem,transparent) 0 0/2.5rem 100% no-repeat local,linear-gradient(to left,var(--paper) 1.2rem,transparent) 100% 0/2.5rem 100% no-repeat local,linear-gradient(to right,var(--shade),transparent) 0 0/.9rem 100% no-repeat scroll,linear-gradient(to left,var(--shade),transparent) 100% 0/.9rem 100% no-repeat scroll}
table{border-collapse:collapse;font-size:.86rem;font-variant-numeric:tabular-nums}
caption{text-align:left;color:var(--soft);padding:.2rem 0;white-space:nowrap}
th,td{padding:.22rem .6rem;border-bottom:1px solid var(--line);text-align:left;vertical-align:top}
table.many{font-size:.76rem}
table.many :is(th,td){padding:.22rem .25rem}
thead th{white-space:nowrap;border-bottom:2px solid var(--line);vertical-align:bottom}
tbody th{font-weight:400;position:sticky;left:0;background:var(--paper);min-width:11rem}
table.many tbody th{min-width:9rem}
tfoot th,tfoot td{border-top:2px solid var(--line);font-weight:600}
tfoot .more :is(th,td){font-weight:400;border-top:0}
.pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,26rem),1fr));gap:0 2rem}
tr.group th{font-weight:600;background:var(--panel)}
.n{text-align:right;white-space:nowrap}
details{margin:.4rem 0}
summary{cursor:pointer;padding:.15rem 0}
.kpi summary{display:flex;justify-content:space-between;gap:1rem;border-bottom:1px solid var(--line)}
.kpis{columns:2 26rem;column-gap:2.5rem}
.kpis section,.kpis.lines .kpi{break-inside:avoid}
.kpis.lines{margin-bottom:1.2rem}
.kpis h3{margin:0;padding:.7rem 0 .3rem}
.kpis .kpi{margin:0;padding:.1rem 0}
.kpi summary::before{content:"+";color:var(--soft);width:.8rem;flex:none}
.kpi[open] summary::before{content:"\\2212"}
.kpi summary span:first-of-type{flex:1}
.kpi p{margin:.3rem 0 .8rem 1.8rem;color:var(--soft)}
figure{margin:1.2rem 0}
figcaption{font-weight:600}
figcaption small{display:block;font-weight:400;max-width:62rem}
.controls,.plot{display:none}
.js .controls{display:flex;flex-wrap:wrap;gap:.4rem 1rem;margin:.5rem 0}
.js .plot{display:block;position:relative;width:100%;height:26rem;margin:.4rem 0}
.js .plot.weeks{height:52rem}
.wide{overflow-x:auto}
@media (min-width:80rem){.wide.broad{width:min(100vw - 3.5rem,104rem);margin-left:calc(50% - min(50vw - 1.75rem,52rem))}}
label{font-size:.9rem;color:var(--soft)}
select{font:inherit;font-size:.95rem;max-width:100%;color:var(--ink);background:var(--panel);border:1px solid var(--line);border-radius:.3rem;padding:.25rem .4rem}
select:focus-visible,summary:focus-visible,.scroll:focus-visible,a:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
@media (max-width:40rem){body{padding:.6rem .7rem 3rem;font-size:15px}dl.facts{grid-template-columns:1fr;gap:0}dl.facts dd{margin-bottom:.4rem}.cards{grid-template-columns:1fr 1fr}.cards b{font-size:1.2rem}.cards b small{font-size:.8rem}.js .plot.weeks{height:84rem}tbody th{min-width:7rem;max-width:11rem}select{width:100%}.controls label{width:100%}}
@media print{
:root{color-scheme:light;--ink:#000;--soft:#444;--line:#bbb;--paper:#fff;--panel:#f6f8fa;--accent:#0072b2;--good:#00664b;--bad:#a33c00}
@page{margin:14mm}
body{max-width:none;padding:0;font-size:10pt}
nav,.js .controls,noscript{display:none}
h2,h3,caption,thead{break-after:avoid}
figure,tr,.cards li,.claims section{break-inside:avoid}
.scroll,.wide{overflow:visible;background:none}
.wide.broad{width:auto;margin:0}
.js .plot,.js .plot.weeks{width:auto!important;height:auto!important}
.plot>div,.plot svg{width:100%!important;height:auto!important;position:static!important}
.js .plot.map{height:9.5cm!important}
.plot.map>div{height:100%!important;position:relative!important}
.plot.map canvas{width:100%!important;height:100%!important}
table{font-size:7.5pt}
table.more{font-size:6.3pt}
table.more :is(th,td){padding:.08rem .22rem}
table.many{font-size:5.6pt}
table.many :is(th,td){padding:.05rem .2rem}
th,td{padding:.1rem .35rem}
tbody th{position:static;min-width:5.5rem}
table.many tbody th{min-width:3.2rem}
details:not([data-print]):not([open]){display:none}
a{color:inherit;text-decoration:none}
}
`;
