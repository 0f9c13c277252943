import { z } from 'zod';
import type { NetworkMap } from '../core/networkMap.ts';
import { LINE_TYPES, TRANSFORMER_TYPES } from './electricityNetworkTypes.ts';

/** Ids are parts of the names of signals. */
const Id = z.string().regex(/^[a-z][a-z0-9]*$/, 'expected lower-case letters and digits, for it becomes part of names');

const NodeSpec = z.strictObject({
  rated_kV: z.number().min(0.02).max(1200).describe('nominal voltage between phases; 1 p.u. of the node'),
  joint: z.boolean().default(false).describe('only joins lines: no port and no bus'),
});

const branch = {
  from: Id.describe('a node'),
  to: Id.describe('another node'),
  parallel: z.number().int().min(1).default(1).describe('equal ones side by side, that count as one'),
  closed: z
    .boolean()
    .default(true)
    .describe('false: stands open as a rule and carries nothing, as where a ring is opened; events may close it'),
};

const LineSpec = z.strictObject({
  ...branch,
  length_m: z.number().positive(),
  type: z
    .enum(Object.keys(LINE_TYPES) as [keyof typeof LINE_TYPES, ...(keyof typeof LINE_TYPES)[]])
    .optional()
    .describe('standard type; FOUND: pandapower 2.14, after Heuck (2013)'),
  r_ohm_per_km: z.number().positive().optional().describe('per phase; of the type unless given'),
  x_ohm_per_km: z.number().nonnegative().optional().describe('per phase; of the type unless given'),
  c_nF_per_km: z.number().nonnegative().optional().describe('per phase; of the type unless given, 0 without one'),
  rated_A: z.number().positive().optional().describe('current it may carry for good; of the type unless given'),
});

const TransformerSpec = z.strictObject({
  ...branch,
  from: Id.describe('the node of its high side'),
  to: Id.describe('the node of its low side'),
  type: z
    .enum(Object.keys(TRANSFORMER_TYPES) as [keyof typeof TRANSFORMER_TYPES, ...(keyof typeof TRANSFORMER_TYPES)[]])
    .optional()
    .describe('standard type; FOUND: pandapower 2.14, but 1 and 1.6 MVA, ASSUMED as class S13'),
  rated_kVA: z.number().positive().optional().describe('apparent power that it may carry for good'),
  high_kV: z.number().positive().optional().describe('rated voltage of the high side; of its node unless given'),
  low_kV: z.number().positive().optional().describe('rated voltage of the low side; of its node unless given'),
  shortCircuit: z.number().gt(0).lt(1).optional().describe('short-circuit voltage, a share of the rated one'),
  shortCircuitResistive: z.number().gt(0).lt(1).optional().describe('its resistive part: load loss over the rating'),
  iron_kW: z.number().nonnegative().optional().describe('no-load loss'),
  noLoadCurrent: z.number().min(0).lt(1).optional().describe('a share of the rated one'),
  tap: z.number().min(-0.2).max(0.2).default(0).describe('ratio above the rated one; -0.025 lifts the low side 2.5 %'),
});

const CompensatorSpec = z.strictObject({
  node: Id,
  rated_kvar: z.number().describe('at rated voltage, given positive; a coil has less than 0'),
  control: z
    .enum(['fixed', 'voltage'])
    .default('fixed')
    .describe('fixed: a capacitor, with the square of the voltage; voltage: follows Q(V) within the same step'),
});

const Fields = z.strictObject({
  hub: Id.describe('node that holds the voltage: where the grid or the unit that forms it is connected'),
  hubVoltage: z.number().min(0.8).max(1.2).default(1).describe('held there, p.u. ASSUMED 1'),
  nodes: z.record(Id, NodeSpec).describe('each but a joint is a port'),
  lines: z.record(Id, LineSpec).default({}).describe('between nodes of one voltage'),
  transformers: z.record(Id, TransformerSpec).default({}),
  compensators: z.record(Id, CompensatorSpec).default({}).describe('reactive power beside that of the components'),
  qv: z
    .array(z.strictObject({ voltage: z.number().positive(), share: z.number().min(-1).max(1) }))
    .min(2)
    .default([
      { voltage: 0.93, share: 1 },
      { voltage: 0.97, share: 0 },
      { voltage: 1.03, share: 0 },
      { voltage: 1.07, share: -1 },
    ])
    .describe('Q(V) of compensators: share of the rating, given positive. FOUND: dead band of VDE-AR-N 4105 (2018)'),
  method: z
    .enum(['auto', 'sweep', 'newton'])
    .default('auto')
    .describe('backward-forward sweep (a tree), Newton-Raphson (any), or the first where it can, the other where not'),
  frequency_Hz: z.number().positive().default(50).describe('for the charging of lines. FOUND 50 (China, Europe)'),
  voltageBand: z.number().gt(0).lt(0.5).default(0.1).describe('allowed about 1 p.u. FOUND 0.1: EN 50160'),
});
type Fields = z.infer<typeof Fields>;

