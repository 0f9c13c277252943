import { z } from 'zod';
import { ReadingsSent } from '../scenario/exchange/readingsMessage.ts';
import { EventArgs, EventShape, OfferArgs, ReportsShape } from './flexibilityPayloads.ts';
import { ClearingShown, DepthShown, SettlementLines, TradeShown } from './marketSchemas.ts';
import { SEVERITIES } from './mqttTopicParts.ts';

const Finite = z.number();
const Count = z.number().int().min(0);
const Ms = z.number().int();

/** What every message of the twin begins with. */
export const Head = z.strictObject({
  time_ms: Ms.describe('simulated time: the start of the interval that the message is about'),
  wall_ms: Ms.describe('when it was sent'),
  run: z.string().describe('run that it belongs to; another after a seek'),
  epoch: Count.describe('grows with every run that takes the place of another'),
  seq: Count.describe('number of the step; (run, epoch, seq) tells a message that came twice'),
});
export type Head = z.infer<typeof Head>;

const message = <S extends z.ZodRawShape>(shape: S): z.ZodObject<typeof Head.shape & S> => Head.extend(shape) as never;

export const Status = message({
  status: z.enum(['online', 'offline']),
  session: z.string().describe('of this process; an `offline` of another session is out of date'),
});

export const Quality = z.enum(['good', 'bad']).describe('bad where a value is missing');
/** Values by signal. */
export const Telemetry = message({ quality: Quality }).catchall(Finite);
export const Frame = message({ quality: Quality }).catchall(Finite);

const Signal = z.strictObject({
  name: z.string(),
  unit: z.string(),
  role: z.enum(['port', 'signal', 'state', 'meter']),
  sign: z.enum(['intoBus', 'none']).describe('a port counts into its bus as positive'),
  min: Finite.optional(),
  max: Finite.optional(),
});
export const ComponentMeta = message({
  kind: z.string(),
  role: z
    .enum(['fixed', 'source', 'converter', 'store', 'closer', 'network'])
    .describe('closers take what is left on a bus'),
  label: z.string(),
  owner: z.string().optional(),
  signals: z.array(Signal),
  setpoints: z.array(z.string()).describe('signals that a set point may name'),
  inputs: z.array(z.string()).describe('inputs that an event may change'),
  meters: z
    .array(
      z.strictObject({
        signal: z.string(),
        from: z.enum(['live', 'history']).describe('live: `measurement` brings its readings'),
        gaps: z.string().describe('leave, or how what is missing was filled'),
      }),
    )
    .optional()
    .describe('signals that are measured'),
  parameters: z
    .record(z.string(), z.union([Finite, z.string(), z.boolean()]))
    .optional()
    .describe('those of one number, word or yes and no, named as in a scenario'),
  map: z
    .strictObject({
      nodes: z.array(
        z.strictObject({ id: z.string(), levels: z.array(z.string()).describe('signals that it is coloured by') }),
      ),
      edges: z.array(
        z.strictObject({
          id: z.string(),
          from: z.string().describe('a node'),
          to: z.string().describe('a node'),
          length_m: Finite.optional(),
          diameter_mm: Finite.optional(),
          flow: z.string().optional().describe('signal of what flows to `to`'),
          levels: z.array(z.string()).describe('as of nodes, where the flow leaves it'),
        }),
      ),
    })
    .optional()
    .describe('of a network: its nodes and what lies between them'),
  relations: z.array(
    z.strictObject({
      port: z.string(),
      signal: z.string().describe('that tells its flow'),
      carrier: z.string(),
      flow: z.enum(['in', 'out', 'both']).describe('seen from the component'),
      bus: z.string(),
    }),
  ),
});
export const SiteMeta = message({
  site: z.string(),
  label: z.string(),
  currency: z.string(),
  zone: z.string(),
  latitude_deg: Finite,
  longitude_deg: Finite,
  start_ms: Ms,
  end_ms: Ms,
  step_s: Count,
  components: z.array(z.string()),
  buses: z.array(z.strictObject({ id: z.string(), label: z.string(), carrier: z.string() })),
  participants: z.array(z.strictObject({ id: z.string(), label: z.string() })),
  topics: z.array(z.string()),
});

/** Readings, or residuals, by signal; `quality<Signal>` beside each in words. */
const byMeter = (what: string) =>
  message({ quality: z.string().describe('the worst of them') })
    .catchall(z.union([Finite, z.string()]))
    .describe(what);
export const Measured = byMeter('readings by signal; one that is not there is left out');
export const Residual = byMeter('reading less model by signal, and its bias, RMSE and error over the last hours');

export const ForecastMessage = message({
  forecast: z.string().describe('run that its series are stored under'),
  parent: z.string().describe('run that it sets out from'),
  from_ms: Ms,
  to_ms: Ms.describe('its end, in simulated time'),
  hours_h: Finite,
  series: z.string().describe('persistence: the last day again; profiles: the scenario’s own'),
  planner: z.string().describe('rules, or optimal'),
})
  .catchall(Finite)
  .describe('figures of the span ahead, as a summary has them');

export const ClockMessage = message({
  mode: z.enum(['live', 'paced', 'step', 'asap']),
  state: z.enum(['running', 'paused', 'ended']),
  speed: Finite.describe('simulated seconds a second'),
  policy: z.enum(['strict', 'best-effort']),
  lag_ms: Finite,
  slipped_ms: Finite.describe('given up by best effort'),
  step_s: Count,
  view: z.enum(['tele', 'frame']).describe('where live values are told'),
  every: Count.describe('every how manyeth step is told live; the store has them all'),
  skipped: Count.describe('steps not told live for want of room'),
  parent: z.string().optional(),
  fork: Count.optional(),
});

