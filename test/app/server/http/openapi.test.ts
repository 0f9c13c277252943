import { expect, it } from 'vitest';
import { commandAt } from '../../../../src/app/server/http/commandRoutes.ts';
import { ProblemDetails } from '../../../../src/app/server/http/problem.ts';
import type { Route } from '../../../../src/app/server/http/route.ts';
import { STREAM_EVENTS } from '../../../../src/app/server/http/siteSchemas.ts';
import { COMMANDS } from '../../../../src/io/mqttPayloads.ts';
import { ask, command, type Said, served, steps, stream } from './asking.ts';

/** How each route is asked: its path with what varies, a body, and the status expected. */
const ASKED: Readonly<Record<string, readonly [path: string, status: number, args?: object]>> = {
  listRuns: ['/v1/runs', 200],
  getRun: ['/v1/runs/current', 200],
  getRunKpis: ['/v1/runs/current/kpis', 200],
  getSeries: ['/v1/runs/current/series?component=battery,pv&every_s=7200', 200],
  deleteRun: ['/v1/runs/BRANCH', 204],
  getSite: ['/v1/site', 200],
  getComponent: ['/v1/components/battery', 200],
  getClock: ['/v1/clock', 200],
  getFrame: ['/v1/frame', 200],
  getForecast: ['/v1/forecast', 200],
  listEvents: ['/v1/events?after=0', 200],
  openStream: ['', 200],
  pauseClock: ['/v1/clock/pause', 200],
  resumeClock: ['/v1/clock/resume', 200],
  speedClock: ['/v1/clock/speed', 200, { speed: 60 }],
  modeClock: ['/v1/clock/mode', 200, { mode: 'step' }],
  stepClock: ['/v1/clock/step', 200, { steps: 1 }],
  seekClock: ['/v1/clock/seek', 200, { time_ms: 1_677_607_200_000 }],
  branchClock: ['/v1/clock/branch', 200, { steps: 2, setpoints: { battery: { electricity_kW: 3 } } }],
  forecastClock: ['/v1/clock/forecast', 200, { hours: 2 }],
  setpointComponent: ['/v1/components/battery/setpoint', 202, { electricity_kW: 5 }],
  releaseComponent: ['/v1/components/battery/release', 202],
  availabilityComponent: ['/v1/components/chp/availability', 202, { available: 0 }],
  measurementComponent: ['/v1/components/battery/measurement', 404, { electricity_kW: 1 }],
  injectEvent: ['/v1/events', 202, { component: 'load', input: 'demand_kW', scale: 1.1 }],
  restoreEvent: ['/v1/events/restore', 202, { component: 'load', input: 'demand_kW' }],
  modeControl: ['/v1/control/mode', 202, { mode: 'local' }],
  eventFlexibility: [
    '/v1/flexibility/event',
    409,
    { programID: 'peak', eventName: 'one', intervalPeriod: { start: 0 } },
  ],
  offerFlexibility: ['/v1/flexibility/offer', 409, { eventName: 'one', quantity_kW: 1, price_money_per_kWh: 1 }],
  listFlexibilityEvents: ['/v1/flexibility/events', 200],
  readingsSite: [
    '/v1/site/readings',
    409,
    { readings: [{ meter: 'load@power', at_ms: 0, injected: 0, taken: 1, version: 2 }] },
  ],
  rebirthSite: ['/v1/site/rebirth', 200],
  heartbeatSite: ['/v1/site/heartbeat', 200],
  resendSite: ['/v1/site/resend', 200],
  getCommand: ['/v1/commands/once', 200],
  listMarkets: ['/v1/markets', 200],
  listClearings: ['/v1/markets/power/clearings', 404],
  getBook: ['/v1/markets/power/0/book', 404],
  sendOrder: ['/v1/markets/power/0/orders', 422],
  listOrders: ['/v1/markets/power/0/orders', 404],
  cancelOrder: ['/v1/markets/power/0/orders/a', 403],
  listTrades: ['/v1/trades', 403],
  sumTrades: ['/v1/trades/sums', 200],
  listSettlements: ['/v1/settlements', 403],
  getAccount: ['/v1/account', 403],
  listStatements: ['/v1/parties/owner/statements', 404],
  getStatement: ['/v1/parties/owner/statements/current', 404],
  getSession: ['/v1/session', 200],
  openSession: ['/v1/session', 422],
  closeSession: ['/v1/session', 200],
  lendMqtt: ['/v1/session/mqtt', 200],
  getHealth: ['/healthz', 200],
  getReadiness: ['/readyz', 200],
  getMetrics: ['/metrics', 200],
  getDescription: ['/openapi.json', 200],
};

