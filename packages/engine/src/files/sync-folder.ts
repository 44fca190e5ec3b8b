import { open } from "node:fs/promises";

/** A file that is new, or has a new name, is there after a power cut only when its folder knows of it. */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === "win32") return;
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
