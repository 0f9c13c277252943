import { z } from 'zod';
import { CARRIERS, type Carrier } from '../core/carriers.ts';
import { CalendarSpec } from '../series/calendar.ts';
import { WeatherGeneratorSpec } from '../series/generateClimate.ts';
import { ProfileSpec } from '../series/profileSpec.ts';
import { TariffSpec } from '../series/tariffSpec.ts';
import { WeatherSpec } from '../series/weather.ts';
import { EventSpec } from './eventSpec.ts';
import { EnergyExchangeSpec } from './exchangeSpec.ts';
import { FinanceSpec } from './financeSpec.ts';
import { DriveSpec, MetersSpec } from './meterSpec.ts';
import { Id, Instant } from './names.ts';
import { PlanSpec } from './planSpec.ts';
import { RoadmapSpec } from './roadmapSpec.ts';
import { SensitivitySpec } from './sensitivitySpec.ts';
import { UncertaintySpec } from './uncertaintySpec.ts';

const carriers = Object.keys(CARRIERS) as [Carrier, ...Carrier[]];
const Monthly = z.union([z.number(), z.array(z.number()).length(12)]);

const SiteSpec = z.strictObject({
  label: z.string().optional().describe('shown in reports'),
  latitude_deg: z.number().min(-90).max(90).describe('north positive'),
  longitude_deg: z.number().min(-180).max(180).describe('east positive'),
  altitude_m: z.number().min(-430).max(9000).default(0).describe('above the sea; thins the air'),
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
  label: z.string().optional().describe('shown in reports'),
  carrier: z.enum(carriers).describe('what its ports carry'),
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
    .max(950)
    .optional()
    .describe(
      'absolute. Steam: where it is superheated; left out, saturated at supply_degC. Hydrogen and CO2: what every component connected to it works at; left out, by their own parameters',
    ),
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
  fixedOm_money_per_a: z
    .number()
    .nonnegative()
    .optional()
    .describe('upkeep whether it runs or not; from the default unless said'),
  variableOm_money_per_kWh: z.number().nonnegative().optional().describe('per kWh (or kg) of product'),
  life_a: z.number().positive().optional().describe('after which it is replaced; from the default unless said'),
  existing: z.boolean().default(false).describe('already there: no capital cost counts'),
});

const IslandSpec = z
  .strictObject({
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
  })
  .refine((role) => role.forming || !role.blackStart, {
    path: ['forming'],
    message: 'what starts with everything dark forms the grid; expected forming: true, or blackStart: false',
  });

/** What stands beside a component's own parameters. */
export const ComponentEnvelope = z.strictObject({
  kind: z.string(),
  label: z.string().optional().describe('shown in reports'),
  owner: Id.optional().describe('one of the participants'),
  bus: Id.optional().describe('the bus of its only required port'),
  ports: z.record(z.string(), Id).default({}).describe('bus of each port'),
  economics: EconomicsSpec.default({ existing: false }).describe('what it costs, where not as the default of its kind'),
  island: IslandSpec.optional().describe('what it can do where the public grid is lost'),
});
export const ENVELOPE_KEYS = Object.keys(ComponentEnvelope.shape);

const Strategy = z.discriminatedUnion('strategy', [
  z.strictObject({ strategy: z.literal('selfUse').describe('selfUse serves every deficit and takes every surplus') }),
  z.strictObject({
    strategy: z.literal('peakShaving'),
    target_kW: z.number().nonnegative().describe('what the bus may lack before the store helps'),
  }),
  z.strictObject({
    strategy: z.literal('timeOfUse'),
    tariff: Id.describe('one of the tariffs, whose periods say when'),
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
  planner: z
    .enum(['optimal', 'mpc'])
    .optional()
    .describe(
      'optimal: the whole run planned at least cost with all its series known, then carried out by the rules; mpc: planned anew every few hours, by forecasts and from where the run stands',
    ),
  plan: PlanSpec.prefault({}),
});

const NetworkSpec = z.strictObject({
  kind: z.literal('copperPlate').describe('moves energy between its buses without loss or limit'),
  label: z.string().optional().describe('shown in reports'),
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
  rate: z.number().positive().describe('money of the scenario for one of it'),
  year: z.number().int().describe('in which the rate held'),
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
  finance: FinanceSpec.optional(),
});

export const ScenarioSpec = z.strictObject({
  sixfold: z.literal(1).describe('version of this format'),
  name: Id.describe('of the run and of the folder of its results'),
  label: z.string().optional().describe('shown in reports'),
  notes: z.string().optional().describe('shown with the assumptions in the report'),
  site: SiteSpec.describe('where it stands'),
  time: TimeSpec.describe('what is simulated'),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, 'expected an ISO code of three capitals, such as CNY')
    .describe('of every amount of money'),
  seed: z.number().int().min(0).max(4294967295).default(1).describe('of all chance'),
  calendar: CalendarSpec.optional().describe('which days are holidays, for tariffs and load shapes'),
  weather: z
    .union([z.strictObject({ generate: WeatherGeneratorSpec }), WeatherSpec])
    .optional()
    .describe('a file, or a generated year'),
  profiles: z.record(Id, ProfileSpec).default({}).describe('time series that components name as `profile.column_unit`'),
  participants: z
    .record(Id, z.strictObject({ label: z.string().optional() }))
    .default({})
    .describe('companies and providers that own components'),
  buses: z.record(Id, BusSpec).describe('where ports meet; each sums to zero in every step'),
  networks: z
    .record(Id, NetworkSpec)
    .default({})
    .describe('copper plates between buses; pipes and lines are components'),
  networkModel: z
    .enum(['physics', 'copperPlate'])
    .default('physics')
    .describe('copperPlate runs every network component without loss or limit: faster, and blind to pipes and lines'),
  tariffs: z
    .record(Id, z.union([z.strictObject({ file: z.string().describe('a file that holds the tariff') }), TariffSpec]))
    .default({})
    .describe('what energy costs from outside'),
  carbon: z
    .strictObject({
      price_money_per_t: z.number().nonnegative().default(0).describe('paid for CO2 of fossil fuel burnt on site'),
    })
    .prefault({})
    .describe('price of carbon'),
  factors: FactorsSpec.prefault({}).describe('by which energy and carbon are weighed'),
  economy: EconomySpec.prefault({}).describe('interest, horizon, tax and exchange'),
  components: z
    .record(Id, z.looseObject({ kind: z.string() }))
    .describe('machines, stores, demands, connections: kind, ports and parameters'),
  control: ControlSpec.prefault({}).describe('how the rules run the site'),
  events: z.array(EventSpec).default([]).describe('outages and shocks with start and end'),
  drive: DriveSpec,
  meters: MetersSpec,
  exchange: EnergyExchangeSpec,
  uncertainty: UncertaintySpec,
  sensitivity: SensitivitySpec.describe('which inputs are moved to see what cost hangs on, and how far'),
  roadmap: RoadmapSpec.optional(),
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
