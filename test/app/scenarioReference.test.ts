import { describe, expect, it } from 'vitest';
import { scenarioReference } from '../../src/app/scenarioReference.ts';
import { jsonSchema } from '../../src/scenario/jsonSchema.ts';

const text = scenarioReference(jsonSchema());
const rows = text.split('\n').filter((line) => line.startsWith('| `'));

describe('reference of the scenario fields', () => {
  it('has a row for every field of the top, none twice', () => {
    const paths = rows.map((row) => /^\| `([^`]+)`/.exec(row)![1]!);
    const tops = Object.keys(jsonSchema().properties as object);
    expect(tops.length).toBeGreaterThan(20);
    expect(tops.filter((name) => !paths.includes(name))).toEqual([]);
    expect(paths.filter((path, k) => paths.indexOf(path) !== k)).toEqual([]);
    expect(paths.length).toBeGreaterThan(150);
  });

  it.each([
    '| `name` |  | **required** | id | of the run and of the folder of its results |',
    '| `site.altitude_m` | m | 0 | >= -430, <= 9000 | above the sea; thins the air |',
    '| `time.step_s` | s | 3600 | whole, >= 1, <= 3600 | seconds; divides the run evenly |',
    '| `tariffs.*.fixed.by` |  | **required** | demand \\| capacity |  |',
    '| `control.stores.*.strategy` |  | **required** | selfUse \\| peakShaving \\| timeOfUse | selfUse serves every deficit and takes every surplus |',
    '| `components.*.ports` |  | {} | id, by name | bus of each port |',
  ])('says %s', (row) => {
    expect(rows).toContain(row);
  });

  it("leaves the components' own parameters to the reference of the kinds", () => {
    expect(text).not.toContain('capacity_kWh');
    expect(text).toContain('[models.md](models.md)');
    expect(text).not.toContain('undefined');
  });

  it('points every section at the guide', () => {
    const sections = [...text.matchAll(/^## ([a-z]+)$/gm)].map((m) => m[1]!);
    expect(sections.length).toBeGreaterThan(14);
    for (const name of sections) expect(text).toContain(`[guide](guide.md#${name})`);
  });
});
