import type { AnyKind } from '../core/component.ts';
import { suffixOf } from '../core/units.ts';

const ANY = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] as const;
const NOT_NEGATIVE = [0, Number.POSITIVE_INFINITY] as const;

/** Least and highest value that an event may give an input: the kind's word, else what the unit allows. */
export function inputRangeOf(kind: AnyKind, p: unknown, input: string): readonly [number, number] {
  const told = (typeof kind.inputRange === 'function' ? kind.inputRange(p) : kind.inputRange)?.[input];
  if (told !== undefined) return told;
  if (input === 'available') return [0, 1];
  const unit = suffixOf(input);
  // A price may be negative, and so may the enthalpy of cold air.
  if (unit === '' || unit.startsWith('money') || unit === 'kJ_per_kg') return ANY;
  return unit === 'degC' ? [-60, 60] : NOT_NEGATIVE;
}

export const rangeText = ([least, most]: readonly [number, number]): string =>
  most === Number.POSITIVE_INFINITY ? `at least ${least}` : `from ${least} to ${most}`;
