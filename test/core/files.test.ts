import { expect, it } from 'vitest';
import { type Files, makeMemory, remembered } from '../../src/core/files.ts';

const files = (memory = makeMemory()): Files => ({ read: () => ({ file: 'a', text: 'a' }), memory });

it('makes anew what depends on another text, or on something else', () => {
  let made = 0;
  const known = files();
  const ask = (what: readonly unknown[], text: string): number => remembered(known, what, text, () => ++made);
  expect(ask(['yaml', { zone: 'UTC' }], 'a: 1')).toBe(1);
  expect(ask(['yaml', { zone: 'UTC' }], 'a: 1')).toBe(1);
  expect(ask(['yaml', { zone: 'Asia/Shanghai' }], 'a: 1')).toBe(2);
  expect(ask(['yaml', { zone: 'UTC' }], 'a: 2')).toBe(3);
  // Of each but the last: a file that changes is kept once.
  expect(ask(['yaml', { zone: 'UTC' }], 'a: 1')).toBe(4);
});

it('keeps nothing of a failure, of a text of a scenario’s own length, or where there is no memory', () => {
  let made = 0;
  const known = files();
  const fail = (): never => {
    throw new Error(`${++made}`);
  };
  expect(() => remembered(known, [], 'a', fail)).toThrow('1');
  expect(() => remembered(known, [], 'a', fail)).toThrow('2');
  const long = 'a'.repeat(2_000_001);
  for (const n of [3, 4]) expect(remembered(known, [], long, () => ++made)).toBe(n);
  const { memory: _, ...none } = files();
  for (const n of [5, 6]) expect(remembered(none, [], 'a', () => ++made)).toBe(n);
});
