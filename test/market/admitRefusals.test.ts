import { expect, it } from 'vitest';
import { bare, desk, gate, NOW, payload, QUARTER_MS, SLOT } from './admitDesk.ts';
import { SLOT_MS } from './orders.ts';

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
