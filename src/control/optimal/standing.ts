import type { Before } from '../../core/linearModel.ts';
import type { Run } from '../../core/run.ts';
import { hoursOf } from '../../core/timeGrid.ts';
import type { Observer } from '../../core/totals.ts';
import { type MeterPeak, meterPeaksOf } from './meterPeak.ts';

/** Follows a run to tell, at any time, how each component stands: the part of a plan's start that no state holds. */
export interface StandingWatch extends Observer {
  /** By component, as the next step finds them; undefined before the first step. The arrays are new at each call. */
  before(): readonly Before[] | undefined;
  /** All that it remembers, in plain numbers, as many each time. */
  save(): Float64Array;
  /** Goes on from what was saved; zeros are the begin of a run. */
  restore(memory: Float64Array): void;
}

const NOTHING = 1e-6;

interface Stand {
  readonly at: number;
  readonly outputs: number;
  /** Places in the frame of the ports that may lead. */
  readonly leads: readonly number[];
  readonly peaks: readonly MeterPeak[];
  isOn: boolean;
  held: number;
}

export function watchStanding(run: Run): StandingWatch {
  const dt_h = hoursOf(run.grid);
  const stands = run.components.map((c, k): Stand => {
    const at = run.frameAt[k]!;
    return {
      at,
      outputs: c.outputs.length,
      leads: c.leads.map((port) => at + port),
      peaks: meterPeaksOf(run, k),
      isOn: false,
      // Whoever stands still at first is taken to have stood for long.
      held: Number.POSITIVE_INFINITY,
    };
  });
  const last = new Float64Array(run.frame.length);
  let steps = 0;

  return {
    observe(i, frame) {
      last.set(frame);
      for (const stand of stands) {
        const isOn = stand.leads.some((at) => Math.abs(frame[at]!) > NOTHING);
        stand.held = isOn === stand.isOn ? stand.held + 1 : 1;
        stand.isOn = isOn;
        for (const peak of stand.peaks) peak.observe(i, frame);
      }
      steps++;
    },
    before() {
      if (steps === 0) return undefined;
      return stands.map(({ at, outputs, isOn, held, peaks }) => ({
        isOn,
        held_h: held * dt_h,
        y: last.slice(at, at + outputs),
        peaks_kW: peaks.map(({ peaks_kW }) => peaks_kW.slice()),
      }));
    },
    save() {
      const numbers = stands.flatMap(({ isOn, held, peaks }) => [
        isOn ? 1 : 0,
        held,
        ...peaks.flatMap((peak) => [...peak.save()]),
      ]);
      const memory = new Float64Array(1 + numbers.length + last.length);
      memory[0] = steps;
      memory.set(numbers, 1);
      memory.set(last, 1 + numbers.length);
      return memory;
    },
    restore(memory) {
      let at = 0;
      steps = memory[at++]!;
      for (const stand of stands) {
        stand.isOn = memory[at++] === 1;
        const held = memory[at++]!;
        stand.held = steps === 0 ? Number.POSITIVE_INFINITY : held;
        for (const peak of stand.peaks) {
          const { size } = peak;
          peak.restore(memory.subarray(at, at + size));
          at += size;
        }
      }
      last.set(memory.subarray(at));
    },
  };
}
