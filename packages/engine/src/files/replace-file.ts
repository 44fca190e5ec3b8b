import writeFileAtomic from "write-file-atomic";

/**
 * Replaces a small file as a whole: whoever reads it sees the old text or the new one. Only its owner may read it.
 *
 * @param isDurable - whether it waits for the disk: the new text is then there after a power cut, too.
 */
export async function replaceFile(path: string, text: string, isDurable: boolean): Promise<void> {
  await writeFileAtomic(path, text, { encoding: "utf8", mode: 0o600, fsync: isDurable });
}
