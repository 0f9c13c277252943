import { expect, it } from 'vitest';
import { unitOf } from '../../src/core/units.ts';
import { Desk } from '../../src/market/admit.ts';
import type { Order } from '../../src/market/order.ts';
import { CancelPayload, OrderPayload } from '../../src/market/orderPayload.ts';
import { bare, desk, NOW, payload, QUARTER_MS, RULES, SLOT } from './admitDesk.ts';
import { reachable } from './reachable.ts';

it('turns a payload into an order of quanta and micro-money', () => {
  const d = desk();
  expect(d.admit(payload, 'mill', NOW)).toEqual({
    id: 'a1',
    party: 'mill',
    market: 'power',
    slot_ms: SLOT,
    side: 'buy',
    quantity: 1500,
    limit: 432_100,
    sequence: 0,
  });
  const hydrogen = {
    ...bare,
    id: 'a2',
    party: 'mill',
    market: 'hydrogen',
    quantity_g: 20_000,
    limit_money_per_kg: 30.25,
    preferredLimit_money_per_kg: 33,
    partner: 'dairy',
    sources: ['solar', 'wind'],
    immediate: true,
  };
  expect(d.admit(hydrogen, 'mill', NOW)).toMatchObject({
    quantity: 20_000,
    limit: 30_250_000,
    attributes: { partner: 'dairy', sources: ['solar', 'wind'], preferredLimit: 33_000_000 },
    immediate: true,
    sequence: 1,
  });
  const { limit_money_per_kWh: ___, ...market } = payload;
  expect(d.admit({ ...market, id: 'a3' }, 'mill', NOW)).not.toHaveProperty('limit');
});

it('refuses strangers, replays, floods and who has no credit, each without harm to others', () => {
  const d = desk({
    credit: (order: Order) => (order.quantity > 5000 ? 'balance -3.20 money, limit 5.00; pay in first' : undefined),
  });
  expect(d.admit(payload, 'thief', NOW)).toMatchObject({
    code: 'unknownParty',
    reason: '"thief" is no participant of the exchange',
  });
  d.admit(payload, 'mill', NOW);
  expect(d.admit(payload, 'mill', NOW)).toMatchObject({ code: 'replayed', order: 'a1' });
  // The same id in another slot is the same id; another party's is another.
  expect(d.admit({ ...payload, slot_ms: SLOT + QUARTER_MS }, 'mill', NOW)).toMatchObject({ code: 'replayed' });
  expect(d.admit({ ...payload, id: 'a2', quantity_Wh: 5001 }, 'mill', NOW)).toMatchObject({
    code: 'credit',
    reason: 'balance -3.20 money, limit 5.00; pay in first',
  });
  for (let k = 0; k < 5000; k++) d.admit({ ...payload, id: `f${k}` }, 'mill', NOW);
  expect(d.admit({ ...payload, id: 'a9' }, 'mill', NOW)).toMatchObject({
    code: 'tooMany',
    reason: 'more than 3 orders for one slot; join them, or wait for the next slot',
  });
  expect(d.admit({ ...payload, id: 'a9', slot_ms: SLOT + QUARTER_MS }, 'mill', NOW)).toMatchObject({ sequence: 3 });
  expect(d.admit({ ...payload, side: 'sell' }, 'dairy', NOW)).toMatchObject({ party: 'dairy', sequence: 4 });
  expect(d.close('power', SLOT).map((o) => `${o.party}/${o.id}`)).toEqual([
    'mill/a1',
    'mill/f0',
    'mill/f1',
    'dairy/a1',
  ]);
});

it('cancels one’s own open orders only', () => {
  const d = desk();
  d.admit(payload, 'mill', NOW);
  expect(d.cancel({ cancel: 'a1' }, 'dairy', NOW)).toEqual({
    party: 'dairy',
    order: 'a1',
    code: 'unknownOrder',
    reason: 'no open order "a1" of "dairy"; it may be cancelled or its gate closed',
  });
  expect(d.cancel({ cancel: 'a1', party: 'mill' }, 'dairy', NOW)).toMatchObject({
    code: 'notYours',
    reason: 'order "a1" is of "mill"; cancel orders of your own only',
  });
  expect(d.cancel({ cancel: 7 }, 'mill', NOW)).toMatchObject({ code: 'malformed' });
  expect(d.cancel({ cancel: 'a1' }, 'mill', SLOT - QUARTER_MS)).toMatchObject({ code: 'late' });
  expect(d.cancel({ cancel: 'a1' }, 'mill', NOW)).toMatchObject({ id: 'a1', quantity: 1500 });
  expect(d.cancel({ cancel: 'a1' }, 'mill', NOW)).toMatchObject({ code: 'unknownOrder' });
  // Its id stays spent, and its place in the count.
  expect(d.admit(payload, 'mill', NOW)).toMatchObject({ code: 'replayed' });
  expect(d.close('power', SLOT)).toEqual([]);
});

it('a closed gate stays closed, whatever the clock says later', () => {
  const d = desk();
  d.admit(payload, 'mill', NOW);
  d.close('power', SLOT);
  expect(d.admit({ ...payload, id: 'a2' }, 'mill', NOW)).toMatchObject({ code: 'late' });
  expect(d.admit({ ...payload, id: 'a2', slot_ms: SLOT - QUARTER_MS }, 'mill', NOW - QUARTER_MS)).toMatchObject({
    code: 'late',
  });
  expect(d.admit({ ...payload, slot_ms: SLOT + QUARTER_MS }, 'mill', NOW)).toMatchObject({ id: 'a1' });
  // Another market's gate is another.
  expect(d.admit({ ...bare, market: 'hydrogen', id: 'h1', quantity_g: 1 }, 'mill', NOW)).toMatchObject({ id: 'h1' });
});

it('goes on from its state, and forgets what closed', () => {
  const d = desk();
  const empty = d.state();
  d.admit(payload, 'mill', NOW);
  d.admit({ ...payload, id: 'a2' }, 'mill', NOW);
  d.admit({ ...payload, id: 'a3', slot_ms: SLOT + QUARTER_MS }, 'dairy', NOW);
  d.cancel({ cancel: 'a2' }, 'mill', NOW);
  const other = new Desk(RULES, structuredClone(d.state()));
  expect(other.state()).toEqual(d.state());
  for (const one of [d, other]) {
    expect(one.admit({ ...payload, id: 'a2' }, 'mill', NOW)).toMatchObject({ code: 'replayed' });
    expect(one.admit({ ...payload, id: 'a4' }, 'mill', NOW)).toMatchObject({ sequence: 3 });
    expect(one.close('power', SLOT + QUARTER_MS).map((o) => o.id)).toEqual(['a3']);
    expect(one.state()).toEqual({ ...empty, sequence: 4, closed: { power: SLOT + QUARTER_MS } });
  }
});

it('holds nothing of parties and slots that are over', () => {
  const parties = new Set(Array.from({ length: 50 }, (_, k) => `p${k}`));
  const d = desk({ parties });
  const empty = reachable(d);
  const first = { ...payload, slot_ms: NOW + 2 * QUARTER_MS };
  for (const party of parties) d.admit(first, party, NOW);
  expect(reachable(d)).toBeGreaterThan(empty + 100);
  d.close('power', SLOT);
  // The one market that was used.
  expect(reachable(d)).toBeLessThanOrEqual(empty + 1);
});

it('every name of a payload carries a unit of the table, or none', () => {
  for (const name of [...Object.keys(OrderPayload.shape), ...Object.keys(CancelPayload.shape)])
    expect(() => unitOf(name)).not.toThrow();
});
