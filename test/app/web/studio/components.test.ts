import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

interface Component {
  readonly text: string;
  readonly script: string;
}
type Components = ReadonlyMap<string, Component>;
const root = fileURLToPath(new URL('../../../..', import.meta.url));
const { compileComponents, unknownNames, wrongNames, FOLDER } = (await import(
  join(root, 'scripts/components.mjs')
)) as {
  compileComponents: (root: string, folder?: string) => Components;
  unknownNames: (root: string, components: Components) => readonly string[];
  wrongNames: (root: string, components: Components) => readonly string[];
  FOLDER: string;
};
const components = compileComponents(root);
const LINK = 'shell/Link.svelte';

/** The components with one in which something is misspelt. */
function planted(from: string, to: string): Components {
  const { text, script } = components.get(LINK)!;
  expect([text.includes(from), script.includes(from)]).toEqual([true, true]);
  return new Map([...components, [LINK, { text: text.replace(from, to), script: script.replace(from, to) }]]);
}

describe('names in components', () => {
  it('are all defined', () => {
    expect(components.size).toBeGreaterThan(25);
    expect(unknownNames(root, components)).toEqual([]);
  });

  it.each([
    ['span(app.age_ms)', 'spam(app.age_ms)', "shell/Link.svelte:8: 'spam' is not defined."],
    ['app.isStale', 'ap.isStale', "shell/Link.svelte:6: 'ap' is not defined."],
  ])('are missed where %s reads %s', (from, to, said) => {
    expect(unknownNames(root, planted(from, to))).toEqual([said]);
  });

  it('are not meant to be those of the window', () => {
    expect(unknownNames(root, planted('app.age_ms === undefined', 'status === undefined')).join()).toMatch(/status/);
  });

  it('of properties, words and arguments are there', { timeout: 240_000 }, () => {
    expect(wrongNames(root, components)).toEqual([]);
    const wrong = planted('app.isStale', 'app.isStall').get(LINK)!;
    const script = wrong.script.replace("say('via'", "say('viaduct'");
    const said = wrongNames(root, new Map([...components, [LINK, { ...wrong, script }]]));
    expect(said.map((line) => line.slice(0, 75))).toEqual([
      expect.stringContaining("Property 'isStall'"),
      expect.stringContaining('"viaduct"'),
    ]);
  });
});

describe('what nobody uses', () => {
  const folder = join(root, FOLDER);
  const texts = new Map(
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((path) => /\.(ts|svelte)$/.test(path))
      .map((path) => [path.replaceAll('\\', '/'), readFileSync(join(folder, path), 'utf8')]),
  );
  const all = [...texts]
    .filter(([path]) => !path.endsWith('words.ts'))
    .map(([, text]) => text)
    .join('\n');

  it('is no component', () => {
    const lonely = [...components.keys()].filter((path) => !all.includes(`/${path.split('/').at(-1)}'`));
    expect(lonely).toEqual([]);
  });

  it('is no word', () => {
    const lonely = [...texts]
      .filter(([path]) => path.endsWith('/words.ts'))
      .flatMap(([path, text]) => {
        const [, english = ''] = /\ben: \{([\s\S]*?)\n {2}\}/.exec(text) ?? [];
        const keys = [...english.matchAll(/^ {4}'?([\w-]+)'?:/gm)].map(([, key]) => key!);
        if (keys.length === 0 && path !== 'words/words.ts') return [`${path}: no words found`];
        return keys
          .filter((key) => !new RegExp(`['"\`]${key}['"\`]|\\b${key}:`).test(all))
          .map((key) => `${path}: ${key}`);
      });
    expect(lonely).toEqual([]);
  });
});
