import { constants } from "node:fs";
import { type FileHandle, mkdir, open, unlink } from "node:fs/promises";
import { join } from "node:path";

/** A file of the log while it is written to. */
export interface DurableFile {
  /** Resolves when some of the bytes, at least one, are on the disk, with how many; a full disk takes fewer than it is given. */
  write(bytes: Uint8Array, position: number): Promise<number>;
  /** Cuts the file to so many bytes, on the disk. */
  truncate(size: number): Promise<void>;
  close(): Promise<void>;
}

/** Where segments are written. Hosts leave it out; tests make it fail. */
export interface AuditDisk {
  /** Makes a file that is not there yet, for this user alone. Resolves when its name is on the disk too. */
  create(folder: string, name: string): Promise<DurableFile>;
}

// Each write is on the disk before it is done. Where the system has no such flag, it is synced afterwards.
const DSYNC: number = constants.O_DSYNC ?? 0;
const NEW = constants.O_RDWR | constants.O_CREAT | constants.O_EXCL | DSYNC;

/** The disk of the machine. */
export const machineDisk: AuditDisk = {
  async create(folder, name) {
    const path = join(folder, name);
    const file = await open(path, NEW, 0o600);
    try {
      await syncFolder(folder);
    } catch (error) {
      await file.close();
      await unlink(path);
      throw error;
    }
    return durable(file);
  },
};

function durable(file: FileHandle): DurableFile {
  return {
    async write(bytes, position) {
      const { bytesWritten } = await file.write(bytes, 0, bytes.length, position);
      if (bytesWritten === 0) throw new Error("The system accepted no bytes and gave no reason.");
      if (DSYNC === 0) await file.datasync();
      return bytesWritten;
    },
    async truncate(size) {
      await file.truncate(size);
      await file.datasync();
    },
    close: () => file.close(),
  };
}

/** Makes a folder for this user alone, if it is not there. */
export async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
}

/** Puts the names in a folder on the disk. Windows knows no such thing, and needs none. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
