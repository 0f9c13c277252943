import { expect, it } from 'vitest';
import { ownFiles } from '../../../../../src/app/web/studio/views/studio/ownFiles.ts';

const file = (name: string, text: string) => ({ name, text: () => Promise.resolve(text) });

it('takes the scenario that no other one extends, and all files with it', async () => {
  const own = await ownFiles([
    file('base.yaml', 'sixfold: 1\n'),
    file('loads.csv', 'time,a\n'),
    file('mine.yaml', 'extends: base.yaml\n'),
  ]);
  expect(own?.file).toBe('simulations/mine.yaml');
  expect(Object.keys(own?.texts ?? {})).toEqual([
    'simulations/base.yaml',
    'simulations/loads.csv',
    'simulations/mine.yaml',
  ]);
});

it('finds no scenario in a tariff or a table', async () => {
  expect(await ownFiles([file('tariff.yaml', 'energy: 1\n'), file('x.csv', '')])).toBeUndefined();
});
