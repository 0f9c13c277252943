import { ageingModels, samCalendarRate } from '../../src/core/physics/batteryAgeing.ts';
import { rainflow } from '../../src/core/physics/rainflow.ts';
import { battery } from '../../src/models/battery.ts';
import { bench } from '../models/bench.ts';
import { hasShared, type ReferenceCase, referenceCases } from '../shared.ts';
import type { Point, Validation } from './validation.ts';

const BLAST = 'run of NREL BLAST-Lite bae8c71 (shared/reference/battery); Gasper et al. 2023';
const SAM = 'NREL ssc 009b97d, lib_battery_lifetime_test.cpp (shared/reference/battery)';
const ASTM = 'ASTM E1049-85 and NREL BLAST-Lite bae8c71 (shared/reference/battery)';

const cases = (group: string): readonly ReferenceCase[] =>
  referenceCases('reference/battery/cases.json').filter((c) => c.group.startsWith(group));
const over =
  (group: string, points: (c: ReferenceCase) => readonly Point[]): (() => readonly Point[] | undefined) =>
  () =>
    hasShared ? cases(group).flatMap(points) : undefined;

interface BlastInputs {
  readonly soc_profile_hourly_day: readonly number[];
  readonly T_C: number;
}
interface BlastExpected {
  readonly days_tdays_efc_q: readonly (readonly [number, number, number, number])[];
}

const LOSSLESS = {
  capacity_kWh: 100,
  charge_kW: 1000,
  discharge_kW: 1000,
  etaCharge: 1,
  etaDischarge: 1,
  etaConverter: 1,
  selfDischarge_per_h: 0,
};

const known = new Map<string, ReturnType<typeof lived>>();
/** What a battery without losses is after so many days of the same state of charge by the hour. */
function lived(model: 'lfp' | 'nmc', { soc_profile_hourly_day: soc, T_C }: BlastInputs, days: readonly number[]) {
  const b = bench(battery, {
    ...LOSSLESS,
    socStart: soc[0],
    temperature_degC: T_C,
    ageing: { model, replaced: false, resistanceGrowth: 0 },
  });
  const { instance } = b;
  const soh = instance.states.indexOf('soh');
  const found: { soh: number; equivalentFullCycles: number }[] = [];
  let cycles = 0;
  const slot = instance.outputs.indexOf('equivalentCycles_per_h');
  for (let day = 1; day <= days.at(-1)!; day++) {
    for (let hour = 1; hour <= 24; hour++) {
      const { x, w, u, next, y } = instance;
      u[0] = x[0]! - soc[hour]! * x[soh]! * LOSSLESS.capacity_kWh;
      instance.step(instance.q, x, w, u, 1, next, y);
      x.set(next);
      cycles += y[slot]!;
    }
    if (days.includes(day)) found.push({ soh: instance.x[soh]!, equivalentFullCycles: cycles });
  }
  return found;
}

const blast = (model: 'lfp' | 'nmc', name: string, quantity: 'soh' | 'equivalentFullCycles'): Validation => ({
  model: 'battery',
  quantity,
  title: `${name}: five daily profiles from idle to full cycles, 15 to 35 degC, after 30 days to 5 years`,
  source: BLAST,
  tolerance: quantity === 'soh' ? { absolute: 2e-3 } : { absolute: 0.02, relative: 1e-3 },
  points: over(`blast-${name}`, ({ id, inputs, expected }) => {
    const rows = (expected as BlastExpected).days_tdays_efc_q;
    const days = rows.map((row) => row[0]);
    const found = known.get(id) ?? lived(model, inputs as unknown as BlastInputs, days);
    known.set(id, found);
    return rows.map(([day, , cycles, q], k) => ({
      reference: quantity === 'soh' ? q : cycles,
      model: found[k]![quantity],
      x: day,
    }));
  }),
});

interface RainflowExpected {
  readonly cycles_range_count: readonly (readonly [number, number])[];
}

/** How many cycles of a range a history has. */
const countOf = (history: readonly number[], range: number): number =>
  rainflow(history).reduce((sum, c) => sum + (Math.abs(c.range - range) < 1e-9 ? c.count : 0), 0);

