import { type TimeGrid, timeAt } from '../core/timeGrid.ts';
import { localOf, type ZoneRules } from '../core/zone.ts';
import type { Losses } from '../scenario/resilience.ts';
import { type Survival, survivalCurve } from '../scenario/survival.ts';
import { fixed, type Html, html, percent, raw } from './htmlText.ts';

const WIDTH = 860;
const LEFT = 56;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** From dark to bright, told apart by those who see few colours (after Nuñez et al., "cividis", 2018). */
const SCALE = [
  '#00224e',
  '#123570',
  '#3b496c',
  '#575d6d',
  '#707173',
  '#8a8678',
  '#a59c74',
  '#c3b369',
  '#e1cc55',
  '#fee838',
];

const round = (v: number): string => String(Math.round(10 * v) / 10);

/** Share of the losses that are survived for at least so many hours; dashed where a short darkness is forgiven. */
export function survivalFigure(losses: Losses): Html {
  const height = 260;
  const bottom = height - 34;
  const curve = survivalCurve(losses);
  const span = Math.max(1, losses.horizon_h);
  const x = (h: number): number => LEFT + ((WIDTH - LEFT - 16) * h) / span;
  const y = (share: number): number => bottom - (bottom - 12) * share;
  const pathOf = (pick: (p: Survival) => number): Html =>
    raw(curve.map((p, k) => `${k === 0 ? 'M' : 'L'}${round(x(p.hours_h))} ${round(y(pick(p)))}`).join(''));
  const forgives = curve.some((p) => p.carried > p.survived);
  const stride = Math.max(1, Math.ceil(span / 12));
  const ticks = curve.filter(({ hours_h }) => hours_h % stride === 0);
  return html`<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="Share of the losses survived, over their length in hours">
${[0, 0.25, 0.5, 0.75, 1].map(
  (
    share,
  ) => html`<path d="M${LEFT} ${round(y(share))}H${WIDTH - 16}" stroke="var(--line)"/><text x="${LEFT - 8}" y="${round(
    y(share) + 4,
  )}" text-anchor="end" font-size="12" fill="var(--soft)">${fixed(100 * share, 0)} %</text>
`,
)}${ticks.map(
  ({
    hours_h,
  }) => html`<text x="${round(x(hours_h))}" y="${bottom + 16}" text-anchor="middle" font-size="12" fill="var(--soft)">${hours_h}</text>
`,
)}<text x="${WIDTH - 16}" y="${height - 4}" text-anchor="end" font-size="12" fill="var(--soft)">hours without the grid</text>
${
  forgives
    ? html`<path d="${pathOf((p) => p.carried)}" fill="none" stroke="var(--bad)" stroke-width="2" stroke-dasharray="7 5"/>
<text x="${WIDTH - 16}" y="20" text-anchor="end" font-size="12" fill="var(--bad)">dashed: less than half a step of darkness forgiven</text>`
    : undefined
}<path d="${pathOf((p) => p.survived)}" fill="none" stroke="var(--accent)" stroke-width="2.5"/>
</svg>`;
}

/** Hours survived by the day and hour in which the grid was lost, in local time. */
export function survivalHeat({ steps, survived_h, horizon_h }: Losses, grid: TimeGrid, zone: ZoneRules): Html {
  if (steps.length === 0) return html``;
  const cell = 9;
  const top = 18;
  const firstDay = localOf(zone, timeAt(grid, steps[0]!)).dayNumber;
  const lastDay = localOf(zone, timeAt(grid, steps.at(-1)!)).dayNumber;
  const days = lastDay - firstDay + 1;
  const wide = (WIDTH - LEFT - 16) / days;
  const height = top + 24 * cell + 44;
  /** Worst of what falls into a day and hour: several steps an hour, or an hour that comes twice. */
  const worst = new Float64Array(days * 24).fill(Number.NaN);
  const heads: Html[] = [];
  let month = 0;
  steps.forEach((step, k) => {
    const local = localOf(zone, timeAt(grid, step));
    const at = (local.dayNumber - firstDay) * 24 + local.hour;
    const v = survived_h[k]!;
    if (!(worst[at]! <= v)) worst[at] = v;
    if (local.month === month) return;
    month = local.month;
    const x = LEFT + (local.dayNumber - firstDay) * wide;
    heads.push(html`<text x="${round(x)}" y="12" font-size="12" fill="var(--soft)">${MONTHS[month - 1]!}</text>`);
  });
  const shade = (v: number): number => Math.min(SCALE.length - 1, Math.floor((SCALE.length * v) / horizon_h));
  const paths = SCALE.map(() => '');
  // One path a colour: a run of hours of a day is one rectangle.
  for (let day = 0; day < days; day++)
    for (let hour = 0; hour < 24; ) {
      const v = worst[day * 24 + hour]!;
      let end = hour + 1;
      if (!Number.isNaN(v)) {
        while (end < 24 && shade(worst[day * 24 + end]!) === shade(v)) end++;
        paths[shade(v)] +=
          `M${round(LEFT + day * wide)} ${top + hour * cell}h${(wide + 0.3).toFixed(2)}v${(end - hour) * cell}h-${(wide + 0.3).toFixed(2)}z`;
      }
      hour = end;
    }
  const legend = SCALE.map((colour, k) => {
    const x = LEFT + k * 60;
    const from = (horizon_h * k) / SCALE.length;
    return html`<rect x="${x}" y="${height - 22}" width="60" height="10" fill="${colour}"/><text x="${x}" y="${height - 1}" font-size="11" fill="var(--soft)">${fixed(from, from < 10 ? 1 : 0)} h</text>`;
  });
  return html`<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="Hours survived, by day and hour of the loss">
${heads}
${[0, 6, 12, 18].map((h) => html`<text x="${LEFT - 8}" y="${top + h * cell + 9}" text-anchor="end" font-size="12" fill="var(--soft)">${h}:00</text>`)}
${paths.map((d, k) =>
  d === ''
    ? undefined
    : html`<path d="${raw(d)}" fill="${SCALE[k]!}"/>
`,
)}${legend}
</svg>`;
}

/** Share of losses survived for at least so long, as words. */
export const survivedShare = (losses: Losses, hours_h: number): string =>
  percent(survivalCurve(losses).find((p) => p.hours_h === hours_h)?.survived ?? 0);
