import { figure, type Html, html, raw } from './htmlText.ts';

const WIDTH = 860;
const HEIGHT = 360;
const LEFT = 92;
const RIGHT = 24;
const TOP = 14;
const BOTTOM = 40;
/** Legend entries in a line, and the height of one. */
const IN_LINE = 3;
const LINE = 22;

/** A band of a chart or a part of a bar: its value in each year. */
export interface Part {
  readonly label: string;
  readonly colour: string;
  readonly values: readonly number[];
}

/** A line drawn over a chart. */
export interface Line {
  readonly label: string;
  readonly values: readonly number[];
  readonly dash?: string;
}

const round = (v: number): string => String(Math.round(10 * v) / 10);
const text = (x: number, y: number, what: string, more = ''): Html =>
  html`<text x="${round(x)}" y="${round(y)}" font-size="12" fill="var(--soft)"${raw(more)}>${what}</text>`;

/** Round numbers from just below the least to just above the most. */
function ticksOf(least: number, most: number): number[] {
  const span = Math.max(1e-9, most - least);
  let step = 1e-12;
  for (let k = 0; step * 6 < span; k++) step *= [2, 2.5, 2][k % 3]!;
  const ticks: number[] = [];
  for (let v = Math.floor(least / step + 1e-9); v * step < most + step * (1 - 1e-9); v++) ticks.push(v * step);
  return ticks;
}

/** Where values stand, with lines across at round ones. */
function scaleOf(least: number, most: number) {
  const ticks = ticksOf(Math.min(0, least), Math.max(0, most));
  const [low, high] = [ticks[0]!, ticks.at(-1)!];
  const y = (v: number): number => HEIGHT - BOTTOM - ((v - low) / (high - low || 1)) * (HEIGHT - BOTTOM - TOP);
  const lines = ticks.map(
    (
      v,
    ) => html`<path d="M${LEFT} ${round(y(v))}H${WIDTH - RIGHT}" stroke="var(--line)"/>${text(LEFT - 8, y(v) + 4, figure(v), ' text-anchor="end"')}
`,
  );
  return { y, lines };
}

function legend(entries: readonly { readonly label: string; readonly mark: (x: number, y: number) => Html }[]): Html {
  const wide = (WIDTH - LEFT - RIGHT) / IN_LINE;
  return html`${entries.map(({ label, mark }, k) => {
    const x = LEFT + (k % IN_LINE) * wide;
    const y = HEIGHT + Math.floor(k / IN_LINE) * LINE + 14;
    return html`${mark(x, y)}<text x="${round(x + 22)}" y="${round(y)}" font-size="12" fill="var(--ink)">${label}</text>
`;
  })}`;
}

const swatch =
  (colour: string) =>
  (x: number, y: number): Html =>
    html`<rect x="${round(x)}" y="${round(y - 10)}" width="14" height="12" fill="${colour}"/>`;
const stroke =
  (dash: string | undefined) =>
  (x: number, y: number): Html =>
    html`<path d="M${round(x)} ${round(y - 4)}h16" stroke="var(--ink)" stroke-width="2"${raw(dash === undefined ? '' : ` stroke-dasharray="${dash}"`)}/>`;

const heightWith = (entries: number): number => HEIGHT + Math.ceil(entries / IN_LINE) * LINE + 6;

/**
 * Bands over years, the first at the bottom, each between the sums below and above it; years stand at their distance.
 * A band below zero lies over the one beneath it, which is told in the table.
 */
