import { z } from 'zod';
import type { Ports } from '../core/component.ts';
import { ConfigError } from '../core/errors.ts';
import type { NetworkMap } from '../core/networkMap.ts';
import { layGraph, type PipeGraph } from '../core/physics/pipeNetwork/graph.ts';
import { closedInput } from './switching.ts';

/** Nodes and pipes stand at the front of signal names, so their names are one word. */
const Name = z
  .string()
  .regex(/^[a-z][a-z0-9]*$/, 'expected one word of small letters and digits, such as "s1"')
  .refine(
    (name) => name !== 'pump' && name !== 'total',
    'expected another name; "pump" and "total" have a meaning here',
  );

const PipeSchema = z.strictObject({
  from: Name.describe('a node; flow towards `to` counts as positive'),
  to: Name.describe('a node'),
  length_m: z.number().positive().max(200_000).describe('of the route; supply and return pipe each have it'),
  diameter_mm: z.number().min(5).max(2000).describe('inside, of each pipe'),
  loss_W_per_mK: z
    .number()
    .min(0)
    .max(50)
    .optional()
    .describe('of each pipe to the ground; as the network unless given'),
  fittings: z.number().nonnegative().default(0).describe('sum of loss coefficients of bends and valves, each way'),
});

const StationSchema = z.strictObject({
  rated_kW: z
    .number()
    .positive()
    .optional()
    .describe('most that it takes or feeds in; as its pipes carry unless given'),
  required_degC: z
    .number()
    .optional()
    .describe('least supply at which it delivers in full; by `requiredSpread` unless given'),
});

const Fields = z.strictObject({
  carrier: z.enum(['heat', 'cooling']).default('heat').describe('hot or chilled water'),
  plant: Name.default('plant').describe('the node, and port, of the plant that closes the balance'),
  stations: z
    .record(Name, StationSchema)
    .refine((stations) => Object.keys(stations).length > 0, 'expected at least one station')
    .describe('nodes with a bus, each a port of this name: substations that take or feed in'),
  junctions: z.array(Name).default([]).describe('nodes without a bus'),
  pipes: z.record(Name, PipeSchema).describe('a tree or a mesh; supply and return lie side by side'),
  heatingCurve: z
    .strictObject({
      outdoor_degC: z.array(z.number()).min(2).describe('ascending'),
      supply_degC: z.array(z.number()).min(2).describe('of the plant, one per outdoor temperature'),
    })
    .optional()
    .describe(
      'supply temperature by outdoor temperature, straight between points; that of the plant’s bus unless given',
    ),
  swing_K: z
    .number()
    .nonnegative()
    .default(5)
    .describe(
      'how far the supply strays from its set point for the network to take just what the plant’s bus has left. ASSUMED 5',
    ),
  loss_W_per_mK: z
    .number()
    .min(0)
    .max(50)
    .default(0.21)
    .describe('of each pipe to the ground. FOUND: 0.21 for a pre-insulated DN80 (AIT, IBPSA pipe data)'),
  wall_mm: z
    .number()
    .nonnegative()
    .default(3.2)
    .describe(
      'of steel, whose heat capacity follows the water. FOUND: 3.2 (DN80, AIT, IBPSA pipe data); 0 for plastic',
    ),
  roughness_mm: z.number().nonnegative().default(0.1).describe('of the wall. ASSUMED 0.1 (steel in use)'),
  velocityMax_m_per_s: z.number().positive().default(1.5).describe('no more flows. ASSUMED 1.5 (noise, wear)'),
  requiredSpread: z
    .number()
    .gt(0)
    .max(1)
    .default(0.7)
    .describe('share of its bus’s spread that must reach a station for it to deliver in full. ASSUMED 0.7'),
  bypass: z
    .number()
    .min(0)
    .max(0.5)
    .default(0.1)
    .describe('share of its largest flow that a station lets through, while too cold, to warm its pipe. ASSUMED 0.1'),
  simultaneity: z
    .number()
    .gt(0)
    .max(1)
    .default(1)
    .describe('share of all stations’ ratings that pipes and pump must carry; checked at load. ASSUMED 1'),
  station_kPa: z.number().nonnegative().default(50).describe('pressure that a station needs. ASSUMED 50'),
  pumpHead_kPa: z.number().positive().optional().describe('most that the pumps lift; no limit unless given'),
  etaPump: z.number().gt(0).max(1).default(0.65).describe('water over shaft; the rest heats the water. ASSUMED'),
  etaMotor: z.number().gt(0).max(1).default(0.9).describe('shaft over electricity; the rest heats the air. ASSUMED'),
  parcels: z
    .int()
    .min(2)
    .max(64)
    .default(4)
    .describe('bodies of water of one temperature that a pipe may hold; more keep a sharper front at short steps'),
});
export type HeatNetworkParams = z.infer<typeof Fields>;

