import { z } from 'zod';
import { CARRIERS, type Carrier } from '../core/carriers.ts';
import { CalendarSpec } from '../series/calendar.ts';
import { WeatherGeneratorSpec } from '../series/generateClimate.ts';
import { ProfileSpec } from '../series/profileSpec.ts';
import { TariffSpec } from '../series/tariffSpec.ts';
import { WeatherSpec } from '../series/weather.ts';
import { DriveSpec, MetersSpec } from './meterSpec.ts';

const Id = z.string().regex(/^[a-z][a-z0-9-]*$/, 'expected lower-case letters, digits and "-", such as "chp-1"');
const Instant = z.string().describe('ISO 8601 date and time; in the zone of the site unless it ends in Z or an offset');
const carriers = Object.keys(CARRIERS) as [Carrier, ...Carrier[]];
const Monthly = z.union([z.number(), z.array(z.number()).length(12)]);

const SiteSpec = z.strictObject({
  label: z.string().optional(),
  latitude_deg: z.number().min(-90).max(90).describe('north positive'),
  longitude_deg: z.number().min(-180).max(180).describe('east positive'),
  altitude_m: z.number().min(-430).max(9000).default(0),
  zone: z.string().describe('IANA name, such as Asia/Shanghai; serves calendars, tariffs and axes'),
  ground_degC: Monthly.optional().describe('undisturbed ground, a number or twelve; overrides the weather'),
  water_degC: Monthly.optional().describe('lake, river or sea, a number or twelve; overrides the weather'),
});

const TimeSpec = z.strictObject({
  start: Instant,
  end: Instant.describe('the end is not part of the run'),
  step_s: z.number().int().min(1).max(3600).default(3600).describe('seconds; divides the run evenly'),
});

export const BusSpec = z.strictObject({
  label: z.string().optional(),
  carrier: z.enum(carriers),
  supply_degC: z.number().min(-60).max(600).optional().describe('heat, steam and cooling: at which the bus delivers'),
  return_degC: z
    .number()
    .min(-60)
    .max(600)
    .optional()
    .describe('heat, steam and cooling: at which it comes back; of steam the feedwater'),
  pressure_bar: z
    .number()
    .positive()
    .max(165)
    .optional()
    .describe('steam: absolute pressure where it is superheated; left out, saturated at supply_degC'),
  fossil_kg_per_kWh: z
    .number()
    .nonnegative()
    .optional()
    .describe('CO2 of fossil carbon per kWh (lower heating value); gas 0.198 unless said (FOUND: DEA catalogue)'),
  biogenic_kg_per_kWh: z.number().nonnegative().default(0).describe('CO2 of biogenic carbon per kWh'),
  closers: z
    .array(Id)
    .default([])
    .describe(
      'components that take what is left, in order; the last must take anything. Left out where a network joins the bus to a hub',
    ),
});

const EconomicsSpec = z.strictObject({
  capex_money: z.number().nonnegative().optional().describe('capital cost; from the kind’s default unless said'),
  fixedOm_money_per_a: z.number().nonnegative().optional(),
  variableOm_money_per_kWh: z.number().nonnegative().optional().describe('per kWh (or kg) of product'),
  life_a: z.number().positive().optional(),
  existing: z.boolean().default(false).describe('already there: no capital cost counts'),
});

const IslandSpec = z.strictObject({
  forming: z.boolean().default(false).describe('sets voltage and frequency where nothing else does'),
  blackStart: z.boolean().default(false).describe('can start with everything dark, and form the grid'),
  stepLoad: z
    .number()
    .min(0)
    .max(1)
    .default(0.3)
    .describe(
      'share of its rating that it takes over at once; of what it can give for a store. ASSUMED 0.3: gas engine',
    ),
  start_min: z.number().nonnegative().default(5).describe('from darkness to carrying load. ASSUMED 5'),
});

