import { expect, it } from 'vitest';
import { utcMs } from '../../src/core/timeGrid.ts';
import { UTC, type ZoneRules } from '../../src/core/zone.ts';
import { statementHtml } from '../../src/report/exchangeStatement.ts';
import { clockText, moneyHtml, quantityHtml } from '../../src/report/exchangeText.ts';
import { Q, START_MS } from '../market/books/bench.ts';
import { periodDesk, statementsOf } from '../market/statement/period.ts';

const DAYS = 2;
const END_MS = START_MS + DAYS * 96 * Q;
const desk = periodDesk(DAYS);
const [first, second] = statementsOf(desk.lines, [
  { party: 'mill', from_ms: START_MS, to_ms: END_MS, zone: UTC },
  { party: 'mill', from_ms: END_MS, to_ms: END_MS + 96 * Q, zone: UTC },
]);
const page = statementHtml({ statement: first!, version: '0.1.0', csv: 'mill.csv' });
const words = (text: string): string => text.replace(/<[^>]*>/g, '');

it('shows money and energy to the last digit', () => {
  expect(moneyHtml(-1_234_567_891).html).toBe('\u22121,234.56<small class="micro">7891</small>');
  expect(moneyHtml(5).html).toBe('0.00<small class="micro">0005</small>');
  expect([quantityHtml(1_234_567), quantityHtml(-7), quantityHtml(0)]).toEqual(['1,234.567', '\u22120.007', '']);
});

it('goes from the opening to the closing balance, and says where each line is from', () => {
  const text = words(page);
  expect(text).toContain('Statement of Rolling mill');
  expect(text).toContain('2026-07-01 to 2026-07-02, UTC');
  expect(text).toContain('issued; later corrections stand on the next statement');
  expect(text).toContain('400.000000');
  expect(text).toContain(words(moneyHtml(first!.closing).html));
  expect(text).toMatch(/order b-40; m-mill taken [\d.]+ to [\d.]+; tariff 2026-07; journal \d+, \d+/);
  expect(text).toContain('tariff 2026-07 two-part; fixed and demand charge, shared by coincidentPeak; journal ');
  expect(text).toContain(`Journal entry ${first!.proof.entries} ${first!.proof.head}`);
  expect(page.match(/<tr class="sub">/g)).toHaveLength(2);
  expect(page.match(/<details class="day"/g)).toHaveLength(DAYS + 1);
  // The last balance of the days is the closing one.
  const days = text.slice(text.indexOf('Day by day'), text.indexOf('Slot by slot'));
  expect(
    days.match(new RegExp(words(moneyHtml(first!.closing).html).replace('.', '\\.'), 'g'))?.length,
  ).toBeGreaterThanOrEqual(2);
});

it('lists corrections of earlier periods on the next statement', () => {
  const text = words(statementHtml({ statement: second! }));
  expect(text).toContain('preliminary: it may still change');
  expect(text).toContain('r1 takes back r0');
  expect(text).toContain(words(moneyHtml(second!.opening).html));
});

it('needs nothing else, takes no script, and is the same each time', () => {
  expect(page).not.toMatch(/<script|https?:\/\/|<link|url\(/);
  expect(page).toContain("default-src 'none'");
  expect(statementHtml({ statement: first!, version: '0.1.0', csv: 'mill.csv' })).toBe(page);
  const evil = statementHtml({ statement: { ...first!, label: '<img src=x onerror=alert(1)>' } });
  expect(evil).not.toContain('<img');
  expect(evil).toContain('&lt;img src=x');
});

it('tells the two o’clocks of a night apart', () => {
  const berlin: ZoneRules = {
    zone: 'Europe/Berlin',
    spans: [
      { from_ms: Number.NEGATIVE_INFINITY, offset_min: 120 },
      { from_ms: utcMs(2026, 10, 25, 1), offset_min: 60 },
    ],
  };
  const texts = [0, 1, 2].map((hour) => clockText(berlin, utcMs(2026, 10, 25, hour, 15)));
  expect(texts).toEqual(['02:15 (00:15Z)', '02:15 (01:15Z)', '03:15']);
});

it('writes a large statement within bounds, and says what it leaves out', () => {
  const lines = Array.from({ length: 9500 }, (_, k) => ({ ...first!.lines[0]!, slot_ms: START_MS + k * Q }));
  const text = statementHtml({ statement: { ...first!, lines }, csv: 'all.csv' });
  expect(words(text)).toContain('Of 9,500 slots the first 9,000 are written out; all.csv has them all.');
  expect(text.length).toBeLessThan(6_000_000);
});
