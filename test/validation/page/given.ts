import { hasShared } from '../../shared.ts';
import type { Point } from '../validation.ts';

/** Points of reference numbers that lie beside the project; undefined where they do not. */
export const given = (points: () => readonly Point[]) => (): readonly Point[] | undefined =>
  hasShared ? points() : undefined;