/** What stands beside a component's own parameters. */
export const ComponentEnvelope = z.strictObject({
  kind: z.string(),
  label: z.string().optional(),
  owner: Id.optional(),
  bus: Id.optional().describe('the bus of its only required port'),
  ports: z.record(z.string(), Id).default({}).describe('bus of each port'),
  economics: EconomicsSpec.default({ existing: false }),
  island: IslandSpec.optional().describe('what it can do where the public grid is lost'),
});
export const ENVELOPE_KEYS = Object.keys(ComponentEnvelope.shape);

const Strategy = z.discriminatedUnion('strategy', [
  z.strictObject({ strategy: z.literal('selfUse') }),
  z.strictObject({
    strategy: z.literal('peakShaving'),
    target_kW: z.number().nonnegative().describe('what the bus may lack before the store helps'),
  }),
  z.strictObject({
    strategy: z.literal('timeOfUse'),
    tariff: Id,
    charge: z.array(z.string()).min(1).describe('tariff periods in which it fills from its bus'),
    discharge: z.array(z.string()).min(1).describe('tariff periods in which it serves its bus'),
  }),
]);

const ControlSpec = z.strictObject({
  merit: z.record(Id, z.array(Id)).default({}).describe('bus: components in the order to use, instead of by cost'),
  leads: z
    .record(Id, z.array(z.string()).min(1))
    .default({})
    .describe('component: ports that may lead it, [heat] for a heat-led CHP'),
  stores: z.record(Id, Strategy).default({}).describe('component: how the store is run; selfUse unless said'),
  storedWorth: z.number().min(0).max(1).default(0.8).describe('worth of a stored kWh against its price now. ASSUMED'),
  startSpread_h: z.number().positive().default(4).describe('hours over which a start is weighed. ASSUMED'),
});

const Change = z.strictObject({
  label: z.string().optional(),
  component: Id,
  input: z.string().default('available').describe('input of the component that changes; `available` for an outage'),
  set: z.number().optional(),
  scale: z.number().optional(),
  add: z.number().optional(),
  start: Instant,
  end: Instant,
});
const Part = z
  .string()
  .regex(
    /^[a-z][a-z0-9-]*(\.[A-Za-z0-9-]+)?$/,
    'expected a component, such as "chp-1", or a part of one, such as "lines.feeder"',
  );
const Outage = z.strictObject({
  label: z.string().optional(),
  outage: Part.describe('a component, or a part of a network: lines.feeder'),
  start: Instant,
  end: Instant,
});
const Derating = z.strictObject({
  label: z.string().optional(),
  derate: Part.describe('a component'),
  to: z.number().min(0).max(1).describe('share of what it can do otherwise'),
  start: Instant,
  end: Instant,
});
const SensorFault = z.strictObject({
  label: z.string().optional(),
  sensor: z
    .string()
    .regex(/^[a-z][a-z0-9-]*\.[A-Za-z0-9_]+$/, 'expected a component and one of its signals, such as "battery.soc"')
    .describe('the signal that is measured: battery.soc'),
  fault: z
    .enum(['stuck', 'drift', 'gap', 'noise'])
    .describe('holds its last reading; strays by drift_per_h; shows nothing; scatters by sigma'),
  drift_per_h: z.number().optional().describe('of a drift: units of the signal an hour'),
  sigma: z.number().positive().optional().describe('of noise: standard deviation, in the unit of the signal'),
  start: Instant,
  end: Instant,
});
const EventSpec = z.union([Outage, Derating, SensorFault, Change]);

const NetworkSpec = z.strictObject({
  kind: z.literal('copperPlate').describe('moves energy between its buses without loss or limit'),
  label: z.string().optional(),
  buses: z.array(Id).min(2).describe('the first is the hub, whose closers serve all'),
});

