import { describe, expect, it } from 'vitest';
import { changed, FILES, faultsOf, PROFILE, SMALL, TARIFF } from './small.ts';

const MISSING =
  'expected a number in every interval; mend the file or name a policy, gaps: hold | interpolate | sameHourYesterday';
const gap = (where: string, what: string, line: string): string =>
  `site.csv${where}: demand_kW has 1 value missing in 1 gap (1 ${what}), first at 2023-02-28T21:00Z (${line}); ${MISSING}`;

describe('a profile that', () => {
  it.each([
    [
      'is missing',
      undefined,
      'small.yaml:8 profiles.site.file: there is no file "site.csv"; there are: small.yaml, tariffs/power.yaml',
    ],
    ['is empty', '', 'site.csv: is empty; expected a header and rows of numbers'],
    ['has a header alone', 'time,demand_kW\n', 'site.csv:1: has a header and no rows; expected rows of numbers'],
    [
      'is binary',
      '\u0000\u0001\u0002\ufffd\ufffdPK',
      'site.csv: is no UTF-8 text (1 NUL byte and 2 undecodable bytes in 7 characters); expected CSV, EPW, TMY3, PVGIS, SURFRAD or CRN text; save it as UTF-8',
    ],
    ['holds no number', PROFILE.replace(',350', ',NaN'), gap(':7', 'blank', 'line 7')],
    ['holds infinity', PROFILE.replace(',350', ',Infinity'), gap(':7', 'text ("Infinity")', 'line 7')],
    ['holds a word', PROFILE.replace(',350', ',abc'), gap(':7', 'text ("abc")', 'line 7')],
    ['holds nothing in a cell', PROFILE.replace(',350', ','), gap(':7', 'blank', 'line 7')],
    ['has a gap', PROFILE.replace('2023-03-01T05:00,350\n', ''), gap('', 'row absent', 'no such row')],
    [
      'is shorter than the run',
      PROFILE.split('\n').slice(0, 15).join('\n'),
      'site.csv: holds 2023-02-28T16:00Z to 2023-03-01T06:00Z, and the run needs 2023-02-28T16:00Z to 2023-03-01T16:00Z; shorten the run, give a longer file, or choose year: calendar for a typical year',
    ],
    [
      'counts in a unit that nobody knows',
      PROFILE.replace('demand_kW', 'demand_MW'),
      'site.csv:1: column 2, "demand_MW", has the unknown unit "MW", did you mean "kW"?',
    ],
  ])('%s', (_, text, message) => {
    const { 'site.csv': __, ...others } = FILES;
    expect(faultsOf(text === undefined ? others : { ...others, 'site.csv': text })).toBe(message);
  });

  it('is drawn on twice is told of once', () => {
    const twice = changed('demand: 200', 'demand: site.heat_kW', { ...FILES, 'site.csv': '' });
    expect(faultsOf(twice)).toBe('site.csv: is empty; expected a header and rows of numbers');
  });
});

describe('a tariff file that', () => {
  it.each([
    [
      'is missing',
      undefined,
      'small.yaml:16 tariffs.power.file: there is no file "tariffs/power.yaml"; there are: small.yaml, site.csv',
    ],
    ['is empty', '', 'tariffs/power.yaml:1: expected a tariff, a mapping with "energy", met nothing'],
    [
      'counts in a wrong unit',
      TARIFF.replace('price_money_per_kWh: 0.1', 'price_money_per_MWh: 100'),
      'tariffs/power.yaml:2 energy.periods.valley: unknown "price_money_per_MWh", did you mean "price_money_per_kWh"? The unit is part of the name\n' +
        'tariffs/power.yaml:2 energy.periods.valley: period "valley" needs either a price or a factor',
    ],
    [
      'leaves an hour out',
      TARIFF.replace('8-22, ', '8-21, '),
      'tariffs/power.yaml:4 energy.seasons.0: season "months 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12", all days: no period covers 21:00 to 22:00; every hour needs exactly one period',
    ],
    [
      'names a period __proto__',
      TARIFF.replaceAll('peak', '__proto__'),
      'tariffs/power.yaml:2: "__proto__" cannot be a name here; choose another',
    ],
    [
      'extends itself',
      `extends: power.yaml\n${TARIFF}`,
      'tariffs/power.yaml:1 extends: goes round in a circle: tariffs/power.yaml -> tariffs/power.yaml; take one "extends" away',
    ],
  ])('%s', (_, text, message) => {
    const { 'tariffs/power.yaml': __, ...others } = FILES;
    expect(faultsOf(text === undefined ? others : { ...others, 'tariffs/power.yaml': text })).toBe(message);
  });

  it('extends another is laid on it', () => {
    const files = { ...FILES, 'tariffs/power.yaml': 'extends: base.yaml\nlabel: Mine\n', 'tariffs/base.yaml': TARIFF };
    expect(faultsOf(files)).toBe('');
    const faulty = { ...files, 'tariffs/base.yaml': TARIFF.replace('peak: 8-22', 'peek: 8-22') };
    expect(faultsOf(faulty)).toMatchInlineSnapshot(
      `"tariffs/base.yaml:4 energy.seasons.0: season "months 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12": unknown period "peek"; declared are peak, valley"`,
    );
  });
});

