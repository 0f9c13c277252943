import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { COMMANDS } from '../../src/io/mqttPayloads.ts';
import { TOPICS } from '../../src/io/mqttTopics.ts';

const page = readFileSync(new URL('../../docs/live.md', import.meta.url), 'utf8');
const rowsOf = (name: string): string[] =>
  page.split(`<!-- ${name} -->\n`)[1]!.split(`<!-- /${name} -->`)[0]!.trim().split('\n').slice(2);

it('docs/live.md lists every topic as its schema says', () => {
  expect(rowsOf('topics')).toEqual(
    TOPICS.map(
      ({ pattern, qos, retain, about }) => `| \`${pattern}\` | ${qos} | ${retain ? 'yes' : 'no'} | ${about} |`,
    ),
  );
});

it('docs/live.md lists every command as its schema says', () => {
  expect(rowsOf('commands')).toEqual(
    Object.entries(COMMANDS).map(([name, schema]) => `| \`${name}\` | ${schema.description} |`),
  );
});
