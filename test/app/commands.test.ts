import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadScenario } from '../../src/app/node.ts';
import { startSimulation } from '../../src/index.ts';
import { FILES } from '../scenario/small.ts';
import { folderWith, say } from './site.ts';

const TWO = {
  ...FILES,
  'without.yaml': 'extends: small.yaml\nname: without\nlabel: Without sun\ncomponents: { pv: null }\n',
  'half.yaml': 'extends: small.yaml\nname: half\ncomponents: { heating: { demand: 100 } }\n',
};

describe('wrong usage', () => {
  it.each([
    [['run'], "error: missing required argument 'file'\n(add --help for the options and an example)\n"],
    [
      ['run', 'a.yaml', '--ouut', 'x'],
      "error: unknown option '--ouut'\n(Did you mean --out?)\n(add --help for the options and an example)\n",
    ],
    [['rum'], "error: unknown command 'rum'\n(Did you mean run?)\n(add --help for the options and an example)\n"],
    [
      ['run', 'a.yaml', 'b.yaml'],
      "error: too many arguments for 'run'. Expected 1 argument but got 2.\n(add --help for the options and an example)\n",
    ],
    [['validate'], "error: missing required argument 'files'\n(add --help for the options and an example)\n"],
    [['compare', 'a.yaml'], 'compare: expected two or more scenario files or folders of results\n'],
    [['run', 'nowhere/none.yaml'], 'there is no file "nowhere/none.yaml"; check the path\n'],
    [['run', '.'], '.: is a folder; expected a file\n'],
  ])('%j', async (args, err) => {
    expect(await say(args)).toEqual({ exit: 2, out: '', err });
  });

  it('no command at all shows the help', async () => {
    const { exit, err } = await say([]);
    expect(exit).toBe(2);
    expect(err).toContain('$ sixfold run simulations/suzhou-six-in-one.yaml');
  });
});

it.each(['run', 'validate', 'compare', 'resilience', 'schema', 'new'])('%s --help has an example', async (name) => {
  const { exit, out } = await say([name, '--help']);
  expect(exit).toBe(0);
  expect(out).toMatch(/Examples?:\n {2}\$ sixfold /);
});

it('tells its version', async () => {
  expect((await say(['--version'])).out).toMatch(/^\d+\.\d+\.\d+\n$/);
});

describe('validate', () => {
  it('looks at every file, and at all that is wrong in each', async () => {
    const folder = folderWith({
      ...TWO,
      'bad.yaml':
        'extends: small.yaml\nname: bad\ncomponents:\n  pv: { rated_kWp: -1 }\n  chp: { rated_kW: no-number }\n',
      'lost.yaml': 'extends: small.yaml\nname: lost\nreference: [small.yaml, gone.yaml]\n',
    });
    const at = (name: string): string => join(folder, name);
    const { exit, out, err } = await say(['validate', at('bad.yaml'), at('small.yaml'), at('lost.yaml')]);
    expect(exit).toBe(2);
    expect(out).toBe(`${at('small.yaml')}: good. 12 components on 3 buses, 24 steps of 3600 s\n`);
    expect(err).toBe(
      `${at('bad.yaml')}:4 components.pv.rated_kWp: expected a number above 0, met -1\n` +
        `${at('bad.yaml')}:5 components.chp.rated_kW: expected a number, met "no-number"\n` +
        `${at('lost.yaml')}:3 reference.1: there is no file "${at('gone.yaml')}"; check the path, it is seen from the folder of lost.yaml\n`,
    );
  });
});

describe('schema', () => {
  it('prints a JSON Schema that knows every section and kind', async () => {
    const { exit, out } = await say(['schema']);
    expect(exit).toBe(0);
    const schema = JSON.parse(out) as {
      properties: Record<string, { additionalProperties?: { anyOf?: { title: string }[] } }>;
    };
    for (const section of ['extends', 'site', 'time', 'buses', 'tariffs', 'components', 'control', 'events', 'claims'])
      expect(schema.properties).toHaveProperty(section);
    const kinds = schema.properties.components!.additionalProperties!.anyOf!.map((k) => k.title);
    expect(kinds).toContain('gasEngine');
    expect(kinds.length).toBeGreaterThan(20);
  });
});

describe('new', () => {
  it('writes a scenario that runs as it is, and overwrites none', async () => {
    const folder = folderWith({});
    const file = join(folder, 'My Site 2.yaml');
    expect(await say(['new', file])).toEqual({
      exit: 0,
      out: `${file}: written. Next: sixfold run ${file}\n`,
      err: '',
    });
    const scenario = loadScenario(file);
    expect(scenario.run.name).toBe('my-site-2');
    expect(startSimulation(scenario).advance(48)).toBe(48);
    writeFileSync(file, 'mine');
    expect(await say(['new', file])).toEqual({
      exit: 2,
      out: '',
      err: `"${file}" exists already; choose another name, or remove it first\n`,
    });
    expect(readFileSync(file, 'utf8')).toBe('mine');
  });
});

