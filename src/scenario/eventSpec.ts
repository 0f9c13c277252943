import { z } from 'zod';
import { Id, Instant } from './names.ts';

const Change = z.strictObject({
  label: z.string().optional().describe('shown in reports'),
  component: Id.describe('whose input changes'),
  input: z.string().default('available').describe('input of the component that changes; `available` for an outage'),
  set: z.number().optional().describe('the value that the input has'),
  scale: z.number().optional().describe('factor on what it would be'),
  add: z.number().optional().describe('added to what it would be'),
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
  label: z.string().optional().describe('shown in reports'),
  outage: Part.describe('a component, or a part of a network: lines.feeder'),
  start: Instant,
  end: Instant,
});
const Derating = z.strictObject({
  label: z.string().optional().describe('shown in reports'),
  derate: Part.describe('a component'),
  to: z.number().min(0).max(1).describe('share of what it can do otherwise'),
  start: Instant,
  end: Instant,
});
const SensorFault = z.strictObject({
  label: z.string().optional().describe('shown in reports'),
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
/** What happens to a site: outages, deratings, changes of an input, faults of instruments. */
export const EventSpec = z.union([Outage, Derating, SensorFault, Change]);
