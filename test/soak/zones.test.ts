import { expect, it } from 'vitest';
import { uniform } from '../../src/core/chance.ts';
import { utcMs } from '../../src/core/timeGrid.ts';
import { localOf } from '../../src/core/zone.ts';
import { zoneRules } from '../../src/io/zone.ts';
import { chosen, SOAK_SHARE } from './share.ts';

const zones = Intl.supportedValuesOf('timeZone');
const from = utcMs(1973, 1, 1); // the last zone with seconds in its offset gave them up in 1972
const to = utcMs(2038, 1, 1);

it('has zones enough', () => {
  expect(zones.length).toBeGreaterThan(400);
  expect(chosen(zones).length).toBe(Math.round(zones.length * SOAK_SHARE));
});

it.each(chosen(zones))('%s: local time is what the engine prints at 2,000 instants of 65 years', (zone) => {
  const rules = zoneRules(zone, from, to);
  const print = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' });
  const two = (n: number): string => String(n).padStart(2, '0');
  for (let k = 0; k < 2000; k++) {
    const time_ms = from + Math.floor((uniform(1, 1, k) * (to - from)) / 1000) * 1000;
    const c = localOf(rules, time_ms);
    const ours = `${c.year}-${two(c.month)}-${two(c.day)} ${two(c.hour)}:${two(c.minute)}:${two(c.second)}`;
    if (ours !== print.format(time_ms)) expect(ours).toBe(print.format(time_ms));
  }
  // Where a change lies, the second before it and the second of it agree too.
  for (const { from_ms } of rules.spans.slice(1))
    for (const time_ms of [from_ms - 1000, from_ms]) {
      const { hour, minute } = localOf(rules, time_ms);
      expect(print.format(time_ms)).toContain(` ${two(hour)}:${two(minute)}:`);
    }
});
