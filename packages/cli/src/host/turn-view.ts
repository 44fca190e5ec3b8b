import type { TurnProgress, TurnResult } from "@asky/engine";
import type { Output } from "../io/output.ts";
import { MarkdownStream } from "../text/markdown-stream.ts";
import { describeEnd, describeStart } from "./describe-call.ts";

/** Shows a turn while it happens: text on standard output, tools on standard error. */
export class TurnView {
  readonly #output: Output;
  readonly #markdown: MarkdownStream | undefined;
  #text = "";

  constructor(output: Output) {
    this.#output = output;
    this.#markdown = output.isTerminal ? new MarkdownStream(output.style) : undefined;
  }

  /** Takes what happens. With `--json` only tools are shown: the document comes at the end. */
  take(progress: TurnProgress): void {
    const output = this.#output;
    if (progress.type === "text") {
      if (!output.asJson) this.#write(progress.text);
    } else if (progress.type === "tool_started") {
      this.#breakLine();
      output.note(describeStart(progress.toolName, progress.args, output.noteStyle));
    } else if (progress.type === "tool_ended") {
      const line = describeEnd(progress.call, output.noteStyle);
      if (line !== undefined) output.note(line);
    } else {
      output.note(output.noteStyle("dim", "· waits for the message before"));
    }
  }

  /** Shows what has not been shown yet: why there is no answer, or an answer that came at once. */
  end({ text, stopReason }: TurnResult): void {
    const output = this.#output;
    if (output.asJson) return;
    if (stopReason === "answered" || stopReason === "limit") {
      if (!this.#text.endsWith(text)) {
        this.#breakLine();
        this.#write(text);
      }
      this.#breakLine();
    } else {
      this.#breakLine();
      output.note(output.noteStyle(stopReason === "error" ? "red" : "yellow", text));
    }
  }

  #write(text: string): void {
    this.#text += text;
    this.#output.data(this.#markdown ? this.#markdown.write(text) : text);
  }

  #breakLine(): void {
    if (this.#text === "") return;
    const rest = this.#markdown?.end() ?? "";
    const isOpen = !this.#text.endsWith("\n");
    if (isOpen) this.#text += "\n";
    if (rest !== "" || isOpen) this.#output.data(`${rest}${isOpen ? "\n" : ""}`);
  }
}
