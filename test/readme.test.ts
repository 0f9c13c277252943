import { readFileSync } from 'node:fs';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { loadScenario as loadFile, simulate as simulateFile } from '../src/app/node.ts';
import { loadScenario, simulate } from '../src/index.ts';
import { zoneRules } from '../src/io/zone.ts';
import { mapFiles } from '../src/scenario/mapFiles.ts';
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

  it('shows library code that runs', () => {
    const [code, ...more] = blocks('ts');
    expect(more).toHaveLength(0);
    const body = code!
      .replace(/^import .*$/m, '')
      .replaceAll('!', '')
      .replaceAll('console.log', 'say');
    const said: unknown[] = [];
    runInNewContext(body, {
      loadScenario: loadFile,
      simulate: simulateFile,
      say: (...words: unknown[]) => said.push(...words),
    });
    expect(said[1]).toBe('MWh bought');
    expect(said[0]).toBeGreaterThan(1000);
  });
});

it('writes a template that runs as it is', () => {
  expect(runText(template('my-site').replace('end: 2024-01-01T00:00', 'end: 2023-01-03T00:00'))).toBe(48);
});
