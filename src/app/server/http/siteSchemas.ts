import { z } from 'zod';
import {
  ClockMessage,
  ComponentMeta,
  EventMessage,
  ForecastMessage,
  Frame,
  Head,
  SiteMeta,
} from '../../../io/mqttPayloads.ts';

const HEAD = { time_ms: true, wall_ms: true, run: true, epoch: true, seq: true } as const;

/** The birth of a component as MQTT tells it, without the head of a message. */
export const ComponentInfo = ComponentMeta.omit(HEAD).extend({ id: z.string() });
/** The birth of the site, with its components in full. */
export const SiteInfo = SiteMeta.omit(HEAD).extend({ components: z.array(ComponentInfo) });
export const ClockInfo = ClockMessage.omit({ ...HEAD, view: true, every: true, skipped: true }).extend({
  run: z.string(),
  epoch: z.number().int(),
  index: z.number().int().describe('the next step'),
  time_ms: z.number().int().describe('its begin'),
});

export const Snapshot = Head.extend({
  quality: z.enum(['good', 'bad']).describe('bad where a value is missing'),
  age_ms: z.number().nullable().describe('wall time since the frame was known; null where a process before knew it'),
  values: z.array(
    z.strictObject({
      name: z.string().describe('component.signal'),
      unit: z.string(),
      value: z.number().nullable().describe('the last that was known; null where none ever was'),
      seq: z.number().int().nullable().describe('step of that value'),
      age_ms: z.number().nullable().describe('wall time since it was known'),
      quality: z.enum(['good', 'bad']).describe('bad where it is older than the frame'),
    }),
  ),
});
export type Snapshot = z.infer<typeof Snapshot>;

export const LoggedEvent = EventMessage.extend({ n: z.number().int().describe('grows with every event') });
export const EventList = z.strictObject({
  events: z.array(LoggedEvent),
  forgotten: z.number().int().describe('events that are older than those kept'),
});

/** Data of the events of a stream, by name. */
export const STREAM_EVENTS = {
  frame: Frame.describe('a step, values by component.signal; id is epoch:seq'),
  clock: ClockInfo.describe('how simulated time goes, at once and whenever it changes'),
  forecast: ForecastMessage.describe('figures of a look ahead; its series are in the run that it names'),
  event: LoggedEvent.describe('what an operator should hear of'),
  skipped: z.strictObject({ steps: z.number().int() }).describe('steps that were not sent: the store has them'),
  end: z.strictObject({ code: z.enum(['slow', 'stopping']), message: z.string() }).describe('why the stream ends'),
} as const;
