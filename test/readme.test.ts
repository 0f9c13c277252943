import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadScenario as loadFile, simulate as simulateFile } from '../src/app/node.ts';
import { loadScenario, simulate } from '../src/index.ts';
import { mapFiles } from '../src/io/nodeFiles.ts';
import { zoneRules } from '../src/io/zone.ts';
import { template } from '../src/scenario/template.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const blocks = (language: string): string[] =>
  [...readme.matchAll(new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``, 'g'))].map((found) => found[1]!);

const runText = (text: string): number => {
  const outside = { files: mapFiles({ 'readme.yaml': text }), zones: zoneRules };
  return simulate(loadScenario('readme.yaml', outside)).steps;
};

describe('README', () => {
  it('shows the two commands', () => {
    expect(blocks('sh').join('\n')).toContain('npm ci && npm start');
    expect(blocks('sh').join('\n')).toContain('npm ci && npm test');
  });

  it('shows a scenario that runs', () => {
    const scenarios = blocks('yaml');
    expect(scenarios).toHaveLength(1);
    expect(runText(scenarios[0]!)).toBe(7 * 96);
  });

  it('shows library code that runs', async () => {
    const [code, ...more] = blocks('ts');
    expect(more).toHaveLength(0);
    const body = code!
      .replace(/^import .*$/m, '')
      .replaceAll('!', '')
      .replaceAll('console.log', 'say');
    const said: unknown[] = [];
    const run = new Function('loadScenario', 'simulate', 'say', body) as (
      load: typeof loadFile,
      sim: typeof simulateFile,
      say: (...words: unknown[]) => void,
    ) => void;
    run(loadFile, simulateFile, (...words) => said.push(...words));
    expect(said[1]).toBe('MWh bought');
    expect(said[0]).toBeGreaterThan(1000);
  });
});

it('writes a template that runs as it is', () => {
  expect(runText(template('my-site').replace('end: 2024-01-01T00:00', 'end: 2023-01-03T00:00'))).toBe(48);
});