describe('a scenario that extends', () => {
  const files = (text: string): Record<string, string> => ({ ...FILES, 'base.yaml': SMALL, 'small.yaml': text });

  it('takes what the other has, changes and takes away', () => {
    expect(faultsOf(files('extends: base.yaml\nname: more\ncomponents: { pv: { rated_kWp: 300 }, chp: null }\n'))).toBe(
      '',
    );
  });
  it('tells where each value was written', () => {
    const text =
      'extends: base.yaml\nname: more\n\ncomponents:\n  pv: { rated_kWp: -1 }\n  wind: { kind: wind, bus: powr }\n';
    const base = SMALL.replace('capacity_kWh: 200', 'capacity_kWh: much');
    expect(faultsOf({ ...files(text), 'base.yaml': base })).toBe(
      'small.yaml:5 components.pv.rated_kWp: expected a number above 0, met -1\n' +
        'base.yaml:28 components.battery.capacity_kWh: expected a number, met "much"\n' +
        'small.yaml:6 components.wind.bus: there is no bus "powr", did you mean "power"? There are: power, gas, heat',
    );
  });
  it.each([
    [
      'itself',
      { 'small.yaml': 'extends: small.yaml\n' },
      'small.yaml:1 extends: goes round in a circle: small.yaml -> small.yaml; take one "extends" away',
    ],
    [
      'one that extends it again',
      { 'small.yaml': 'name: x\nextends: a.yaml\n', 'a.yaml': 'extends: b.yaml\n', 'b.yaml': '# b\nextends: a.yaml\n' },
      'b.yaml:2 extends: goes round in a circle: small.yaml -> a.yaml -> b.yaml -> a.yaml; take one "extends" away',
    ],
    [
      'a file that there is not',
      { 'small.yaml': 'extends: nix.yaml\n' },
      'small.yaml:1 extends: there is no file "nix.yaml"; there are: small.yaml',
    ],
    ['no path', { 'small.yaml': 'extends: 7\n' }, 'small.yaml:1 extends: expected the path of a file to extend'],
    [
      'an empty file',
      { 'small.yaml': 'extends: a.yaml\n', 'a.yaml': '' },
      'a.yaml:1: expected a scenario, a mapping that begins with "sixfold: 1" (sixfold new writes one), met nothing',
    ],
    [
      'too many',
      Object.fromEntries(
        ['small', 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'].map((name, k) => [
          `${name}.yaml`,
          `extends: ${'abcdefghij'[k]}.yaml\n`,
        ]),
      ),
      'g.yaml:1 extends: extends more than 8 files deep',
    ],
  ])('%s', (_, texts, message) => {
    expect(faultsOf(texts as Record<string, string>)).toBe(message);
  });
});

