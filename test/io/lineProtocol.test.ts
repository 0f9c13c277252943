import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  lineWriter,
  measurement,
  numberField,
  runLine,
  runOf,
  seriesKey,
  stringField,
  tag,
} from '../../src/io/lineProtocol.ts';
import { blockOf, START_MS, storedRun, valueAt } from './stored.ts';

interface Parsed {
  readonly name: string;
  readonly tags: Record<string, string>;
  readonly fields: Record<string, number | string>;
  readonly time: number;
}

/** Reads one line by the rules of InfluxDB's documentation, character by character. */
function parse(line: string): Parsed {
  let at = 0;
  const until = (ends: string, escaped: string): string => {
    let text = '';
    for (; at < line.length && !ends.includes(line[at]!); at++) {
      if (line[at] === '\\' && escaped.includes(line[at + 1] ?? '~')) at++;
      text += line[at]!;
    }
    return text;
  };
  const name = until(', ', ', ');
  const tags: Record<string, string> = {};
  while (line[at] === ',') {
    at++;
    const key = until('=', ',= ');
    at++;
    tags[key] = until(', ', ',= ');
  }
  const fields: Record<string, number | string> = {};
  do {
    at++;
    const key = until('=', ',= ');
    at++;
    if (line[at] === '"') {
      at++;
      fields[key] = until('"', '"\\');
      at++;
    } else fields[key] = Number(until(', ', ''));
  } while (line[at] === ',');
  return { name, tags, fields, time: Number(line.slice(at + 1)) };
}

const word = fc.string({
  unit: fc.constantFrom(...Array.from('ab,= "\'é中_-.{}\\\n\u{1f600}')),
  minLength: 1,
  maxLength: 8,
});
const plain = (text: string): string => text.replaceAll('\\', '/').replace(/\n/g, ' ');

it('writes what a reader by the rules reads back', () => {
  const text = fc.string({ unit: fc.constantFrom(...Array.from('ab,= "\'é\n\\\u{1f600}')), maxLength: 12 });
  const number = fc
    .tuple(fc.integer({ min: -(2 ** 30), max: 2 ** 30 }), fc.integer({ min: -300, max: 290 }))
    .map(([m, e]) => m * Number(`1e${e}`));
  fc.assert(
    fc.property(
      word,
      fc.dictionary(word, word, { maxKeys: 4, noNullPrototype: true }),
      word,
      text,
      number,
      (n, tags, key, s, v) => {
        const line = `${seriesKey(n, tags)} ${tag(key)}=${stringField(s)},${tag(`${key}2`)}=${numberField(v)} 123`;
        const read = parse(line);
        expect(read.name).toBe(plain(n));
        const expected = Object.fromEntries(
          Object.keys(tags)
            .sort()
            .map((k) => [plain(k), plain(tags[k]!)]),
        );
        expect(read.tags).toEqual(expected);
        expect(read.fields[plain(key)]).toBe(s);
        expect(Object.is(read.fields[plain(`${key}2`)], v)).toBe(true);
        expect(read.time).toBe(123);
      },
    ),
    { numRuns: 2000 },
  );
});

it('escapes as the documentation shows', () => {
  // by hand
  expect(measurement('my, kind=x')).toBe('my\\,\\ kind=x');
  expect(tag('a, b=c\\')).toBe('a\\,\\ b\\=c/');
  expect(stringField('say "hi"\\')).toBe('"say \\"hi\\"\\\\"');
  expect([-0, 0, 1, 1e21, 5e-324, -0.1].map(numberField)).toEqual(['-0', '0', '1', '1e+21', '5e-324', '-0.1']);
  expect(seriesKey('pv', { site: 's', component: 'c', owner: undefined, run: '' })).toBe('pv,component=c,site=s');
});

it('writes a line for each component and step, and none where nothing is finite', () => {
  const run = storedRun('r1');
  const writer = lineWriter(run);
  expect(writer.components).toBe(4);
  const block = blockOf(run, 8, 2);
  block.columns[1]![block.at] = Number.NaN;
  block.columns[5]![block.at + 1] = Number.POSITIVE_INFINITY;
  const time = START_MS + 8 * 900_000;
  expect(writer.line(0, block, 0)).toBe(
    `battery,component=battery-1,run=r1,site=park electricity_kW=${valueAt(8, 0)} ${time}\n`,
  );
  expect(writer.line(0, block, 1)).toBe(
    `battery,component=battery-1,run=r1,site=park electricity_kW=${valueAt(9, 0)},soc=${valueAt(9, 1)} ${time + 900_000}\n`,
  );
  expect(writer.line(2, block, 0)).toBe(
    `converter,component=mill,owner=paper\\ works\\,\\ "north"\\ \\=\\ 1,run=r1,site=park electricity_kW=${valueAt(8, 4)} ${time}\n`,
  );
  expect(writer.line(3, block, 1)).toBe('');
});

it('carries the description of a run of any size, in ASCII', () => {
  const many = Array.from({ length: 3000 }, (_, k) => ({
    ...storedRun('x').columns[0]!,
    component: `c${k}`,
    name: `c${k}.electricity_kW`,
  }));
  const run = storedRun('größe "1"', { columns: many, owners: { c1: '中\u{1f600}\\' } });
  const line = runLine(run);
  expect(/^[\x20-\x7e]*$/.test(line.slice(line.indexOf('json0'), -1))).toBe(true);
  const { fields, name, time } = parse(line.trimEnd());
  expect([name, time]).toEqual(['sixfold_runs', START_MS]);
  expect(Object.values(fields).every((f) => typeof f === 'string' && f.length <= 60_000)).toBe(true);
  expect(Object.keys(fields).length).toBeGreaterThan(3);
  expect(runOf(fields)).toEqual(run);
});
