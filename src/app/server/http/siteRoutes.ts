import { z } from 'zod';
import { timeAt } from '../../../core/timeGrid.ts';
import { ForecastMessage } from '../../../io/mqttPayloads.ts';
import { componentBirth, siteBirth } from '../births.ts';
import type { ForecastTold } from '../forecastTelemetry.ts';
import type { Twin } from '../twin.ts';
import type { EventLog } from './eventLog.ts';
import type { LastValues } from './lastValues.ts';
import { Problem } from './problem.ts';
import { idOf, json, type Route, route } from './route.ts';
import { SeriesQueryString } from './runSchemas.ts';
import { ClockInfo, ComponentInfo, EventList, SiteInfo, Snapshot, STREAM_EVENTS } from './siteSchemas.ts';
import type { Streams } from './streams.ts';

export interface SiteRoutesOptions {
  readonly twin: Twin;
  readonly values: LastValues;
  readonly events: EventLog;
  readonly streams: Streams;
  /** The last look ahead, if any. */
  readonly forecast: () => ForecastTold | undefined;
}

/** How the clock of a twin stands, as a route and a stream tell it. */
export function clockInfo({ clock, run, site }: Twin): z.infer<typeof ClockInfo> {
  const { parent, fork } = run;
  return {
    ...clock,
    step_s: site.grid.step_s,
    run: run.run,
    epoch: run.epoch,
    time_ms: timeAt(site.grid, clock.index),
    ...(parent === undefined ? {} : { parent, fork }),
  };
}

/** A birth without the head of a message, which an answer has no use for. */
const headless = <T extends object>(birth: T): Omit<T, 'time_ms' | 'wall_ms' | 'run' | 'epoch' | 'seq'> => {
  const { time_ms: _t, wall_ms: _w, run: _r, epoch: _e, seq: _s, ...rest } = birth as T & Record<string, unknown>;
  return rest as never;
};
const HEAD = { time_ms: 0, wall_ms: 0, run: '', epoch: 0, seq: 0 };
const Components = SeriesQueryString.pick({ component: true });
const EventsQuery = z.strictObject({
  after: z
    .string()
    .regex(/^\d{1,12}$/, 'expected the number of an event')
    .transform(Number)
    .default(0),
});

export function siteRoutes({ twin, values, events, streams, forecast }: SiteRoutesOptions): readonly Route[] {
  const { site } = twin;
  const componentOf = (id: string): z.infer<typeof ComponentInfo> => {
    const found = site.components.find((c) => c.id === id);
    if (found === undefined)
      throw new Problem('not_found', `there is no component "${id}"; see /v1/site for those there are`);
    return { id, ...headless(componentBirth(site, found, HEAD)) };
  };
  const chosenOf = (component: readonly string[] | undefined): ReadonlySet<string> | undefined => {
    for (const id of component ?? []) componentOf(id);
    return component === undefined ? undefined : new Set(component);
  };
  return [
    route({
      method: 'get',
      path: '/v1/site',
      operation: 'getSite',
      tag: 'site',
      summary: 'The site: buses, participants, components with their signals, units, set points and inputs',
      access: 'read',
      answers: { 200: { about: 'The site', content: { 'application/json': SiteInfo } } },
      handle: () =>
        json({ ...headless(siteBirth(site, HEAD)), components: site.components.map(({ id }) => componentOf(id)) }),
    }),
    route({
      method: 'get',
      path: '/v1/components/{component}',
      operation: 'getComponent',
      tag: 'site',
      summary: 'A component',
      access: 'read',
      answers: { 200: { about: 'The component', content: { 'application/json': ComponentInfo } } },
      problems: ['not_found'],
      handle: ({ params }) => json(componentOf(idOf(params, 'component', 'component'))),
    }),
    route({
      method: 'get',
      path: '/v1/clock',
      operation: 'getClock',
      tag: 'site',
      summary: 'How simulated time goes',
      access: 'read',
      answers: { 200: { about: 'The clock', content: { 'application/json': ClockInfo } } },
      handle: () => json(clockInfo(twin)),
    }),
    route({
      method: 'get',
      path: '/v1/frame',
      operation: 'getFrame',
      tag: 'site',
      summary: 'The last step: every value and how old it is',
      access: 'read',
      query: Components,
      answers: { 200: { about: 'The values', content: { 'application/json': Snapshot } } },
      problems: ['not_found', 'no_frame'],
      handle({ query }) {
        const snapshot = values.snapshot(chosenOf(query.component));
        if (snapshot === undefined)
          throw new Problem(
            'no_frame',
            'this process has taken no step yet; what is stored is in the series of the run',
          );
        return json(snapshot);
      },
    }),
    route({
      method: 'get',
      path: '/v1/forecast',
      operation: 'getForecast',
      tag: 'site',
      summary:
        'Figures of the last look ahead (POST /v1/clock/forecast makes one); its series are in the run that it names',
      access: 'read',
      answers: { 200: { about: 'The figures', content: { 'application/json': ForecastMessage } } },
      problems: ['no_forecast'],
      handle() {
        const told = forecast();
        if (told === undefined)
          throw new Problem('no_forecast', 'this process has made no forecast yet; POST /v1/clock/forecast makes one');
        return json(told);
      },
    }),
    route({
      method: 'get',
      path: '/v1/events',
      operation: 'listEvents',
      tag: 'site',
      summary: 'The last events that an operator should hear of, the oldest first',
      access: 'read',
      query: EventsQuery,
      answers: { 200: { about: 'The events', content: { 'application/json': EventList } } },
      handle: ({ query }) => json({ events: events.since(query.after, 1000), forgotten: events.forgotten }),
    }),
    route({
      method: 'get',
      path: '/v1/stream',
      operation: 'openStream',
      tag: 'site',
      summary: 'Frames, clock and events as they come, as server-sent events',
      access: 'read',
      query: Components,
      answers: {
        200: {
          about: `Events ${Object.keys(STREAM_EVENTS).join(', ')}; the data of each is JSON`,
          content: { 'text/event-stream': null },
        },
      },
      problems: ['not_found', 'streams', 'stopping'],
      handle({ query, address, header, abandon }) {
        const last = header('last-event-id');
        const components = chosenOf(query.component);
        return streams.open({
          address,
          ...(components === undefined ? {} : { components }),
          ...(last === undefined ? {} : { last }),
          at: { epoch: twin.run.epoch, seq: twin.clock.index - 1 },
          abandon: () => abandon(2000),
        });
      },
    }),
  ];
}
