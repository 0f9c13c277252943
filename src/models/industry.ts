import { z } from 'zod';
import { CARRIERS, type Carrier, enthalpyOf } from '../core/carriers.ts';
import { defineKind, type PortSpec } from '../core/component.ts';
import { ConfigError } from '../core/errors.ts';
import { linearFixed } from '../core/linearise.ts';
import { times } from '../core/linearModel.ts';
import { nonNegative } from './carrierUnit.ts';
import { ARCHETYPE_NAMES, ARCHETYPES, type ArchetypeName, type Intensity } from './industryArchetypes.ts';
import { activeShare, activityOf, type Schedule } from './industrySchedule.ts';
import { SeriesRefSchema } from './schemas.ts';

const perTonne = (what: string): z.ZodOptional<z.ZodNumber> =>
  z.number().nonnegative().optional().describe(`${what}; as the archetype unless given`);

export const IndustryParams = z.strictObject({
  archetype: z
    .enum(ARCHETYPE_NAMES as [ArchetypeName, ...ArchetypeName[]])
    .describe('what a tonne takes, and when the plant works, unless said otherwise here'),
  production_t_per_a: z.number().positive().describe('of a whole year'),
  activity: SeriesRefSchema.optional().describe(
    'share of the rated rate in each step: a constant or `profile.column`; by shifts and batches unless given',
  ),
  shifts: z
    .union([z.literal(1), z.literal(2), z.literal(3)])
    .optional()
    .describe('a day; as the archetype unless given'),
  weekends: z.boolean().optional().describe('works on Saturday and Sunday; with three shifts unless said'),
  batchOn_h: z.number().nonnegative().optional().describe('hours that a batch runs; 0 runs through'),
  batchOff_h: z.number().nonnegative().optional().describe('hours between two batches'),
  idleShare: z
    .number()
    .min(0)
    .max(1)
    .default(0.1)
    .describe('of the rated electricity, drawn whether it produces or not. ASSUMED 0.1'),
  electricity_kWh_per_t: perTonne('electricity beside the idle part'),
  gas_kWh_per_t: perTonne('gas burnt in kilns and furnaces, lower heating value'),
  steam_kWh_per_t: perTonne('steam above its feedwater'),
  heat_kWh_per_t: perTonne('hot water'),
  cooling_kWh_per_t: perTonne('chilled water'),
  hydrogen_kWh_per_t: perTonne('hydrogen, lower heating value'),
  wasteHeat_kWh_per_t: perTonne('heat that can be recovered at the temperature of the bus that takes it'),
  processCo2_kg_per_t: perTonne('CO2 of the raw material'),
  sheddingClass: z.number().int().min(0).max(9).default(0).describe('production is cut in this order; 0 never'),
  lostLoad_money_per_kWh: z
    .number()
    .nonnegative()
    .default(20)
    .describe('value of a kWh of electricity whose production is lost. ASSUMED 20'),
});
export type IndustryParams = z.infer<typeof IndustryParams>;

/** What a plant takes, by port. */
const TAKES = [
  ['electricity', 'electricity_kWh_per_t'],
  ['gas', 'gas_kWh_per_t'],
  ['steam', 'steam_kWh_per_t'],
  ['heat', 'heat_kWh_per_t'],
  ['cooling', 'cooling_kWh_per_t'],
  ['hydrogen', 'hydrogen_kWh_per_t'],
] as const satisfies readonly (readonly [Carrier, keyof Intensity])[];

interface Industry {
  readonly p: IndustryParams;
  readonly of: Intensity;
  readonly rate_t_per_h: number;
  readonly idle_kW: number;
  /** kWh a tonne of each port into the bus, in the order of the ports; electricity comes first. */
  readonly perTonne: Float64Array;
  /** kg of CO2 that a kWh of gas gives when burnt. */
  readonly fossil_kg_per_kWh: number;
  readonly biogenic_kg_per_kWh: number;
}

const intensityOf = (p: IndustryParams): Intensity => {
  const base: Intensity = ARCHETYPES[p.archetype];
  return Object.fromEntries(
    [...TAKES.map(([, key]) => key), 'wasteHeat_kWh_per_t' as const, 'processCo2_kg_per_t' as const].map((key) => [
      key,
      p[key] ?? base[key],
    ]),
  ) as unknown as Intensity;
};

const scheduleOf = (p: IndustryParams): Schedule => {
  const base = ARCHETYPES[p.archetype];
  const shifts = p.shifts ?? base.shifts;
  return {
    shifts,
    weekends: p.weekends ?? shifts === 3,
    batchOn_h: p.batchOn_h ?? base.batchOn_h,
    batchOff_h: p.batchOff_h ?? base.batchOff_h,
  };
};

