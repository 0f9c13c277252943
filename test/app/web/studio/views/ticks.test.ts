import { expect, it } from 'vitest';
import { instantOf, localText, ticksOf } from '../../../../../src/app/web/studio/views/time/ticks.ts';

const at = (text: string): number => Date.parse(text);

it('marks months of a year at their local beginnings', () => {
  const ticks = ticksOf(at('2022-12-31T16:00Z'), at('2023-12-31T16:00Z'), 'Asia/Shanghai', 'en-GB', 20);
  expect(ticks.map(({ label }) => label).join(' ')).toBe('Jan Feb Mar Apr May Jun Jul Aug Sept Oct Nov Dec Jan');
  expect(new Date(ticks[1]!.time_ms).toISOString()).toBe('2023-01-31T16:00:00.000Z');
});

it('marks fewer where there is little room', () => {
  const ticks = ticksOf(at('2022-12-31T16:00Z'), at('2023-12-31T16:00Z'), 'Asia/Shanghai', 'en-GB', 5);
  expect(ticks.length).toBeLessThanOrEqual(6);
  expect(ticks.length).toBeGreaterThan(3);
});

it('marks every day once where one has 23 or 25 hours', () => {
  const ticks = ticksOf(at('2023-03-24T23:00Z'), at('2023-03-28T22:00Z'), 'Europe/Berlin', 'en-GB', 20);
  expect(ticks.map(({ label }) => label)).toEqual(['25 Mar', '26 Mar', '27 Mar', '28 Mar', '29 Mar']);
  expect(ticks[2]!.time_ms - ticks[1]!.time_ms).toBe(23 * 3_600_000);
});

it('marks nothing where there is no time', () => expect(ticksOf(5, 5, 'UTC', 'en-GB', 10)).toEqual([]));

it.each([
  ['2023-07-01T12:30', 'Asia/Shanghai', '2023-07-01T04:30:00.000Z'],
  ['2023-03-26T03:30', 'Europe/Berlin', '2023-03-26T01:30:00.000Z'],
  // Twice that night: the earlier.
  ['2023-10-29T02:30', 'Europe/Berlin', '2023-10-29T00:30:00.000Z'],
])('%s in %s is %s', (text, zone, utc) => {
  expect(new Date(instantOf(text, zone)).toISOString()).toBe(utc);
  expect(localText(at(utc), zone)).toBe(text);
});

it('takes what is no time for none', () => expect(instantOf('soon', 'UTC')).toBeNaN());
