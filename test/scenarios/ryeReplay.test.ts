import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { notesOf } from '../../src/app/cli/calibrationText.ts';
import { nodeOutside } from '../../src/app/node.ts';
import { type Calibration, calibrate } from '../../src/scenario/calibrate.ts';
import { readScenario } from '../../src/scenario/read.ts';
import { hasShared, sharedPath, whyNoShared } from '../shared.ts';
import { rye } from '../validation/rye.ts';

const path = fileURLToPath(new URL('rye.yaml', import.meta.url));
function fitted(...fit: string[]): Calibration {
  const outside = nodeOutside(path, [sharedPath('data/rye-microgrid/train.csv')]);
  return calibrate(readScenario(path, outside), outside, { fit, holdout: 0.3 });
}

describe.skipIf(!hasShared)(`the Rye microgrid replayed${whyNoShared}`, () => {
  it('stands beside its meters, without the two readings of wind that are none', () => {
    const [pv, wind] = rye().result.meters;
    expect(pv!.steps).toEqual({ good: 9514, filled: 0, suspect: 0, missing: 0, stuck: 0, outOfRange: 0 });
    expect(wind!.steps).toEqual({ good: 9512, filled: 0, suspect: 0, missing: 0, stuck: 0, outOfRange: 2 });
    // Energy as in docs/decisions/0010, all hours counted: the sun by 2 %, the wind by 10 % with its rests in it.
    expect(pv!.nmbe).toBeCloseTo(-0.018, 3);
    expect(wind!.nmbe).toBeCloseTo(-0.101, 3);
    expect([pv!.cvRmse, wind!.cvRmse].map((v) => Math.round(100 * v))).toEqual([90, 155]);
    expect(pv!.correlation).toBeGreaterThan(0.89);
  });

  it('agrees with the figures of the validation over the same hours', () => {
    // The validation leaves out three days of a dead array; put back, its sums are those of the meter.
    const { result, hours } = rye();
    const meter = hours.reduce((sum, h) => sum + h.pvMeter_kW, 0);
    const model = hours.reduce((sum, h) => sum + h.pv_kW, 0);
    expect(result.meters[0]!.difference).toBeCloseTo(meter - model, 6);
  });

  it('finds the tilt that was found by hand, 25 deg, within its interval', () => {
    const found = fitted('components.pv.tilt_deg');
    const [{ value, interval }] = found.parameters as [Calibration['parameters'][number]];
    expect(value).toBeCloseTo(25.8, 0);
    expect(interval![0]).toBeLessThan(25);
    expect(interval![1]).toBeGreaterThan(25);
    expect(found.heldOut[0]!.after.counted).toBe(2854);
  });

  it('says what the wind cannot tell: height and shear together, and that hours are bought with the sum', () => {
    const found = fitted('components.wind.hub_m', 'components.wind.shearExponent');
    const notes = notesOf(found).join('\n');
    expect(notes).toContain('are hard to tell apart (correlation 1.000)');
    expect(notes).toContain('components.wind.shearExponent stands at its highest value');
    expect(notes).toContain('follows the single steps better and the sum worse (NMBE -7.0 % before, 20.6 % after)');
  });
});
