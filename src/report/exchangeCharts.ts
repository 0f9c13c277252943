import { type Html, html, raw } from './htmlText.ts';

const WIDTH = 860;
const round = (v: number): string => String(Math.round(10 * v) / 10);
const brief = (text: string, most: number): string => (text.length <= most ? text : `${text.slice(0, most - 1)}…`);

/** Told apart by those who see few colours (after Okabe and Ito, 2008), then by hatching of the same. */
const COLOURS = '#0072b2 #e69f00 #009e73 #cc79a7 #56b4e9 #d55e00 #8c8c8c #b3a200 #5e4fa2 #66c2a5'.split(' ');
export const colourOf = (k: number): string => COLOURS[k % COLOURS.length]!;

/** What passed from one party to another. */
export interface Passed {
  readonly from: string;
  readonly to: string;
  readonly amount: number;
}

/** Bands thinner than this share of all are left out of the picture; the table has them. */
const THIN = 0.002;

/**
 * Who sold to whom: sellers on the left, buyers on the right, a band for each pair as high as what passed.
 */
export function tradeFlows(passed: readonly Passed[], text: (v: number) => string): Html {
  const all = passed.reduce((sum, p) => sum + p.amount, 0);
  const shown = passed.filter((p) => p.amount >= THIN * all);
  if (shown.length === 0) return html`<p class="soft">Nothing was traded.</p>`;
  const total = shown.reduce((sum, p) => sum + p.amount, 0);
  const sumBy = (key: 'from' | 'to'): [string, number][] => {
    const sums = new Map<string, number>();
    for (const p of shown) sums.set(p[key], (sums.get(p[key]) ?? 0) + p.amount);
    return [...sums].sort((a, b) => b[1] - a[1]);
  };
  const sellers = sumBy('from');
  const buyers = sumBy('to');
  // So far apart, the names of thin ones do not meet.
  const gap = 13;
  const body = Math.max(240, 26 * Math.max(sellers.length, buyers.length));
  const height = body + 20;
  const [left, right, bar] = [250, WIDTH - 250, 12];
  const scale = (count: number): number => (body - gap * (count - 1)) / total;
  const places = (list: readonly [string, number][]): Map<string, { at: number; high: number; used: number }> => {
    let at = 10;
    const high = scale(list.length);
    return new Map(
      list.map(([name, amount]) => {
        const place = { at, high: amount * high, used: 0 };
        at += amount * high + gap;
        return [name, place];
      }),
    );
  };
  const from = places(sellers);
  const to = places(buyers);
  const colour = new Map(sellers.map(([name], k) => [name, colourOf(k)]));
  const rank = new Map(buyers.map(([name], k) => [name, k]));
  const bands = [...shown].sort((a, b) => rank.get(a.to)! - rank.get(b.to)!);
  const middle = (left + right) / 2;
  const draw = (p: Passed): Html => {
    const [s, b] = [from.get(p.from)!, to.get(p.to)!];
    const [sHigh, bHigh] = [p.amount * scale(sellers.length), p.amount * scale(buyers.length)];
    const [y1, y2] = [s.at + s.used, b.at + b.used];
    s.used += sHigh;
    b.used += bHigh;
    const [x1, x2] = [left + bar, right - bar];
    const way = `M${x1} ${round(y1)}C${middle} ${round(y1)} ${middle} ${round(y2)} ${x2} ${round(y2)}V${round(y2 + bHigh)}C${middle} ${round(y2 + bHigh)} ${middle} ${round(y1 + sHigh)} ${x1} ${round(y1 + sHigh)}Z`;
    return html`<path d="${raw(way)}" fill="${colour.get(p.from)!}" opacity="0.45"><title>${p.from} to ${p.to}: ${text(p.amount)}</title></path>`;
  };
  const ends = (list: readonly [string, number][], of: typeof from, isLeft: boolean): Html[] =>
    list.map(([name, amount]) => {
      const { at, high } = of.get(name)!;
      const x = isLeft ? left : right - bar;
      const fill = isLeft ? colour.get(name)! : 'var(--soft)';
      return html`<rect x="${x}" y="${round(at)}" width="${bar}" height="${round(Math.max(1, high))}" fill="${fill}"><title>${name}: ${text(amount)}</title></rect><text x="${isLeft ? left - 8 : right + 8}" y="${round(at + high / 2 + 4)}" font-size="12" fill="var(--ink)"${raw(isLeft ? ' text-anchor="end"' : '')}>${brief(name, 33)}</text>`;
    });
  return html`<svg viewBox="0 0 ${WIDTH} ${round(height)}" role="img" aria-label="Who sold to whom: sellers on the left, buyers on the right">
${bands.map(draw)}
${ends(sellers, from, true)}${ends(buyers, to, false)}
</svg>`;
}

