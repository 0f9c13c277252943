import { z } from 'zod';
import { type Balance, defineKind, type Law, type Ports } from '../core/component.ts';
import { atLeastOn, heldLoad } from '../core/linearCommit.ts';
import { times } from '../core/linearModel.ts';
import { CarrierSchema, carbonOf, checkTwins, isMass, nonNegative } from './carrierUnit.ts';
import { type Closing, closingOf, fossilShareOf, type Term } from './closing.ts';
import { ConverterPlan, linearConverter } from './converterPlan.ts';
import { SeriesRefSchema } from './schemas.ts';

const MOST_PORTS = 8;
const SLOTS = Array.from({ length: MOST_PORTS }, (_, k) => `per${k + 1}`);
const CLOSING = ['lossShare', 'ambientShare', 'fossilCo2Share', 'biogenicCo2Share', 'waterShare'] as const;
const LOSS = 1 + MOST_PORTS;

const FlowSchema = z.strictObject({
  carrier: CarrierSchema,
  flow: z.enum(['in', 'out']).describe('taken from its bus or given to it'),
  per: SeriesRefSchema.describe('flow per unit of the lead port, each in the unit of its bus; 1 for the lead itself'),
});

export const ConverterParams = z
  .strictObject({
    flows: z.record(z.string(), FlowSchema).describe('by port; the first eight are all there may be'),
    lead: z.string().describe('the port whose flow the other ports and the rating are counted by'),
    alsoLead: z.array(z.string()).default([]).describe('further ports that a set point may name'),
    rated_kW: z.number().positive().optional().describe('highest flow of the lead port'),
    rated_kg_per_h: z.number().positive().optional().describe('the same where the lead counts in kg/h'),
    minLoad: z.number().min(0).max(1).default(0).describe('least share of the rating when not at rest. ASSUMED 0'),
    planned: ConverterPlan.optional().describe(
      'kept by the planner `optimal` alone; the rules and the physics of a converter know no past',
    ),
    lossShare: SeriesRefSchema.optional().describe(
      'kW lost per unit of the lead, higher heating value; checked against the flows. Where left out, what the flows leave',
    ),
    ambientShare: SeriesRefSchema.default(0).describe('kW drawn from the surroundings per unit of the lead. ASSUMED 0'),
  })
  .superRefine((p, ctx) => {
    const fault = (path: (string | number)[], message: string): void => ctx.addIssue({ code: 'custom', path, message });
    const names = Object.keys(p.flows);
    if (names.length > MOST_PORTS)
      fault(['flows'], `met ${names.length} ports; expected at most ${MOST_PORTS}: chain two converters`);
    for (const name of names)
      if (!/^[a-z][a-zA-Z0-9]*$/.test(name)) fault(['flows', name], 'expected a name such as "heatOut"');
    const missing = (name: string): string => `met "${name}"; expected one of the ports: ${names.join(', ')}`;
    p.alsoLead.forEach((name, k) => {
      if (!names.includes(name)) fault(['alsoLead', k], missing(name));
    });
    const lead = p.flows[p.lead];
    if (lead === undefined) return fault(['lead'], missing(p.lead));
    if (lead.per !== 1)
      fault(['flows', p.lead, 'per'], 'expected 1: the other ports are counted by this one, the lead');
    checkTwins([['rated_kW', 'rated_kg_per_h']])({ ...p, carrier: lead.carrier }, ctx);
    if ((p.rated_kW ?? p.rated_kg_per_h) === undefined)
      fault(
        [isMass(lead.carrier) ? 'rated_kg_per_h' : 'rated_kW'],
        'met no rating; expected the highest flow of the lead',
      );
  });
export type ConverterParams = z.infer<typeof ConverterParams>;

interface Converter extends ConverterParams {
  readonly terms: readonly Term[];
  readonly rated: number;
  /** By port: +1 out, -1 in. */
  readonly signs: Float64Array;
  /** Index of the port behind each lead. */
  readonly leadAt: Int32Array;
  readonly carbon: Readonly<Record<string, number>>;
}

