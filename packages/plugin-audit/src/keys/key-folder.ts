import { randomBytes } from "node:crypto";
import { link, open, readdir, readFile, rename, stat, unlink } from "node:fs/promises";
import { join } from "node:path";
import { makeFolder, syncFolder } from "../disk/disk.ts";
import { makeSigningKey, parseSigningKey, type SigningKey } from "./signing-key.ts";

const CURRENT = "signing-key.pem";
const NEXT = "next-signing-key.pem";
const PUBLIC = /^([0-9a-f]{16})\.public$/;

/** Reads the key that is in use; makes one when there is none. Several processes may do so at once. */
export async function openSigningKey(folder: string): Promise<SigningKey> {
  const existing = await readSigningKey(folder, CURRENT);
  if (existing) return existing;
  await makeFolder(folder);
  const key = makeSigningKey();
  await writePublicKey(folder, key);
  await writeNew(folder, CURRENT, key.privateText);
  // Another process may have been quicker; then its key counts.
  const current = await readSigningKey(folder, CURRENT);
  if (!current) throw new Error(`The key "${join(folder, CURRENT)}" has vanished.`);
  return current;
}

/** Puts a new key beside the one in use. It is taken into use by {@link useNextKey}. */
export async function prepareNextKey(folder: string): Promise<SigningKey> {
  const key = makeSigningKey();
  await unlink(join(folder, NEXT)).catch(ignoreMissing);
  await writePublicKey(folder, key);
  await writeNew(folder, NEXT, key.privateText);
  return key;
}

export async function useNextKey(folder: string): Promise<void> {
  await rename(join(folder, NEXT), join(folder, CURRENT));
  await syncFolder(folder);
}

/** The key that waits, after a rotation that was cut short. */
export async function readNextKey(folder: string): Promise<SigningKey | undefined> {
  return await readSigningKey(folder, NEXT);
}

/** Changes when the key does, and costs one look at the folder. */
export async function keyVersion(folder: string): Promise<string> {
  const { ino, mtimeMs } = await stat(join(folder, CURRENT));
  return `${ino} ${mtimeMs}`;
}

/** The ids of all keys that were ever made here; `undefined` when there is no such folder. */
export async function listKnownKeys(folder: string): Promise<ReadonlySet<string> | undefined> {
  const names = await readdir(folder).catch(ignoreMissing);
  return names && new Set(names.flatMap((name) => PUBLIC.exec(name)?.[1] ?? []));
}

async function readSigningKey(folder: string, name: string): Promise<SigningKey | undefined> {
  const text = await readFile(join(folder, name), "utf8").catch(ignoreMissing);
  return text === undefined ? undefined : parseSigningKey(text);
}

async function writePublicKey(folder: string, key: SigningKey): Promise<void> {
  await writeNew(folder, `${key.id}.public`, `${key.text}\n`);
}

/** Writes a file that appears whole or not at all, and leaves one that is there. */
async function writeNew(folder: string, name: string, text: string): Promise<void> {
  const draft = join(folder, `.${name}.${randomBytes(6).toString("hex")}`);
  const file = await open(draft, "wx", 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  try {
    await link(draft, join(folder, name)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw error;
    });
  } finally {
    await unlink(draft);
  }
  await syncFolder(folder);
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOENT") throw error;
}
