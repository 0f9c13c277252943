import { clamp } from '../core/math.ts';
import { timeAt } from '../core/timeGrid.ts';
import { offsetAt } from '../core/zone.ts';
import type { Meter } from '../scenario/meters.ts';
import type { Outcome } from '../scenario/simulation.ts';
import { QUALITIES } from '../series/quality.ts';
import { timeText } from './chartTime.ts';
import { unitText } from './htmlResults.ts';
import { figure, type Html, html, percent, quantity, raw, tableOf } from './htmlText.ts';
import type { MeterSummary } from './meters.ts';
import type { Summary } from './summary.ts';

/** Points of a line, and cells along each side of a scatter. */
const POINTS = 240;
const CELLS = 40;
const WIDTH = 620;
const HEIGHT = 220;

/** Meters beside the model: a table of how they agree, and a picture of each. Nothing where nothing was measured. */
export function meters(outcome: Outcome, summary: Summary): Html | undefined {
  const list = summary.meters ?? [];
  if (list.length === 0) return undefined;
  const currency = summary.currency;
  return html`<h2 id="meters">Meters beside the model</h2>
<p>The residual is the reading less the model: positive where the meter shows more. Only steps whose reading counts are compared; nothing stands in for a reading that is not there.</p>
${tableOf(
  'Agreement of model and meters',
  [
    { head: 'Signal' },
    { head: 'Mean reading', isNumber: true },
    { head: 'Mean model', isNumber: true },
    { head: 'Bias', isNumber: true },
    { head: 'NMBE', isNumber: true },
    { head: 'RMSE', isNumber: true },
    { head: 'CV(RMSE)', isNumber: true },
    { head: 'Error in sum', isNumber: true },
    { head: 'Correlation', isNumber: true },
  ],
  list.map((m) => [m.column, ...cellsOf(m, currency)]),
)}${tableOf(
  'What is known of the readings, in steps',
  [
    { head: 'Signal' },
    ...QUALITIES.map((name) => ({ head: name, isNumber: true })),
    { head: 'compared', isNumber: true },
  ],
  list.map((m) => [
    m.column,
    ...QUALITIES.map((q) => `${figure(m.steps[q])}${q === 'filled' && m.steps.filled > 0 ? ` (${m.gaps})` : ''}`),
    figure(m.counted),
  ]),
)}${list.map(({ column, corrections }) =>
  corrections === undefined
    ? undefined
    : html`<p>The model's ${column} was set to its reading ${figure(corrections.count)} times, which added ${figure(corrections.sum, 4)} in all. This enters no step's balance; the proof below shows it as a term of its own.</p>
`,
)}${outcome.compiled.meters.map((meter) => pictures(meter, outcome, currency))}`;
}

const FIGURES = ['measured', 'model', 'bias', 'nmbe', 'rmse', 'cvRmse', 'Error', 'correlation'] as const;

function cellsOf({ kpis }: MeterSummary, currency: string): string[] {
  return FIGURES.map((stem) => {
    const found = Object.entries(kpis).find(([name]) => name.split('_')[0]!.endsWith(stem));
    if (found === undefined) return '-';
    const [, { value, unit }] = found;
    return stem === 'nmbe' || stem === 'cvRmse' ? percent(value) : quantity(value, unitText(unit, currency));
  });
}

/** Reading and model by rows of the table that was kept, where the reading counts. */
function pairs({ at, values, quality, counts }: Meter, { table, compiled, steps }: Outcome): [number, number][] {
  const every = table.grid.step_s / compiled.run.grid.step_s;
  const rows = Math.floor(steps / every);
  const out: [number, number][] = [];
  for (let row = 0; row < rows; row++) {
    let sum = 0;
    for (let i = row * every; i < (row + 1) * every; i++) sum += counts[quality[i]!] ? values[i]! : Number.NaN;
    out.push([sum / every, table.columns[at]![row]!]);
  }
  return out;
}

function pictures(meter: Meter, outcome: Outcome, currency: string): Html {
  const all = pairs(meter, outcome);
  const known = all.filter(([m]) => !Number.isNaN(m));
  if (known.length === 0) return html`<p class="soft">No reading of ${meter.column} counts in this run.</p>\n`;
  const [lo, hi] = rangeOf(known, meter.signal.endsWith('_degC'));
  const unit = unitText(unitLabel(meter, outcome), currency);
  const range = `${figure(lo)} to ${figure(hi)}${unit === '' || unit === '1' ? '' : ` ${unit}`}`;
  return html`<figure>
<figcaption>${meter.column}<small>Left: means over time, meter full, model dashed; gaps have no reading. Right: model (up) over meter (along), the darker the more steps; on the line they agree. Both from ${range}.</small></figcaption>
<svg viewBox="0 0 ${WIDTH + HEIGHT + 20} ${HEIGHT + 18}" width="100%" role="img" aria-label="${`${meter.column}: meter and model over time, and one over the other`}">
${frame(0, WIDTH)}${line(all, 1, lo, hi, ' stroke-dasharray="5 3" stroke="var(--accent)"')}${line(all, 0, lo, hi, ' stroke="var(--ink)"')}${scatter(known, lo, hi)}${axes(outcome, lo, hi)}</svg>
</figure>
`;
}