const portsOf = (p: IndustryParams): Record<string, PortSpec> => {
  const of = intensityOf(p);
  return {
    ...Object.fromEntries(
      TAKES.filter(([carrier, key]) => carrier === 'electricity' || of[key] > 0).map(
        ([carrier]): [string, PortSpec] => [carrier, { carrier, flow: 'in' }],
      ),
    ),
    ...(of.wasteHeat_kWh_per_t > 0 ? { wasteHeat: { carrier: 'heat', flow: 'out', optional: true } } : {}),
    ...(of.processCo2_kg_per_t > 0 ? { co2: { carrier: 'co2', flow: 'out', optional: true } } : {}),
  };
};

/**
 * An industrial plant: every tonne takes electricity, fuel, heat by grade, cooling and hydrogen, and leaves heat and CO2,
 *   flow = rate (t/h) activity intensity (kWh/t),   rate = production of a year / hours at work of a year
 * Works in shifts by the local clock, and in batches. Recovered heat is part of what it took. CO2 of the raw material goes
 * to its port where one is connected, as the stream that a capture plant takes, and into the air otherwise. Its set point
 * is the cut of electricity, where its shedding class allows any, down to the idle part: production and all else follow.
 * @see IPCC 2006 guidelines, volume 3, for process CO2; the archetypes name the rest
 */