describe('compare', () => {
  it('runs files, reads results, and lays them side by side', async () => {
    const folder = folderWith(TWO);
    const at = (name: string): string => join(folder, name);
    await say(['run', at('small.yaml'), '--out', at('results'), '--no-report']);
    const { exit, out, err } = await say(['compare', at('results'), at('without.yaml'), '--out', at('cmp')]);
    expect({ exit, err }).toEqual({ exit: 0, err: '' });
    expect(out).toMatch(/^Key figures +small +without +difference\n/);
    expect(out).toContain('All serve the same.');
    const comparison = JSON.parse(readFileSync(at('cmp/compare.json'), 'utf8')) as {
      rows: { name: string; differences: number[] }[];
    };
    const bill = comparison.rows.find((r) => r.name === 'bill_money')!;
    expect(bill.differences[0]).toBe(0);
    expect(bill.differences[1]).toBeGreaterThan(0);
    const page = readFileSync(at('cmp/compare.html'), 'utf8');
    expect(page).toContain('Without sun');
    expect(page).toContain('<svg');
    expect(page).not.toMatch(/NaN|undefined|https?:/);
    // Two runs: one difference, with its sign, of shares in points.
    expect(page.match(/<th scope="col"[^>]*>Difference<\/th>/g)?.length).toBeGreaterThan(3);
    expect(page).toMatch(
      /Self-supply, made on site<\/th><td class="n">[\d.]+ %<\/td><td class="n">[\d.]+ %<\/td><td class="n">\u2212[\d.]+ pp<\/td>/,
    );
    expect(page).toMatch(/<td class="n">\+[\d,.]+ CNY<\/td>/);
  });

  it('runs two files', async () => {
    const folder = folderWith(TWO);
    const at = (name: string): string => join(folder, name);
    const { exit, out } = await say(['compare', at('small.yaml'), at('without.yaml'), '--out', at('cmp'), '--json']);
    expect(exit).toBe(0);
    expect((JSON.parse(out) as { runs: unknown }).runs).toEqual([
      { name: 'small', label: 'small' },
      { name: 'without', label: 'Without sun' },
    ]);
  });

  it('warns where they do not serve the same', async () => {
    const folder = folderWith(TWO);
    const at = (name: string): string => join(folder, name);
    const { out } = await say(['compare', at('small.yaml'), at('half.yaml'), at('without.yaml'), '--out', at('cmp')]);
    expect(out).toContain('They do not serve the same:\n- final use of heat: small serves');
    expect(out).not.toContain('difference');
    const page = readFileSync(at('cmp/compare.html'), 'utf8');
    expect(page).toContain('They do not serve the same');
    expect(page).toMatch(/>A: small<.*>B: half<.*>C: Without sun<.*>B \u2212 A<.*>C \u2212 A</);
  });

  it.each([
    ['nothing', undefined, 'is not there; expected a folder that "sixfold run" wrote, or a scenario file'],
    ['no JSON', '{', 'is no JSON; run the scenario again'],
    ['another thing', '{"schemaVersion":7}', 'is no summary of a run of this version; run the scenario again'],
    [
      'a part of a run',
      '{"schemaVersion":1,"kpis":{},"buses":{},"unfinished":true}',
      'is of a run that was stopped; run the scenario again',
    ],
  ])('refuses a folder that holds %s', async (_, text, message) => {
    const folder = folderWith(text === undefined ? TWO : { ...TWO, 'summary.json': text });
    const { exit, err } = await say(['compare', folder, join(folder, 'small.yaml')]);
    expect({ exit, err }).toEqual({ exit: 2, err: `${join(folder, 'summary.json')}: ${message}\n` });
  });

  it('compares nothing when stopped', async () => {
    const folder = folderWith(TWO);
    const at = (name: string): string => join(folder, name);
    const { exit, err } = await say(['compare', at('small.yaml'), at('half.yaml'), '--out', at('cmp')], 0);
    expect({ exit, err }).toEqual({ exit: 130, err: 'stopped by SIGINT; nothing is compared\n' });
    expect(existsSync(at('cmp/compare.html'))).toBe(false);
  });
});