interface Operation {
  readonly operationId: string;
  readonly parameters: readonly { readonly name: string; readonly in: string }[];
  readonly responses: Readonly<Record<string, { readonly content: Readonly<Record<string, unknown>> }>>;
  readonly security: readonly object[];
  readonly requestBody?: object;
}

it('describes every route, and every route answers as it is described', async () => {
  const live = await served();
  const { routes } = live.http!;
  const { json: document } = await ask(live, '/openapi.json');
  expect(document.openapi).toBe('3.1.0');
  const paths = document.paths as Record<string, Record<string, Operation>>;
  const described = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, one]) => `${method} ${path} ${one.operationId}`),
  );
  expect(described.sort()).toEqual(routes.map((r) => `${r.method} ${r.path} ${r.operation}`).sort());
  expect(Object.keys(ASKED).sort()).toEqual(routes.map((r) => r.operation).sort());
  expect([...commandAt.values()].sort()).toEqual(Object.keys(COMMANDS).sort());
  for (const route of routes) {
    const one = paths[route.path]![route.method]!;
    const inPath = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    expect(one.parameters.filter((p) => p.in === 'path').map((p) => p.name)).toEqual(inPath);
    expect(one.requestBody !== undefined).toBe(route.method === 'post');
    expect(one.security).toEqual(
      { open: [], read: [{}, { token: [] }], command: [{ token: [] }], operator: [{ token: [] }] }[route.access],
    );
  }

  await steps(live, 3);
  await command(live, '/v1/site/heartbeat', {}, { id: 'once' });
  expect((await ask(live, '/v1/forecast')).json).toMatchObject({ status: 404, code: 'no_forecast' });
  const made = new Promise((done) => live.twin.forecasts$.subscribe(done));
  expect((await command(live, '/v1/clock/forecast', { hours: 3 })).json.branch).toMatch(/^f/);
  await made;
  const check = (route: Route, status: number, said: Pick<Said, 'status' | 'headers' | 'text' | 'json'>): void => {
    expect(`${route.operation} ${said.status} ${said.text.slice(0, 300)}`).toContain(`${route.operation} ${status} `);
    const type = (said.headers.get('content-type') ?? '').split(';')[0]!;
    const content = paths[route.path]![route.method]!.responses[String(status)]!.content;
    if (status === 204) return;
    expect(Object.keys(content)).toContain(type);
    if (status >= 400) {
      ProblemDetails.parse(said.json);
      return;
    }
    const schema = route.answers[status]!.content[type];
    if (schema === null) return;
    const { success, error } = schema!.safeParse(said.json);
    if (!success) throw new Error(`${route.operation}: ${error.message}`);
  };
  let branch = '';
  const inTurn = routes.toSorted((a, b) => Number(a.method === 'delete') - Number(b.method === 'delete'));
  for (const route of inTurn) {
    if (route.operation === 'openStream') continue;
    const [path, status, args = {}] = ASKED[route.operation]!;
    const method = route.method.toUpperCase();
    const body = method === 'POST' ? { body: { args } } : {};
    for (let k = 0; live.twin.branching.length > 0 && k < 500; k++) await new Promise((done) => setTimeout(done, 10));
    const said = await ask(live, path.replace('BRANCH', branch), { method, as: 'operator', ...body });
    check(route, status, said);
    if (route.operation === 'branchClock') branch = said.json.branch as string;
  }
  expect(branch).not.toBe('');
});

it('sends in a stream what it says that it does', async () => {
  const live = await served();
  const listening = await stream(live);
  await steps(live, 2);
  await command(live, '/v1/components/chp/availability', { available: 0 }, {}, '');
  await steps(live, 1);
  await listening.until('event');
  await live.stop();
  await listening.until('end');
  const met = new Set(listening.heard.map(({ event }) => event));
  expect([...met].sort()).toEqual(['clock', 'end', 'event', 'frame']);
  for (const { event, data } of listening.heard) {
    const { success, error } = STREAM_EVENTS[event as keyof typeof STREAM_EVENTS].safeParse(data);
    if (!success) throw new Error(`${event}: ${error.message}`);
  }
});

it('tells what is wrong as problem details', async () => {
  const live = await served();
  const { status, headers, json } = await ask(live, '/v1/runs/none');
  expect(headers.get('content-type')).toBe('application/problem+json');
  expect(ProblemDetails.parse(json)).toEqual({
    type: 'urn:sixfold:problem:not_found',
    title: 'There is no such thing',
    status,
    code: 'not_found',
    detail: 'there is no run "none"; see /v1/runs for those there are',
    instance: headers.get('x-request-id'),
  });
});
