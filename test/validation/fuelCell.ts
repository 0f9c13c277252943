import { fuelCellVoltage_V, NEDSTACK_PS6 } from '../../src/core/physics/electrochemistry.ts';
import { fuelCell } from '../../src/models/fuelCell.ts';
import { bench } from '../models/bench.ts';
import { hasShared, referenceCases } from '../shared.ts';
import type { Point, Validation } from './validation.ts';

const SOURCE = 'NedStack PS6 data sheet, 65 cells, 65 degC (shared/reference/electrolyser_fuelcell)';

/** The data sheet's points; none where they are not at hand. */
const sheet = (of: (A: number) => number, from_A = 0): readonly Point[] | undefined =>
  hasShared
    ? referenceCases('reference/electrolyser_fuelcell/cases.json')
        .filter((c) => c.fn === 'pemfc_stack_datasheet' && (c.inputs as { I_A: number }).I_A >= from_A)
        .map((c) => {
          const A = (c.inputs as { I_A: number }).I_A;
          return { reference: (c.expected as { V: number }).V, model: of(A), x: A };
        })
    : undefined;

/** Stack voltage of the component at a current: 65 cells of 200 cm2, its net output that current's. */
export function stackVoltage_V(A: number): number {
  const b = bench(fuelCell, {
    rated_kW: 6,
    etaConverter: 1,
    auxiliaryShare: 0,
    minLoad: 0.01,
    stack: { cells: 65, cell_cm2: 200 },
  });
  // The output at which the current flows, by bisection: the component is led by its output.
  let [low, high] = [0.06, 6];
  for (let k = 0; k < 50; k++) {
    const kW = (low + high) / 2;
    const out = b.run({ x: { on: 1, held_h: 10, level_kW: kW }, target: kW });
    if (out.density_A_per_cm2! * 200 < A) low = kW;
    else high = kW;
  }
  return 65 * b.run({ x: { on: 1, held_h: 10, level_kW: low }, target: low }).cell_V!;
}

export const validations: readonly Validation[] = [
  {
    model: 'fuelCell',
    quantity: 'stack_V',
    title: 'equation of the stack, at rest and at its rating',
    source: SOURCE,
    tolerance: { absolute: 1.5 },
    points: () => sheet((A) => fuelCellVoltage_V(NEDSTACK_PS6, A)),
  },
  {
    model: 'fuelCell',
    quantity: 'stack_V',
    title: 'component with a stack of 65 cells of 200 cm2, concentration loss included, at its rating',
    source: SOURCE,
    tolerance: { absolute: 1.5 },
    points: () => sheet(stackVoltage_V, 1),
  },
];
