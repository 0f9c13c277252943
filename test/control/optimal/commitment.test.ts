import { describe, expect, it } from 'vitest';
import type { Assembled } from '../../../src/control/optimal/assembled.ts';
import { decided } from '../../../src/control/optimal/commitment.ts';
import type { Starts } from '../../../src/core/linearModel.ts';

interface Case {
  readonly loads: readonly number[];
  readonly reduced?: readonly number[];
  readonly most?: readonly number[];
  readonly starts?: Partial<Starts>;
  readonly stands?: { readonly isOn: boolean; readonly held_h: number };
}

/** When one machine of 50 to 100 kW runs, on a bus where a kWh costs 1. */
const runs = ({ loads, reduced, most, starts, stands }: Case): number[] => {
  const steps = loads.length;
  const assembled = {
    machines: [
      {
        component: 0,
        lead: 0,
        load: 0,
        least: 50,
        most: most === undefined ? 100 : Float64Array.from(most),
        ...(starts === undefined ? {} : { starts: { startCost_money: 0, minUp_h: 0, minDown_h: 0, ...starts } }),
        ...(stands === undefined ? {} : { stands }),
      },
    ],
    balanceRow: [0],
    zoneOfBus: Int32Array.of(0),
    ports: [Int32Array.of(0)],
    flows: [[{ port: 0, column: 0, per: 1 }]],
    steps,
  } as unknown as Assembled;
  const near = decided(
    assembled,
    {
      x: Float64Array.from(loads),
      reducedCosts: Float64Array.from(reduced ?? loads.map(() => 0)),
      duals: new Float64Array(steps).fill(1),
    },
    1,
  );
  return [...near[0]![0]!.on!];
};

describe('which machines run, as near to a relaxed plan as can be', () => {
  it.each<[string, Case, number[]]>([
    // A kWh moved counts a tenth of its price: 0.1 by hand.
    ['below half of its least it rests', { loads: [24, 26, 0, 70] }, [0, 1, 0, 1]],
    [
      'a start that costs more than is moved is saved',
      { loads: [60, 0, 60], starts: { startCost_money: 6 } },
      [1, 1, 1],
    ],
    ['one that costs less is made', { loads: [60, 0, 60], starts: { startCost_money: 4 } }, [1, 0, 1]],
    // To rest in both costs 5 + 5, to run through the gap of one hour 5.
    [
      'a gap shorter than its least standstill is run through',
      { loads: [50, 0, 50], starts: { minDown_h: 2 } },
      [1, 1, 1],
    ],
    [
      'a run shorter than its least time is made longer',
      { loads: [0, 0, 70, 0, 0], starts: { minUp_h: 2 } },
      [0, 0, 1, 1, 0],
    ],
    ['or left out', { loads: [0, 0, 30, 0, 0], starts: { minUp_h: 2 } }, [0, 0, 0, 0, 0]],
    [
      'what it owes of before is kept',
      { loads: [0, 0, 0], starts: { minUp_h: 3 }, stands: { isOn: true, held_h: 1 } },
      [1, 1, 0],
    ],
    ['what is out of service stops', { loads: [60, 0, 60], most: [100, 0, 100], starts: { minUp_h: 3 } }, [1, 0, 1]],
    // The plan loses 1 money on each kWh there: 50 for an hour at its least.
    [
      'it does not run where that loses more than a start',
      { loads: [60, 0, 60], reduced: [-1, 1, -1], starts: { startCost_money: 40 } },
      [1, 0, 1],
    ],
  ])('%s', (_, given, expected) => {
    expect(runs(given)).toEqual(expected);
  });
});
