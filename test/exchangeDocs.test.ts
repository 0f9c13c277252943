import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { folderWith, root, say } from './app/site.ts';

const textOf = (path: string): string => readFileSync(join(root, path), 'utf8').replace(/\s+/g, ' ');

/** What a shipped scenario prints. */
async function printed(name: string): Promise<string> {
  const { exit, out, err } = await say(['run', join(root, 'simulations', name), '--out', folderWith({})]);
  expect([exit, err]).toEqual([0, '']);
  return out;
}

it('the page of the exchange says how the district that trades does against one that is run as one plant', async () => {
  const out = await printed('suzhou-exchange.yaml');
  const higher = (what: string): string => new RegExp(`${what} +-([\\d.]+) %`).exec(out)![1]!;
  expect(textOf('docs/exchange.md')).toContain(
    `the bill is ${higher('lower bill')} % higher, the whole cost ${higher('lower total cost')} %`,
  );
  const [head, table = ''] = out.split(/participant +cost, CNY.*\n/);
  expect(head).toContain('2,976 steps of 15 min');
  expect(table.split('\n\n')[0]!.split('\n')).toHaveLength(16);
  expect(textOf('docs/exchange.md')).toContain('July of a district of sixteen companies');
  expect(textOf('README.md')).toContain('July of sixteen companies');
}, 300_000);

it('the page of flexibility shows the event that its scenario prints', async () => {
  const [event] = /Event monday-heat: .*/.exec(await printed('suzhou-demand-response.yaml'))!;
  expect(textOf('docs/exchange/flexibility.md')).toContain(event);
}, 300_000);
