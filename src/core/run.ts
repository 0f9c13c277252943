import type { PortBus, Site } from './environment.ts';
import type { Instance } from './instance.ts';
import type { Network } from './network.ts';
import { civilOf, type TimeGrid, timeAt, utcMs } from './timeGrid.ts';
import { offsetAt } from './zone.ts';

/** A bus of a run: what ports see of it, and the closers that take what is left, in order. */
export interface Bus extends PortBus {
  readonly label: string;
  /** Indices into `Run.components`. */
  readonly closers: readonly number[];
}

/** A month of the run in local time. */
export interface RunMonth {
  /** `2023-07`. */
  readonly label: string;
  readonly year: number;
  readonly month: number;
  readonly covered_h: number;
  readonly hours_h: number;
}

/**
 * A cluster made ready for the loop: every component placed, every series laid on the grid. `frame` holds all outputs
 * and the states at the end of the interval, component by component; each instance's `y` and `next` are windows on it.
 */
export interface Run {
  readonly name: string;
  readonly seed: number;
  readonly currency: string;
  readonly site: Site;
  readonly grid: TimeGrid;
  readonly buses: readonly Bus[];
  readonly components: readonly Instance[];
  readonly networks: readonly Network[];
  readonly frame: Float64Array;
  /** Where each component's window begins in `frame`. */
  readonly frameAt: Int32Array;
  /** States at the start of the interval; each instance's `x` is a window on it, beginning at `stateAt`. */
  readonly states: Float64Array;
  /** States with which the run begins: taking its steps leaves them alone, so that it may be begun again. */
  readonly begins: Float64Array;
  readonly stateAt: Int32Array;
  /** Inputs of the interval; each instance's `w` is a window on it. */
  readonly inputs: Float64Array;
  /** The local months, and the one of each step by index. */
  readonly months: readonly RunMonth[];
  readonly monthOf: Uint16Array;
}

/** Gives every component its windows on one shared frame, one shared array of states, and one of inputs. */
export function pack(
  components: readonly Instance[],
): Pick<Run, 'components' | 'frame' | 'frameAt' | 'states' | 'begins' | 'stateAt' | 'inputs'> {
  const frameAt = new Int32Array(components.length);
  const stateAt = new Int32Array(components.length);
  let size = 0;
  let held = 0;
  let given = 0;
  components.forEach((c, k) => {
    frameAt[k] = size;
    stateAt[k] = held;
    size += c.outputs.length + c.states.length;
    held += c.states.length;
    given += c.w.length;
  });
  const frame = new Float64Array(size);
  const states = new Float64Array(held);
  const inputs = new Float64Array(given);
  given = 0;
  const packed = components.map((c, k) => {
    const at = frameAt[k]!;
    const split = at + c.outputs.length;
    const next = frame.subarray(split, split + c.states.length);
    const x = states.subarray(stateAt[k]!, stateAt[k]! + c.states.length);
    next.set(c.x);
    x.set(c.x);
    const w = inputs.subarray(given, given + c.w.length);
    w.set(c.w);
    given += w.length;
    return { ...c, x, w, y: frame.subarray(at, split), next };
  });
  return { components: packed, frame, frameAt, states, begins: states.slice(), stateAt, inputs };
}

/** Puts every component back to where the run begins. */
export function toBegin({
  components,
  frame,
  states,
  begins,
}: Pick<Run, 'components' | 'frame' | 'states' | 'begins'>): void {
  frame.fill(0);
  states.set(begins);
  for (const { x, next } of components) next.set(x);
}

const hoursIn = (year: number, month: number, offsetOf: (wall_ms: number) => number): number => {
  const begin = utcMs(year, month, 1);
  const end = month === 12 ? utcMs(year + 1, 1, 1) : utcMs(year, month + 1, 1);
  return (end - offsetOf(end) - (begin - offsetOf(begin))) / 3_600_000;
};

/** The local months of a grid. A step belongs to the month in which it starts. */
export function monthsOf(grid: TimeGrid, site: Site): Pick<Run, 'months' | 'monthOf'> {
  const months: RunMonth[] = [];
  const monthOf = new Uint16Array(grid.length);
  const offset_ms = (time_ms: number): number => offsetAt(site.zone, time_ms) * 60_000;
  let label = '';
  let until_ms = Number.NEGATIVE_INFINITY;
  let covered = 0;
  const close = (): void => {
    const last = months.at(-1);
    if (last) months[months.length - 1] = { ...last, covered_h: (covered * grid.step_s) / 3600 };
    covered = 0;
  };
  for (let i = 0; i < grid.length; i++) {
    const time_ms = timeAt(grid, i);
    if (time_ms >= until_ms) {
      const wall_ms = time_ms + offset_ms(time_ms);
      const { year, month, dayNumber } = civilOf(wall_ms);
      const next = `${year}-${String(month).padStart(2, '0')}`;
      if (next !== label) {
        close();
        label = next;
        const hours_h = hoursIn(year, month, (wall) => offset_ms(wall - offset_ms(wall)));
        months.push({ label, year, month, covered_h: 0, hours_h });
      }
      const midnight_ms = (dayNumber + 1) * 86_400_000;
      until_ms = Math.min(midnight_ms - offset_ms(midnight_ms - offset_ms(time_ms)), time_ms + 86_400_000);
      if (until_ms <= time_ms) until_ms = time_ms + 3_600_000;
    }
    monthOf[i] = months.length - 1;
    covered++;
  }
  close();
  return { months, monthOf };
}
