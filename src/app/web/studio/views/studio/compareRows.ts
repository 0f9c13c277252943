/** Cases side by side: a row for each figure, a bar for each case. */
import type { CaseResult } from '../../engine/caseRunner.ts';
import { type Difference, differenceOf, type Tile, type TileId, tilesOf } from './tiles.ts';

export interface Cell {
  readonly tile: Tile;
  /** Of the largest in the row, by size. */
  readonly share: number;
  readonly difference: Difference | undefined;
}
export interface Row {
  readonly id: TileId;
  /** One for each case; undefined where it has no such figure. The first is the base. */
  readonly cells: readonly (Cell | undefined)[];
}

export function compareRows(cases: readonly CaseResult[]): readonly Row[] {
  const tiles = cases.map((one) => new Map(tilesOf(one).map((tile) => [tile.id, tile])));
  const ids = [...new Set(tiles.flatMap((of) => [...of.keys()]))];
  return ids.map((id) => {
    const row = tiles.map((of) => of.get(id));
    const most = Math.max(...row.map((tile) => Math.abs(tile?.value ?? 0)));
    const cells = row.map((tile): Cell | undefined =>
      tile === undefined
        ? undefined
        : { tile, share: most === 0 ? 0 : Math.abs(tile.value) / most, difference: differenceOf(tile, row[0]) },
    );
    return { id, cells };
  });
}