export const EventMessage = message({
  severity: z.enum(SEVERITIES),
  component: z.string(),
  code: z.string(),
  message: z.string(),
  count: Count.describe('how many of its like it stands for'),
});

export const Health = message({
  queue: Count.describe('messages that wait for the broker'),
  dropped: Count.describe('messages that were given up'),
  sent: Count,
  historyWaiting: Count.describe('steps of outages still to be told'),
  storeWaiting: Count.describe('steps that wait for the store'),
  stored: Count,
  lag_ms: Finite,
  commands: Count.describe('commands met'),
  accepted: Count,
  rejected: Count,
  expired: Count,
  repeated: Count.describe('of them already known'),
  database: z.enum(['up', 'down', 'stopped']).optional().describe('over the network, where there is one'),
  spoolWaiting: Count.optional().describe('points, a step of a component each, that wait for it on disk'),
  spoolBytes: Count.optional(),
  spoolDropped: Count.optional().describe('points given up for want of room or for age'),
  databaseRefused: Count.optional().describe('points that it refused for good'),
});

export const Ack = message({
  state: z.enum(['accepted', 'done', 'rejected', 'expired']),
  code: z.string().optional(),
  message: z.string().optional(),
  step: Count.optional().describe('from which it acts'),
  branch: z.string().optional().describe('run of a what-if'),
});

export const BookMessage = message(DepthShown.shape);
export const ClearingMessage = message(ClearingShown.shape);
export const TradesMessage = message({
  market: z.string(),
  slot_ms: Ms,
  trades: z.array(TradeShown.omit({ market: true, slot_ms: true })),
});
export const SettlementMessage = message(SettlementLines.shape);

export const FlexibilityMessage = message(EventShape);
export const FlexibilityReports = message(ReportsShape);

/** A command as it comes in; what `args` may be depends on its verb. */
export const Command = z.strictObject({
  id: z
    .string()
    .regex(/^[A-Za-z0-9_.:-]{1,128}$/)
    .describe('chosen by the sender; the same again is answered again and done once'),
  issued_ms: Ms,
  expires_ms: Ms.describe('at most an hour after it was issued'),
  args: z.record(z.string(), z.unknown()).default({}),
});
export type Command = z.infer<typeof Command>;

const Hold = {
  hold_s: z
    .number()
    .int()
    .min(1)
    .optional()
    .describe('simulated seconds that it lasts; until taken back where left out'),
};
const Id = z.string().max(64);
const Nothing = z.strictObject({});

/** Arguments by `target/verb`. */
export const COMMANDS = {
  'clock/pause': Nothing.describe('stops simulated time'),
  'clock/resume': Nothing.describe('lets it go on'),
  'clock/speed': z.strictObject({ speed: z.number().positive().max(1e7) }).describe('simulated seconds a second'),
  'clock/mode': z.strictObject({ mode: z.enum(['live', 'paced', 'step', 'asap']) }).describe('how steps are paced'),
  'clock/step': z.strictObject({ steps: z.number().int().min(1).max(1e6).default(1) }).describe('takes steps at once'),
  'clock/seek': z.strictObject({ time_ms: Ms }).describe('goes on from another time, under a new run'),
  'clock/branch': z
    .strictObject({
      steps: z.number().int().min(1).max(1e6).default(48),
      setpoints: z.record(Id, z.record(z.string(), z.number())).default({}).describe('component: signal: value'),
    })
    .describe('runs a what-if from now beside the run, into the store'),
  'clock/forecast': z
    .strictObject({
      hours: z.number().min(0.25).max(8784).default(48),
      series: z.enum(['persistence', 'profiles']).default('persistence'),
      planner: z.enum(['rules', 'optimal']).default('rules'),
    })
    .describe('looks ahead from now, beside the run: told on `forecast`, its series in the store'),
  '<component>/setpoint': z
    .object({
      ...Hold,
      heartbeat_s: z
        .number()
        .int()
        .min(1)
        .optional()
        .describe('seconds without `site/heartbeat` of its sender after which it is let go'),
    })
    .catchall(z.number())
    .describe('sets one of the signals that `meta/<component>` names in `setpoints`, within its limits'),
  '<component>/release': Nothing.describe('gives the component back to local rules'),
  '<component>/availability': z
    .strictObject({ available: z.number().min(0).max(1), ...Hold })
    .describe('takes a component out of service (0), or puts it back (1)'),
  '<component>/measurement': z
    .object({
      time_ms: Ms.optional().describe('simulated time at which it was read, within the step that is going on'),
    })
    .catchall(z.number())
    .describe(
      'brings readings of the signals whose meters `meta/<component>` calls live, of the step that is going on',
    ),
  'event/inject': z
    .strictObject({
      component: Id,
      input: Id,
      set: z.number().optional(),
      scale: z.number().optional(),
      add: z.number().optional(),
      ...Hold,
    })
    .refine(
      (e) => [e.set, e.scale, e.add].filter((v) => v !== undefined).length === 1,
      'expected one of set, scale and add',
    )
    .describe('changes an input of a component'),
  'event/restore': z.strictObject({ component: Id, input: Id }).describe('lets an input follow the scenario again'),
  'control/mode': z
    .strictObject({ mode: z.enum(['remote', 'local']) })
    .describe('local: rules alone, set points are let go and refused'),
  'flexibility/event': EventArgs,
  'flexibility/offer': OfferArgs,
  'site/readings': ReadingsSent,
  'site/rebirth': Nothing.describe('has every birth told again'),
  'site/resend': Nothing.describe('sends to the database again, once what had it stopped is put right'),
  'site/heartbeat': Nothing.describe('says that its sender lives'),
} as const;
export type CommandName = keyof typeof COMMANDS;

/** Targets that are no components. */
export const RESERVED = ['site', 'clock', 'event', 'control', 'flexibility'] as const;
