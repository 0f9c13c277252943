import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const root = new URL('../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8');
const pages = ['README.md', 'CHANGELOG.md']
  .concat(readdirSync(new URL('docs', root), { recursive: true, encoding: 'utf8' }).map((name) => `docs/${name}`))
  .filter((path) => path.endsWith('.md') && existsSync(new URL(path, root)));

it('has pages enough', () => {
  expect(pages.length).toBeGreaterThan(8);
});

it.each(pages)('%s: what it links to exists', (page) => {
  const text = read(page);
  const links = [...text.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)].map((m) => m[1]!).filter((l) => !/^[a-z]+:/.test(l));
  const missing = links.filter((link) => !existsSync(new URL(link, new URL(page, root))));
  expect(missing).toEqual([]);
});

it('numbers the decisions without gap, each under a page with context, choice and consequence', () => {
  const names = readdirSync(new URL('docs/decisions', root)).sort();
  names.forEach((name, k) => {
    expect(name).toMatch(new RegExp(`^${String(k + 1).padStart(4, '0')}-[a-z0-9-]+\\.md$`));
    const text = read(`docs/decisions/${name}`);
    expect(text.split('\n').length).toBeLessThan(60);
    expect(text).toMatch(new RegExp(`^# ${k + 1}\\. .+\n\n\\*\\*Context\\.\\*\\*`));
    for (const part of ['**Choice.**', '**Consequence.**']) expect(text).toContain(part);
  });
  expect(names.length).toBeGreaterThanOrEqual(7);
});

it('keeps the glossary in order, each word once', () => {
  const words = [...read('docs/glossary.md').matchAll(/^\| \*\*(.+?)\*\*/gm)].map((m) =>
    m[1]!.replaceAll('`', '').replace(/,.*/, ''),
  );
  const plain = words.map((w) => w.toLowerCase());
  expect(words.length).toBeGreaterThan(40);
  expect(plain).toEqual(plain.toSorted());
  expect(new Set(plain).size).toBe(plain.length);
});

it('begins every version of the changelog with what changes results', () => {
  const versions = read('CHANGELOG.md').split(/^## /m).slice(1);
  expect(versions.length).toBeGreaterThan(0);
  for (const version of versions) expect(/^### (.+)$/m.exec(version)?.[1]).toBe('Results change');
});
