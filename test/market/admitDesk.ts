import { type AdmissionRules, Desk, type Gate } from '../../src/market/admit.ts';
import { SLOT_MS } from './orders.ts';

export const QUARTER_MS = 900_000;
export const gate: Gate = {
  unit: 'Wh',
  first_ms: SLOT_MS,
  end_ms: SLOT_MS + 96 * QUARTER_MS,
  length_ms: QUARTER_MS,
  opens_ms: 4 * QUARTER_MS,
  closes_ms: QUARTER_MS,
};
export const RULES: AdmissionRules = {
  gates: new Map([
    ['power', gate],
    ['hydrogen', { ...gate, unit: 'g' }],
  ]),
  parties: new Set(['mill', 'dairy']),
  maxOrders: 3,
};
export const desk = (more: Partial<AdmissionRules> = {}): Desk => new Desk({ ...RULES, ...more });
export const SLOT = SLOT_MS + 8 * QUARTER_MS;
export const NOW = SLOT - 2 * QUARTER_MS;
export const payload = {
  id: 'a1',
  market: 'power',
  slot_ms: SLOT,
  side: 'buy',
  quantity_Wh: 1500,
  limit_money_per_kWh: '0.4321',
};
const { quantity_Wh: _, limit_money_per_kWh: __, ...rest } = payload;
export const bare = rest;
