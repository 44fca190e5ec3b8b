import { createInterface, type Interface } from "node:readline";
import { Writable } from "node:stream";
import type { Asker } from "../approvals/asker.ts";
import type { ChatInput } from "./chat-input.ts";

/** What {@link TerminalInput} takes. */
export interface TerminalInputOptions {
  /** Writes to the terminal. */
  readonly write: (text: string) => void;
  /** The newest first. */
  readonly history: readonly string[];
  readonly complete: (line: string) => readonly string[];
  /** Called on Ctrl-C; `hadText` when it has cleared a line. */
  readonly onInterrupt: (hadText: boolean) => void;
}

type Taker = (line: string | undefined) => void;

/**
 * A line editor with history. Outside of a question nothing of it is shown: what is typed during a turn waits, and is
 * there at the next prompt.
 */
export class TerminalInput implements ChatInput, Asker {
  readonly #reader: Interface;
  readonly #write: (text: string) => void;
  #isShown = false;
  #isOver = false;
  #taker: Taker | undefined;
  /** Lines that nobody has asked for yet. */
  readonly #waiting: string[] = [];
  /** Lines that came in one piece: they were pasted. */
  #pasted: string[] = [];

  constructor({ write, history, complete, onInterrupt }: TerminalInputOptions) {
    const { stdin, stdout } = process;
    this.#write = write;
    this.#reader = createInterface({
      input: stdin,
      output: this.#screen(stdout),
      terminal: true,
      history: [...history],
      historySize: 1000,
      removeHistoryDuplicates: true,
      completer: (line: string) => [complete(line), line],
    });
    this.#reader.on("line", (line) => this.#take(line));
    this.#reader.on("SIGINT", () => {
      const hadText = this.#isShown && this.#reader.line !== "";
      if (hadText) this.#clear();
      onInterrupt(hadText);
    });
    this.#reader.on("close", () => {
      this.#isOver = true;
      this.#give(undefined);
    });
  }

  get size(): { readonly columns: number; readonly rows: number } {
    return { columns: process.stdout.columns || 80, rows: process.stdout.rows || 24 };
  }

  show(text: string): void {
    this.#write(`${text}\n`);
  }

  /** Writes a line above the prompt, if there is one. */
  notice(line: string): void {
    this.#write(this.#isShown ? `\r\u001b[J${line}` : line);
    if (this.#isShown) this.#reader.prompt(true);
  }

  next(prompt: string): Promise<string | undefined> {
    const waiting = this.#waiting.shift();
    if (waiting !== undefined) {
      this.show(`${prompt}${waiting}`);
      return Promise.resolve(waiting);
    }
    return this.#read(prompt);
  }

  async ask(question: string, signal: AbortSignal): Promise<string | undefined> {
    if (signal.aborted) return undefined;
    this.#clear();
    const stop = (): void => this.#give(undefined);
    signal.addEventListener("abort", stop, { once: true });
    try {
      const answer = await this.#read(question);
      // An answer is no message, and nothing to call back.
      this.#forgetLast(answer);
      return answer;
    } finally {
      signal.removeEventListener("abort", stop);
    }
  }

  close(): void {
    this.#reader.close();
  }

  #read(prompt: string): Promise<string | undefined> {
    if (this.#isOver) return Promise.resolve(undefined);
    return new Promise((resolve) => {
      this.#taker = resolve;
      this.#isShown = true;
      this.#reader.setPrompt(prompt);
      this.#reader.prompt(true);
    });
  }

  #take(line: string): void {
    this.#pasted.push(line);
    if (this.#pasted.length > 1) return;
    setImmediate(() => {
      const text = this.#pasted.join("\n");
      this.#pasted = [];
      if (this.#taker) this.#give(text);
      else this.#waiting.push(text);
    });
  }

  #give(line: string | undefined): void {
    const taker = this.#taker;
    this.#taker = undefined;
    this.#isShown = false;
    if (line === undefined && taker) this.#write("\n");
    taker?.(line);
  }

  /** Throws away what stands in the line. */
  #clear(): void {
    this.#reader.write(null, { ctrl: true, name: "e" });
    this.#reader.write(null, { ctrl: true, name: "u" });
  }

  #forgetLast(answer: string | undefined): void {
    const { history } = this.#reader as Interface & { history?: string[] };
    if (answer !== undefined && history?.[0] === answer) history.shift();
  }

  /** The terminal as the editor sees it: what it writes is shown only while it asks for something. */
  #screen(stdout: NodeJS.WriteStream): NodeJS.WritableStream {
    const screen = new Writable({
      decodeStrings: false,
      write: (text: string, _encoding, done) => {
        if (this.#isShown) this.#write(text);
        done();
      },
    });
    const columns = { get: () => stdout.columns || 80 };
    Object.defineProperties(screen, {
      columns,
      rows: { get: () => stdout.rows || 24 },
      isTTY: { value: true },
    });
    stdout.on("resize", () => screen.emit("resize"));
    return screen;
  }
}
