import { createInterface } from "node:readline";
import type { Asker } from "./asker.ts";

/** An asker on standard input and standard error, for commands whose standard output is data. */
export function createQuestionAsker(): Asker {
  const { stdin, stderr } = process;
  return {
    get size() {
      return { columns: stderr.columns || 80, rows: stderr.rows || 24 };
    },
    show: (text) => void stderr.write(`${text}\n`),
    ask: (question, signal) =>
      new Promise((resolve) => {
        if (signal.aborted) return resolve(undefined);
        const prompt = createInterface({ input: stdin, output: stderr, terminal: true });
        const finish = (answer: string | undefined): void => {
          signal.removeEventListener("abort", onAbort);
          resolve(answer);
          prompt.close();
        };
        const onAbort = (): void => {
          stderr.write("\n");
          finish(undefined);
        };
        signal.addEventListener("abort", onAbort, { once: true });
        // In raw mode Ctrl-C is a key; here it becomes the signal that it stands for.
        prompt.on("SIGINT", () => process.kill(process.pid, "SIGINT"));
        prompt.on("close", () => finish(undefined));
        prompt.question(question, finish);
      }),
  };
}
