import { describe, expect, it } from 'vitest';
import type { Live } from '../../../../src/app/server/live.ts';
import { StatementPeriodShown, StatementShown } from '../../../../src/io/statementSchemas.ts';
import { ask, steps } from '../http/asking.ts';
import { floor, order, slot } from './trading.ts';

const statusOf = async (live: Live, path: string, as?: string): Promise<string> => {
  const { status, json } = await ask(live, path, as === undefined ? {} : { as });
  return `${status} ${typeof json.code === 'string' ? json.code : ''}`.trim();
};
const STATEMENTS = '/v1/parties/plant/statements';

describe('statements over HTTP', () => {
  it('tell a party what was booked to it, of a period that is going on and of one that went out: by hand', async () => {
    const live = await floor({ hours: 1 }).start();
    await ask(live, `/v1/markets/power/${slot(1)}/orders`, { method: 'POST', as: 'plant', body: order('a1') });
    await steps(live, 2);
    expect((await ask(live, STATEMENTS, { as: 'plant' })).json).toEqual([
      { from_ms: slot(0), to_ms: slot(2), isFinal: false },
    ]);
    const now = StatementShown.parse((await ask(live, `${STATEMENTS}/current`, { as: 'plant' })).json);
    expect(now).toMatchObject({ party: 'plant', label: 'Plant', currency: 'EUR', isFinal: false, opening_money: 0 });
    // 37.5 kWh at 0.3 in the first slot; in the second 10 at 0.08, and 6.27 beside (by hand in liveExchange.test.ts)
    expect(now.closing_money).toBeCloseTo(-11.25 - 0.8 - 6.27, 9);
    expect(now.lines.filter(({ kind, slot_ms }) => kind === 'purchase' && slot_ms === slot(1))).toMatchObject([
      { order: 'a1', quantity_Wh: -10_000, price_money_per_kWh: 0.08, amount_money: -0.8, isEstimated: false },
    ]);
    const [metered] = now.lines.filter(({ kind, slot_ms }) => kind === 'metering' && slot_ms === slot(1));
    expect(metered!.readings).toMatchObject([
      { meter: 'plant@power', at_ms: slot(1), taken_Wh: 37_500 },
      { meter: 'plant@power', at_ms: slot(2), taken_Wh: 75_000 },
    ]);
    await steps(live, 2);
    const periods = (await ask(live, STATEMENTS, { as: 'plant' })).json as unknown as unknown[];
    const [whole] = periods.map((one) => StatementPeriodShown.parse(one));
    expect(periods).toHaveLength(1);
    expect(whole).toMatchObject({ from_ms: slot(0), to_ms: slot(4), isFinal: true });
    const out = StatementShown.parse((await ask(live, `${STATEMENTS}/2023-06-01T00:00Z`, { as: 'plant' })).json);
    expect(out.isFinal).toBe(true);
    expect(out.closing_money).toBe(whole!.closing_money);
    expect((await ask(live, '/v1/account', { as: 'plant' })).json.balance_money).toBe(out.closing_money);
    const part = StatementShown.parse(
      (await ask(live, `${STATEMENTS}/${slot(1)}?to=2023-06-01T00:30Z`, { as: 'plant' })).json,
    );
    expect([...new Set(part.lines.map(({ slot_ms }) => slot_ms))]).toEqual([slot(1)]);
  });

  it('come as JSON, CSV and a page, as Accept or format asks', async () => {
    const live = await floor({ hours: 1 }).start();
    await steps(live, 2);
    const get = async (query: string, accept?: string) => {
      const { text, headers, status } = await ask(live, `${STATEMENTS}/current${query}`, {
        as: 'plant',
        ...(accept === undefined ? {} : { headers: { accept } }),
      });
      return { text, status, type: headers.get('content-type') };
    };
    const csv = await get('?format=csv');
    expect(csv.type).toBe('text/csv; charset=utf-8; header=present');
    expect(csv.text.split('\n')[0]).toMatch(/^entry,booked,market,slot,what,/);
    expect(csv.text).toContain('closing');
    expect(await get('', 'text/csv')).toEqual(csv);
    const page = await get('', 'text/html');
    expect(page.type).toBe('text/html; charset=utf-8');
    expect(page.text).toMatch(/^<!doctype html>/);
    expect(page.text).toContain('Statement of Plant');
    expect((await get('?format=pdf')).status).toBe(422);
    expect((await get('', 'application/pdf')).status).toBe(406);
  });

  it('are for their party and the operator alone', async () => {
    const live = await floor({ hours: 1 }).start();
    for (const path of [STATEMENTS, `${STATEMENTS}/current`]) {
      expect(await statusOf(live, path)).toBe('401 unauthorized');
      expect(await statusOf(live, path, 'roof')).toBe('403 forbidden');
      expect(await statusOf(live, path, 'viewer')).toBe('403 forbidden');
    }
    await steps(live, 1);
    expect(await statusOf(live, `${STATEMENTS}/current`, 'operator')).toBe('200');
    expect(await statusOf(live, '/v1/parties/roof/statements/current', 'operator')).toBe('200');
    expect(await statusOf(live, '/v1/parties/nobody/statements', 'operator')).toBe('404 not_found');
    // Whether there is such a party is told to nobody else
    expect(await statusOf(live, '/v1/parties/nobody/statements', 'roof')).toBe('403 forbidden');
    expect(await statusOf(live, '/v1/parties/../statements', 'roof')).toBe('404 not_found');
    expect(await statusOf(live, `${STATEMENTS}/yesterday`, 'plant')).toBe('404 not_found');
    expect(await statusOf(live, `${STATEMENTS}/${slot(1)}`, 'plant')).toBe('404 not_found');
    expect(await statusOf(live, `${STATEMENTS}/${slot(1)}?to=${slot(0)}`, 'plant')).toBe('422 invalid');
  });
});
