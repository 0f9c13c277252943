import { bySlot, type Sums, sumLines } from '../market/statement/slots.ts';
import { type Statement, type StatementLine, statementDays } from '../market/statement/statement.ts';
import { dateText } from './chartTime.ts';
import { dayBars } from './exchangeBars.ts';
import { slotTable } from './exchangeSlots.ts';
import { amountHtml, localText, moneyHtml, quantityHtml } from './exchangeText.ts';
import { STYLE } from './htmlStyle.ts';
import { figure, type Html, html, raw, tableOf } from './htmlText.ts';

export interface StatementPage {
  readonly statement: Statement;
  /** Of Sixfold, for the foot of the page. */
  readonly version?: string;
  /** File of the same statement as CSV, named on the page. */
  readonly csv?: string;
}

// No request may leave the page, whatever a label holds.
const POLICY = "default-src 'none'; style-src 'unsafe-inline'";
/** Slots whose details are written out; the CSV has all. */
const MOST_SLOTS = 9000;

const STATEMENT_STYLE = `
.micro{color:var(--soft);font-size:.78em}
.cards .micro{display:inline;font-size:.6em;font-weight:400}
.paid{color:var(--bad)}
.slots td{white-space:nowrap}
#days+.scroll table,.slots{font-size:.78rem}
#days+.scroll :is(th,td),.slots :is(th,td){padding:.22rem .4rem}
#days+.scroll tbody th{min-width:7rem}
.slots tbody th{min-width:4rem}
.slots td.proof{white-space:normal;min-width:15rem;color:var(--soft);font-size:.92em}
.mark{color:var(--bad);font-weight:600}
tr.sub th,tr.sub td{color:var(--soft)}
svg{width:100%;height:auto}
details.day>summary{display:flex;gap:1rem;justify-content:space-between;border-bottom:1px solid var(--line);max-width:44rem}
details.day>summary::before{content:"+";color:var(--soft);width:.8rem;flex:none}
details.day[open]>summary::before{content:"\\2212"}
details.day>summary span:first-of-type{flex:1}
@media (max-width:40rem){.cards{grid-template-columns:1fr}}
.hash{font-family:ui-monospace,monospace;font-size:.8rem;overflow-wrap:anywhere}
`;

