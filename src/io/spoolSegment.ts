import { join } from 'node:path';
import type { SpoolDisk, SpoolFile } from './spoolDisk.ts';
import { recordsIn } from './spoolRecord.ts';

/** What waits in a spool. `gone` is done, or dropped. */
export interface Waiting {
  readonly weight: number;
  readonly length: number;
  readonly wall_ms: number;
  state: 'waiting' | 'out' | 'gone';
  isLive: boolean;
  /** In memory as well, or (where no segment has it) in memory alone. */
  payload: Uint8Array | undefined;
  segment: Segment | undefined;
  place: number;
  at: number;
}

/** A file of records, and beside it the places of those that are done. */
export interface Segment {
  readonly number: number;
  readonly file: SpoolFile;
  readonly items: Waiting[];
  size: number;
  /** Items that are not gone. */
  remaining: number;
  isClosed: boolean;
  isRemoved: boolean;
  /** Opened with the first that is done. */
  done: Promise<SpoolFile> | undefined;
}

export const waitingOf = (
  { weight, length, wall_ms }: Pick<Waiting, 'weight' | 'length' | 'wall_ms'>,
  isLive: boolean,
  payload?: Uint8Array,
): Waiting => ({ weight, length, wall_ms, state: 'waiting', isLive, payload, segment: undefined, place: 0, at: 0 });

const nameOf = (number: number): string => String(number).padStart(10, '0');
export const segmentPath = (folder: string, number: number): string => join(folder, `${nameOf(number)}.seg`);
export const donePath = (folder: string, number: number): string => join(folder, `${nameOf(number)}.done`);

export const emptySegment = (number: number, file: SpoolFile): Segment => ({
  number,
  file,
  items: [],
  size: 0,
  remaining: 0,
  isClosed: false,
  isRemoved: false,
  done: undefined,
});

/** What an earlier process left behind. */
export interface Recovered {
  readonly segments: Segment[];
  /** Number of the next segment. */
  readonly next: number;
  /** Bytes of torn ends, and the weight of records whose checksum does not fit. */
  readonly torn: number;
  readonly spoilt: number;
}

export async function recover(disk: SpoolDisk, folder: string): Promise<Recovered> {
  const names = (await disk.list(folder)).filter((name) => /^\d{10}\.seg$/.test(name)).sort();
  const segments: Segment[] = [];
  let torn = 0;
  let spoilt = 0;
  let next = 1;
  for (const name of names) {
    const number = Number(name.slice(0, 10));
    next = number + 1;
    const bytes = await disk.readWhole(segmentPath(folder, number));
    const found = recordsIn(bytes);
    torn += found.torn;
    const done = await placesDone(disk, donePath(folder, number));
    const waits = found.records.some((record, k) => record !== undefined && !done.has(k));
    spoilt += found.spoilt;
    if (!waits) {
      await disk.remove(segmentPath(folder, number));
      await disk.remove(donePath(folder, number));
      continue;
    }
    const segment = emptySegment(number, await disk.open(segmentPath(folder, number)));
    segment.size = bytes.length;
    segment.isClosed = true;
    found.records.forEach((record, place) => {
      if (record === undefined || done.has(place)) return;
      segment.items.push(Object.assign(waitingOf(record, false), { segment, place, at: record.at }));
      segment.remaining++;
    });
    segments.push(segment);
  }
  return { segments, next, torn, spoilt };
}

async function placesDone(disk: SpoolDisk, path: string): Promise<ReadonlySet<number>> {
  let bytes: Uint8Array;
  try {
    bytes = await disk.readWhole(path);
  } catch {
    return new Set();
  }
  const places = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return new Set(Array.from({ length: Math.floor(bytes.length / 4) }, (_, k) => places.getUint32(4 * k, true)));
}
