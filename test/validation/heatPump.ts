import { chillerCop, heatPumpCop, icingFactor } from '../../src/core/physics/carnot.ts';
import { heatPump } from '../../src/models/heatPump.ts';
import { bench } from '../models/bench.ts';
import { hasShared, type ReferenceCase, readShared, referenceCases } from '../shared.ts';
import type { Point, Validation } from './validation.ts';

const OEMOF = 'oemof-thermal e4cc426 (shared/reference/heat_pump_chiller)';
const HPLIB = 'hplib 125c2ef (shared/reference/heat_pump_chiller)';
const KEYMARK = 'Heat Pump Keymark, certified points of 40 machines (shared/reference/heat_pump_chiller)';

type Source = 'air' | 'ground' | 'lake';

/** COP at full load of the model as it stands, air or brine at the inlet of the machine. */
const copOf = (source: Source, source_degC: number, supply_degC: number): number =>
  bench(
    heatPump,
    { source, rated_kW: 30, sourceMin_degC: -30, ...(source === 'ground' ? { sourceApproach_K: 5 } : {}) },
    {
      buses: { heat: { supply_degC, return_degC: supply_degC - 5 } },
      unconnected: ['cooling'],
      weather: { ambient_degC: source_degC, ground_degC: source_degC, water_degC: source_degC },
    },
  ).instance.w[2]!;

/** EER at full load when cooling. */
const eerOf = (air_degC: number, chilled_degC: number): number =>
  bench(
    heatPump,
    { source: 'air', rated_kW: 30 },
    {
      buses: {
        heat: { supply_degC: 45, return_degC: 40 },
        cooling: { supply_degC: chilled_degC, return_degC: chilled_degC + 5 },
      },
      weather: { ambient_degC: air_degC },
    },
  ).instance.w[4]!;

/** EN 14825, average climate: supply temperature by outdoor temperature, low and medium application. */
const TEST_POINTS = [
  [-7, 'minus7', 34, 52],
  [2, '2', 30, 42],
  [7, '7', 27, 36],
  [12, '12', 24, 30],
] as const;

/** COP of every certified point of machines of one kind, and what the model gives there. */
export function keymarkPoints(source: 'air' | 'ground'): readonly Point[] | undefined {
  if (!hasShared) return undefined;
  const [head, ...lines] = readShared('reference/heat_pump_chiller/keymark_en14825_points.csv').trim().split('\n');
  const names = head!.split(',');
  const points: Point[] = [];
  for (const line of lines) {
    const cells = line.replace(/"[^"]*"/g, (quoted) => quoted.replaceAll(',', ';')).split(',');
    if (cells[names.indexOf('types')]!.includes('Air') !== (source === 'air')) continue;
    for (const [outdoor, name, low, medium] of TEST_POINTS)
      for (const [column, supply] of [
        [`cop_${name}_l`, low],
        [`cop_${name}_h`, medium],
      ] as const) {
        const reference = Number(cells[names.indexOf(column)]);
        if (reference > 0)
          points.push({ reference, model: copOf(source, source === 'air' ? outdoor : 0, supply), x: outdoor });
      }
  }
  return points;
}

const cases = (fn: string): readonly ReferenceCase[] =>
  referenceCases('reference/heat_pump_chiller/cases.json').filter((c) => c.fn === fn);

/** COP of a machine at a share of Carnot's, in a case of oemof-thermal. */
export const carnotPoint = ({ inputs, expected }: ReferenceCase): Point => {
  const i = inputs as Record<string, number>;
  return {
    reference: (expected as { cop: number }).cop,
    model:
      inputs.mode === 'chiller'
        ? chillerCop(i.T_low_C!, i.T_high_C!, i.quality_grade!)
        : heatPumpCop(i.T_low_C!, i.T_high_C!, i.quality_grade!) *
          icingFactor(i.T_low_C!, i.temp_threshold_icing ?? -99, i.factor_icing ?? 1),
  };
};

/** hplib is linear in the temperatures and leaves its range at high lift: its COP falls to 1.06 at 64 K. */
export function hplibPoints(name: string, source: Source): readonly Point[] | undefined {
  if (!hasShared) return undefined;
  return cases('hplib_heat_pump').flatMap(({ inputs, expected }) => {
    const { T_out_C, COP } = expected as { T_out_C: number; COP: number };
    const source_degC = Number(inputs.T_in_primary_C);
    if (inputs.mode !== 'heating' || T_out_C - source_degC >= 55 || !String(inputs.model).includes(name)) return [];
    return [{ reference: COP, model: copOf(source, source_degC, T_out_C), x: T_out_C - source_degC }];
  });
}

export function hplibCoolingPoints(): readonly Point[] | undefined {
  if (!hasShared) return undefined;
  return cases('hplib_heat_pump')
    .filter((c) => c.inputs.mode === 'cooling')
    .map(({ inputs, expected }) => {
      const { T_out_C, EER } = expected as { T_out_C: number; EER: number };
      return { reference: EER, model: eerOf(Number(inputs.T_in_primary_C), T_out_C) };
    });
}

const copAgainst = (
  title: string,
  source: string,
  tolerance: Validation['tolerance'],
  points: Validation['points'],
): Validation => ({ model: 'heatPump', quantity: 'cop', title, source, tolerance, points });

export const validations: readonly Validation[] = [
  copAgainst("share of Carnot's COP, with frost and when cooling", OEMOF, { relative: 1e-6 }, () =>
    hasShared ? cases('carnot_cop_quality_grade').map(carnotPoint) : undefined,
  ),
  // The folder asks for a mean error of the COP under 15 %: 0.7 of the mean of 4.7, here of the root mean square.
  copAgainst('air to water, EN 14825 at -7 to 12 degC', KEYMARK, { rms: 0.7, meanRelative: 0.05 }, () =>
    keymarkPoints('air'),
  ),
  copAgainst('brine to water, EN 14825 at 24 to 52 degC', KEYMARK, { rms: 0.7, meanRelative: 0.05 }, () =>
    keymarkPoints('ground'),
  ),
  copAgainst('air to water, generic machines, lifts under 55 K', HPLIB, { rms: 0.7 }, () =>
    hplibPoints('air/water', 'air'),
  ),
  copAgainst('brine to water, generic machine', HPLIB, { rms: 0.7 }, () => hplibPoints('brine/water', 'ground')),
  copAgainst('water to water, generic machine', HPLIB, { rms: 0.7 }, () => hplibPoints('water/water', 'lake')),
  copAgainst('cooling by air to water, generic machines', HPLIB, { rms: 0.7 }, hplibCoolingPoints),
];
