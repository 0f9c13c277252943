import { expect, it } from 'vitest';
import type { CaseResult } from '../../../../../src/app/web/studio/engine/caseRunner.ts';
import { compareRows } from '../../../../../src/app/web/studio/views/studio/compareRows.ts';
import { differenceOf, tilesOf } from '../../../../../src/app/web/studio/views/studio/tiles.ts';

const of = (bill_money: number, unserved_kWh: number): CaseResult =>
  ({
    kpis: { unserved_kWh: { value: unserved_kWh, unit: 'kWh' }, selfSupplyOnSite: { value: 0.25, unit: '1' } },
    costs: { bill_money, total_money: 2 * bill_money, capital_money: 0, carbon_money: 0 },
    emissions: { scope1_kg: 1, scope2Location_kg: 2 },
  }) as unknown as CaseResult;
const tile = (id: string, one: CaseResult) => tilesOf(one).find((t) => t.id === id)!;

it('shows as 0 what rounding left', () => {
  expect(tile('unserved', of(1, 1.79e-11)).value).toBe(0);
  expect(tile('unserved', of(1, 0.5)).value).toBe(0.5);
});

it('tells a change by amount and share, and whether it is for the better', () => {
  expect(differenceOf(tile('bill', of(90, 0)), tile('bill', of(100, 0)))).toEqual({
    by: -10,
    share: -0.1,
    isBetter: true,
  });
  expect(differenceOf(tile('unserved', of(1, 2)), tile('unserved', of(1, 0)))).toEqual({ by: 2, isBetter: false });
  expect(differenceOf(tile('bill', of(1, 0)), tile('bill', of(1, 0)))).toBeUndefined();
});

it('lays cases side by side, each against the first', () => {
  const row = compareRows([of(100, 0), of(50, 0)]).find(({ id }) => id === 'bill')!;
  expect(row.cells.map((cell) => cell?.share)).toEqual([1, 0.5]);
  expect(row.cells.map((cell) => cell?.difference?.by)).toEqual([undefined, -50]);
  const none = compareRows([of(100, 0)]).find(({ id }) => id === 'unserved')!;
  expect(none.cells[0]?.share).toBe(0);
});