export const ElectricityNetworkParams = Fields.superRefine((p, ctx) => {
  for (const { path, message } of misnamed(p)) ctx.addIssue({ code: 'custom', path: [...path], message });
});
export type ElectricityNetworkParams = z.infer<typeof ElectricityNetworkParams>;

/** Node ports in order: the hub first. */
export const nodePorts = ({ hub, nodes }: Pick<ElectricityNetworkParams, 'hub' | 'nodes'>): string[] => [
  hub,
  ...Object.keys(nodes).filter((id) => id !== hub && !nodes[id]!.joint),
];
/** All nodes: those with a port, then the joints. */
export const allNodes = (p: Pick<ElectricityNetworkParams, 'hub' | 'nodes'>): string[] => [
  ...nodePorts(p),
  ...Object.keys(p.nodes).filter((id) => p.nodes[id]!.joint),
];
/** Lines, then transformers. */
export const branchIds = ({
  lines,
  transformers,
}: Pick<ElectricityNetworkParams, 'lines' | 'transformers'>): string[] => [
  ...Object.keys(lines),
  ...Object.keys(transformers),
];

export const nodeStates = (p: ElectricityNetworkParams): string[] => [
  ...allNodes(p).map((id) => `${id}Voltage`),
  ...allNodes(p).map((id) => `${id}Angle_deg`),
  'lastLoss_kW',
];
export const SUMS = [
  'copperLoss_kW',
  'ironLoss_kW',
  'carriedPower_kW',
  'hubReactive_kvar',
  'compensators_kvar',
  'lowestVoltage',
  'highestVoltage',
  'highestLoading',
  'overloads',
  'voltagesOutOfBand',
  'overload',
  'voltageOutOfBand',
  'nodesCutOff',
  'cutOff',
] as const;
export const networkSignals = (p: ElectricityNetworkParams): string[] => [
  ...SUMS,
  ...branchIds(p).map((id) => `${id}Loading`),
];

/** As a map shows it: nodes by voltage, branches by loading. */
export const mapOf = (p: ElectricityNetworkParams): NetworkMap => ({
  nodes: allNodes(p).map((id) => ({ id, levels: [`${id}Voltage`] })),
  edges: [
    ...Object.entries(p.lines).map(([id, { from, to, length_m }]) => ({ id, from, to, length_m })),
    ...Object.entries(p.transformers).map(([id, { from, to }]) => ({ id, from, to })),
  ].map((branch) => ({ ...branch, levels: [`${branch.id}Loading`] })),
});

interface Issue {
  readonly path: readonly string[];
  readonly message: string;
}
/** Whatever names something that is not there, or one thing like another. */
function misnamed(p: Fields): Issue[] {
  const known = Object.keys(p.nodes);
  const list = known.length === 0 ? 'there are none' : `known: ${known.join(', ')}`;
  const issues: Issue[] = [];
  const exists = (path: readonly string[], id: string): void => {
    if (!known.includes(id)) issues.push({ path, message: `there is no node "${id}"; ${list}` });
  };
  exists(['hub'], p.hub);
  if (p.nodes[p.hub]?.joint === true)
    issues.push({ path: ['nodes', p.hub, 'joint'], message: 'the hub has a port; take joint away here' });
  for (const kind of ['lines', 'transformers'] as const)
    for (const [id, { from, to }] of Object.entries(p[kind])) {
      exists([kind, id, 'from'], from);
      exists([kind, id, 'to'], to);
      if (from === to)
        issues.push({ path: [kind, id], message: `joins node "${from}" with itself; expected two nodes` });
    }
  for (const id of Object.keys(p.transformers))
    if (id in p.lines)
      issues.push({
        path: ['transformers', id],
        message: 'a line has the same id; choose another, for both name signals',
      });
  for (const [id, { node }] of Object.entries(p.compensators)) exists(['compensators', id, 'node'], node);
  const reserved = new Map(SUMS.map((name) => [name.toLowerCase(), name]));
  for (const id of known) {
    const name = reserved.get(`${id}voltage`);
    if (name !== undefined)
      issues.push({ path: ['nodes', id], message: `"${name}" is a signal already; choose another id` });
  }
  for (const id of branchIds(p)) {
    const name = reserved.get(`${id}loading`);
    if (name !== undefined)
      issues.push({
        path: [id in p.lines ? 'lines' : 'transformers', id],
        message: `"${name}" is a signal already; choose another id`,
      });
  }
  for (let k = 1; k < p.qv.length; k++)
    if (!(p.qv[k]!.voltage > p.qv[k - 1]!.voltage))
      issues.push({ path: ['qv', String(k), 'voltage'], message: 'expected voltages that ascend' });
  return issues;
}
