import { endOf } from '../core/timeGrid.ts';
import { offsetAt } from '../core/zone.ts';
import { MICRO } from '../market/quanta.ts';
import type { Compiled } from '../scenario/compile.ts';
import type { ExchangeOutcome } from '../scenario/exchange/exchange.ts';
import type { MarketTally } from '../scenario/exchange/tally.ts';
import { timeText } from './chartTime.ts';
import { gainBars, priceCurve, tradeFlows } from './exchangeCharts.ts';
import { bookCurves } from './exchangeCurves.ts';
import { flexibilitySection } from './exchangeFlexibilityHtml.ts';
import { rightsSection } from './exchangeRightsHtml.ts';
import type { ExchangeSummary, MarketFigures } from './exchangeSummary.ts';
import { STYLE } from './htmlStyle.ts';
import { details, figure, fixed, type Html, html, percent, quantity, raw, tableOf } from './htmlText.ts';

const POLICY = "default-src 'none'; style-src 'unsafe-inline'";

export interface ExchangePage {
  readonly compiled: Compiled;
  readonly outcome: ExchangeOutcome;
  readonly summary: ExchangeSummary;
}

/** What an exchange came to as one page that needs nothing else, and no script. The same run gives the same bytes. */
export function exchangeHtml({ compiled, outcome, summary }: ExchangePage): string {
  const { run, cluster } = compiled;
  const { currency } = summary;
  const money = (v: number): string => `${Math.abs(v) < 0.005 ? '0' : figure(v, 5)} ${currency}`;
  const local = (time_ms: number): string => timeText(time_ms + offsetAt(run.site.zone, time_ms) * 60_000);
  const ends: readonly [string, string] = [local(run.grid.start_ms), local(endOf(run.grid))];
  // Times below a curve: its ends and three between, to the step.
  const { start_ms, step_s, length } = run.grid;
  const times = [0, 0.25, 0.5, 0.75, 1].map((share) => local(start_ms + Math.round(share * length) * step_s * 1000));
  const label = cluster.spec.label ?? run.name;
  const nameOf = namesOf(compiled);
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${raw(POLICY)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${label}: exchange | Sixfold</title>
<style>${raw(STYLE)}svg{width:100%;height:auto}</style>
</head>
<body>
<header><h1>${label}: exchange</h1>
<dl class="facts"><dt>Period</dt><dd>${ends[0]} to ${ends[1]}</dd><dt>Participants</dt><dd>${summary.parties.length}</dd><dt>Markets</dt><dd>${summary.markets.length}</dd><dt>Currency</dt><dd>${currency}</dd></dl>
<nav aria-label="Sections"><a href="#who">Who gains</a> <a href="#markets">Markets</a> <a href="#flows">Who sold to whom</a> ${summary.flexibility.length === 0 ? '' : raw('<a href="#flexibility">Flexibility</a> ')}<a href="#carbon">Carbon and origin</a> <a href="#accounts">Accounts</a></nav>
</header>
${cards(summary, money)}
<h2 id="who">Who gains</h2>
<p>Against everyone buying alone: energy at the price of the tariff, or of separate production where there is none; what is to spare at the price of feeding in; each on a connection of its own, at the same price of a kW. What was metered beside trades counts by what it would have been worth alone. Charges that each would have alone as well (fixed, power factor) are no gain.</p>
${gainBars(
  [...summary.parties].sort((a, b) => b.gain_money - a.gain_money).map((p) => ({ name: p.label, value: p.gain_money })),
  money,
)}
${partyTable(summary)}
<h2 id="markets">Markets</h2>
${marketTable(summary)}
${summary.markets.map((market) => marketSection(market, outcome.markets.find((t) => t.market.id === market.id)!, times, currency, local))}
<h2 id="flows">Who sold to whom</h2>
${flows(outcome, nameOf)}
${flexibilitySection(summary.flexibility, local, currency)}
${rightsSection(summary.rights, placeNames(compiled))}
<h2 id="accounts">Accounts of the exchange</h2>
<p>Suppliers, networks and what is passed on. With the balances of the participants above they sum to ${money(summary.sum_money)}.</p>
${tableOf(
  `Accounts, ${currency}`,
  [{ head: 'Account' }, { head: 'Got', isNumber: true }],
  summary.accounts.map(({ account, money: amount }) => [accountText(account, nameOf), fixed(amount, 2)]),
)}
</body>
</html>
`.html;
}

function cards({ parties, markets, gain_money, gini }: ExchangeSummary, money: (v: number) => string): Html {
  const cost = parties.reduce((sum, p) => sum + p.cost_money, 0);
  const electricity = markets.filter((m) => m.carrier === 'electricity').reduce((sum, m) => sum + m.traded, 0);
  const heat = markets
    .filter((m) => ['heat', 'steam', 'cooling'].includes(m.carrier))
    .reduce((sum, m) => sum + m.traded, 0);
  const card = (head: string, value: string, note: string): Html =>
    html`<li><small>${head}</small><b>${value}</b><small>${note}</small></li>`;
  return html`<ul class="cards">
${card('Gain of all', money(gain_money), 'against everyone buying alone')}
${card('Paid in all', money(cost), 'by participants, for energy and connection')}
${card('Electricity traded', quantity(electricity, 'kWh'), 'between participants and with the grid')}
${card('Heat, steam and cooling traded', quantity(heat, 'kWh'), 'between participants')}
${card('Spread of gains', gini === undefined ? 'none' : fixed(gini, 2), 'Gini: 0 all alike, 1 one has all')}
</ul>`;
}

function partyTable({ parties, currency }: ExchangeSummary): Html {
  const n = (v: number | undefined): string => (v === undefined ? '' : fixed(v, 0));
  const beside = (p: ExchangeSummary['parties'][number]): number =>
    Object.entries(p.by).reduce(
      (sum, [kind, v]) => sum + (['trade', 'deviation', 'connection'].includes(kind) ? 0 : v),
      0,
    );
  return tableOf(
    `Participants, ${currency}; what they got is positive, and cost what they paid in all`,
    [
      { head: 'Participant' },
      { head: 'Trades', isNumber: true },
      { head: 'Deviations', isNumber: true },
      { head: 'Connection', isNumber: true },
      { head: 'Other', isNumber: true },
      { head: 'Cost', isNumber: true },
      { head: 'Gain', isNumber: true },
      { head: 'by trade', isNumber: true },
      { head: 'by deviations', isNumber: true },
      { head: 'by connection', isNumber: true },
      { head: 'by contracts', isNumber: true },
    ],
    parties.map((p) => [
      p.label,
      n(p.by.trade),
      n(p.by.deviation),
      n(p.by.connection),
      n(beside(p)),
      n(p.cost_money),
      n(p.gain_money),
      n(p.tradeGain_money),
      n(p.deviationGain_money),
      n(p.connectionGain_money),
      n(p.otherGain_money),
    ]),
  );
}

const priceUnit = ({ unit }: MarketFigures, currency: string): string => `${currency}/${unit}`;

function marketTable({ markets, currency }: ExchangeSummary): Html {
  const anyAbove = markets.some((m) => m.aboveCost !== undefined);
  return tableOf(
    'Markets; HHI is the concentration of sellers: 1 where there is one',
    [
      { head: 'Market' },
      { head: 'Slots with trade', isNumber: true },
      { head: 'Traded', isNumber: true },
      { head: 'Own use', isNumber: true },
      { head: 'Mean price', isNumber: true },
      { head: `Welfare, ${currency}`, isNumber: true },
      { head: `Fees, ${currency}`, isNumber: true },
      { head: 'HHI', isNumber: true },
      ...(anyAbove ? [{ head: 'Above cost', isNumber: true }] : []),
    ],
    markets.map((m) => [
      m.label,
      `${m.slots === 0 ? 0 : percent(m.tradedSlots / m.slots)} of ${m.slot_min} min`,
      quantity(m.traded, m.unit),
      quantity(m.ownUse, m.unit),
      m.meanPrice === undefined ? '' : `${figure(m.meanPrice)} ${priceUnit(m, currency)}`,
      fixed(m.welfare_money, 0),
      fixed(m.fees_money, 0),
      m.concentration === undefined ? '' : fixed(m.concentration, 2),
      ...(anyAbove ? [m.aboveCost === undefined ? '0' : figure(m.aboveCost)] : []),
    ]),
  );
}

function marketSection(
  market: MarketFigures,
  tally: MarketTally,
  times: readonly string[],
  currency: string,
  local: (time_ms: number) => string,
): Html {
  const { fullest } = tally;
  const prices = tally.prices.map((v) => v / MICRO);
  return html`<h3>${market.label}</h3>
<p class="soft">Price in ${priceUnit(market, currency)}; the band is the range, the line the mean.</p>
${priceCurve(prices, `Price of ${market.label}`, times, (v) => figure(v, 3))}
${
  fullest === undefined
    ? ''
    : details(
        `Supply and demand in the slot with most trade, ${local(fullest.slot_ms)}`,
        bookCurves(
          fullest,
          `Supply and demand of ${market.label}`,
          (v) => quantity(v, market.unit),
          (v) => figure(v, 3),
        ),
      )
}`;
}

type NameOf = (account: string) => string;

function namesOf({ cluster, run }: Compiled): NameOf {
  const labels = new Map(run.components.map((c) => [c.id, c.label]));
  return (account) => {
    const [kind, of] = account.split(':');
    if (of === undefined) return cluster.spec.participants[account]?.label ?? account;
    if (kind === 'community') return 'Community';
    return kind === 'utility' ? (labels.get(of) ?? of) : account;
  };
}

/** Of components and buses. */
function placeNames({ run }: Compiled): NameOf {
  const labels = new Map([...run.buses, ...run.components].map(({ id, label }) => [id, label]));
  return (id) => labels.get(id) ?? id;
}

const ACCOUNTS: Readonly<Record<string, string>> = {
  utility: 'Supplier',
  community: 'Shared within',
  network: 'Network fees',
  losses: 'Losses',
  imbalance: 'Deviations passed on',
  shared: 'Shared connection',
  uplift: 'Uplift',
  congestion: 'Congestion rent',
  support: 'Support by contracts',
  flexibility: 'Programme of flexibility',
};

const accountText = (account: string, nameOf: NameOf): string => {
  const [kind, of] = account.split(':');
  return `${ACCOUNTS[kind!] ?? kind}: ${kind === 'utility' ? nameOf(account) : (of ?? '')}`;
};

/** By carrier: the picture, and the table behind it. */
function flows({ markets }: ExchangeOutcome, nameOf: NameOf): Html[] {
  const carriers = [...new Set(markets.filter(({ volume }) => volume > 0).map(({ market }) => market.carrier))];
  return carriers.map((carrier) => {
    const sums = new Map<string, { amount: number; money: number }>();
    let unit = 'kWh';
    for (const { market, pairs } of markets) {
      if (market.carrier !== carrier) continue;
      if (market.quantum === 'g') unit = 'kg';
      for (const [key, { quantity: quanta, money }] of pairs) {
        const old = sums.get(key) ?? { amount: 0, money: 0 };
        sums.set(key, { amount: old.amount + quanta / 1000, money: old.money + money / MICRO });
      }
    }
    const rows = [...sums]
      .map(([key, { amount, money }]) => {
        const [from, to] = key.split('>');
        return { from: nameOf(from!), to: nameOf(to!), amount, money };
      })
      .sort((a, b) => b.amount - a.amount);
    return html`<h3>${carrier.charAt(0).toUpperCase()}${carrier.slice(1)}</h3>
${tradeFlows(rows, (v) => quantity(v, unit))}
${details(
  'Numbers of this picture',
  tableOf(
    `Sold, ${unit}`,
    [{ head: 'Seller' }, { head: 'Buyer' }, { head: unit, isNumber: true }, { head: 'Money', isNumber: true }],
    rows.map((row) => [row.from, row.to, fixed(row.amount, 0), fixed(row.money, 2)]),
  ),
)}`;
  });
}
