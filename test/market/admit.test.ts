import { expect, it } from 'vitest';
import { unitOf } from '../../src/core/units.ts';
import { type AdmissionRules, Desk, type Gate } from '../../src/market/admit.ts';
import type { Order } from '../../src/market/order.ts';
import { CancelPayload, OrderPayload } from '../../src/market/orderPayload.ts';
import { SLOT_MS } from './orders.ts';

const QUARTER_MS = 900_000;
const gate: Gate = {
  unit: 'Wh',
  first_ms: SLOT_MS,
  end_ms: SLOT_MS + 96 * QUARTER_MS,
  length_ms: QUARTER_MS,
  opens_ms: 4 * QUARTER_MS,
  closes_ms: QUARTER_MS,
};
const RULES: AdmissionRules = {
  gates: new Map([
    ['power', gate],
    ['hydrogen', { ...gate, unit: 'g' }],
  ]),
  parties: new Set(['mill', 'dairy']),
  maxOrders: 3,
};
const desk = (more: Partial<AdmissionRules> = {}): Desk => new Desk({ ...RULES, ...more });
const SLOT = SLOT_MS + 8 * QUARTER_MS;
const NOW = SLOT - 2 * QUARTER_MS;
const payload = {
  id: 'a1',
  market: 'power',
  slot_ms: SLOT,
  side: 'buy',
  quantity_Wh: 1500,
  limit_money_per_kWh: '0.4321',
};
const { quantity_Wh: _, limit_money_per_kWh: __, ...bare } = payload;

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

it.each<[string, unknown, string, string]>([
  ['nothing', undefined, 'malformed', 'payload: Invalid input: expected object, received undefined'],
  ['text', 'buy!', 'malformed', 'payload: Invalid input: expected object, received string'],
  ['a list', [payload], 'malformed', 'payload: Invalid input: expected object, received array'],
  [
    'an unknown name',
    { ...payload, quantity_wh: 1 },
    'malformed',
    'unknown "quantity_wh", did you mean "quantity_Wh"?',
  ],
  ['no side', { ...payload, side: 'short' }, 'malformed', 'side: Invalid option: expected one of "buy"|"sell"'],
  [
    'NaN',
    { ...payload, quantity_Wh: Number.NaN },
    'malformed',
    'quantity_Wh: Invalid input: expected number, received NaN',
  ],
  [
    'infinite',
    { ...payload, quantity_Wh: Infinity },
    'malformed',
    'quantity_Wh: Invalid input: expected number, received Infinity',
  ],
  [
    'a number as text',
    { ...payload, quantity_Wh: '5' },
    'malformed',
    'quantity_Wh: Invalid input: expected number, received string',
  ],
  ['no quantity', bare, 'malformed', 'quantity_Wh is missing'],
  [
    'a part of a quantum',
    { ...payload, quantity_Wh: 0.5 },
    'notWhole',
    'quantity_Wh is 0.5; expected a whole number of Wh',
  ],
  ['zero', { ...payload, quantity_Wh: 0 }, 'outOfRange', 'quantity_Wh is 0; expected 1 to 90071992'],
  ['negative', { ...payload, quantity_Wh: -5 }, 'outOfRange', 'quantity_Wh is -5; expected 1 to 90071992'],
  ['huge', { ...payload, quantity_Wh: 1e300 }, 'outOfRange', 'quantity_Wh is 1e+300; expected 1 to 90071992'],
  [
    'price past range',
    { ...payload, limit_money_per_kWh: 100.000001 },
    'outOfRange',
    'limit_money_per_kWh is 100.000001; expected -100 to 100',
  ],
  [
    'price far past range',
    { ...payload, limit_money_per_kWh: -1e300 },
    'outOfRange',
    'limit_money_per_kWh is -1e+300; expected -100 to 100',
  ],
  [
    'price too fine',
    { ...payload, limit_money_per_kWh: 0.1 + 0.2 },
    'notWhole',
    'limit_money_per_kWh is 0.30000000000000004; expected at most six decimals',
  ],
  [
    'price in words',
    { ...payload, limit_money_per_kWh: 'cheap' },
    'malformed',
    'limit_money_per_kWh is cheap; expected a decimal such as "0.4321"',
  ],
  ['price null', { ...payload, limit_money_per_kWh: null }, 'malformed', 'limit_money_per_kWh: Invalid input'],
  [
    'grams of power',
    { ...bare, quantity_g: 5 },
    'malformed',
    '"quantity_g" on a market that counts in Wh; give quantity_Wh and money per kWh',
  ],
  [
    'money per kg of power',
    { ...payload, limit_money_per_kg: 5 },
    'malformed',
    '"limit_money_per_kg" on a market that counts in Wh; give quantity_Wh and money per kWh',
  ],
  [
    'a sale that prefers',
    { ...payload, side: 'sell', preferredLimit_money_per_kWh: 1 },
    'malformed',
    'a sale with a preferred limit; only purchases prefer, leave it out',
  ],
  [
    'a sale of two sources',
    { ...payload, side: 'sell', sources: ['sun', 'wind'] },
    'malformed',
    'a sale of 2 sources; offer each in an order of its own',
  ],
  [
    'an id with spaces',
    { ...payload, id: 'a b' },
    'malformed',
    'id: Invalid string: must match pattern /^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$/',
  ],
  [
    'of another',
    { ...payload, party: 'dairy' },
    'notYours',
    'an order of "dairy" sent by "mill"; send orders of your own only',
  ],
  ['unknown market', { ...payload, market: 'gold' }, 'unknownMarket', 'no market "gold"; there are: power, hydrogen'],
  [
    'between slots',
    { ...payload, slot_ms: SLOT + 1 },
    'unknownSlot',
    `no slot of power starts at ${SLOT + 1}; they start every 900000 ms from ${SLOT_MS}, the last before ${gate.end_ms}`,
  ],
  [
    'after the last slot',
    { ...payload, slot_ms: gate.end_ms },
    'unknownSlot',
    `no slot of power starts at ${gate.end_ms}; they start every 900000 ms from ${SLOT_MS}, the last before ${gate.end_ms}`,
  ],
  [
    'late',
    { ...payload, slot_ms: NOW + QUARTER_MS },
    'late',
    `the gate of slot ${NOW + QUARTER_MS} closed at ${NOW}; trade in a later slot`,
  ],
  [
    'too early',
    { ...payload, slot_ms: NOW + 5 * QUARTER_MS },
    'notOpenYet',
    `the gate of slot ${NOW + 5 * QUARTER_MS} opens at ${NOW + QUARTER_MS}; send it again then`,
  ],
])('refuses %s', (_, given, code, reason) => {
  const d = desk();
  const refused = d.admit(given, 'mill', NOW);
  expect(refused).toMatchObject({ party: 'mill', code, reason });
  expect(d.state()).toEqual(desk().state());
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

it('every name of a payload carries a unit of the table, or none', () => {
  for (const name of [...Object.keys(OrderPayload.shape), ...Object.keys(CancelPayload.shape)])
    expect(() => unitOf(name)).not.toThrow();
});
