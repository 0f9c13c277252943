import { expect, it } from 'vitest';
import { balance } from '../../src/report/htmlResults.ts';
import type { BusSummary, Summary } from '../../src/report/summary.ts';
import { example } from './chartExample.ts';

const text = (html: string): string =>
  html
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('\u2212', '-')
    .replace(/\s+/g, ' ');

/** Two buses of heat, one of which a network serves from the other; kWh. */
function networked(component: string, losses_kWh: number, brought: number): Summary {
  const { summary } = example({ end: '2023-01-03T00:00' });
  const months = summary.months.map(() => 0);
  const bus = (label: string, moved: number): BusSummary => ({
    ...summary.buses.heat!,
    label,
    moved,
    rows: [{ component, label: component, signal: '', role: 'network', values: months, total: moved }],
  });
  const own = { component, label: 'Old pipes', kind: 'heatNetwork', losses_kWh, kpis: {} };
  return {
    ...summary,
    buses: { plant: bus('Plant', -1_000_000), town: bus('Town', brought) },
    components: [own] as unknown as Summary['components'],
  };
}

it('says below a balance what its networks lost', () => {
  const words = text(balance(networked('pipes', 100_000, 900_000)).html);
  expect(words).toContain('Lost in Old pipes -100.0');
  expect(words).not.toContain('Work of pumps');
});

it('says what pumps brought and networks took in, where it matters', () => {
  // By hand: 1,000 MWh went in and 920 came out, though 100 were lost: 20 came from pumps or from what the pipes held.
  expect(text(balance(networked('pipes', 100_000, 920_000)).html)).toContain(
    'Work of pumps, change of what networks hold 20.0',
  );
});

it('says nothing of copper plates', () => {
  expect(text(balance(networked('pipes', 0, 1_000_000)).html)).not.toContain('Lost in');
});
