import { expect, it, vi } from 'vitest';
import { change, figure } from '../../src/app/cli/figures.ts';
import { progressOn } from '../../src/app/cli/progress.ts';
import { amount, table, wrap } from '../../src/app/cli/text.ts';

const stream = (isTTY: boolean): { said: string[]; stream: NodeJS.WriteStream } => {
  const said: string[] = [];
  const write = (text: string): boolean => said.push(text) > 0;
  return { said, stream: { isTTY, write } as unknown as NodeJS.WriteStream };
};

it('shows progress on a terminal, after two seconds, five times a second, and takes it away', () => {
  const now = vi.spyOn(performance, 'now').mockReturnValue(0);
  const { said, stream: terminal } = stream(true);
  const progress = progressOn(terminal, 'simulating a');
  for (const [time_ms, done] of [
    [1900, 0.19],
    [2100, 0.21],
    [2200, 0.22],
    [4000, 0.4],
  ] as const) {
    now.mockReturnValue(time_ms);
    progress.show(done);
  }
  progress.end();
  expect(said).toEqual([
    '\r\x1b[Ksimulating a: 21 %, about 8 s left',
    '\r\x1b[Ksimulating a: 40 %, about 6 s left',
    '\r\x1b[K',
  ]);
  now.mockRestore();
});

it('shows none in a pipe', () => {
  const now = vi.spyOn(performance, 'now').mockReturnValue(0);
  const { said, stream: pipe } = stream(false);
  const progress = progressOn(pipe, 'simulating a');
  now.mockReturnValue(9000);
  progress.show(0.5);
  progress.end();
  expect(said).toEqual([]);
  now.mockRestore();
});

it('writes numbers for people', () => {
  expect([1234567.891, -1234.5, 0.004, -0.004, 999].map((v) => amount(v, 2))).toEqual([
    '1,234,567.89',
    '-1,234.50',
    '0.00',
    '0.00',
    '999.00',
  ]);
  expect(figure(0.3333, '1')).toBe('33.3 %');
  expect(figure(12_345_678, 'kWh')).toBe('12,345.7 MWh');
  expect(figure(999, 'kWh')).toBe('999.0 kWh');
  expect(figure(12_345, 'kg')).toBe('12.3 t');
  expect(figure(1e-12, 'kWh')).toBe('0 kWh');
  expect(change(-500, 'kWh', 20_000)).toBe('-0.5 MWh');
  expect(change(0.013, '1', 0.8)).toBe('+1.3 pp');
  expect(change(0.0001, '1', 0.8)).toBe('0.0 pp');
  expect(change(3, 'kWh', 20_000_000)).toBe('0.0 MWh');
});

it('lays rows out, numbers to the right', () => {
  expect(
    table([
      ['bus', 'MWh', 'why'],
      ['power', '1,234.5', 'x'],
      ['a', '-', ''],
    ]),
  ).toBe('bus        MWh  why\npower  1,234.5  x\na            -');
});

it('breaks lines where words end', () => {
  expect(wrap('  - one two three four', 12, '    ')).toEqual(['  - one two', '    three', '    four']);
  expect(wrap('', 10)).toEqual(['']);
});
