import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { loadScenario, simulate } from '../src/index.ts';
import { zoneRules } from '../src/io/zone.ts';
import { jsonSchema } from '../src/scenario/jsonSchema.ts';
import { mapFiles } from '../src/scenario/mapFiles.ts';
import { ScenarioSpec } from '../src/scenario/schema.ts';

const guide = readFileSync(new URL('../docs/guide.md', import.meta.url), 'utf8');
const blocks = [...guide.matchAll(/```yaml\n([\s\S]*?)```/g)].map((found) => found[1]!);
const scenarios = blocks.filter((text) => text.startsWith('sixfold: 1'));
const fragments = blocks.filter((text) => !text.startsWith('sixfold: 1'));
const base = scenarios[0]!;
const series = Object.fromEntries(
  [...guide.matchAll(/`([\w-]+\.csv)`:\n\n```csv\n([\s\S]*?)```/g)].map((found) => [found[1]!, found[2]!]),
);

type Data = Record<string, unknown>;
const nameOf = (text: string): string => (parse(text) as { name: string }).name;

const load = (text: string) => {
  const files = mapFiles({ 'base.yaml': base, ...series, 'guide.yaml': text });
  return loadScenario('guide.yaml', { files, zones: zoneRules });
};
/** Sums over the run of the signals of a component. */
const sumsOf = (text: string, id: string): ((signal: string) => number) => {
  const { compiled, totals } = simulate(load(text));
  const at = compiled.run.components.findIndex((c) => c.id === id);
  return (signal) => totals[at]!.sum(signal);
};
const named = (name: string): string => scenarios.find((text) => nameOf(text) === name)!;

describe('guide', () => {
  it('has scenarios, fragments and series enough', () => {
    expect(scenarios.length).toBeGreaterThan(17);
    expect(fragments).toHaveLength(2);
    expect(Object.keys(series)).toEqual(['station.csv', 'loads.csv']);
    expect(new Set(scenarios.map(nameOf)).size).toBe(scenarios.length);
  });

  it.each(scenarios.map((text) => [nameOf(text), text]))('%s: runs', (_, text) => {
    const { steps, compiled } = simulate(load(text));
    expect(steps).toBe(compiled.run.grid.length);
    expect(steps).toBeGreaterThanOrEqual(4);
  });

  it.each(fragments.map((text) => [text.split(':')[0]!, text]))('%s: a fragment that the format takes', (_, text) => {
    const whole = { ...(parse(base) as Data), ...(parse(text) as Data) };
    expect(ScenarioSpec.safeParse(whole).error).toBeUndefined();
  });

  it('has a section for every part of the format', () => {
    const plain = ['sixfold', 'name', 'label', 'notes', 'currency', 'seed'];
    const headings = [...guide.matchAll(/^## (.+)$/gm)].map((found) => found[1]!);
    const parts = Object.keys(jsonSchema().properties as object).filter((name) => !plain.includes(name));
    expect(parts.length).toBeGreaterThan(15);
    expect(parts.filter((name) => !headings.includes(name))).toEqual([]);
    for (const name of plain) expect(guide).toMatch(new RegExp(`^${name}: |\`${name}[\`:]`, 'm'));
  });

  it('reads the series as it says: MW to kW, the lost value held, the double merged, stamps at the end', () => {
    // by hand: 150, 140, 140 (held), 160 kW for an hour each
    expect(sumsOf(named('own-series'), 'load')('demand_kW')).toBeCloseTo(590, 9);
  });

  it('leaves missing what a meter does not show', () => {
    const [meter] = simulate(load(named('metered'))).meters;
    expect(meter!.steps).toEqual({ good: 3, filled: 0, suspect: 0, missing: 1, stuck: 0, outOfRange: 0 });
    expect(meter!.measured).toBeCloseTo(150, 9); // by hand: 150, 140, -, 160
  });

  it('changes by its events what it says', () => {
    const usual = sumsOf(base, 'load')('demand_kW');
    const bad = sumsOf(named('a-bad-day'), 'load')('demand_kW');
    expect(bad - usual).toBeCloseTo(6 * 50, 9);
  });

  it('loses the grid and is dark behind a feeder as it says', () => {
    const [loss] = simulate(load(named('without-the-grid'))).gridLosses;
    expect(loss).toMatchObject({ mains: ['grid'], end: 22, first: 18, dark_h: 0, unserved_kWh: 0 });
    expect(loss!.events.map((e) => e.what)).toEqual(['holds']);
    expect(sumsOf(named('behind-a-feeder'), 'hall-lost')('unserved_kW')).toBeCloseTo(2 * 80, 9);
    expect(load(named('blind-spots')).instruments).toHaveLength(4);
  });
});
