import { figure } from './figures.ts';
import type { Judgement } from './judge.ts';

/** Orange and blue, which all eyes tell apart; at least 3.4 : 1 against white and against a dark page. */
const REFERENCE = '#DB6A12';
const MODEL = '#2A85C6';
const GREY = '#7C7C7C';
const WIDTH = 480;
const HEIGHT = 300;
const PLOT = { left: 64, right: 466, top: 30, bottom: 252 } as const;
/** More than this is thinned; every n-th point stays, and the worst. */
const MOST = 500;

interface Range {
  readonly low: number;
  readonly high: number;
}
const rangeOf = (values: readonly number[]): Range => {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (low > high) return { low: 0, high: 1 };
  const pad = low === high ? Math.abs(low) * 0.1 || 1 : (high - low) * 0.04;
  return { low: low - pad, high: high + pad };
};

/** Round numbers within a range, about five. */
function ticks({ low, high }: Range): readonly number[] {
  const rough = (high - low) / 5;
  const decade = Number(`1e${Number(rough.toExponential().split('e')[1])}`);
  const step = decade * ([1, 2, 5, 10].find((k) => k * decade >= rough) ?? 10);
  const first = Math.ceil(low / step);
  const last = Math.floor(high / step);
  return Array.from({ length: last - first + 1 }, (_, k) => Number(((first + k) * step).toPrecision(6)));
}

const escaped = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
const px = (value: number): string => String(Math.round(value * 10) / 10);

interface Drawn {
  readonly x: number;
  readonly reference: number;
  readonly model: number;
}

/** The points that are drawn. */
function drawn({ points }: Judgement): readonly Drawn[] {
  const stride = Math.ceil(points.length / MOST);
  const error = (k: number): number => Math.abs(points[k]!.model - points[k]!.reference);
  let worst = 0;
  for (let k = 1; k < points.length; k++) if (error(k) > error(worst)) worst = k;
  return points
    .map(({ x, reference, model }, k) => ({ x: x ?? k, reference, model, k }))
    .filter(({ k, reference, model }) => (k % stride === 0 || k === worst) && Number.isFinite(reference + model));
}

/** A dot at each place, one path in all; places that fall together are drawn once. */
function dots(places: readonly (readonly [x: number, y: number])[], colour: string, size: number): string {
  const d = [...new Set(places.map(([x, y]) => `M${px(x)} ${px(y)}h0`))].join('');
  return `<path d="${d}" stroke="${colour}" stroke-width="${size}" stroke-linecap="round" fill="none"/>`;
}

function line(places: readonly (readonly [x: number, y: number])[], colour: string, style: string): string {
  const d = places.map(([x, y], k) => `${k === 0 ? 'M' : 'L'}${px(x)} ${px(y)}`).join('');
  return `<path d="${d}" stroke="${colour}" fill="none" ${style}/>`;
}

/** Model against reference: both over x where the points have one, else one over the other. */
export function picture(judgement: Judgement): string {
  const { validation, points } = judgement;
  const shown = drawn(judgement);
  const overX = points.every(({ x }) => x !== undefined);
  const inOrder = overX && shown.every((point, k) => k === 0 || point.x > shown[k - 1]!.x);
  const values = rangeOf(shown.flatMap(({ reference, model }) => [reference, model]));
  const along = overX ? rangeOf(shown.map(({ x }) => x)) : values;
  const atX = (x: number): number =>
    PLOT.left + ((x - along.low) / (along.high - along.low)) * (PLOT.right - PLOT.left);
  const atY = (y: number): number =>
    PLOT.bottom - ((y - values.low) / (values.high - values.low)) * (PLOT.bottom - PLOT.top);
  const parts: string[] = [];
  for (const y of ticks(values))
    parts.push(
      `<path d="M${PLOT.left} ${px(atY(y))}H${PLOT.right}" stroke="${GREY}" stroke-opacity=".25"/>`,
      `<text x="${PLOT.left - 6}" y="${px(atY(y) + 4)}" text-anchor="end">${figure(y)}</text>`,
    );
  for (const x of ticks(along))
    parts.push(`<text x="${px(atX(x))}" y="${PLOT.bottom + 16}" text-anchor="middle">${figure(x)}</text>`);
  parts.push(`<path d="M${PLOT.left} ${PLOT.top}V${PLOT.bottom}H${PLOT.right}" stroke="${GREY}" fill="none"/>`);
  const references = shown.map(({ x, reference }) => [atX(x), atY(reference)] as const);
  const models = shown.map(({ x, model }) => [atX(x), atY(model)] as const);
  const key = (x: number, mark: string, text: string): string => `${mark}<text x="${x + 30}" y="20">${text}</text>`;
  if (!overX) {
    const corner = [along.low, along.high].map((v) => [atX(v), atY(v)] as const);
    parts.push(
      line(corner, REFERENCE, 'stroke-width="1.5" stroke-dasharray="5 4"'),
      dots(
        shown.map(({ reference, model }) => [atX(reference), atY(model)] as const),
        MODEL,
        shown.length < 60 ? 6 : 4,
      ),
      key(PLOT.left, dots([[PLOT.left + 12, 16]], MODEL, 5), 'model'),
      key(
        PLOT.left + 100,
        line(
          [
            [164, 16],
            [188, 16],
          ],
          REFERENCE,
          'stroke-width="1.5" stroke-dasharray="5 4"',
        ),
        'equal',
      ),
    );
  } else {
    const reference = inOrder
      ? line(references, REFERENCE, 'stroke-width="4" stroke-linejoin="round"')
      : dots(references, REFERENCE, 7);
    const model = inOrder ? line(models, MODEL, 'stroke-width="1.5" stroke-dasharray="7 2"') : dots(models, MODEL, 3.5);
    parts.push(
      reference,
      model,
      key(
        PLOT.left,
        inOrder
          ? line(
              [
                [64, 16],
                [88, 16],
              ],
              REFERENCE,
              'stroke-width="4"',
            )
          : dots([[76, 16]], REFERENCE, 7),
        'reference',
      ),
      key(
        PLOT.left + 120,
        inOrder
          ? line(
              [
                [184, 16],
                [208, 16],
              ],
              MODEL,
              'stroke-width="1.5" stroke-dasharray="7 2"',
            )
          : dots([[196, 16]], MODEL, 3.5),
        'model',
      ),
    );
  }
  const below = overX ? `${validation.quantity}, reference and model` : `model over reference, ${validation.quantity}`;
  parts.push(
    `<text x="${(PLOT.left + PLOT.right) / 2}" y="${HEIGHT - 12}" text-anchor="middle">${escaped(below)}</text>`,
  );
  const title = escaped(`${validation.model}, ${validation.title}`);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" font-family="system-ui, sans-serif" font-size="12" fill="${GREY}">
<title>${title}</title>
${parts.join('\n')}
</svg>
`;
}
