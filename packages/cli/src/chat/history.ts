import { appendFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

const MOST_LINES = 1000;
/** So many lines are a file that is worth cutting. */
const TOO_MANY_LINES = 2 * MOST_LINES;
const ONLY_MINE = 0o600;

/** What was typed in chats. A line that begins with a blank is not kept, as in a shell. */
export interface ChatHistory {
  /** The newest first. */
  readonly lines: readonly string[];
  /** Keeps a line. Never rejects: a chat goes on without a history. */
  add(line: string): Promise<void>;
}

/** Opens the history of a config dir: `chat-history`, which only its owner can read. A message of several lines is one entry. */
export async function openHistory(configDir: string): Promise<ChatHistory> {
  const file = join(configDir, "chat-history");
  const known = (await readFile(file, "utf8").catch(() => "")).split("\n").filter((line) => line !== "");
  const kept = known.slice(-MOST_LINES);
  if (known.length > TOO_MANY_LINES) {
    await writeFile(file, `${kept.join("\n")}\n`, { mode: ONLY_MINE }).catch(() => {});
  }
  return {
    lines: kept.toReversed(),
    async add(line) {
      if (line.startsWith(" ") || line.trim() === "") return;
      try {
        await mkdir(dirname(file), { recursive: true, mode: 0o700 });
        await appendFile(file, `${line.replace(/\n/g, " ")}\n`, { mode: ONLY_MINE });
      } catch {
        // Said nowhere: what is typed next matters more than that it can be called back.
      }
    },
  };
}
