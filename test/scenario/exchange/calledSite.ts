/** Monday to Thursday of a plant and a cold store of which a part may be cut, on a grid; slots of a quarter of an hour. */
export const calledSite = (more: {
  flexibility: string;
  exchange?: string;
  components?: string;
  cold?: string;
}): string => `sixfold: 1
name: called
site: { latitude_deg: 50, longitude_deg: 8, zone: UTC }
time: { start: 2023-06-05T00:00Z, end: 2023-06-09T00:00Z, step_s: 900 }
currency: CNY
profiles: { hours: { file: hours.csv } }
participants: { plant: { label: Plant }, cold: { label: Cold store }, cell: { label: Cell } }
buses:
  power: { carrier: electricity, closers: [grid, lost, spilt] }
tariffs:
  power:
    energy: { price_money_per_kWh: 0.5 }
    feedIn: { price_money_per_kWh: 0.1 }
components:
  grid: { kind: gridConnection, bus: power, tariff: power, importLimit_kW: 1000, exportLimit_kW: 1000 }
  lost: { kind: unserved, bus: power }
  spilt: { kind: curtailment, bus: power }
  demand: { kind: load, owner: plant, bus: power, demand: 400 }
  cooling: { kind: flexibleLoad, owner: cold, bus: power, demand: ${more.cold ?? '100'}, shiftable: 0, interruptible: 0.6, lostLoad_money_per_kWh: 2.5 }
${more.components ?? ''}exchange:
  ${more.exchange ?? ''}
  flexibility:
    - ${more.flexibility}
`;
