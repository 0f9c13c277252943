/** The figures that stand above the sliders, in the order of an engineer's questions. */
import type { CaseResult } from '../../engine/caseRunner.ts';

export type TileId = 'cost' | 'bill' | 'carbon' | 'peak' | 'onSite' | 'renewable' | 'unserved';
export interface Tile {
  readonly id: TileId;
  readonly value: number;
  /** `1` for a share. */
  readonly unit: string;
  readonly isLessBetter: boolean;
}

/** A tile for each figure that the case has. */
export function tilesOf({ kpis, costs, emissions }: CaseResult): readonly Tile[] {
  const kpi = (id: TileId, name: string, isLessBetter: boolean): readonly Tile[] => {
    const found = kpis[name];
    return found === undefined ? [] : [{ id, value: found.value, unit: found.unit, isLessBetter }];
  };
  return [
    { id: 'cost', value: costs.total_money, unit: 'money', isLessBetter: true },
    { id: 'bill', value: costs.bill_money, unit: 'money', isLessBetter: true },
    { id: 'carbon', value: emissions.scope1_kg + emissions.scope2Location_kg, unit: 'kg', isLessBetter: true },
    ...kpi('peak', 'peakImport_kW', true),
    ...kpi('onSite', 'selfSupplyOnSite', false),
    ...kpi('renewable', 'selfSupplyRenewable', false),
    ...kpi('unserved', 'unserved_kWh', true),
  ];
}

/** How a figure changed: relative, or as a difference of shares; 0 where it did not, as far as can be seen. */
export function changeOf(tile: Tile, base: Tile | undefined): number {
  if (base === undefined) return 0;
  const difference = tile.value - base.value;
  if (Math.abs(difference) < 1e-9 * Math.max(1, Math.abs(base.value))) return 0;
  if (tile.unit === '1') return difference;
  return base.value === 0 ? Math.sign(difference) * Number.POSITIVE_INFINITY : difference / Math.abs(base.value);
}
