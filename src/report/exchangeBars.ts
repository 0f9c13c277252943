import { MICRO } from '../market/quanta.ts';
import { sumLines } from '../market/statement/slots.ts';
import { type Statement, statementDays } from '../market/statement/statement.ts';
import { dateText } from './chartTime.ts';
import { figure, fixed, type Html, html } from './htmlText.ts';

const WIDTH = 860;
const HEIGHT = 230;
const [LEFT, RIGHT, TOP, BOTTOM] = [70, 10, 14, 34];

/** A round step so that an axis has about four. */
function stepOf(reach: number): number {
  let step = 1e-6;
  for (const factors = [2, 2.5, 2]; ; )
    for (const factor of factors) {
      if (reach / step <= 5) return step;
      step *= factor;
    }
}

/** What came in and went out on each day, as bars; nothing for less than two days. */
export function dayBars(statement: Statement): Html | undefined {
  const days = [...statementDays(statement)].map(([day, lines]) => {
    const sums = sumLines(lines);
    const parts = [sums.sales, sums.purchases, sums.deviations, sums.losses, sums.other];
    const up = parts.reduce((sum, v) => sum + Math.max(0, v), 0) / MICRO;
    return { day, up, down: (sums.total - sums.connection) / MICRO - up };
  });
  const highest = Math.max(0, ...days.map(({ up }) => up));
  const lowest = Math.min(0, ...days.map(({ down }) => down));
  if (days.length < 2 || highest === lowest) return undefined;
  const step = stepOf(highest - lowest);
  const [from, to] = [Math.floor(lowest / step) * step, Math.ceil(highest / step) * step];
  const y = (v: number): number => TOP + ((HEIGHT - TOP - BOTTOM) * (to - v)) / (to - from);
  const width = (WIDTH - LEFT - RIGHT) / days.length;
  const ticks = Array.from({ length: Math.round((to - from) / step) + 1 }, (_, k) => from + k * step);
  const decimals = step >= 1 ? 0 : step >= 0.1 ? 1 : 2;
  const stride = Math.ceil(days.length / 16);
  const bar = (k: number, v: number, colour: string, title: string): Html | undefined =>
    v === 0
      ? undefined
      : html`<rect x="${fixed(LEFT + (k + 0.15) * width, 1)}" y="${fixed(Math.min(y(v), y(0)), 1)}" width="${fixed(0.7 * width, 1)}" height="${fixed(Math.abs(y(v) - y(0)), 1)}" fill="var(${colour})"><title>${title}</title></rect>`;
  return html`<figure><figcaption>What came in and went out, by day<small>${statement.currency}; the difference of both is the day’s amount below. Charges of the whole period are left out.</small></figcaption>
<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="Bars by day: income upwards, cost downwards. The table below has the numbers.">
${ticks.map((v) => html`<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${fixed(y(v), 1)}" y2="${fixed(y(v), 1)}" stroke="var(--line)"/><text x="${LEFT - 8}" y="${fixed(y(v) + 4, 1)}" text-anchor="end" font-size="12" fill="var(--soft)">${fixed(v, decimals)}</text>`)}
${days.map(({ day, up, down }, k) => html`${bar(k, up, '--good', `${dateText(day)}: +${figure(up, 6)}`)}${bar(k, down, '--bad', `${dateText(day)}: ${figure(down, 6)}`)}${k % stride === 0 ? html`<text x="${fixed(LEFT + (k + 0.5) * width, 1)}" y="${HEIGHT - 12}" text-anchor="middle" font-size="12" fill="var(--soft)">${dateText(day).slice(5)}</text>` : undefined}`)}
</svg></figure>
`;
}