/** Fields that make a network: every fault of the graph stands at its pipe or node. */
export const HeatNetworkParams = Fields.superRefine((p, context) => {
  try {
    graphOf(p);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    // Lengths and diameters are checked by their fields.
    for (const { path, message } of error.issues)
      if (!path.endsWith('_m'))
        context.addIssue({ code: 'custom', path: path === 'nodes' ? twiceIn(p) : path.split('.'), message });
  }
});

/** Where a node is given a second time: plant, stations and junctions share one set of names. */
const twiceIn = (p: HeatNetworkParams): string[] =>
  Object.hasOwn(p.stations, p.plant) ? ['stations', p.plant] : ['junctions'];

export const stationsOf = (p: HeatNetworkParams): string[] => Object.keys(p.stations);
/** Nodes with a bus: the plant, then the stations. */
export const busNodesOf = (p: HeatNetworkParams): string[] => [p.plant, ...stationsOf(p)];
export const nodesOf = (p: HeatNetworkParams): string[] => [...busNodesOf(p), ...p.junctions];
export const pipesOf = (p: HeatNetworkParams): string[] => Object.keys(p.pipes);

export const graphOf = (p: HeatNetworkParams): PipeGraph =>
  layGraph(
    nodesOf(p),
    Object.entries(p.pipes).map(([id, pipe]) => ({ ...pipe, id, diameter_m: pipe.diameter_mm / 1000 })),
  );

export const portsOf = (p: HeatNetworkParams): Ports => ({
  ...Object.fromEntries(busNodesOf(p).map((node) => [node, { carrier: p.carrier, flow: 'both' as const }])),
  pump: { carrier: 'electricity', flow: 'in', optional: true },
});

/** 1 where water gets to a station, 0 where it is cut off. */
export const connectedSignal = (station: string): string => `${station}Connected`;

/** Signals in the order in which a step writes them. */
export const signalsOf = (p: HeatNetworkParams): string[] => [
  'groundLoss_kW',
  'groundGain_kW',
  'motorLoss_kW',
  'pumpHead_kPa',
  'totalShortfall_kW',
  'totalRefused_kW',
  ...stationsOf(p).flatMap((id) => [`${id}Shortfall_kW`, `${id}Differential_kPa`]),
  ...nodesOf(p).flatMap((id) => [`${id}Supply_degC`, `${id}Return_degC`]),
  ...pipesOf(p).flatMap((id) => [`${id}MassFlow_kg_per_h`, `${id}Velocity_m_per_s`]),
  'cutOff',
  ...stationsOf(p).map(connectedSignal),
];

/** As a map shows it: supply first, return second. */
export const mapOf = (p: HeatNetworkParams): NetworkMap => ({
  nodes: nodesOf(p).map((id) => ({ id, levels: [`${id}Supply_degC`, `${id}Return_degC`] })),
  edges: Object.entries(p.pipes).map(([id, { from, to, length_m, diameter_mm }]) => ({
    id,
    from,
    to,
    length_m,
    diameter_mm,
    flow: `${id}MassFlow_kg_per_h`,
    levels: [`${id}SupplyOut_degC`, `${id}ReturnOut_degC`],
  })),
});

/** Inputs, the first of which are not of pipes. */
export const inputsOf = (p: HeatNetworkParams): string[] => [
  'available',
  'ground_degC',
  'supply_degC',
  ...pipesOf(p).map(closedInput),
];
export const PIPES_AT = 3;

/** States beside those of the pipes. */
export const CONTENT = 0;
export const STANDING = 1;
export const PUMPED = 2;
export const CARRY = 3;

/** States: content and expectations, what nodes carry over, flows that loops start from, then the water of each pipe. */
export const statesOf = (p: HeatNetworkParams): string[] => {
  const { pipes, chords } = graphOf(p);
  return [
    'content_kWh',
    'standing_kW',
    'pumped_kW',
    ...busNodesOf(p).map((id) => `${id}Carry_kWh`),
    ...Array.from(chords, (chord) => `${pipes[chord]!}Loop_kg_per_h`),
    ...(['Supply', 'Return'] as const).flatMap((side) =>
      pipes.flatMap((id) => [
        ...Array.from({ length: p.parcels }, (_, k) => `${id}${side}${k + 1}`),
        ...Array.from({ length: p.parcels }, (_, k) => `${id}${side}${k + 1}_degC`),
        `${id}${side}Out_degC`,
      ]),
    ),
  ];
};