const FactorsSpec = z.strictObject({
  primaryEnergy: z
    .strictObject({
      electricity: z.number().positive().default(2.4).describe('kWh per kWh bought. ASSUMED: Chinese grid'),
      gas: z.number().positive().default(1.1).describe('ASSUMED'),
    })
    .prefault({}),
  gwpMethane: z.number().positive().default(28).describe('kg CO2 per kg CH4 over 100 years. FOUND: IPCC AR5'),
  allocation: z
    .enum(['exergy', 'energy', 'alternativeProduction', 'powerBonus'])
    .default('exergy')
    .describe('how joint products share cost and carbon'),
  separate: z
    .strictObject({
      electricity: z.number().positive().max(1).default(0.53).describe('FOUND: EU 2015/2402, gas, from 2016'),
      heat: z.number().positive().max(1.1).default(0.92).describe('FOUND: EU 2015/2402, gas, hot water, from 2016'),
      cooling: z.number().positive().default(5).describe('cooling per electricity. ASSUMED: water-cooled chiller'),
      hydrogen: z.number().positive().max(1).default(0.6).describe('per electricity, LHV. ASSUMED: electrolysis'),
    })
    .prefault({})
    .describe('efficiencies of separate production, for the primary energy saving and allocation by alternatives'),
});

const ClaimSpec = z
  .strictObject({
    text: z.string().describe('the statement, as the report prints it'),
    kpis: z.array(z.string()).min(1).describe('figures of the summary that may be meant; each is put to the test'),
    above: z.number().optional().describe('met where the figure is higher'),
    below: z.number().optional().describe('met where the figure is lower'),
  })
  .refine((c) => (c.above === undefined) !== (c.below === undefined), {
    path: ['above'],
    message: 'expected either "above" or "below"',
  });

const ExchangeSpec = z.strictObject({
  from: z.string().describe('currency of defaults, EUR or CNY'),
  rate: z.number().positive(),
  year: z.number().int(),
});

const EconomySpec = z.strictObject({
  discountRate: z.number().min(0).lt(1).default(0.08).describe('real, a year. ASSUMED'),
  horizon_a: z.number().int().min(1).max(60).default(20).describe('years of the net present value. ASSUMED'),
  costVat: z
    .number()
    .min(0)
    .lt(1)
    .default(0)
    .describe('VAT added to default costs, which are without it, where bills include it. China: 0.13'),
  exchange: z
    .union([
      ExchangeSpec,
      z
        .array(ExchangeSpec)
        .min(1)
        .refine((list) => new Set(list.map((e) => e.from)).size === list.length, 'expected each currency once'),
    ])
    .optional()
    .describe('money of the scenario per unit of the defaults’ currency, and the year it held; a list for several'),
});

export const ScenarioSpec = z.strictObject({
  sixfold: z.literal(1).describe('version of this format'),
  name: Id,
  label: z.string().optional(),
  notes: z.string().optional(),
  site: SiteSpec,
  time: TimeSpec,
  currency: z.string().regex(/^[A-Z]{3}$/, 'expected an ISO code of three capitals, such as CNY'),
  seed: z.number().int().min(0).max(4294967295).default(1),
  calendar: CalendarSpec.optional(),
  weather: z.union([z.strictObject({ generate: WeatherGeneratorSpec }), WeatherSpec]).optional(),
  profiles: z.record(Id, ProfileSpec).default({}),
  participants: z.record(Id, z.strictObject({ label: z.string().optional() })).default({}),
  buses: z.record(Id, BusSpec),
  networks: z.record(Id, NetworkSpec).default({}),
  networkModel: z
    .enum(['physics', 'copperPlate'])
    .default('physics')
    .describe('copperPlate runs every network component without loss or limit: faster, and blind to pipes and lines'),
  tariffs: z.record(Id, z.union([z.strictObject({ file: z.string() }), TariffSpec])).default({}),
  carbon: z.strictObject({ price_money_per_t: z.number().nonnegative().default(0) }).prefault({}),
  factors: FactorsSpec.prefault({}),
  economy: EconomySpec.prefault({}),
  components: z.record(Id, z.looseObject({ kind: z.string() })),
  control: ControlSpec.prefault({}),
  events: z.array(EventSpec).default([]),
  drive: DriveSpec,
  meters: MetersSpec,
  claims: z
    .array(ClaimSpec)
    .default([])
    .describe('statements to test: met, missed, or untested where the run has no such figure'),
  reference: z
    .union([z.string(), z.array(z.string()).min(1)])
    .optional()
    .describe('scenario files to compare with'),
});
export type ScenarioSpec = z.infer<typeof ScenarioSpec>;