/** Share of the capacity left after cycles of these depths (percent), by the data sheet of the case. */
function leftBySheet({ inputs }: ReferenceCase): number {
  const table = inputs.table_DOD_cycles_capacity as [number, number, number][];
  const cycles = table.filter(([, , left]) => left === 80).map(([depth, n]) => ({ depth: depth / 100, cycles: n }));
  const given = inputs.DOD_sequence as string | number[];
  const history = typeof given === 'string' ? Array.from({ length: 500 }, (_, k) => (k % 2 === 0 ? 5 : 95)) : given;
  const model = ageingModels.sheet({ loss: 0.2, cycles, calendarLife_a: 20, calendarPower: 0.5 });
  const age = rainflow(history.map((v) => v / 100)).reduce(
    (sum, c) => sum + c.count * c.range * model.cyclePace(c.range, 1, 298.15),
    0,
  );
  return 1 - age ** model.cyclePower;
}

/** Share of the capacity left on the shelf: an hour at 20 %, then at 90 %. */
function leftOnShelf({ inputs }: ReferenceCase): number {
  let age = 0;
  for (let hour = 0; hour < (inputs.hours as number); hour++)
    age += samCalendarRate(hour === 0 ? 0.2 : 0.9, (inputs.T_C as number) + 273.15) ** 2 / 24;
  return (inputs.q0 as number) - Math.sqrt(age);
}

/** Share of the capacity left on the shelf, where the table says how many days bring the first loss in a straight line. */
function leftByTable({ inputs }: ReferenceCase): number {
  const [, first] = inputs.table_days_capacity as [number, number][];
  const [days, left_percent] = first!;
  const sheet = { calendarPower: 1, calendarLife_a: days / 365.25, endOfLife: left_percent / 100 };
  const { instance } = bench(battery, {
    ...LOSSLESS,
    ageing: { model: 'sheet', ...sheet, replaced: false, cycleFactor: 0 },
  });
  const { x, w, u, next, y } = instance;
  const soh = instance.states.indexOf('soh');
  for (let hour = 0; hour < (inputs.hours as number); hour++) {
    // Kept half full, whatever is left of it.
    u[0] = x[0]! - 0.5 * x[soh]! * LOSSLESS.capacity_kWh;
    instance.step(instance.q, x, w, u, 1, next, y);
    x.set(next);
  }
  return x[soh]!;
}

const left = (c: ReferenceCase): number => (c.expected as { capacity_pct: number }).capacity_pct / 100;

export const validations: readonly Validation[] = [
  {
    model: 'rainflow',
    quantity: 'cycles',
    title: 'cycles by range: the example of the standard and histories of states of charge',
    source: ASTM,
    tolerance: { absolute: 1e-12 },
    points: over('rainflow', ({ inputs, expected }) =>
      (expected as RainflowExpected).cycles_range_count.map(([range, reference]) => ({
        reference,
        model: countOf(inputs.series as number[], range),
        x: range,
      })),
    ),
  },
  blast('lfp', 'Lfp_Gr_250AhPrismatic', 'soh'),
  blast('lfp', 'Lfp_Gr_250AhPrismatic', 'equivalentFullCycles'),
  blast('nmc', 'Nmc_Gr_75Ah_A', 'soh'),
  blast('nmc', 'Nmc_Gr_75Ah_A', 'equivalentFullCycles'),
  {
    model: 'battery',
    quantity: 'soh',
    title: 'data sheet of cycles by depth: 250 cycles of 90 %, and four of mixed depths',
    source: SAM,
    tolerance: { absolute: 2e-4 },
    points: over('sam-cycle', (c) => [{ reference: left(c), model: leftBySheet(c) }]),
  },
  {
    model: 'battery',
    quantity: 'soh',
    title: 'calendar loss of SAM: 500 hours at 4.85 degC, 90 % full',
    source: SAM,
    tolerance: { absolute: 2e-4 },
    points: over('sam-calendar-model', (c) => [{ reference: left(c), model: leftOnShelf(c) }]),
  },
  {
    model: 'battery',
    quantity: 'soh',
    title: 'data sheet of days on the shelf: 500 hours, and a year',
    source: SAM,
    tolerance: { absolute: 2e-4 },
    points: over('sam-calendar-table', (c) => [{ reference: left(c), model: leftByTable(c) }]),
  },
];
