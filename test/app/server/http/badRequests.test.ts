import { describe, expect, it } from 'vitest';
import { ProblemDetails } from '../../../../src/app/server/http/problem.ts';
import { type Asked, ask, served, steps } from './asking.ts';

const POST: Asked = { method: 'POST', as: 'operator' };
const SETPOINT = '/v1/components/battery/setpoint';

describe('bad requests', () => {
  const cases: readonly (readonly [
    what: string,
    path: string,
    asked: Asked,
    status: number,
    code: string,
    detail: RegExp,
  ])[] = [
    ['no JSON', SETPOINT, { ...POST, body: '{"args":' }, 400, 'malformed', /^the body is no JSON: /],
    [
      'another type',
      SETPOINT,
      { ...POST, body: 'a=1', headers: { 'content-type': 'text/plain' } },
      415,
      'media_type',
      /expected content-type: application\/json, met "text\/plain"/,
    ],
    [
      'arguments at the top',
      SETPOINT,
      { ...POST, body: { electricity_kW: 4 } },
      422,
      'invalid',
      /^body: Unrecognized key: "electricity_kW"; a body has id, issued_ms, expires_ms, args$/,
    ],
    [
      'a large body',
      SETPOINT,
      { ...POST, body: { args: { x: 'y'.repeat(20_000) } } },
      413,
      'too_large',
      /16384 bytes at most/,
    ],
    [
      'another method',
      SETPOINT,
      { method: 'DELETE', as: 'operator' },
      405,
      'method',
      /^DELETE is not for this address; expected POST$/,
    ],
    ['no such address', '/v2/runs', {}, 404, 'not_found', /see \/openapi.json/],
    ['an address too long by a slash', '/v1/runs/', {}, 404, 'not_found', /nothing at this address/],
    ['an unknown run', '/v1/runs/r1/series', {}, 404, 'not_found', /^there is no run "r1"/],
    ['a path that climbs', '/v1/runs/..%2f..%2f..%2fetc%2fpasswd', {}, 404, 'not_found', /ids have letters/],
    ['a path that climbs in the open', '/v1/runs/../../etc/passwd', {}, 404, 'not_found', /nothing at this address/],
    ['a name with a null', '/v1/runs/a%00b', {}, 404, 'not_found', /ids have letters/],
    ['a broken escape', '/v1/runs/%E0%A4%A', {}, 404, 'not_found', /./],
    ['an unknown component', '/v1/components/none', {}, 404, 'not_found', /^there is no component "none"/],
    [
      'a command to none',
      '/v1/components/none/setpoint',
      { ...POST, body: { args: { electricity_kW: 1 } } },
      404,
      'unknown',
      /^there is no component "none"/,
    ],
    [
      'a set point out of the schema',
      SETPOINT,
      { ...POST, body: { args: { electricity_kW: 'much' } } },
      422,
      'malformed',
      /args.electricity_kW/,
    ],
    [
      'no set point there',
      '/v1/components/grid/setpoint',
      { ...POST, body: { args: { electricity_kW: 1 } } },
      422,
      'not_controllable',
      /takes no set point/,
    ],
    ['an id that is none', SETPOINT, { ...POST, body: { id: '../x', args: {} } }, 422, 'invalid', /^body id: /],
    ['an unknown parameter', '/v1/runs?limit=5', {}, 200, '', /./],
    [
      'an unknown parameter of series',
      '/v1/runs/current/series?limit=5',
      {},
      422,
      'invalid',
      /Unrecognized key: "limit"/,
    ],
    [
      'a length that is no number',
      '/v1/runs/current/series?every_s=-1',
      {},
      422,
      'invalid',
      /^query every_s: expected a whole number/,
    ],
    [
      'a time that is none',
      '/v1/runs/current/series?from=yesterday',
      {},
      422,
      'invalid',
      /^query from: expected a date and time such as/,
    ],
    [
      'a range that runs back',
      '/v1/runs/current/series?from=2023-03-02&to=2023-03-01',
      {},
      422,
      'invalid',
      /is before "from"/,
    ],
    ['both lengths', '/v1/runs/current/series?every_s=60&points=5', {}, 422, 'invalid', /one of every_s and points/],
    [
      'an unknown signal',
      '/v1/runs/current/series?component=pv&signal=x',
      {},
      422,
      'invalid',
      /none of pv has a signal x/,
    ],
    [
      'an unknown component of series',
      '/v1/runs/current/series?component=x',
      {},
      422,
      'invalid',
      /has no component "x"; it has/,
    ],
    [
      'a form that is not offered',
      '/v1/runs/current/series',
      { headers: { accept: 'application/vnd.apache.arrow.stream' } },
      406,
      'not_acceptable',
      /offered are application\/json \(\?format=json\), text\/csv/,
    ],
    [
      'a name of a form that is not offered',
      '/v1/runs/current/series?format=arrow',
      {},
      406,
      'not_acceptable',
      /format=arrow/,
    ],
    ['no token', SETPOINT, { method: 'POST', body: {} }, 401, 'unauthorized', /Authorization: Bearer TOKEN/],
    [
      'a wrong token',
      '/v1/site',
      { headers: { authorization: 'Bearer wrong' } },
      401,
      'unauthorized',
      /^nobody has this token$/,
    ],
    [
      'another kind of token',
      '/v1/site',
      { headers: { authorization: 'Basic b3BlcmF0b3I6eA==' } },
      401,
      'unauthorized',
      /^expected "Authorization: Bearer TOKEN"$/,
    ],
    [
      'a viewer who commands',
      SETPOINT,
      { method: 'POST', as: 'viewer', body: { args: { electricity_kW: 1 } } },
      403,
      'forbidden',
      /^"viewer" may not command$/,
    ],
    [
      'a party beyond what it owns',
      SETPOINT,
      { method: 'POST', as: 'owner', body: { args: { electricity_kW: 1 } } },
      403,
      'forbidden',
      /^"owner" may command only what it owns$/,
    ],
    [
      'a party who deletes',
      '/v1/runs/current',
      { method: 'DELETE', as: 'owner' },
      403,
      'forbidden',
      /token of the operator/,
    ],
    [
      'the current run deleted',
      '/v1/runs/current',
      { method: 'DELETE', as: 'operator' },
      409,
      'conflict',
      /is the one that the twin is at$/,
    ],
  ];

  it('are refused, each with its code and what to do', async () => {
    const live = await served();
    await steps(live, 1);
    for (const [what, path, asked, status, code, detail] of cases) {
      const said = await ask(live, path, asked);
      expect({ what, status: said.status, text: said.text }).toMatchObject({ what, status });
      if (status === 200) continue;
      expect(said.headers.get('content-type')).toBe('application/problem+json');
      const problem = ProblemDetails.parse(said.json);
      expect({ what, code: problem.code, status: problem.status }).toEqual({ what, code, status });
      expect(problem.detail).toMatch(detail);
      expect(problem.instance).toBe(said.headers.get('x-request-id'));
    }
    // Nothing of it was done.
    expect(live.twin.journal()).toEqual([]);
    expect((await ask(live, '/readyz')).status).toBe(200);
  });
});
