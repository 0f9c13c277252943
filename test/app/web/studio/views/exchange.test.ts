import { expect, it } from 'vitest';
import { curvesOf, flowsOf, type Market, openSlots } from '../../../../../src/app/web/studio/views/exchange/market.ts';
import { pricesOver } from '../../../../../src/app/web/studio/views/exchange/prices.ts';

const market = (id: string, more: Partial<Market> = {}): Market => ({
  market: id,
  label: id,
  carrier: 'electricity',
  unit: 'Wh',
  slot_s: 900,
  gate_s: 0,
  isOpen: true,
  parties: [],
  ...more,
});
const level = (quantity_Wh: number, limit?: number) => ({
  quantity_Wh,
  orders: 1,
  ...(limit === undefined ? {} : { limit_money_per_kWh: limit }),
});

it('draws supply and demand as steps in kWh; what takes any price stands at the edge', () => {
  const buys = [level(1000), level(2000, 0.5)];
  const sells = [level(1500, 0.1), level(500, 0.4)];
  const { supply, demand, range } = curvesOf({ slot_ms: 0, buys, sells }, 'Wh');
  expect(supply).toEqual([
    [0, 0.1],
    [1.5, 0.1],
    [1.5, 0.4],
    [2, 0.4],
  ]);
  expect(range[0]).toBe(0);
  // A tenth of the span above the dearest limit
  expect(range[1]).toBeCloseTo(0.54, 12);
  expect(demand).toEqual([
    [0, range[1]],
    [1, range[1]],
    [1, 0.5],
    [3, 0.5],
  ]);
  expect(curvesOf({ slot_ms: 0, buys: [], sells: [] }, 'g')).toEqual({ supply: [], demand: [], range: [0, 1] });
});

it('tells slots that are still open by their gates, up to the end', () => {
  expect(openSlots({ slot_s: 900, gate_s: 0 }, 0, 3_600_000, 900_000, 8)).toEqual([1_800_000, 2_700_000]);
  expect(openSlots({ slot_s: 900, gate_s: 900 }, 0, 3_600_000, 900_000, 8)).toEqual([2_700_000]);
  expect(openSlots({ slot_s: 900, gate_s: 0 }, 0, 3_600_000, 900_001, 1)).toEqual([1_800_000]);
  expect(openSlots({ slot_s: 3600, gate_s: 0 }, 0, 3_600_000, 0, 8)).toEqual([]);
});

it('sums who sold to whom over markets, under the carrier that most was paid for', () => {
  const markets = [market('power'), market('steam', { carrier: 'steam' })];
  const pairs = [
    { market: 'power', seller: 'a', buyer: 'b', paid_money: 2 },
    { market: 'steam', seller: 'a', buyer: 'b', paid_money: 3 },
    { market: 'power', seller: 'b', buyer: 'a', paid_money: 4 },
    { market: 'power', seller: 'c', buyer: 'a', paid_money: 0 },
  ];
  expect(flowsOf(pairs, markets, 9)).toEqual([
    { source: 'a', target: 'b', value: 5, carrier: 'steam' },
    { source: 'b', target: 'a', value: 4, carrier: 'electricity' },
  ]);
  expect(flowsOf(pairs, markets, 1)).toHaveLength(1);
});

it('holds the price of an hour over its quarters, and leaves gaps where nothing was traded', () => {
  const at = (slot_ms: number, price?: number) => ({
    slot_ms,
    ...(price === undefined ? {} : { price_money_per_kWh: price }),
  });
  const { times_ms, values, markets } = pricesOver(
    [market('power'), market('heat', { slot_s: 1800 }), market('idle')],
    new Map([
      ['power', [at(1_800_000, 3), at(900_000), at(0, 1)]],
      ['heat', [at(0, 7)]],
      ['idle', [at(0)]],
    ]),
  );
  expect(markets.map((one) => one.market)).toEqual(['power', 'heat']);
  expect(times_ms).toEqual([0, 900_000, 1_800_000]);
  expect([...values[0]!]).toEqual([1, Number.NaN, 3]);
  expect([...values[1]!]).toEqual([7, 7, Number.NaN]);
  expect(pricesOver([], new Map())).toEqual({ markets: [], times_ms: [], values: [] });
});
