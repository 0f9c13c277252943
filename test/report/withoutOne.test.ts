import { expect, it } from 'vitest';
import { isMissed, moreThan } from '../../src/report/withoutOne.ts';

const whole = { unserved_kWh: { heat: 100, cooling: 40 }, total_kWh: 140, hours_h: 12 };
const run = (unserved_kWh: Record<string, number>, hours_h: number) => ({
  component: 'a',
  label: 'a',
  kind: 'boiler',
  unserved_kWh,
  total_kWh: Object.values(unserved_kWh).reduce((a, b) => a + b, 0),
  hours_h,
});

it.each([
  // by hand: what is lacking without it, its hours; what of that is more, and in how many hours more
  [{ heat: 100, cooling: 40 }, 12, {}, 0, false],
  [{ heat: 130, cooling: 40 }, 15, { heat: 30 }, 3, true],
  // Less cooling lacking does not make up for heat.
  [{ heat: 110, cooling: 10 }, 9, { heat: 10 }, 0, true],
  [{ electricity: 5, heat: 100, cooling: 40 }, 12, { electricity: 5 }, 0, true],
  [{ heat: 100 + 1e-9, cooling: 40 }, 12, {}, 0, false],
])(
  'counts what is more than with everything in service: %j in %i h',
  (unserved_kWh, hours_h, more, moreHours_h, missed) => {
    const without = run(unserved_kWh as Record<string, number>, hours_h);
    const sum = Object.values(more).reduce((a, b) => a + b, 0);
    expect(moreThan(whole, without)).toEqual({ unserved_kWh: more, total_kWh: sum, hours_h: moreHours_h });
    expect(isMissed(whole, without)).toBe(missed);
  },
);

it('misses what the run cannot go on without', () => {
  expect(isMissed(whole, { ...run({}, 0), stopped: 'the network does not carry it' })).toBe(true);
});
