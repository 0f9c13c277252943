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

/** Of an amount: below this it is what rounding left. */
const ROUNDING = 1e-6;

/** A tile for each figure that the case has. */
export function tilesOf({ kpis, costs, emissions }: CaseResult): readonly Tile[] {
  const kpi = (id: TileId, name: string, isLessBetter: boolean): readonly Tile[] => {
    const found = kpis[name];
    if (found === undefined) return [];
    return [{ id, value: Math.abs(found.value) < ROUNDING ? 0 : found.value, unit: found.unit, isLessBetter }];
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

export interface Difference {
  /** In the unit of the tile; a difference of shares for a share. */
  readonly by: number;
  /** Of the base; undefined for a share, and where the base is 0. */
  readonly share?: number;
  readonly isBetter: boolean;
}

/** How a figure changed; undefined where it did not, as far as can be seen. */
export function differenceOf(tile: Tile, base: Tile | undefined): Difference | undefined {
  if (base === undefined) return undefined;
  const by = tile.value - base.value;
  if (Math.abs(by) < 1e-9 * Math.max(1, Math.abs(base.value))) return undefined;
  const isBetter = by < 0 === tile.isLessBetter;
  return tile.unit === '1' || base.value === 0 ? { by, isBetter } : { by, share: by / Math.abs(base.value), isBetter };
}
