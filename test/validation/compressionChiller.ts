import type { CHILLER_CURVES } from '../../src/models/chillerCurves.ts';
import { compressionChiller } from '../../src/models/compressionChiller.ts';
import { type Bench, bench } from '../models/bench.ts';
import { hasShared, type ReferenceCase, readShared, referenceCases } from '../shared.ts';
import type { Point, Validation } from './validation.ts';

/** A chiller fed with cooling water of a temperature, giving chilled water of another. */
export const cooled = (cooling_degC: number, params: object, chilled_degC: number): Bench =>
  bench(
    compressionChiller,
    { rated_kW: 900, ...params },
    {
      buses: {
        cooling: { supply_degC: chilled_degC, return_degC: chilled_degC + 5 },
        reject: { supply_degC: cooling_degC + 5, return_degC: cooling_degC },
      },
    },
  );

export const EIR_NAMES: Readonly<Record<string, keyof typeof CHILLER_CURVES>> = {
  'DOE-2 Centrifugal 5.50COP': 'doe2Centrifugal',
  'McQuay PFH 2124kW 6.03COP Vanes': 'mcQuayPfh2124',
  'McQuay PEH 1635kW 7.47COP Vanes': 'mcQuayPeh1635',
  'McQuay PFH 3165kW 6.48COP Vanes': 'mcQuayPfh3165',
};

export const eirCases = (): readonly ReferenceCase[] =>
  referenceCases('reference/chp_chiller_curves/cases.json').filter((c) => c.group === 'eir-chiller');

function eirPoint({ inputs, expected }: ReferenceCase): Point {
  const i = inputs as Record<string, number>;
  const params = { rated_kW: i.Q_ref_W! / 1000, curve: EIR_NAMES[String(inputs.chiller)], coldest_degC: 5 };
  const b = cooled(i.T_cond_entering_C!, params, i.T_chw_leaving_C!);
  const out = b.run({ target: i.PLR! * b.limits()[1] });
  return { reference: (expected as { P_el_W: number }).P_el_W / 1000, model: -out.electricity_kW! };
}

interface Reading {
  readonly time: string;
  readonly power_kW: number;
  readonly cooling_kW: number;
  readonly cooling_degC: number;
  readonly chilled_degC: number;
}

/** Every sixth five minutes in which chiller 1 has run for half an hour. */
function readings(): readonly Reading[] {
  const [head, ...lines] = readShared('data/esb-chiller-5min/ESB_Chiller_1_SI_2f054e6.csv').trim().split(/\r?\n/);
  const names = head!.split(',');
  const rows = lines.map((line): Reading => {
    const cells = line.split(',');
    const number = (name: string): number => {
      const cell = cells[names.indexOf(name)]!;
      return cell === '' ? Number.NaN : Number(cell);
    };
    return {
      time: cells[0]!,
      power_kW: number('PowIn') / 1000,
      cooling_kW: number('Tons') / 1000,
      cooling_degC: number('TempCondIn') - 273.15,
      chilled_degC: number('TempEvapOut') - 273.15,
    };
  });
  const runs = rows.map((r) => r.power_kW > 20 && r.cooling_kW > 100);
  return rows.filter((_, k) => k % 6 === 0 && runs.slice(Math.max(0, k - 6), k + 1).every(Boolean));
}

/** Highest cooling seen of the pair of machines; the file names no rating. */
const LARGEST_kW = 2260;

const powerOf = (r: Reading, cop: number): number => {
  const b = cooled(
    r.cooling_degC,
    { rated_kW: LARGEST_kW, curve: 'mcQuayPeh1635', cop, coldest_degC: 10 },
    r.chilled_degC,
  );
  return -b.run({ target: r.cooling_kW }).electricity_kW!;
};

/** COP at rating set by the energy of 1 to 22 May, then held against 23 May to 6 June. */
function esbPoints(): readonly Point[] | undefined {
  if (!hasShared) return undefined;
  const all = readings();
  const before = all.filter((r) => r.time < '2018-05-23');
  const sum = (list: readonly number[]): number => list.reduce((a, b) => a + b, 0);
  const cop = sum(before.map((r) => powerOf(r, 1))) / sum(before.map((r) => r.power_kW));
  return all
    .filter((r) => r.time >= '2018-05-23')
    .map((r) => ({ reference: r.power_kW, model: powerOf(r, cop), x: r.cooling_kW }));
}

export const validations: readonly Validation[] = [
  {
    model: 'compressionChiller',
    quantity: 'electricity_kW',
    title: 'four machines at 24 temperatures and loads by their EIR curves',
    source: 'EnergyPlus data sets (shared/reference/chp_chiller_curves)',
    tolerance: { relative: 1e-6 },
    points: () => (hasShared ? eirCases().map(eirPoint) : undefined),
  },
  {
    model: 'compressionChiller',
    quantity: 'electricity_kW',
    title:
      'a 2 MW machine measured from 23 May to 6 June, curves of McQuay PEH 1635, one number fitted to the weeks before',
    source: 'Vanderbilt Engineering Science Building, chiller 1 (shared/data/esb-chiller-5min)',
    // ASHRAE guideline 14 calls a model calibrated at 10 % of the energy and 30 % of the mean, 45 kW, by the hour.
    tolerance: { rms: 20, meanRelative: 0.05 },
    points: esbPoints,
  },
];