describe('a text that', () => {
  const SCENARIO = 'a scenario, a mapping that begins with "sixfold: 1" (sixfold new writes one)';
  it.each([
    ['is empty', '', `small.yaml:1: expected ${SCENARIO}, met nothing`],
    ['is prose', 'hello', `small.yaml:1: expected ${SCENARIO}, met something else`],
    ['is a list', '- a\n- b', `small.yaml:1: expected ${SCENARIO}, met something else`],
    ['is binary', 'sixfold: \u00001', 'small.yaml: is not a text; expected YAML in UTF-8'],
    ['is in another encoding', 'name: S\ufffdzhou', 'small.yaml: is not a text; expected YAML in UTF-8'],
    [
      'holds two documents',
      `${SMALL}---\n${SMALL}`,
      'small.yaml:34: begins a second YAML document; expected one document in a file',
    ],
    [
      'is not YAML',
      SMALL.replace('currency: CNY', 'currency: [CNY'),
      'small.yaml:6: not valid YAML at column 1: Flow sequence in block collection must be sufficiently indented and end with a ]',
    ],
    [
      'names a key twice',
      SMALL.replace('currency: CNY', 'currency: CNY\ncurrency: EUR'),
      'small.yaml:6: not valid YAML at column 1: Map keys must be unique',
    ],
    [
      'is set off by tabs',
      SMALL.replace('currency', '\tcurrency'),
      'small.yaml:5: not valid YAML at column 1: Tabs are not allowed as indentation',
    ],
    [
      'calls for code',
      `${SMALL}label: !!js/function "x"\n`,
      'small.yaml:34: not valid YAML at column 8: Unresolved tag: tag:yaml.org,2002:js/function',
    ],
    [
      'has a list as key',
      `${SMALL}? [a, b]\n: 1\n`,
      'small.yaml:34: expected a plain word as key, met a list or mapping',
    ],
    [
      'has __proto__ as key',
      `${SMALL}__proto__: { polluted: 1 }\n`,
      'small.yaml:34: "__proto__" cannot be a name here; choose another',
    ],
    [
      'has __proto__ as component',
      SMALL.replace('  load:', '  __proto__:'),
      'small.yaml:29: "__proto__" cannot be a name here; choose another',
    ],
    [
      'names an anchor that there is not',
      `${SMALL}label: *nope\n`,
      'small.yaml: Unresolved alias (the anchor must be set before the alias): nope; write the values out instead of YAML aliases',
    ],
    [
      'is ten megabytes long',
      `${SMALL}${'#'.repeat(10_000_000)}`,
      'small.yaml: holds 10001551 characters, at most 2000000 are read; keep series of numbers in profile files',
    ],
    [
      'is a bomb of aliases',
      `a: &a [x,x,x,x,x,x,x,x,x]\n${Array.from('bcdefghi')
        .map((key, k) => `${key}: &${key} [${Array(9).fill(`*${'abcdefgh'[k]}`).join(',')}]`)
        .join('\n')}\n`,
      'small.yaml: Excessive alias count indicates a resource exhaustion attack; write the values out instead of YAML aliases',
    ],
    [
      'has more aliases than anyone needs',
      `a: &a 1\nb: [${Array(101).fill('*a').join(', ')}]\n`,
      'small.yaml: uses more than 100 YAML aliases; write the values out',
    ],
    [
      'is nested beyond the stack',
      `a: ${'['.repeat(50_000)}${']'.repeat(50_000)}`,
      'small.yaml: is nested too deeply; at most 40 levels are read',
    ],
    [
      'is nested deeply',
      `a: ${'['.repeat(60)}${']'.repeat(60)}`,
      'small.yaml:1: is nested too deeply; at most 40 levels are read',
    ],
  ])('%s', (_, text, message) => {
    const start = performance.now();
    expect(faultsOf({ ...FILES, 'small.yaml': text })).toBe(message);
    expect(performance.now() - start).toBeLessThan(5000);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it('uses anchors as people do is read', () => {
    expect(faultsOf(changed('label: Owner', 'label: &who Owner', FILES))).toBe('');
    expect(
      faultsOf({ ...FILES, 'small.yaml': `${SMALL.replace('label: Owner', 'label: &who Owner')}label: *who\n` }),
    ).toBe('');
  });
});

it('tells all that is wrong at once: sections, fields, references and files', () => {
  const text = SMALL.replace('currency: CNY', 'currency: CNY\ncurency: CNY')
    .replace('capacity_kWh: 200', 'capacity_kWh: -200')
    .replace('rated_kWp: 100', 'rated_MWp: 0.1')
    .replace('closers: [supply]', 'closers: [suply]')
    .replace('tariff: gas', 'tariff: gass')
    .replace('owner: owner', 'owner: nobody');
  const { 'site.csv': _, ...files } = FILES;
  expect(faultsOf({ ...files, 'small.yaml': text })).toMatchInlineSnapshot(`
    "small.yaml:6: unknown "curency", did you mean "currency"?
    small.yaml:26 components.pv: unknown "rated_MWp", did you mean "rated_kWp"? The unit is part of the name
    small.yaml:29 components.battery.capacity_kWh: expected a number above 0, met -200
    small.yaml:14 buses.gas.closers.0: there is no component "suply", did you mean "supply"?
    small.yaml:23 components.supply: a closer (gasSupply) does nothing until a bus names it; add it to closers of its bus
    small.yaml:26 components.pv.owner: there is no participant "nobody"; there are: owner
    small.yaml:23 components.supply: there is no tariff "gass", did you mean "gas"? There are: power, gas
    small.yaml:9 profiles.site.file: there is no file "site.csv"; there are: small.yaml, tariffs/power.yaml"
  `);
});
