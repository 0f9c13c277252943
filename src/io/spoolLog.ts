import type { SpoolDisk } from './spoolDisk.ts';
import { recordOf } from './spoolRecord.ts';
import { donePath, emptySegment, type Recovered, type Segment, segmentPath, type Waiting } from './spoolSegment.ts';

/** The files of a spool: segments of records, closed at a size, removed when all in them is gone. */
export interface SpoolLog {
  /** Writes and syncs items, in order, and takes those that are safe out of the list. @throws the error of the disk */
  write(items: Waiting[]): Promise<void>;
  /** Marks an item as done, or removes its segment with the last. */
  forget(item: Waiting): void;
  remove(segment: Segment): void;
  /** Segments that are not written to any more, the oldest first. */
  closed(): readonly Segment[];
  readonly bytes: number;
  /** Resolves once marks and removals so far are done. */
  settled(): Promise<unknown>;
  close(): Promise<void>;
}

export function spoolLog(disk: SpoolDisk, folder: string, found: Recovered, segmentBytes: number): SpoolLog {
  const { segments } = found;
  let nextNumber = found.next;
  /** Marks and removals, one after the other. */
  let chores: Promise<unknown> = Promise.resolve();
  const chore = (f: () => Promise<void>): void => {
    // A mark that is not written is an item sent again; a file not removed is looked at again at the next start.
    chores = chores.then(f).catch(() => undefined);
  };

  const closeFiles = async (segment: Segment): Promise<void> => {
    await segment.file.close();
    await (await segment.done)?.close();
  };
  const remove = (segment: Segment): void => {
    segment.isRemoved = true;
    segments.splice(segments.indexOf(segment), 1);
    chore(async () => {
      await closeFiles(segment);
      await disk.remove(segmentPath(folder, segment.number));
      await disk.remove(donePath(folder, segment.number));
    });
  };
  const forget = ({ segment, place }: Waiting): void => {
    if (segment === undefined || segment.isRemoved) return;
    segment.remaining--;
    if (segment.remaining === 0 && segment.isClosed) remove(segment);
    else
      chore(async () => {
        segment.done ??= disk.open(donePath(folder, segment.number));
        await (await segment.done).append(new Uint8Array(Uint32Array.of(place).buffer));
      });
  };

  /** The segment to write to; a full one is closed, and the next begun. */
  const open = async (): Promise<Segment> => {
    const last = segments.at(-1);
    if (last !== undefined && !last.isClosed) {
      if (last.size < segmentBytes) return last;
      last.isClosed = true;
      if (last.remaining === 0) remove(last);
    }
    const number = nextNumber++;
    const made = emptySegment(number, await disk.open(segmentPath(folder, number)));
    await disk.syncFolder(folder);
    segments.push(made);
    return made;
  };

  /** All of them or none. */
  const writeTo = async (segment: Segment, items: readonly Waiting[]): Promise<void> => {
    const records = items.map((item) => recordOf(item.payload!, item.weight, item.wall_ms));
    const before = segment.size;
    try {
      await segment.file.append(Buffer.concat(records));
      await segment.file.sync();
    } catch (error) {
      await segment.file.cut(before).catch(() => undefined);
      throw error;
    }
    items.forEach((item, k) => {
      item.segment = segment;
      item.place = segment.items.length;
      item.at = segment.size + records[k]!.length - item.length;
      segment.items.push(item);
      segment.size += records[k]!.length;
      segment.remaining++;
      // Sent from memory in the meantime.
      if (item.state === 'gone') forget(item);
    });
  };

  return {
    async write(items) {
      while (items.length > 0) {
        const segment = await open();
        let size = segment.size;
        let count = 0;
        while (count < items.length && (count === 0 || size < segmentBytes)) size += items[count++]!.length;
        const group = items.slice(0, count).filter((item) => item.state !== 'gone');
        if (group.length > 0) await writeTo(segment, group);
        items.splice(0, count);
      }
    },
    forget,
    remove,
    closed: () => segments.filter((s) => s.isClosed),
    get bytes() {
      return segments.reduce((sum, s) => sum + s.size, 0);
    },
    settled: () => chores,
    async close() {
      for (const segment of segments.filter((s) => s.remaining === 0)) remove(segment);
      for (const segment of segments) chore(() => closeFiles(segment));
      await chores;
    },
  };
}
