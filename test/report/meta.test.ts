import { describe, expect, it } from 'vitest';
import { type Meta, metaOf } from '../../src/report/meta.ts';
import { simulated } from './simulated.ts';
import { site } from './site.ts';

const JOINED = `
buses:
  north: { carrier: electricity, closers: [grid] }
  south: { carrier: electricity }
networks: { feeder: { kind: copperPlate, buses: [north, south] } }
tariffs: { power: { energy: { price_money_per_kWh: 1 } } }
components:
  grid: { kind: gridConnection, bus: north, tariff: power, importLimit_kW: 500 }
  battery: { kind: battery, bus: north, capacity_kWh: 100, charge_kW: 20, discharge_kW: 20 }
  load: { kind: load, bus: south, demand: 30 }
`;

/** What a stranger does with meta and the columns by name alone. */
function redo(meta: Meta, columns: Readonly<Record<string, Float64Array>>): { bus: number; laws: number } {
  const hours = meta.grid.step_s / 3600;
  const joined = meta.networks.map((n) => n.buses);
  const groups = [...joined, ...meta.buses.map((b) => [b.name]).filter(([b]) => !joined.some((g) => g.includes(b!)))];
  const worst = { bus: 0, laws: 0 };
  for (let i = 0; i < meta.grid.length; i++) {
    for (const group of groups) {
      let sum = 0;
      for (const c of meta.columns)
        if (c.role === 'port' && typeof c.bus === 'string' && group.includes(c.bus)) sum += columns[c.name]![i]!;
      worst.bus = Math.max(worst.bus, Math.abs(sum));
    }
    const residuals = new Map<string, number>();
    for (const c of meta.columns)
      for (const { quantity, role, coefficient } of c.laws) {
        const value = columns[c.name]![i]!;
        const before = i === 0 ? meta.initial[c.name]! : columns[c.name]![i - 1]!;
        const term = role === 'boundary' ? -value : role === 'store' ? (value - before) / hours : value;
        const key = `${c.component} ${quantity}`;
        residuals.set(key, (residuals.get(key) ?? 0) + coefficient * term);
      }
    for (const r of residuals.values()) worst.laws = Math.max(worst.laws, Math.abs(r));
  }
  return worst;
}

describe.each([
  ['a site', site()],
  ['buses that a network joins', JOINED],
])('the meta of %s', (_, yaml) => {
  const { outcome } = simulated(yaml);
  const meta = JSON.parse(JSON.stringify(metaOf(outcome))) as Meta;
  const columns = Object.fromEntries(meta.columns.map((c, k) => [c.name, outcome.table.columns[k]!]));

  it('lets anyone redo balance and audit', () => {
    const { bus, laws } = redo(meta, columns);
    expect(bus).toBeLessThan(1e-6);
    expect(laws).toBeLessThan(1e-6);
  });
  it('would show a fault of one percent in any law', () => {
    const name = meta.columns.find((c) => c.component === 'battery' && c.role === 'port')!.name;
    const wrong = { ...columns, [name]: columns[name]!.map((v) => 1.01 * v) };
    expect(redo(meta, wrong).laws).toBeGreaterThan(1e-3);
    expect(redo(meta, wrong).bus).toBeGreaterThan(1e-3);
  });
});

it('names what a reader needs', () => {
  const meta = metaOf(simulated(JOINED).outcome);
  expect({ ...meta, columns: meta.columns.filter((c) => c.component === 'battery').slice(0, 1) }).toEqual({
    schemaVersion: 1,
    name: 'case',
    label: 'case',
    seed: 1,
    grid: { start_ms: 1672502400000, step_s: 3600, length: 48 },
    runStep_s: 3600,
    zone: 'Asia/Shanghai',
    currency: 'CNY',
    initial: { 'battery.energy_kWh': 50 },
    columns: [
      {
        name: 'battery.electricity_kW',
        component: 'battery',
        kind: 'battery',
        signal: 'electricity_kW',
        unit: 'kW',
        role: 'port',
        bus: 'north',
        laws: [{ quantity: 'energy', role: 'port', coefficient: 1 }],
      },
    ],
    buses: [
      { name: 'north', label: 'north', carrier: 'electricity', unit: 'kW' },
      { name: 'south', label: 'south', carrier: 'electricity', unit: 'kW' },
    ],
    networks: [{ name: 'feeder', kind: 'copperPlate', carrier: 'electricity', buses: ['north', 'south'] }],
  });
});

it('shows what a network moved on the buses it joins', () => {
  const { summary } = simulated(JOINED);
  const { north, south } = summary.buses;
  expect(south!.moved).toBeCloseTo(30 * 48, 6);
  expect(north!.moved).toBeCloseTo(-30 * 48, 6);
  expect(south!.rows.map((r) => [r.component, r.role])).toEqual([
    ['load', 'finalUse'],
    ['feeder', 'network'],
  ]);
  expect(summary.kpis.originBought!.value + summary.kpis.originStock!.value).toBeCloseTo(1, 9);
});
