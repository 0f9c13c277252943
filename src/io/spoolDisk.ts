import { constants } from 'node:fs';
import { type FileHandle, open, readdir, readFile, rm } from 'node:fs/promises';

/** A file that a spool writes or reads. */
export interface SpoolFile {
  /** Writes all of the bytes behind what is there. @throws the error of the disk */
  append(bytes: Uint8Array): Promise<void>;
  /** Resolves once what was written survives a crash. */
  sync(): Promise<void>;
  read(from: number, length: number): Promise<Uint8Array>;
  cut(length: number): Promise<void>;
  close(): Promise<void>;
}

/** What a spool needs of a disk; handed in, so that a full one can be tried. */
export interface SpoolDisk {
  open(path: string): Promise<SpoolFile>;
  readWhole(path: string): Promise<Uint8Array>;
  list(folder: string): Promise<readonly string[]>;
  remove(path: string): Promise<void>;
  /** Makes the names in a folder survive a crash. */
  syncFolder(folder: string): Promise<void>;
}

export const nodeDisk: SpoolDisk = {
  async open(path) {
    const handle = await open(path, constants.O_RDWR | constants.O_CREAT);
    let end = (await handle.stat()).size;
    return {
      async append(bytes) {
        // A disk that fills up may take a part and say so only by the count.
        for (let done = 0; done < bytes.length; ) {
          const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, end);
          done += bytesWritten;
          end += bytesWritten;
        }
      },
      sync: () => handle.datasync(),
      async read(from, length) {
        const bytes = new Uint8Array(length);
        const { bytesRead } = await handle.read(bytes, 0, length, from);
        return bytes.subarray(0, bytesRead);
      },
      async cut(length) {
        await handle.truncate(length);
        end = length;
      },
      close: () => handle.close(),
    };
  },
  readWhole: (path) => readFile(path),
  list: (folder) => readdir(folder),
  remove: (path) => rm(path, { force: true }),
  async syncFolder(folder) {
    let handle: FileHandle | undefined;
    try {
      handle = await open(folder, 'r');
      await handle.sync();
    } catch {
      // Some systems cannot; there the names are safe by themselves.
    } finally {
      await handle?.close();
    }
  },
};
