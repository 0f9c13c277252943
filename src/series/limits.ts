import { suffixOf } from '../core/units.ts';

/** What a column can hold in nature. */
export interface Limits {
  readonly min: number;
  readonly max: number;
  /** Values this far outside are measurement error and are clipped, counted; farther ones are missing. */
  readonly slack: number;
}

const NONE: Limits = { min: Number.NEGATIVE_INFINITY, max: Number.POSITIVE_INFINITY, slack: 0 };

/** Night offsets of pyranometers reach -20 W/m2; irradiance on a plane stays below 1.5 solar constants (cloud edges). */
const IRRADIANCE: Limits = { min: 0, max: 2000, slack: 20 };
const BY_NAME: Readonly<Record<string, Limits>> = {
  ghi_W_per_m2: IRRADIANCE,
  dni_W_per_m2: IRRADIANCE,
  dhi_W_per_m2: IRRADIANCE,
  /** A wet sensor reads up to 1.1. */
  relativeHumidity: { min: 0, max: 1, slack: 0.1 },
  ambient_degC: { min: -90, max: 60, slack: 0 },
  /** Dead Sea shore to the top of Everest, with weather. */
  pressure_kPa: { min: 25, max: 115, slack: 0 },
  wind_m_per_s: { min: 0, max: 115, slack: 0 },
  windDirection_deg: { min: 0, max: 360, slack: 0 },
};
const BY_SUFFIX: Readonly<Record<string, Limits>> = {
  degC: { min: -273.15, max: 3000, slack: 0 },
  kPa: { ...NONE, min: 0 },
};

export const limitsOf = (houseName: string): Limits => BY_NAME[houseName] ?? BY_SUFFIX[suffixOf(houseName)] ?? NONE;

/** Fill values of loggers and formats; 65535, 32767 and 32768 are overflows, also with one decimal. */
const KNOWN_SENTINELS: ReadonlySet<number> = new Set(
  [99, 999, 9999, 99_999, 999_999, 9900, 32_767, 32_768, 65_535]
    .flatMap((v) => [v, v + 0.9, v / 10])
    .filter((v) => v === Math.trunc(v) || v > 99)
    .flatMap((v) => [v, -v]),
);

/**
 * Values that look like sentinels that nobody declared: a known fill value, met at least twice, farther from the column's
 * other values than those are from one another.
 */
export function suspects(raw: Float64Array): readonly { readonly value: number; readonly at: readonly number[] }[] {
  const hits = new Map<number, number[]>();
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < raw.length; i++) {
    const v = raw[i]!;
    if ((v > 90 || v < -90) && KNOWN_SENTINELS.has(v)) {
      const at = hits.get(v);
      if (at === undefined) hits.set(v, [i]);
      else at.push(i);
    } else if (v < low) low = v;
    if (v > high && !((v > 90 || v < -90) && KNOWN_SENTINELS.has(v))) high = v;
  }
  const span = high - low;
  return [...hits]
    .filter(([value, at]) => at.length > 1 && (value > high + span || value < low - span) && high >= low)
    .map(([value, at]) => ({ value, at }));
}
