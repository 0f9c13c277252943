import { beforeAll, describe, expect, it } from 'vitest';
import { reportHtml } from '../../src/report/html.ts';
import { AGAINST_LABELS, FIGURE_GROUPS, labelOf } from '../../src/report/labels.ts';
import type { Summary } from '../../src/report/summary.ts';
import { example, type Ran } from './chartExample.ts';

const SCRIPT = 'document.title += "";';
let ran: Ran;
let page = '';
beforeAll(() => {
  ran = example();
  page = reportHtml({ ...ran, script: SCRIPT, version: '0.1.0' });
});

const text = (html: string): string =>
  html
    .replace(/<script[\s\S]*?<\/script>/g, '')
    .replace(/<style[\s\S]*?<\/style>/g, '')
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('\u2212', '-')
    .replace(/\s+/g, ' ');

const claim = (met: boolean): Summary['claims'][number] => ({
  text: 'A third of its own',
  kpi: 'selfSupplyOnSite',
  definition: 'Of its own over all.',
  value: met ? 0.4 : 0.2,
  unit: '1',
  comparison: 'above',
  threshold: 1 / 3,
  tested: true,
  met,
});

describe('reportHtml', () => {
  it('gives the same bytes for the same run', () => {
    const again = example();
    expect(reportHtml({ ...again, script: SCRIPT, version: '0.1.0' })).toBe(page);
  });

  it('asks nothing of the world outside', () => {
    expect(page).not.toMatch(/(?:src|href|action|poster|data)\s*=\s*["']?\s*(?:https?:|\/\/)/i);
    expect(page).not.toMatch(/url\(|@import|<link|<img|<iframe/i);
    expect(page).toContain(`content="default-src 'none'; script-src 'unsafe-inline'`);
  });

  it('has all sections, each with a way to it, in the order of an engineer', () => {
    const ids = [...page.matchAll(/<h2 id="([a-z]+)"/g)].map((m) => m[1]);
    expect(ids).toEqual(
      'summary balance kpis flows months duration money emissions events audits warnings components assumptions signals'.split(
        ' ',
      ),
    );
    const links = [...page.matchAll(/href="#([a-z]+)"/g)].map((m) => m[1]);
    expect(links).toEqual(ids);
    const all = [...page.matchAll(/ id="([^"]+)"/g)].map((m) => m[1]);
    expect(new Set(all).size).toBe(all.length);
  });

  it('says in words what was simulated and what came of it', () => {
    const words = text(page);
    expect(words).toContain('31.30° N, 120.70° E, 5 m');
    expect(words).toContain('2023-01-01 00:00 to 2024-01-01 00:00, Asia/Shanghai');
    expect(words).toContain('Sixfold 0.1.0');
    // By hand: 300, 200 and 150 kW over 8760 h.
    expect(words).toContain(
      'In 8,760 hours final use took 2,628 MWh of electricity, 1,752 MWh of heat and 1,314 MWh of cooling.',
    );
    expect(words).toContain('All demand was served.');
    expect(words).toContain('Every component, every step : ports, what crosses the boundary');
  });

  it('defines every key figure, and gives every chart words and numbers', () => {
    const figures = page.match(/<details class="kpi"[\s\S]*?<\/details>/g) ?? [];
    expect(figures.length).toBe(Object.keys(ran.summary.kpis).length);
    expect(figures.length).toBeGreaterThan(10);
    expect(Object.keys(ran.summary.kpis).filter((name) => labelOf(name) === undefined)).toEqual([]);
    const labels = [...FIGURE_GROUPS.flatMap(([, group]) => group), ...AGAINST_LABELS].map(([, label]) => label);
    expect(new Set(labels).size).toBe(labels.length);
    expect(page).not.toContain('No definition is given');
    const charts = page.match(/<figure>[\s\S]*?<\/figure>/g) ?? [];
    expect(charts.length).toBe(5);
    for (const chart of charts) {
      expect(chart).toMatch(/<figcaption>[^<]+<small>/);
      expect(chart).toMatch(/role="img" aria-label="[^"]{30,}"/);
      expect(chart).toMatch(/<details>[\s\S]*<table\b/);
    }
  });

  it('escapes what a user wrote, wherever it stands', () => {
    const evil = `</script><script>alert('x')</script><img src=x onerror=alert(1)>"'&`;
    const planted = example({ end: '2023-01-20T00:00', label: evil, notes: evil });
    const bad = {
      ...planted.summary,
      warnings: [{ code: 'import', text: evil }],
      claims: [{ ...claim(true), text: evil, definition: evil, reference: evil }],
      omitted: [{ name: 'a', reason: evil }],
    };
    const html = reportHtml({ outcome: planted.outcome, summary: bad, script: SCRIPT });
    expect(html).not.toContain('<img');
    expect(html.match(/<script/g)?.length).toBe(2);
    expect(html.match(/<\/script/g)?.length).toBe(2);
    expect(html.split('&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;').length).toBeGreaterThan(8);
  });

  it('says of every claim whether it is met, with figure and definition', () => {
    const html = reportHtml({ ...ran, summary: { ...ran.summary, claims: [claim(true), claim(false)] }, script: '' });
    expect(text(html)).toContain(
      '1 of 2 tests are passed, each in the definition that stands with it. A third of its own ✓ Met : Self-supply, made on site: 40.0 % , claimed above 33.3 %. Of its own over all. ✗ Missed : Self-supply, made on site: 20.0 % , claimed above 33.3 %. Of its own over all.',
    );
  });

  it('marks a run that was stopped', () => {
    const cut = reportHtml({ outcome: { ...ran.outcome, steps: 1000 }, summary: ran.summary, script: '' });
    expect(text(cut)).toContain('Stopped after 1,000 of 8,760 steps: the figures cover that part alone.');
  });
});

describe('the size of the page', () => {
  const MOST = 6_000_000 - 900_000;

  it('holds a year of hours in far less than 6 MB', () => {
    expect(page.length).toBeLessThan(1_500_000);
    expect(text(page)).toContain('This page holds every step of the run (1 h).');
  });

  it('means long runs of short steps, and says so', () => {
    const quarter = example({ step_s: 300, end: '2023-06-01T00:00', options: { maxRows: 100_000 } });
    const html = reportHtml({ ...quarter, script: '' });
    expect(html.length).toBeLessThan(MOST);
    expect(text(html)).toContain('The run took steps of 5 min; to stay small this page holds means over 15 min.');
  });

  it('keeps within the bytes that it may have, letters of any script counted', () => {
    const most = Math.floor(0.9 * Buffer.byteLength(page));
    const html = reportHtml({
      ...ran,
      summary: { ...ran.summary, label: '苏州🌞'.repeat(999) },
      script: SCRIPT,
      bytes: most,
    });
    expect(Buffer.byteLength(html)).toBeLessThanOrEqual(most);
    expect(Buffer.byteLength(html)).toBeGreaterThan(most / 3);
  });

  it('makes coarser what would not fit, and says so', () => {
    const limits = { rows: 20_000, characters: 300_000 };
    const html = reportHtml({ ...ran, script: '', limits });
    expect(html.length).toBeLessThan(page.length);
    expect(text(html)).toMatch(
      /every step of the run \(1 h\), and means over \d+ h of the signals that are not flows of ports\./,
    );
  });
});
