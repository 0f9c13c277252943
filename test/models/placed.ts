import type { AnyKind } from '../../src/core/component.ts';
import { kinds } from '../../src/models/index.ts';
import { type Bench, type BenchSetting, bench } from './bench.ts';

const kindOf = (name: string): AnyKind => kinds.find((k) => k.kind === name)!;

/** A component as a scenario has it: its kind as its parameters make it. */
export function placed(name: string, params: object, setting: BenchSetting = {}): Bench {
  const kind = kindOf(name);
  return bench(kind.refined?.(kind.params.parse(params)) ?? kind, params, setting);
}
export const weather = {
  ambient_degC: 20,
  wetBulb_degC: 15,
  water_degC: 15,
  ground_degC: 15,
  wind_m_per_s: 8,
  pressure_kPa: 101.3,
};
