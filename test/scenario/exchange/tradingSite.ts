/** A roof, a plant, a cell and one who has nothing, with a grid; steps of a quarter of an hour. */
export const tradingSite = (
  more: { exchange?: string; components?: string; hours?: number } = {},
): string => `sixfold: 1
name: pair
site: { latitude_deg: 50, longitude_deg: 8, zone: UTC }
time: { start: 2023-06-01T00:00Z, end: ${new Date(Date.UTC(2023, 5, 1) + (more.hours ?? 1) * 3_600_000).toISOString()}, step_s: 900 }
currency: EUR
participants: { roof: { label: Roof }, plant: { label: Plant }, cell: { label: Cell }, idle: { label: Idle } }
buses:
  power: { carrier: electricity, closers: [grid, lost, spilt] }
tariffs:
  power:
    energy: { price_money_per_kWh: 0.3 }
    feedIn: { price_money_per_kWh: 0.08 }
components:
  grid: { kind: gridConnection, bus: power, tariff: power, importLimit_kW: 1000, exportLimit_kW: 1000 }
  lost: { kind: unserved, bus: power }
  spilt: { kind: curtailment, bus: power }
  sun: { kind: source, owner: roof, bus: power, max_kW: 100 }
  demand: { kind: load, owner: plant, bus: power, demand: 150 }
${more.components ?? ''}exchange: ${more.exchange ?? '{}'}
`;