/** A statement of the exchange as one page that needs nothing else; the same statement gives the same bytes. */
export function statementHtml({ statement, version, csv }: StatementPage): string {
  const { party, label, site, isFinal } = statement;
  const sums = sumLines(statement.lines);
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${raw(POLICY)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Statement of ${label}, ${periodText(statement)} | Sixfold</title>
<style>${raw(STYLE + STATEMENT_STYLE)}</style>
</head>
<body>
<header>
<h1>Statement of ${label}</h1>
<dl class="facts">
<dt>Exchange</dt><dd>${site}</dd>
<dt>Party</dt><dd>${label === party ? party : `${label} (${party})`}</dd>
<dt>Period</dt><dd>${periodText(statement)}, ${statement.zone.zone}</dd>
<dt>Currency</dt><dd>${statement.currency}</dd>
<dt>State</dt><dd>${isFinal ? 'issued; later corrections stand on the next statement' : 'preliminary: it may still change'}</dd>
</dl>
</header>
${cards(statement, sums)}
${summary(statement)}
${dayBars(statement)}
${earlierTable(statement)}
${daysTable(statement)}
${slots(statement, csv)}
${how(statement, version, csv)}
</body>
</html>
`.html;
}

function periodText({ from_ms, to_ms, zone }: Statement): string {
  const [from, to] = [localText(zone, from_ms), localText(zone, to_ms)];
  if (!from.endsWith(' 00:00') || !to.endsWith(' 00:00')) return `${from} to ${to}`;
  // The last day, not the one that begins when the period ends.
  const last = localText(zone, to_ms - 1).slice(0, 10);
  return last === from.slice(0, 10) ? last : `${from.slice(0, 10)} to ${last}`;
}

const card = (title: string, value: Html, note: string): Html =>
  html`<li><small>${title}</small><b>${value}</b><small>${note}</small></li>
`;

function cards({ opening, closing, earlier, currency }: Statement, sums: Sums): Html {
  const owed = (micro: number): string =>
    micro < 0 ? 'the party owes the exchange' : micro > 0 ? 'the exchange owes the party' : 'nothing is owed';
  const corrections = earlier.reduce((sum, { money }) => sum + money, 0);
  return html`<ul class="cards">
${card('Opening balance', html`${moneyHtml(opening)} <small>${currency}</small>`, owed(opening))}${card(
  'This period',
  html`${moneyHtml(sums.total)} <small>${currency}</small>`,
  'sales less purchases, charges and payments',
)}${
  earlier.length === 0
    ? undefined
    : card(
        'Corrections of earlier periods',
        html`${moneyHtml(corrections)} <small>${currency}</small>`,
        `${figure(earlier.length)} lines since the statement before`,
      )
}${card('Closing balance', html`${moneyHtml(closing)} <small>${currency}</small>`, owed(closing))}</ul>`;
}

const KINDS: readonly (readonly [StatementLine['kind'], string])[] = [
  ['sale', 'Sold'],
  ['purchase', 'Bought'],
  ['deviation', 'Deviation, metered less traded'],
  ['losses', 'Share of network losses'],
  ['surplus', 'Share of what deviations left'],
  ['connection', 'Share of the connection’s fixed and demand charge'],
  ['contract', 'Contracts'],
  ['flexibility', 'Flexibility'],
  ['certificate', 'Certificates'],
  ['uplift', 'Uplift'],
  ['payment', 'Payments'],
];

/** The way from the opening to the closing balance. */
function summary(statement: Statement): Html {
  const { lines, earlier, opening, closing, units, currency } = statement;
  const rows = KINDS.flatMap(([kind, title]) => {
    const its = lines.filter((line) => line.kind === kind);
    const markets = [...new Set(its.map(({ market }) => market))];
    return markets.map((market) => {
      const own = its.filter((line) => line.market === market);
      const quanta = own.reduce((sum, line) => sum + line.quanta, 0);
      const money = own.reduce((sum, line) => sum + line.money, 0);
      const fees = own.reduce((sum, line) => sum + (line.reverses === undefined ? line.fee : -line.fee), 0);
      const unit = units[market];
      const name = unit === undefined ? title : `${title}: ${market}`;
      const price = quanta === 0 || kind === 'deviation' ? '' : moneyHtml(Math.round((money * 1000) / quanta));
      const note = fees === 0 ? '' : html`of it ${moneyHtml(fees)} network fee`;
      return [name, quantityHtml(quanta), quanta === 0 ? '' : (unit ?? ''), price, moneyHtml(money), note];
    });
  });
  const corrections = earlier.reduce((sum, { money }) => sum + money, 0);
  return html`<h2 id="summary">From opening to closing</h2>
${tableOf(
  `Amounts in ${currency}: what the party gets is above 0, what it pays below`,
  [
    { head: 'What' },
    { head: 'Quantity', isNumber: true },
    { head: 'Unit' },
    { head: `Mean price, ${currency} per unit`, isNumber: true },
    { head: 'Amount', isNumber: true },
    { head: 'Note' },
  ],
  [
    ['Opening balance', '', '', '', moneyHtml(opening), ''],
    ...(earlier.length === 0
      ? []
      : [['Corrections of earlier periods', '', '', '', moneyHtml(corrections), 'listed below']]),
    ...rows,
  ],
  ['Closing balance', '', '', '', moneyHtml(closing), ''],
)}`;
}

function earlierTable({ earlier, zone, currency }: Statement): Html | undefined {
  if (earlier.length === 0) return undefined;
  return html`<h2 id="earlier">Corrections of earlier periods</h2>
<p>Booked after the statement before went out. What was booked is never changed: it is taken back by its mirror image and booked anew.</p>
${tableOf(
  `Amounts in ${currency}`,
  [
    { head: 'Counts for' },
    { head: 'Market' },
    { head: 'What' },
    { head: 'Revision' },
    { head: 'Amount', isNumber: true },
    { head: 'Booked' },
    { head: 'Journal', isNumber: true },
  ],
  earlier.map((line) => [
    localText(zone, line.slot_ms),
    line.market,
    line.kind,
    line.reverses === undefined ? `r${line.revision}` : `r${line.revision} takes back r${line.reverses}`,
    moneyHtml(line.money),
    localText(zone, line.at_ms),
    line.place,
  ]),
)}`;
}

/** Whether a line is of a day; the charges of a connection are of the period as a whole. */
const ofDay = ({ kind }: StatementLine): boolean => kind !== 'connection';

function daysTable(statement: Statement): Html {
  const { opening, earlier, currency } = statement;
  let balance = opening + earlier.reduce((sum, { money }) => sum + money, 0);
  const days = [...statementDays(statement)].map(([day, lines]) => [day, lines.filter(ofDay)] as const);
  const whole = statement.lines.filter((line) => !ofDay(line));
  const rows = [...(whole.length === 0 ? [] : [[undefined, whole] as const]), ...days].map(([day, lines]) => {
    const sums = sumLines(lines);
    balance += sums.total;
    const revised = new Set(
      lines.filter(({ revision }) => revision > 0).map(({ market, slot_ms }) => `${market}/${slot_ms}`),
    );
    return [
      html`${day === undefined ? 'Whole period' : html`<a href="#d${day}">${dateText(day)}</a>`}${revised.size > 0 ? html` <span class="mark" title="slots that were settled anew">r ${revised.size}</span>` : undefined}`,
      amountHtml(sums.sales),
      amountHtml(sums.purchases),
      amountHtml(sums.deviations),
      amountHtml(sums.losses),
      amountHtml(sums.connection),
      amountHtml(sums.other),
      moneyHtml(sums.total),
      moneyHtml(balance),
    ];
  });
  const sums = sumLines(statement.lines);
  return html`<h2 id="days">Day by day</h2>
${tableOf(
  `Amounts in ${currency}; a mark such as “r 3” counts slots that were settled anew`,
  [
    { head: 'Day' },
    ...['Sales', 'Purchases', 'Deviations', 'Losses', 'Connection', 'Other', 'Day', 'Balance'].map((head) => ({
      head,
      isNumber: true,
    })),
  ],
  rows,
  [
    'Period',
    ...[sums.sales, sums.purchases, sums.deviations, sums.losses, sums.connection, sums.other, sums.total].map(
      amountHtml,
    ),
    moneyHtml(balance),
  ],
)}`;
}

function slots(statement: Statement, csv: string | undefined): Html {
  let written = 0;
  const part = (id: string, title: string, lines: readonly StatementLine[]): Html | undefined => {
    const its = bySlot(lines);
    written += its.length;
    if (its.length === 0 || written > MOST_SLOTS) return undefined;
    return html`<details class="day" id="${id}"><summary><span>${title}</span><span>${moneyHtml(sumLines(lines).total)}</span></summary>
${slotTable(statement, its)}</details>
`;
  };
  const whole = part(
    'whole',
    'Whole period',
    statement.lines.filter((line) => !ofDay(line)),
  );
  const days = [...statementDays(statement)].map(([day, lines]) => part(`d${day}`, dateText(day), lines.filter(ofDay)));
  return html`<h2 id="slots">Slot by slot</h2>
<p>Open a day: each slot with what was traded and metered, the price of the deviation, and where it comes from: the party’s own orders, the states of its meters, the tariff’s period and the lines of the journal.</p>
${whole}${days}${written > MOST_SLOTS ? html`<p class="warn">Of ${figure(written)} slots the first ${figure(MOST_SLOTS)} are written out; ${csv ?? 'the CSV of this statement'} has them all.</p>` : undefined}`;
}

function how({ proof, currency }: Statement, version: string | undefined, csv: string | undefined): Html {
  return html`<h2 id="how">How it is reckoned</h2>
<ul>
<li>Energy is counted in whole Wh (hydrogen in whole g), money in millionths of a ${currency}; the digits in small type are those beyond the cent. Every amount here is exact, and every sum is the sum of what it shows.</li>
<li>A quantity at a price is rounded once, to the millionth; who pays and who gets have the same number.</li>
<li>Deviation = metered − traded, where traded = sold − bought and what goes into the bus is above 0. Who is short pays its price, who is long gets it.</li>
<li>A meter counts on for ever. A slot is the difference of two of its states, so that slots sum to the meter.</li>
<li>What deviations leave over once the public grid has its bill is handed back by what each moved, where the market says so.</li>
<li>A slot marked r1, r2 and so on was settled anew because a reading came late or was corrected: what had changed was taken back and booked again.</li>
</ul>
<p>Journal entry ${figure(proof.entries)} <span class="hash">${proof.head}</span><br><small>Keep these two. With them an audit of the journal proves that nothing up to this statement was changed since.</small></p>
<p class="soft">${csv === undefined ? undefined : html`All lines stand in ${csv}. `}Made with Sixfold${version === undefined ? '' : ` ${version}`}.</p>`;
}