describe('resilience', () => {
  /** Two days of 60 kW, a battery of 400 kWh that is held back, and the grid. */
  const ISLAND = `sixfold: 1
name: island
site: { latitude_deg: 31.3, longitude_deg: 120.7, zone: Asia/Shanghai }
time: { start: 2023-03-01T00:00, end: 2023-03-03T00:00, step_s: 3600 }
currency: CNY
buses:
  power: { carrier: electricity, closers: [grid, spilt, lost] }
tariffs:
  power: { energy: { price_money_per_kWh: 0.6 } }
components:
  grid: { kind: gridConnection, bus: power, tariff: power, importLimit_kW: 500 }
  spilt: { kind: curtailment, bus: power }
  lost: { kind: unserved, bus: power }
  load: { kind: load, bus: power, demand: 60 }
  battery: { kind: battery, bus: power, capacity_kWh: 400, charge_kW: 100, discharge_kW: 100, socStart: 1, etaCharge: 1, etaDischarge: 1, etaConverter: 1, selfDischarge_per_h: 0, standby_kW: 0 }
control: { stores: { battery: { strategy: peakShaving, target_kW: 400 } } }
`;

  it('studies a site, tells it and writes it', async () => {
    const folder = folderWith({ 'island.yaml': ISLAND });
    const at = (name: string): string => join(folder, name);
    const args = ['resilience', at('island.yaml'), '--hours', '12', '--every', '6', '--out', at('out')];
    const { exit, out, err } = await say(args);
    expect({ exit, err }).toEqual({ exit: 0, err: '' });
    expect(out).toBe(`island: resilience

6 losses of grid, up to 12 h long: survived for 6.0 h on average, 6.0 h at the worst (2023-03-01 06:00)
No component says under "island:" what it can do without the grid, so every loss is taken over
without a break.

for at least  survived  a short darkness forgiven
1 h            100.0 %                    100.0 %
4 h            100.0 %                    100.0 %
12 h             0.0 %                      0.0 %

out of service all the time  MWh unserved  hours
grid                                  2.5     42
1 of 2 components can be lost without anything unserved

Drawn in ${at('out/resilience.html')} (open it in a browser)
`);
    const data = JSON.parse(readFileSync(at('out/resilience.json'), 'utf8')) as Record<string, unknown[]>;
    expect(data.losses).toHaveLength(6);
    expect(data.losses![0]).toEqual({
      time: '2023-02-28T22:00Z',
      survived_h: 6,
      carried_h: 6,
      cut_kWh: 0,
      first: null,
    });
    expect(readFileSync(at('out/resilience.html'), 'utf8')).not.toMatch(/NaN|undefined|https?:/);
    const again = await say([...args, '--json']);
    expect(JSON.parse(again.out)).toEqual(data);
  });

  it('counts what is lacking with everything in service for no loss', async () => {
    // 60 kW of heat nobody makes, and electricity that the grid alone gives: losing it, or the battery, changes no heat.
    const cold = ISLAND.replace(
      'tariffs:',
      '  hot: { carrier: heat, supply_degC: 90, return_degC: 70, closers: [spill, cold] }\ntariffs:',
    ).replace(
      'components:\n',
      `components:
  spill: { kind: dump, bus: hot }
  cold: { kind: unserved, bus: hot, carrier: heat }
  rooms: { kind: load, bus: hot, carrier: heat, demand: 10 }
`,
    );
    const folder = folderWith({ 'island.yaml': cold });
    const { out, err } = await say(['resilience', join(folder, 'island.yaml'), '--every', '24']);
    expect(err).toBe('');
    expect(
      out.slice(out.indexOf('out of service')).split('\n\n')[0],
    ).toBe(`out of service all the time  MWh more unserved  more hours
grid                                       2.5           0
1 of 2 components can be lost without more unserved than the 0.5 MWh in 48 hours with everything in
service`);
  });

  it.each(['0', '-1', '9000', 'two'])('refuses --hours %s', async (hours) => {
    const { exit, err } = await say(['resilience', 'island.yaml', '--hours', hours]);
    expect({ exit, err }).toEqual({
      exit: 2,
      err: `error: option '--hours <h>' argument '${hours}' is invalid. expected hours above 0 and up to 8760\n(add --help for the options and an example)\n`,
    });
  });

  it('writes nothing when stopped', async () => {
    const folder = folderWith({ 'island.yaml': ISLAND });
    const out = join(folder, 'out');
    const { exit, err } = await say(['resilience', join(folder, 'island.yaml'), '--out', out], 0);
    expect({ exit, err }).toEqual({ exit: 130, err: 'stopped by SIGINT; nothing is written\n' });
    expect(existsSync(join(out, 'resilience.json'))).toBe(false);
  });
});
