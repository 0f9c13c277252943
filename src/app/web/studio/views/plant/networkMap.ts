/** The map of a network: what is asked of the layout, and how each pipe is drawn. Pure. */
import type { ElkNode } from 'elkjs/lib/elk-api.js';
import type { NetworkMap, SiteComponent } from '../../live/site.ts';
import type { LiveValues } from '../../live/values.ts';

/** Px of the picture between two nodes: of the shortest, and of the longest edge. */
const NEAR = 105;
const FAR = 230;
export const DOT = 26;

/** Lengths grow with the root of those of the pipes, so that a house connection beside a trunk can be seen. */
export function mapGraph({ nodes, edges }: NetworkMap): ElkNode {
  const longest = edges.reduce((most, { length_m = 0 }) => Math.max(most, length_m), 0);
  return {
    id: 'root',
    layoutOptions: {
      'elk.algorithm': 'stress',
      'elk.stress.desiredEdgeLength': '160',
      'elk.padding': '[top=50,left=90,bottom=60,right=90]',
    },
    children: nodes.map(({ id }) => ({ id, width: DOT, height: DOT })),
    edges: edges.map(({ id, from, to, length_m = longest / 4 }) => ({
      id,
      sources: [from],
      targets: [to],
      layoutOptions: {
        'elk.stress.desiredEdgeLength': String(
          Math.round(longest > 0 ? NEAR + (FAR - NEAR) * Math.sqrt(length_m / longest) : NEAR),
        ),
      },
    })),
  };
}

export interface Span {
  readonly least: number;
  readonly most: number;
}
/** Least and highest of what a map is coloured by, at least `apart` apart; undefined where nothing is known. */
export function spanOf(levels: readonly number[], apart = 1): Span | undefined {
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (const v of levels) {
    if (!Number.isFinite(v)) continue;
    least = Math.min(least, v);
    most = Math.max(most, v);
  }
  if (least > most) return undefined;
  const more = Math.max(0, (apart - (most - least)) / 2);
  return { least: least - more, most: most + more };
}

/** Where a value lies in a span, 0 to 1; NaN where it is not known. */
export const shareOf = (value: number, { least, most }: Span): number =>
  Number.isFinite(value) ? Math.min(1, Math.max(0, (value - least) / (most - least))) : Number.NaN;

/** Stops of the scale from cold to hot: blue, violet, red, orange; told apart by lightness, too. */
const STOPS = ['#2a4fb3', '#7b3fa8', '#c2365f', '#e8622a', '#f5a623'] as const;
export const SCALE = `linear-gradient(90deg, ${STOPS.join(', ')})`;
/** CSS colour of a share; that of what is not known is the page's own. */
export function heatColour(share: number): string {
  if (Number.isNaN(share)) return 'var(--faint)';
  const at = share * (STOPS.length - 1);
  const k = Math.min(STOPS.length - 2, Math.floor(at));
  return `color-mix(in oklab, ${STOPS[k + 1]!} ${Math.round((at - k) * 100)}%, ${STOPS[k]!})`;
}

/** Value of a component's signal; NaN where there is none. */
export function liveValueOf(values: LiveValues, component: string, signal: string | undefined): number {
  const k = signal === undefined ? undefined : values.at(`${component}.${signal}`);
  return k === undefined ? Number.NaN : values.value(k);
}

/** Ends of a line set aside by `by` px, to the left of its direction. */
export function aside(
  [x1, y1, x2, y2]: readonly [number, number, number, number],
  by: number,
): [number, number, number, number] {
  const length = Math.hypot(x2 - x1, y2 - y1) || 1;
  const [dx, dy] = [((y2 - y1) / length) * by, (-(x2 - x1) / length) * by];
  return [x1 + dx, y1 + dy, x2 + dx, y2 + dy];
}

/** Heat that water gives off between two temperatures, kW, while it flows steadily. 4.19 kJ/(kg K). */
export const givenOff_kW = (flow_kg_per_h: number, in_degC: number, out_degC: number): number =>
  (Math.abs(flow_kg_per_h) * 4.19 * (in_degC - out_degC)) / 3600;

export const networksOf = (components: readonly SiteComponent[]): readonly SiteComponent[] =>
  components.filter(({ map }) => map !== undefined && map.edges.length > 0);
