/** How a flow is drawn: width and speed by power, against the largest on the site. Pure. */
export interface Drawn {
  /** Of the line, in px. */
  readonly width: number;
  /** Of what moves on it, in px a second; 0 where nothing flows. */
  readonly speed: number;
}
const THIN = 1.2;
const THICK = 9;
/** Shares of the largest flow below which nothing is said to flow. */
const NOTHING = 1e-5;

/** The square root keeps a hundredth of the largest visible: width of a line is read as an amount, but a thin one must be seen. */
export function drawnFlow(flow: number, largest: number): Drawn {
  const share = largest > 0 && Number.isFinite(flow) ? Math.min(1, Math.abs(flow) / largest) : 0;
  if (share < NOTHING) return { width: THIN, speed: 0 };
  const root = Math.sqrt(share);
  return { width: THIN + (THICK - THIN) * root, speed: 22 + 60 * root };
}

export type State = 'off' | 'idle' | 'running' | 'limit' | 'stale' | 'unknown';

/** What a component does: `value` of its main flow, `available` of its input where it has one. */
export function stateOf(
  value: number,
  { min, max, isStale, available }: { min?: number; max?: number; isStale: boolean; available?: number },
): State {
  if (Number.isNaN(value)) return 'unknown';
  if (isStale) return 'stale';
  if (available === 0) return 'off';
  if (Math.abs(value) < 1e-6) return 'idle';
  const near = (bound: number | undefined): boolean =>
    bound !== undefined && bound !== 0 && Math.abs(value - bound) <= 1e-3 * Math.abs(bound);
  return near(min) || near(max) ? 'limit' : 'running';
}

/** A path with rounded corners through points. */
export function roundedPath(points: readonly (readonly [number, number])[], radius = 7): string {
  const [first, ...rest] = points;
  if (first === undefined) return '';
  let path = `M${first[0]} ${first[1]}`;
  rest.forEach(([x, y], k) => {
    const next = rest[k + 1];
    const before = k === 0 ? first : rest[k - 1]!;
    if (next === undefined) {
      path += `L${x} ${y}`;
      return;
    }
    const into = Math.hypot(x - before[0], y - before[1]);
    const out = Math.hypot(next[0] - x, next[1] - y);
    const r = Math.min(radius, into / 2, out / 2);
    if (r === 0) return;
    const a = [x - ((x - before[0]) / into) * r, y - ((y - before[1]) / into) * r];
    const b = [x + ((next[0] - x) / out) * r, y + ((next[1] - y) / out) * r];
    path += `L${a[0]} ${a[1]}Q${x} ${y} ${b[0]} ${b[1]}`;
  });
  return path;
}
