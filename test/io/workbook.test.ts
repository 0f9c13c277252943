import { inflateRawSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { workbook } from '../../src/io/workbook.ts';

const SHEETS = [
  {
    name: 'a/b: an awfully long name of a bus, longer than a sheet may have',
    rows: [
      ['what', 'kWh'],
      ['load <1>', -1.5],
    ],
  },
  { name: 'a b  an awfully long name of a bus, the same to thirty-one', rows: [['what', 'kWh']] },
];

/** The files inside a ZIP archive, by its directory. */
function unzip(zip: Buffer): Record<string, string> {
  const out: Record<string, string> = {};
  let at = zip.readUInt32LE(zip.length - 22 + 16);
  while (zip.readUInt32LE(at) === 0x02014b50) {
    const name = zip.toString('utf8', at + 46, at + 46 + zip.readUInt16LE(at + 28));
    const header = zip.readUInt32LE(at + 42);
    const from = header + 30 + zip.readUInt16LE(header + 26) + zip.readUInt16LE(header + 28);
    out[name] = inflateRawSync(zip.subarray(from, from + zip.readUInt32LE(at + 20))).toString();
    at += 46 + zip.readUInt16LE(at + 28) + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return out;
}

it('holds a sheet for each, under a name that a spreadsheet takes', async () => {
  const files = unzip(Buffer.from(await workbook(SHEETS)));
  const names = [...files['xl/workbook.xml']!.matchAll(/<sheet [^>]*name="([^"]*)"/g)].map((m) => m[1]);
  expect(names).toEqual(['a b  an awfully long name of a ', 'a b  an awfully long name of 2']);
  expect(files['xl/worksheets/sheet1.xml']).toContain('<v>-1.5</v>');
  expect(files['xl/sharedStrings.xml']).toContain('load &lt;1&gt;');
});

it('has the same bytes whenever it is made', async () => {
  const first = await workbook(SHEETS);
  // The clock of a ZIP file ticks every two seconds.
  await new Promise((resolve) => setTimeout(resolve, 2100));
  expect(Buffer.from(await workbook(SHEETS)).equals(Buffer.from(first))).toBe(true);
});