const portsOf = (p: ConverterParams): Ports =>
  Object.fromEntries(Object.entries(p.flows).map(([name, { carrier, flow }]) => [name, { carrier, flow }]));
/** Of a load that cannot reach its least, none is possible. */
const top = (highest: number, least: number): number => (least > highest ? 0 : highest);
const leadsOf = (p: ConverterParams): string[] => [...new Set([p.lead, ...p.alsoLead])];

/**
 * Turns carriers into others in fixed or per-step proportion to one lead port: flow_k = sign_k per_k L with the load L
 * between `minLoad` and 1 of the rating. Its set point is L in the unit of the lead.
 *
 * The energy law counts on the higher heating value. What the flows leave of it is the loss: where `lossShare` is
 * declared it must agree with the flows, where not it is computed from them once, before the first step; a converter that gives more than it
 * takes (and draws from its surroundings) is refused. Carbon of the fuels taken that does not leave in a product or as
 * CO2 on a bus is emitted; water that the flows form or need beyond their water ports is released or drawn.
 */
export const converter = defineKind<ConverterParams, Converter, typeof ConverterParams>({
  kind: 'converter',
  summary: 'Any conversion of carriers in proportion to a lead port',
  validity: { text: 'flows in proportion; no dynamics', minStep_s: 1, maxStep_s: 3600 },
  params: ConverterParams,
  example: {
    flows: { gas: { carrier: 'gas', flow: 'in', per: 1.1 }, heat: { carrier: 'heat', flow: 'out', per: 1 } },
    lead: 'heat',
    rated_kW: 200,
  },
  ports: portsOf,
  role: 'converter',
  terminals: { type: 'passive' },
  leads: leadsOf,
  signals: [
    'load',
    'loss_kW',
    'ambient_kW',
    'fossilCo2_kg_per_h',
    'biogenicCo2_kg_per_h',
    'waterReleased_kg_per_h',
    'waterDrawn_kg_per_h',
  ],
  states: [],
  inputs: ['available', ...SLOTS, ...CLOSING],
  // They close the law together: none can change alone.
  inputRange: Object.fromEntries([...SLOTS, ...CLOSING].map((name) => [name, [Number.NaN, Number.NaN]])),
  prepare(p, { ports }) {
    const entries = Object.entries(p.flows);
    const terms = entries.map(([name, { carrier, flow }]): Term => {
      const bus = ports[name];
      return {
        name,
        carrier,
        sign: flow === 'out' ? 1 : -1,
        carbon_kg: carbonOf(carrier, bus),
        fossilShare: fossilShareOf(carrier, bus),
      };
    });
    const names = entries.map(([name]) => name);
    const q: Converter = {
      ...p,
      terms,
      rated: p.rated_kW ?? p.rated_kg_per_h!,
      signs: Float64Array.from(terms, (t) => t.sign),
      leadAt: Int32Array.from(leadsOf(p), (name) => names.indexOf(name)),
      carbon: Object.fromEntries(terms.map((t) => [t.name, t.carbon_kg])),
    };
    const constants = entries.map(([, { per }]) => per);
    const shares = [p.lossShare, p.ambientShare];
    if ([...constants, ...shares].every((v) => typeof v !== 'string'))
      closingOf(terms, constants as number[], p.ambientShare as number, p.lossShare as number | undefined, -1);
    return q;
  },
  initial: () => [],
  series(q, env) {
    const names = Object.keys(q.flows);
    const per = names.map((name) => {
      const ref = q.flows[name]!.per;
      return nonNegative(env.series(ref, `flows.${name}.per`), `flows.${name}.per`);
    });
    const ambient = nonNegative(env.series(q.ambientShare, 'ambientShare'), 'ambientShare');
    const declared = q.lossShare === undefined ? undefined : env.series(q.lossShare, 'lossShare');
    const closing = CLOSING.map(() => new Float64Array(env.grid.length));
    const now = names.map(() => 0);
    for (let i = 0; i < env.grid.length; i++) {
      for (let k = 0; k < names.length; k++) now[k] = per[k]![i]!;
      const found: Closing = closingOf(q.terms, now, ambient[i]!, declared?.[i], i);
      closing[0]![i] = found.loss;
      closing[1]![i] = ambient[i]!;
      closing[2]![i] = found.fossil_kg;
      closing[3]![i] = found.biogenic_kg;
      closing[4]![i] = found.water_kg;
    }
    return {
      ...Object.fromEntries(SLOTS.map((slot, k) => [slot, per[k] ?? 0])),
      ...Object.fromEntries(CLOSING.map((name, k) => [name, closing[k]!])),
    };
  },
  limits(q, _x, w, _dt_h, out) {
    const highest = w[0]! * q.rated;
    const least = q.minLoad * q.rated;
    const top = least > highest ? 0 : highest;
    for (let k = 0; k < q.leadAt.length; k++) {
      const at = q.leadAt[k]!;
      const per = w[1 + at]!;
      out[3 * k] = q.signs[at]! > 0 ? 0 : -per * top;
      out[3 * k + 1] = q.signs[at]! > 0 ? per * top : 0;
      out[3 * k + 2] = top > 0 ? per * least : 0;
    }
  },
  invert(q, _x, w, lead, target, _dt_h, u) {
    const at = q.leadAt[lead]!;
    const flow = target * q.signs[at]!;
    const per = w[1 + at]!;
    u[0] = flow > 0 && per > 0 ? flow / per : 0;
  },
  step(q, _x, w, u, _dt_h, _next, y) {
    const highest = w[0]! * q.rated;
    const least = q.minLoad * q.rated;
    const asked = u[0]! > highest ? highest : u[0]!;
    const load = asked <= 0 || least > highest ? 0 : asked < least ? least : asked;
    const n = q.signs.length;
    for (let k = 0; k < n; k++) y[k] = q.signs[k]! * w[1 + k]! * load;
    const water = w[LOSS + 4]! * load;
    y[n] = load / q.rated;
    y[n + 1] = w[LOSS]! * load;
    y[n + 2] = w[LOSS + 1]! * load;
    y[n + 3] = w[LOSS + 2]! * load;
    y[n + 4] = w[LOSS + 3]! * load;
    y[n + 5] = water > 0 ? water : 0;
    y[n + 6] = water < 0 ? 0 - water : 0;
  },
  balance(q) {
    const carbon: Law = { ports: q.carbon, boundary: { fossilCo2_kg_per_h: -1, biogenicCo2_kg_per_h: -1 } };
    const water: Law = { boundary: { waterReleased_kg_per_h: -1, waterDrawn_kg_per_h: 1 } };
    const balance: Balance = { energy: { boundary: { ambient_kW: 1 }, losses: { loss_kW: 1 } } };
    return { ...balance, carbon, water };
  },
  linear(q, window, model) {
    const least = q.minLoad * q.rated;
    const highest = times(window.input(0), q.rated);
    const most = typeof highest === 'number' ? top(highest, least) : highest.map((v) => top(v, least));
    const load = model.columns('load', ...heldLoad(window, 0, least, most));
    // With nothing that hangs on running at all its line is exact.
    if (least > 0 || q.planned) model.machine(0, load, least, most);
    const status = least > 0 || q.planned ? atLeastOn(model, window, load, least, most) : undefined;
    if (q.planned) linearConverter(q.planned, q.rated, window, model, { lead: 0, load, status, most });
    q.terms.forEach((term, k) => {
      model.flow(term.name, load, times(term.sign, window.input(1 + k)));
    });
    model.fossilCo2(load, window.input(LOSS + 2));
  },
  size: (q) => q.rated,
  sizeName: 'rated_kW',
  emissions: {
    fossilCo2: ['fossilCo2_kg_per_h'],
    biogenicCo2: ['biogenicCo2_kg_per_h'],
    water: ['waterDrawn_kg_per_h'],
  },
  kpis: (_q, t) => ({ fullLoadHours_h: t.sum('load') }),
});
