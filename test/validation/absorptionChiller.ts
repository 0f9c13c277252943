import { absorptionChiller } from '../../src/models/absorptionChiller.ts';
import type { ABSORPTION_CURVES } from '../../src/models/absorptionCurves.ts';
import { bench } from '../models/bench.ts';
import { referenceCases } from '../shared.ts';
import { given } from './page/given.ts';
import type { Point, Validation } from './validation.ts';

const OEMOF = 'oemof-thermal e4cc426 (shared/reference/heat_pump_chiller)';

/** Machines that the model keeps, by their name in the reference; for Broad_01 see absorptionCurves.ts. */
export const MACHINES: Readonly<Record<string, keyof typeof ABSORPTION_CURVES>> = {
  Rotartica: 'rotartica',
  Kuehn: 'kuehn',
  Safarik: 'safarik',
  Broad_02: 'broad02',
};

interface Inputs {
  readonly chiller: string;
  readonly Q_nominal_kW: number;
  readonly T_hot_C: number;
  readonly T_cool_C: number;
  readonly T_chill_C: number;
}
interface Met {
  readonly want: { readonly Q_evap_kW: number; readonly Q_gen_kW: number };
  readonly cooling_kW: number;
  readonly heat_kW: number;
}

/** What each machine can give at the mean temperatures of the case, and the heat that drives it. */
function machines(): readonly Met[] {
  return referenceCases('reference/heat_pump_chiller/cases.json')
    .filter((c) => c.group === 'abs-gen' && MACHINES[c.inputs.chiller as string] !== undefined)
    .map((c) => {
      const { chiller, Q_nominal_kW, T_hot_C, T_cool_C, T_chill_C } = c.inputs as unknown as Inputs;
      const curve = MACHINES[chiller]!;
      const want = c.expected as Met['want'];
      const b = bench(
        absorptionChiller,
        {
          curve,
          rated_kW: Q_nominal_kW,
          overload: 2,
          effect: curve === 'broad02' ? 'double' : 'single',
          drive: 'water',
        },
        {
          buses: {
            heat: { supply_degC: T_hot_C + 5, return_degC: T_hot_C - 5 },
            reject: { supply_degC: T_cool_C + 2.5, return_degC: T_cool_C - 2.5 },
            cooling: { supply_degC: T_chill_C - 2.5, return_degC: T_chill_C + 2.5 },
          },
        },
      );
      // Small machines give more than twice their nominal cooling at some points: the highest there is, over its load.
      const out = b.run({ target: Math.min(want.Q_evap_kW, 2 * Q_nominal_kW) });
      return { want, cooling_kW: out.cooling_kW! / out.load!, heat_kW: b.instance.w[2]! };
    });
}

const points = (of: (met: Met) => Point) => given(() => machines().map(of));

export const validations: readonly Validation[] = [
  {
    model: 'absorptionChiller',
    quantity: 'cooling_kW',
    title: 'four machines at three mean temperatures each, by the characteristic equation',
    source: OEMOF,
    tolerance: { relative: 1e-8 },
    points: points(({ want, cooling_kW }) => ({ reference: want.Q_evap_kW, model: cooling_kW })),
  },
  {
    model: 'absorptionChiller',
    quantity: 'heat_kW',
    title: 'driving heat of four machines at three mean temperatures each',
    source: OEMOF,
    tolerance: { relative: 1e-8 },
    points: points(({ want, heat_kW }) => ({ reference: want.Q_gen_kW, model: heat_kW })),
  },
];
