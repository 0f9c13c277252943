import { spawn } from 'node:child_process';
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { journalLines, journalPath, openJournal } from '../../src/io/journalFile.ts';
import { sha256 } from '../../src/io/sha256.ts';
import { audit } from '../../src/market/books/audit.ts';
import { chain } from '../../src/market/journal/chain.ts';
import { deskOf, hash } from '../market/books/bench.ts';
import { slotByHand } from '../market/books/slotByHand.ts';

const folders: string[] = [];
const newFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'sixfold-journal-'));
  folders.push(folder);
  return folder;
};
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

it('hashes as the standard says', () => {
  // FIPS 180-4, of "abc"
  expect(sha256('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  expect(sha256('é')).toBe(sha256('\u00e9'));
});

it('keeps lines, and one writer alone', () => {
  const folder = newFolder();
  const desk = slotByHand();
  const file = openJournal(folder);
  expect(file.torn).toBe('');
  expect([...journalLines(journalPath(folder))]).toEqual([]);
  file.append([]);
  file.append(desk.lines.slice(0, 2));
  file.append(desk.lines.slice(2));
  expect(() => openJournal(folder)).toThrow(`${folder}: this process uses it already; close that first`);
  file.close();
  expect([...journalLines(file.path)]).toEqual(desk.lines);
  expect(audit(journalLines(file.path), hash)).toMatchObject({ isSound: true, entries: 5 });
  openJournal(folder).close();
  expect([...journalLines(join(folder, 'none'))]).toEqual([]);
});

it.each(['{"hash":"ab', `{"hash":"${'x'.repeat(3_000_000)}`, '\u0000\u0000'])(
  'cuts what was only begun, and tells it',
  (torn) => {
    const folder = newFolder();
    const desk = deskOf();
    const first = openJournal(folder);
    first.append(desk.lines);
    first.close();
    appendFileSync(first.path, torn);
    // Whoever only reads leaves the file as it is, and the stump out.
    const told: number[] = [];
    expect([...journalLines(first.path, (bytes) => told.push(bytes))]).toEqual(desk.lines);
    expect(told).toEqual([torn.length]);
    const again = openJournal(folder);
    expect(again.torn).toBe(torn);
    expect(readFileSync(again.path, 'utf8')).toBe(`${desk.lines.join('\n')}\n`);
    again.append(['x']);
    again.close();
    expect([...journalLines(again.path)]).toEqual([...desk.lines, 'x']);
  },
);

it('cuts a file that is nothing but a stump', () => {
  const folder = newFolder();
  writeFileSync(journalPath(folder), '{"ha');
  const file = openJournal(folder);
  expect([file.torn, readFileSync(file.path, 'utf8')]).toEqual(['{"ha', '']);
  file.close();
});

it('reads lines over the ends of what it reads at once, whatever they hold', () => {
  const folder = newFolder();
  const lines = ['é', '€', '😀'].flatMap((sign, k) => [sign.repeat(400_000 + k), '', `${k}`]);
  const file = openJournal(folder);
  file.append(lines);
  file.close();
  expect([...journalLines(file.path)]).toEqual(lines);
});

const WRITER = `
import { openJournal } from ${JSON.stringify(new URL('../../dist/io/journalFile.js', import.meta.url).href)};
import { sha256 } from ${JSON.stringify(new URL('../../dist/io/sha256.js', import.meta.url).href)};
import { chain } from ${JSON.stringify(new URL('../../dist/market/journal/chain.js', import.meta.url).href)};
const file = openJournal(process.argv[1]);
let head = '';
for (let k = 0; ; k++) {
  const lines = [];
  for (let n = 0; n < 20; n++) {
    const made = chain(sha256, head, { k, n, text: 'x'.repeat(2000) });
    head = made.head;
    lines.push(made.line);
  }
  file.append(lines);
  process.stdout.write(k + '\\n');
}`;

const isBuilt = existsSync(new URL('../../dist/io/journalFile.js', import.meta.url));
it.skipIf(!isBuilt)(
  `has all that was told to be there after kills, in one chain${isBuilt ? '' : ' (skipped: not built, run npm run build)'}`,
  async () => {
    for (let trial = 0; trial < 5; trial++) {
      const folder = newFolder();
      const child = spawn(process.execPath, ['--input-type=module', '-e', WRITER, folder], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let told = '';
      await new Promise<void>((resolve) => {
        child.stdout.on('data', (data: Buffer) => {
          told += data.toString();
          if (told.split('\n').length > 3 + 2 * trial) child.kill('SIGKILL');
        });
        child.on('close', () => resolve());
      });
      const slots = told.split('\n').length - 1;
      expect(slots).toBeGreaterThan(2);
      // The lock of a process that has ended counts for nothing.
      const file = openJournal(folder);
      const lines = [...journalLines(file.path)];
      file.close();
      expect(lines.length).toBeGreaterThanOrEqual(20 * slots);
      let head = '';
      for (const [k, line] of lines.entries()) {
        const made = chain(sha256, head, { k: Math.floor(k / 20), n: k % 20, text: 'x'.repeat(2000) });
        expect(line).toBe(made.line);
        head = made.head;
      }
    }
  },
);
