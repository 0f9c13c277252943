import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { changed } from '../scenario/small.ts';
import { folderWith, say } from './site.ts';

const event = (fault: string): string =>
  `events:\n  - { sensor: battery.soc, fault: ${fault}, start: 2023-03-01T06:00, end: 2023-03-01T08:00 }\ncontrol:`;

it('writes what faulty instruments show beside the results, and nothing where none fails', async () => {
  const folder = folderWith(changed('control:', event('gap')));
  const out = join(folder, 'out');
  const file = join(out, 'measured.csv');
  expect(await say(['run', join(folder, 'small.yaml'), '--out', out, '--no-report'])).toMatchObject({
    exit: 0,
    err: '',
  });
  const [head, ...rows] = readFileSync(file, 'utf8').trimEnd().split('\n');
  expect(head).toBe('time,signal,true,measured,quality');
  expect(rows).toHaveLength(24);
  const cells = rows.map((row) => row.split(','));
  // 6:00 in Shanghai is 22:00 UTC of the day before.
  expect(cells.filter(([, , , measured]) => measured === '').map(([time]) => time)).toEqual([
    '2023-02-28T22:00Z',
    '2023-02-28T23:00Z',
  ]);
  expect(cells[6]).toEqual(['2023-02-28T22:00Z', 'battery.soc', cells[6]![2], '', 'missing']);
  expect(cells[8]![3]).toBe(cells[8]![2]);

  const plain = folderWith();
  expect((await say(['run', join(plain, 'small.yaml'), '--out', out, '--no-report'])).exit).toBe(0);
  expect(existsSync(file)).toBe(false);
});