/** From 0, but for temperatures, which have none; rounding about 0 is 0. */
function rangeOf(known: readonly (readonly [number, number])[], isTemperature: boolean): [lo: number, hi: number] {
  let lo = isTemperature ? Number.POSITIVE_INFINITY : 0;
  let hi = isTemperature ? Number.NEGATIVE_INFINITY : 0;
  for (const [m, s] of known) {
    lo = Math.min(lo, m, s);
    hi = Math.max(hi, m, s);
  }
  if (Math.abs(lo) < 1e-9 * (hi - lo)) lo = 0;
  return [lo, hi > lo ? hi : lo + 1];
}

/** Parts of the time that are marked. */
const TICKS = 3;

/** The ends of the values, and local times along the line. */
function axes({ compiled, steps }: Outcome, lo: number, hi: number): Html {
  const { grid, site } = compiled.run;
  const text = (x: number, y: number, anchor: string, words: string): string =>
    `<text x="${place(x)}" y="${y}" text-anchor="${anchor}" font-size="11" fill="var(--soft)">${words}</text>`;
  const times = Array.from({ length: TICKS + 1 }, (_, k) => {
    const time_ms = timeAt(grid, Math.round((k * steps) / TICKS));
    const words = timeText(time_ms + offsetAt(site.zone, time_ms) * 60_000);
    const anchor = k === 0 ? 'start' : k === TICKS ? 'end' : 'middle';
    return text((k * WIDTH) / TICKS, HEIGHT + 14, anchor, words);
  });
  return raw(`${text(4, 13, 'start', figure(hi))}${text(4, HEIGHT - 5, 'start', figure(lo))}${times.join('')}\n`);
}

const unitLabel = ({ column }: Meter, { columns }: Outcome): string => columns.find((c) => c.name === column)!.unit;

const frame = (x: number, width: number): Html =>
  raw(`<rect x="${x}" y="0" width="${width}" height="${HEIGHT}" fill="none" stroke="var(--line)"/>\n`);
const place = (v: number): string => v.toFixed(1);

/** Means over equal parts of the time; a part without a reading breaks the line. */
function line(all: readonly (readonly [number, number])[], which: 0 | 1, lo: number, hi: number, style: string): Html {
  const count = Math.min(POINTS, all.length);
  let path = '';
  let isOpen = false;
  for (let p = 0; p < count; p++) {
    const from = Math.floor((p * all.length) / count);
    const to = Math.floor(((p + 1) * all.length) / count);
    let sum = 0;
    let n = 0;
    for (let i = from; i < to; i++) {
      if (Number.isNaN(all[i]![0])) continue;
      sum += all[i]![which];
      n++;
    }
    if (n > 0) {
      const y = HEIGHT * (1 - (sum / n - lo) / (hi - lo));
      path += `${isOpen ? 'L' : 'M'}${place(((p + 0.5) * WIDTH) / count)} ${place(y)}`;
    }
    isOpen = n > 0;
  }
  return raw(`<path d="${path}" fill="none"${style}/>\n`);
}

/** How often each pair was met, as shades. */
function scatter(known: readonly (readonly [number, number])[], lo: number, hi: number): Html {
  const counts = new Map<number, number>();
  const cell = (v: number): number => clamp(Math.floor(((v - lo) / (hi - lo)) * CELLS), 0, CELLS - 1);
  for (const [m, s] of known) {
    const key = cell(s) * CELLS + cell(m);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const most = Math.max(...counts.values());
  const size = HEIGHT / CELLS;
  const left = WIDTH + 20;
  const squares = [...counts].map(([key, n]) => {
    const x = left + (key % CELLS) * size;
    const y = HEIGHT - (Math.floor(key / CELLS) + 1) * size;
    const shade = 0.15 + 0.85 * Math.sqrt(n / most);
    return `<rect x="${place(x)}" y="${place(y)}" width="${size}" height="${size}" fill="var(--accent)" opacity="${shade.toFixed(2)}"/>`;
  });
  const diagonal = `<path d="M${left} ${HEIGHT}L${left + HEIGHT} 0" stroke="var(--soft)" fill="none"/>\n`;
  return html`${frame(left, HEIGHT)}${raw(squares.join(''))}${raw(diagonal)}`;
}