export function areaChart(
  years: readonly number[],
  parts: readonly Part[],
  lines: readonly Line[],
  unit: string,
): Html {
  const sums = [years.map(() => 0)];
  for (const { values } of parts) {
    const below = sums.at(-1)!;
    sums.push(values.map((v, k) => below[k]! + v));
  }
  const values = [...sums.flat(), ...lines.flatMap((l) => l.values)];
  const { y, lines: across } = scaleOf(Math.min(...values), Math.max(...values));
  const [first, last] = [years[0]!, years.at(-1)!];
  const room = WIDTH - RIGHT - LEFT;
  // A single year is a band as wide as the picture.
  const xs = last === first ? [LEFT, WIDTH - RIGHT] : years.map((v) => LEFT + ((v - first) / (last - first)) * room);
  const at = (list: readonly number[]): readonly number[] => (last === first ? [list[0]!, list[0]!] : list);
  const way = (list: readonly number[], isBack = false): string => {
    const points = xs.map((x, k) => `${round(x)} ${round(y(at(list)[k]!))}`);
    return (isBack ? points.reverse() : points).join('L');
  };
  const marks = last === first ? [(LEFT + WIDTH - RIGHT) / 2] : xs;
  return html`<svg viewBox="0 0 ${WIDTH} ${heightWith(parts.length + lines.length)}" role="img" aria-label="${[...parts, ...lines].map((p) => p.label).join(', ')} by year">
${across}
${parts.map(({ label, colour }, n) => html`<path d="M${way(sums[n + 1]!)}L${way(sums[n]!, true)}Z" fill="${colour}"><title>${label}</title></path>\n`)}
${lines.map(({ label, values: v, dash }) => html`<path d="M${way(v)}" fill="none" stroke="var(--ink)" stroke-width="2"${raw(dash === undefined ? '' : ` stroke-dasharray="${dash}"`)}><title>${label}</title></path>\n`)}
${years.map((year, k) => text(marks[k]!, HEIGHT - BOTTOM + 18, String(year), ' text-anchor="middle"'))}
${text(LEFT, HEIGHT - 4, unit)}
${legend([...[...parts].reverse().map((p) => ({ label: p.label, mark: swatch(p.colour) })), ...lines.map((l) => ({ label: l.label, mark: stroke(l.dash) }))])}
</svg>`;
}

/** A bar for each year whose parts stand one on the other, those below zero under the line. */
export function barChart(years: readonly number[], parts: readonly Part[], unit: string): Html {
  const up = years.map((_, k) => parts.reduce((sum, p) => sum + Math.max(0, p.values[k]!), 0));
  const down = years.map((_, k) => parts.reduce((sum, p) => sum + Math.min(0, p.values[k]!), 0));
  const { y, lines } = scaleOf(Math.min(...down), Math.max(...up));
  const slot = (WIDTH - RIGHT - LEFT) / years.length;
  const wide = Math.min(90, 0.62 * slot);
  const bars = years.map((year, k) => {
    let [above, below] = [0, 0];
    const x = LEFT + (k + 0.5) * slot - wide / 2;
    return parts.map(({ label, colour, values }) => {
      const v = values[k]!;
      if (v === 0) return undefined;
      const from = v > 0 ? above : below;
      if (v > 0) above += v;
      else below += v;
      const [top, bottom] = [y(Math.max(from, from + v)), y(Math.min(from, from + v))];
      return html`<rect x="${round(x)}" y="${round(top)}" width="${round(wide)}" height="${round(bottom - top)}" fill="${colour}"><title>${label}, ${year}: ${figure(v)} ${unit}</title></rect>\n`;
    });
  });
  return html`<svg viewBox="0 0 ${WIDTH} ${heightWith(parts.length)}" role="img" aria-label="${parts.map((p) => p.label).join(', ')} by year">
${lines}
${bars.flat()}
<path d="M${LEFT} ${round(y(0))}H${WIDTH - RIGHT}" stroke="var(--ink)"/>
${years.map((year, k) => text(LEFT + (k + 0.5) * slot, HEIGHT - BOTTOM + 18, String(year), ' text-anchor="middle"'))}
${text(LEFT, HEIGHT - 4, unit)}
${legend(parts.map((p) => ({ label: p.label, mark: swatch(p.colour) })))}
</svg>`;
}
