import writeXlsxFile from 'write-excel-file/node';

export interface WorkSheet {
  readonly name: string;
  /** The first row is the heading. */
  readonly rows: readonly (readonly (string | number)[])[];
}

/** An XLSX file of sheets with a heading each; the same sheets give the same bytes. */
export async function workbook(sheets: readonly WorkSheet[]): Promise<Uint8Array> {
  const names = sheetNames(sheets.map((s) => s.name));
  const file = await writeXlsxFile(
    sheets.map(({ rows }, k) => ({
      sheet: names[k]!,
      stickyRowsCount: 1,
      columns: rows[0]!.map((_, c) => ({
        width: Math.min(60, 2 + Math.max(...rows.map((row) => (typeof row[c] === 'string' ? row[c].length : 10)))),
      })),
      data: rows.map((row, r) =>
        row.map((value) =>
          typeof value === 'number'
            ? { value, type: Number, format: '#,##0.00' }
            : { value, type: String, ...(r === 0 ? { fontWeight: 'bold' as const } : {}) },
        ),
      ),
    })),
  ).toBuffer();
  return undated(new Uint8Array(file));
}

/** Names that a spreadsheet takes: at most 31 characters, none of `[]:*?/\`, none twice. */
function sheetNames(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    const plain = name.replace(/[[\]:*?/\\]/g, ' ').slice(0, 31);
    let free = plain;
    for (let n = 2; taken.has(free.toLowerCase()); n++) free = `${plain.slice(0, 28)} ${n}`;
    taken.add(free.toLowerCase());
    return free;
  });
}

const END_OF_DIRECTORY = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
/** 1980-01-01 00:00, the first instant that a ZIP file can tell. */
const FIRST_DATE = 0x00210000;

/**
 * Sets the date of every file inside a ZIP archive to the same instant: they would else hold the wall clock's.
 * PKWARE APPNOTE 4.3: the time stands 12 bytes into an entry of the directory and 10 into the header it points to.
 */
function undated(zip: Uint8Array): Uint8Array {
  const view = new DataView(zip.buffer, zip.byteOffset, zip.byteLength);
  let end = zip.length - 22;
  while (end > 0 && view.getUint32(end, true) !== END_OF_DIRECTORY) end--;
  let at = view.getUint32(end + 16, true);
  while (at < end && view.getUint32(at, true) === DIRECTORY_ENTRY) {
    view.setUint32(at + 12, FIRST_DATE, true);
    view.setUint32(view.getUint32(at + 42, true) + 10, FIRST_DATE, true);
    at += 46 + view.getUint16(at + 28, true) + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return zip;
}