/** A line over the slots of a run, its quarters drawn as a band where there are more slots than points. */
export function priceCurve(
  values: readonly number[],
  title: string,
  times: readonly string[],
  text: (v: number) => string,
): Html {
  const known = values.filter((v) => !Number.isNaN(v));
  if (known.length === 0) return html`<p class="soft">Nothing was traded.</p>`;
  const [height, left, right, top] = [190, 90, WIDTH - 16, 10];
  const bottom = height - 28;
  const least = Math.min(
    0,
    known.reduce((a, b) => Math.min(a, b)),
  );
  const most = known.reduce((a, b) => Math.max(a, b), least + 1e-9);
  const points = Math.min(values.length, 420);
  const x = (k: number): number => left + ((right - left) * (k + 0.5)) / points;
  const y = (v: number): number => bottom - ((bottom - top) * (v - least)) / (most - least);
  let line = '';
  const bands: string[] = [];
  let upper = '';
  let lower = '';
  const close = (): void => {
    if (upper !== '') bands.push(`M${upper}${lower}Z`);
    upper = lower = '';
  };
  let isOpen = false;
  for (let k = 0; k < points; k++) {
    const some = values
      .slice(Math.floor((k * values.length) / points), Math.floor(((k + 1) * values.length) / points))
      .filter((v) => !Number.isNaN(v));
    if (some.length === 0) {
      isOpen = false;
      close();
      continue;
    }
    const mean = some.reduce((sum, v) => sum + v, 0) / some.length;
    line += `${isOpen ? 'L' : 'M'}${round(x(k))} ${round(y(mean))}`;
    isOpen = true;
    upper += `${upper === '' ? '' : 'L'}${round(x(k))} ${round(y(some.reduce((p, v) => Math.max(p, v))))}`;
    lower = `L${round(x(k))} ${round(y(some.reduce((p, v) => Math.min(p, v))))}${lower}`;
  }
  close();
  return html`<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${title}">
${[least, (least + most) / 2, most].map((v) => html`<path d="M${left} ${round(y(v))}H${right}" stroke="var(--line)"/><text x="${left - 8}" y="${round(y(v) + 4)}" font-size="12" fill="var(--soft)" text-anchor="end">${text(v)}</text>`)}
<path d="${raw(bands.join(''))}" fill="var(--accent)" opacity="0.18"/>
<path d="${raw(line)}" fill="none" stroke="var(--accent)" stroke-width="1.6"/>
${times.map((time, k) => html`<text x="${round(left + ((right - left) * k) / (times.length - 1))}" y="${height - 6}" font-size="12" fill="var(--soft)" text-anchor="${k === 0 ? 'start' : k === times.length - 1 ? 'end' : 'middle'}">${time}</text>`)}
</svg>`;
}

/** Right end of the names beside bars. */
const NAMES = 290;

/** Bars to both sides of 0, by name. */
export function gainBars(
  rows: readonly { readonly name: string; readonly value: number }[],
  text: (v: number) => string,
): Html {
  const most = rows.reduce((high, { value }) => Math.max(high, value), 1e-9);
  const least = rows.reduce((low, { value }) => Math.min(low, value), 0);
  // Room for a figure beside the longest bar of each side.
  const [left, bar, right] = [least < 0 ? 390 : 300, 24, WIDTH - 110];
  const scale = (right - left) / (most - least);
  const zero = left - least * scale;
  const height = rows.length * bar + 6;
  return html`<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="Gain of each participant">
<path d="M${round(zero)} 0V${height}" stroke="var(--line)"/>
${rows.map(({ name, value }, k) => {
  const wide = Math.abs(value) * scale;
  const beside = value < 0 ? zero - wide - 6 : zero + wide + 6;
  return html`<rect x="${round(value < 0 ? zero - wide : zero)}" y="${k * bar + 4}" width="${round(wide)}" height="${bar - 8}" fill="${value < 0 ? 'var(--bad)' : 'var(--good)'}"><title>${name}: ${text(value)}</title></rect><text x="${NAMES}" y="${k * bar + 16}" font-size="12" fill="var(--ink)" text-anchor="end">${brief(name, 46)}</text><text x="${round(beside)}" y="${k * bar + 16}" font-size="12" fill="var(--soft)"${raw(value < 0 ? ' text-anchor="end"' : '')}>${text(value)}</text>`;
})}
</svg>`;
}
