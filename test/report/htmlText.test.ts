import { describe, expect, it } from 'vitest';
import {
  figure,
  fixed,
  html,
  jsonForPage,
  monthHeads,
  quantity,
  raw,
  scriptForPage,
  tableOf,
  valueText,
  words,
} from '../../src/report/htmlText.ts';

const plain = (text: string): string => text.replaceAll('\u2212', '-');

it.each([
  [0, '0'],
  [7, '7'],
  [12_345, '12,345'],
  [1234, '1,234'],
  [1234.567, '1,235'],
  [123.456, '123.5'],
  [0.341_44, '0.3414'],
  [0.08, '0.08'],
  [2.4, '2.4'],
  [-0.5, '-0.5'],
  [1.96e-11, '1.96e-11'],
  [5_804_774.2, '5,804,774'],
  [99.999, '100'],
  [-1e-12, '-1.00e-12'],
])('writes the figure %d as %s', (v, text) => {
  expect(plain(figure(v))).toBe(text);
});

it('writes decimals, and no minus before nothing', () => {
  expect([fixed(-0.04, 1), fixed(1_234_567.89, 1), fixed(-2.25, 1)].map(plain)).toEqual(['0.0', '1,234,567.9', '-2.3']);
});

it.each([
  [12_000, 'kWh', '12 MWh'],
  [9000, 'kWh', '9,000 kWh'],
  [2_033_000, 'kg', '2,033 t'],
  [0.33, '1', '0.33'],
  [1.9e-11, 'kWh', '0 kWh'],
  [5, 'CNY', '5 CNY'],
])('writes %d %s as %s', (v, unit, text) => {
  expect(plain(quantity(v, unit))).toBe(text);
});

it.each([
  ['selfSupplyOnSite', 0.336_4, '1', '33.6 %'],
  ['originStock', 1.8e-5, '1', '<0.1 %'],
  ['originBiofuel', 0, '1', '0 %'],
  ['carbonReduction', -0.25, '1', '-25.0 %'],
  ['etaTotal', 0.8305, '1', '83.0 %'],
  ['totalEfficiency', 0.8465, '1', '84.7 %'],
  ['cop', 4.2, '1', '4.2'],
  ['cycles', 513.99, '1', '514'],
  ['payback_a', 4.2194, 'a', '4.22 years'],
  ['bill_money', 3_965_043.8, 'CNY', '3,965,044 CNY'],
])('writes %s of %d (%s) as %s', (name, v, unit, text) => {
  expect(plain(valueText(name, v, unit))).toBe(text);
});

it('heads months shortly where they are of one year', () => {
  expect(monthHeads(['2023-01', '2023-12'])).toEqual({ heads: ['Jan', 'Dec'], year: ', 2023' });
  expect(monthHeads(['2023-12', '2024-01'])).toEqual({ heads: ['2023-12', '2024-01'], year: '' });
});

it.each([
  ['selfSupplyOnSite', 'Self-supply, made on site'],
  ['scope2Location_kg', 'Scope 2, location-based'],
  ['unserved_h', 'Hours with demand not served'],
  ['npv_money', 'Net present value'],
  ['fullLoadHours_h', 'Full load hours'],
  ['seasonalCop', 'Seasonal COP'],
])('reads %s as %s', (name, text) => {
  expect(words(name)).toBe(text);
});

describe('html', () => {
  it('escapes what is put in, and only that', () => {
    const name = `<img src=x onerror="a('b')">&`;
    expect(html`<b title="${name}">${[html`<i>${name}</i>`, undefined]}${1}${undefined}</b>`.html).toBe(
      '<b title="&lt;img src=x onerror=&quot;a(&#39;b&#39;)&quot;&gt;&amp;"><i>&lt;img src=x onerror=&quot;a(&#39;b&#39;)&quot;&gt;&amp;</i>1</b>',
    );
    expect(html`${raw('<b>')}`.html).toBe('<b>');
  });

  it('keeps data and script from ending their elements', () => {
    const text = '</script><script>alert(1)</script><!--\u2028';
    const data = jsonForPage({ text }).html;
    expect(data).not.toMatch(/[<\u2028]/);
    expect(JSON.parse(data)).toEqual({ text });
    const script = scriptForPage('const a = "</script>"; const b = "</SCRIPT>"; const c = "<!--";').html;
    expect(script).toBe('const a = "<\\/script>"; const b = "<\\/SCRIPT>"; const c = "<\\!--";');
  });

  it('writes rows below the foot of a table, and sets wide ones smaller', () => {
    const heads = (n: number): { head: string }[] => Array.from({ length: n }, (_, k) => ({ head: `H${k}` }));
    const { html: text } = tableOf('Cap', heads(9), [], ['Sum'], [['Lost in pipes', 1]]);
    expect(text).toContain('<table class="more">');
    expect(text.replaceAll('\n', '')).toContain(
      '<tfoot><tr><th scope="row">Sum</th></tr><tr class="more"><th scope="row">Lost in pipes</th><td>1</td></tr></tfoot>',
    );
    expect(tableOf('Cap', heads(12), []).html).toContain('<table class="many">');
    expect(tableOf('Cap', heads(8), []).html).toContain('<table>');
  });

  it('writes a table with a heading for each row and column', () => {
    const { html: text } = tableOf('Cap', [{ head: 'A' }, { head: 'B', isNumber: true }], [['x', 1]], ['Sum', 1]);
    expect(text.replaceAll('\n', '')).toBe(
      '<div class="scroll" tabindex="0" role="region" aria-label="Cap"><table><caption>Cap</caption>' +
        '<thead><tr><th scope="col">A</th><th scope="col" class="n">B</th></tr></thead>' +
        '<tbody><tr><th scope="row">x</th><td class="n">1</td></tr></tbody>' +
        '<tfoot><tr><th scope="row">Sum</th><td class="n">1</td></tr></tfoot></table></div>',
    );
  });
});