export const industry = defineKind<IndustryParams, Industry, typeof IndustryParams>({
  kind: 'industry',
  summary: 'Industrial plant by tonnes of product: electricity, fuel, heat by grade, cooling, hydrogen, CO2',
  validity: { text: 'intensities that do not depend on the rate', minStep_s: 60, maxStep_s: 3600 },
  params: IndustryParams,
  example: { archetype: 'food', production_t_per_a: 5000, activity: 0.8, processCo2_kg_per_t: 20, sheddingClass: 2 },
  ports: portsOf,
  role: 'fixed',
  terminals: { type: 'passive' },
  leads: (p) => (p.sheddingClass > 0 ? ['electricity'] : []),
  signals: [
    'production_t_per_h',
    ...TAKES.map(([carrier]) => `${carrier}Use_kW`),
    'recovered_kW',
    'rawCo2_kg_per_h',
    'fossilCo2_kg_per_h',
    'biogenicCo2_kg_per_h',
    'unserved_kW',
  ],
  states: [],
  inputs: ['available', 'activity'],
  demands: ['activity'],
  prepare(p, { ports }) {
    const of = intensityOf(p);
    const schedule = scheduleOf(p);
    if (schedule.batchOn_h === 0 && schedule.batchOff_h > 0)
      throw new ConfigError([
        { file: '', path: 'batchOn_h', message: 'met 0 with a pause between batches; expected the hours of a batch' },
      ]);
    const rate_t_per_h = p.production_t_per_a / (8760 * (p.activity === undefined ? activeShare(schedule) : 1));
    const sign: Record<string, number> = { wasteHeat: of.wasteHeat_kWh_per_t, co2: of.processCo2_kg_per_t };
    for (const [carrier, key] of TAKES) sign[carrier] = -of[key];
    return {
      p,
      of,
      rate_t_per_h,
      idle_kW: p.idleShare * rate_t_per_h * of.electricity_kWh_per_t,
      // A port left unconnected leaves nothing.
      perTonne: Float64Array.from(Object.keys(portsOf(p)), (name) => (ports[name] === undefined ? 0 : sign[name]!)),
      fossil_kg_per_kWh: ports.gas?.fossil_kg_per_kWh ?? 0,
      biogenic_kg_per_kWh: ports.gas?.biogenic_kg_per_kWh ?? 0,
    };
  },
  initial: () => [],
  series: ({ p }, env) => ({
    activity:
      p.activity === undefined
        ? activityOf(scheduleOf(p), env.grid, env.site.zone)
        : nonNegative(env.series(p.activity, 'activity'), 'activity'),
  }),
  limits(q, _x, w, _dt_h, out) {
    const idle = w[0]! * q.idle_kW;
    out[0] = 0 - idle - w[0]! * w[1]! * q.rate_t_per_h * q.of.electricity_kWh_per_t;
    out[1] = 0 - idle;
    out[2] = 0;
  },
  invert(q, _x, w, _lead, target, _dt_h, u) {
    u[0] = target + w[0]! * (q.idle_kW + w[1]! * q.rate_t_per_h * q.of.electricity_kWh_per_t);
  },
  step(q, _x, w, u, _dt_h, _next, y) {
    const { of, perTonne } = q;
    const planned = w[0]! * w[1]! * q.rate_t_per_h;
    const draw = planned * of.electricity_kWh_per_t;
    const asked = q.p.sheddingClass > 0 ? u[0]! : 0;
    const cut = asked > 0 ? (asked < draw ? asked : draw) : 0;
    const rate = draw > 0 ? planned * (1 - cut / draw) : planned;
    const idle = w[0]! * q.idle_kW;
    const ports = perTonne.length;
    for (let k = 0; k < ports; k++) y[k] = rate * perTonne[k]!;
    y[0] = 0 - idle - (draw - cut);
    const gas = rate * of.gas_kWh_per_t;
    const raw = rate * of.processCo2_kg_per_t;
    const captured = hasCo2(q) ? raw : 0;
    y[ports] = rate;
    y[ports + 1] = idle + (draw - cut);
    y[ports + 2] = gas;
    y[ports + 3] = rate * of.steam_kWh_per_t;
    y[ports + 4] = rate * of.heat_kWh_per_t;
    y[ports + 5] = rate * of.cooling_kWh_per_t;
    y[ports + 6] = rate * of.hydrogen_kWh_per_t;
    y[ports + 7] = hasWasteHeat(q) ? rate * of.wasteHeat_kWh_per_t : 0;
    y[ports + 8] = raw;
    y[ports + 9] = gas * q.fossil_kg_per_kWh + raw - captured;
    y[ports + 10] = gas * q.biogenic_kg_per_kWh;
    y[ports + 11] = cut;
  },
  balance(q) {
    const { of } = q;
    const used = TAKES.filter(([carrier, key]) => carrier === 'electricity' || of[key] > 0);
    return {
      energy: {
        boundary: {
          ...Object.fromEntries(used.map(([carrier]) => [`${carrier}Use_kW`, -enthalpyOf(carrier)])),
          ...(of.wasteHeat_kWh_per_t > 0 ? { recovered_kW: 1 } : {}),
        },
      },
      ...(of.gas_kWh_per_t > 0 || of.processCo2_kg_per_t > 0
        ? {
            carbon: {
              ports: {
                ...(of.gas_kWh_per_t > 0 ? { gas: q.fossil_kg_per_kWh + q.biogenic_kg_per_kWh } : {}),
                ...(of.processCo2_kg_per_t > 0 ? { co2: 1 } : {}),
              },
              boundary: { rawCo2_kg_per_h: 1, fossilCo2_kg_per_h: -1, biogenicCo2_kg_per_h: -1 },
            },
          }
        : {}),
      ...(of.hydrogen_kWh_per_t > 0 ? { water: { boundary: { hydrogenUse_kW: -CARRIERS.hydrogen.water_kg } } } : {}),
    };
  },
  linear(q, window, model) {
    linearFixed(industry, q, window, model);
    const { of, p, perTonne } = q;
    if (p.sheddingClass === 0 || of.electricity_kWh_per_t === 0) return;
    const most_kW = times(times(window.input(0), window.input(1)), q.rate_t_per_h * of.electricity_kWh_per_t);
    const cut = model.columns('cut', 0, most_kW);
    model.cost(cut, p.lostLoad_money_per_kWh, false);
    // All flows follow the production that is left.
    window.ports.forEach((port, k) => {
      model.flow(port, cut, k === 0 ? 1 : -perTonne[k]! / of.electricity_kWh_per_t);
    });
    const raw_kg = of.processCo2_kg_per_t * (hasCo2(q) ? 0 : 1);
    model.fossilCo2(cut, -(of.gas_kWh_per_t * q.fossil_kg_per_kWh + raw_kg) / of.electricity_kWh_per_t);
  },
  emissions: { fossilCo2: ['fossilCo2_kg_per_h'], biogenicCo2: ['biogenicCo2_kg_per_h'] },
  accounts: { unserved: ['unserved_kW'] },
  sheddingClass: (q) => q.p.sheddingClass,
  lostLoad_money_per_kWh: (q) => q.p.lostLoad_money_per_kWh,
  kpis(_q, t) {
    const production_t = t.sum('production_t_per_h');
    return {
      production_t,
      electricity_kWh_per_t: production_t > 0 ? t.sum('electricityUse_kW') / production_t : 0,
      recovered_kWh: t.sum('recovered_kW'),
      processCo2_kg: t.sum('rawCo2_kg_per_h'),
    };
  },
});

/** Whether its last ports, CO2 and before it waste heat, are connected. */
const hasCo2 = ({ of, perTonne }: Industry): boolean =>
  of.processCo2_kg_per_t > 0 && perTonne[perTonne.length - 1]! > 0;
const hasWasteHeat = ({ of, perTonne }: Industry): boolean =>
  of.wasteHeat_kWh_per_t > 0 && perTonne[perTonne.length - (of.processCo2_kg_per_t > 0 ? 2 : 1)]! > 0;
