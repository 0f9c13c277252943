import { describe, expect, it } from 'vitest';
import { type TimeGrid, utcMs } from '../../src/core/timeGrid.ts';
import { fixedZone } from '../../src/core/zone.ts';
import { shapeLoad } from '../../src/series/shape.ts';
import type { ShapeName } from '../../src/series/shapeCatalog.ts';
import { LoadShapeSpec } from '../../src/series/shapeSpec.ts';
import { hasShared, readShared, whyNoShared } from '../shared.ts';

/** Full-load hours and the ratio of a weekend hour to a workday's, of a year of hourly values that starts on `weekday`. */
function figures(hourly: ArrayLike<number>, weekday: number) {
  let total = 0;
  let highest = 0;
  let rest = 0;
  let restHours = 0;
  for (let i = 0; i < hourly.length; i++) {
    const v = hourly[i]!;
    total += v;
    highest = Math.max(highest, v);
    if ((Math.floor(i / 24) + weekday) % 7 < 5) continue;
    rest += v;
    restHours++;
  }
  const work = (total - rest) / (hourly.length - restHours);
  return { fullLoad_h: total / highest, weekend: rest / restHours / work };
}

const shaped = (shape: ShapeName) => {
  const zone = fixedZone('Asia/Shanghai', 480);
  const grid: TimeGrid = { start_ms: utcMs(2023, 1, 1) - 8 * 3_600_000, step_s: 3600, length: 8760 };
  return figures(shapeLoad(LoadShapeSpec.parse({ energy_kWh: 1, shape }), { grid, zone, seed: 1, stream: 'x' }), 6);
};

/** Hourly means of a quarter-hourly profile of VDI 4657. */
const vdi = (name: string, weekday: number) => {
  const quarters = readShared(`data/vdi4657-loads/${name}.csv`).trim().split('\n').slice(1);
  const values = quarters.map((line) => Number(line.split(',')[1]));
  const hours = Array.from({ length: 8760 }, (_, i) => {
    const four = values.slice(4 * i, 4 * i + 4);
    return four.reduce((a, b) => a + b, 0) / 4;
  });
  return figures(hours, weekday);
};
const doe = (name: string) =>
  figures(readShared(`data/doe-refbuilding-3A/${name}.dat`).trim().split('\n').map(Number), 6);

describe.skipIf(!hasShared)(`the catalogue against measured and simulated loads${whyNoShared}`, () => {
  it('puts two-shift industry between metal processing and electroplating', () => {
    const metal = vdi('LP_G_MV', 0);
    const plating = vdi('LP_G_G', 6);
    const two = shaped('industrial');
    expect(two.fullLoad_h).toBeGreaterThan(metal.fullLoad_h);
    expect(two.fullLoad_h).toBeLessThan(plating.fullLoad_h * 1.1);
    expect(two.weekend).toBeGreaterThan(metal.weekend - 0.1);
    expect(two.weekend).toBeLessThan(plating.weekend);
  });

  it('puts three-shift industry near continuous trade', () => {
    const g3 = vdi('LP_G3', 1);
    const three = shaped('industrial24');
    expect(three.fullLoad_h).toBeGreaterThan(0.85 * g3.fullLoad_h);
    expect(three.fullLoad_h).toBeLessThan(1.15 * g3.fullLoad_h);
    expect(Math.abs(three.weekend - g3.weekend)).toBeLessThan(0.12);
  });

  it('puts offices near the large office of the DOE', () => {
    const large = doe('electric_crb8760_norm_Atlanta_LargeOffice');
    const office = shaped('office');
    expect(Math.abs(office.fullLoad_h / large.fullLoad_h - 1)).toBeLessThan(0.2);
    expect(Math.abs(office.weekend - large.weekend)).toBeLessThan(0.1);
  });

  it('puts a hotel near a house that never closes', () => {
    const hospital = doe('electric_crb8760_norm_Atlanta_Hospital');
    const hotel = shaped('hotel');
    expect(Math.abs(hotel.fullLoad_h / hospital.fullLoad_h - 1)).toBeLessThan(0.2);
    expect(hotel.weekend).toBeGreaterThan(hospital.weekend);
  });
});
