// @ts-check
import { styleText } from "node:util";

/** @typedef {"bold" | "dim" | "green" | "red" | "cyan" | "yellow"} Style */

const indent = "   ";
const maxWidth = 100;
const frames = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
const frameMs = 100;
const longMs = 1_000;

/**
 * Tells the story: chapters, lines, and what is going on meanwhile. On a terminal a long step shows one line that
 * changes and is gone when the step is over; elsewhere it is announced by a plain line.
 *
 * @param {object} [options]
 * @param {NodeJS.WriteStream} [options.stream]
 * @param {NodeJS.ProcessEnv} [options.env]
 */
export function createNarrator({ stream = process.stdout, env = process.env } = {}) {
  const isTerminal = stream.isTTY === true && env.TERM !== "dumb";
  const hasColor = isTerminal && !env.NO_COLOR;
  const width = Math.max(60, Math.min(stream.columns ?? maxWidth, maxWidth));
  let chapters = 0;

  const print = (/** @type {string} */ line = "") => void stream.write(`${line}\n`);
  /** @param {Style} style @param {string} text */
  const paint = (style, text) => (hasColor ? styleText(style, text, { validateStream: false }) : text);

  /** One line that changes, and is gone at the end. @param {string} doing */
  function spin(doing) {
    const began = Date.now();
    let frame = 0;
    const timer = setInterval(() => {
      const seconds = ((Date.now() - began) / 1000).toFixed(1);
      const line = `${frames[frame++ % frames.length]} ${doing} … ${seconds} s`;
      stream.write(`\r\x1b[2K${indent}${paint("dim", line.slice(0, width - indent.length - 1))}`);
    }, frameMs);
    return () => {
      clearInterval(timer);
      if (frame > 0) stream.write("\r\x1b[2K");
    };
  }

  /** One plain line, if it really takes long. @param {string} doing */
  function announce(doing) {
    const timer = setTimeout(() => print(`${indent}${doing} …`), longMs);
    return () => clearTimeout(timer);
  }

  return {
    hasColor,
    paint,
    /** Columns for what stands in a chapter. */
    width: width - indent.length,

    /** @param {string} text */
    title(text) {
      print();
      print(paint("bold", text));
    },

    /** Begins the next chapter. @param {string} name */
    chapter(name) {
      chapters += 1;
      print();
      print(`${paint("cyan", String(chapters))}  ${paint("bold", name)}`);
    },

    /** A line of the chapter; several when it has line ends. @param {string} [text] */
    say(text = "") {
      for (const line of text.split("\n")) print(line === "" ? "" : `${indent}${line}`);
    },

    /** Something that was checked. @param {string} text */
    checked(text) {
      print(`${indent}${paint("green", "✓")} ${text}`);
    },

    /**
     * Does something that may take long, while the reader can see that something goes on.
     *
     * @template Result
     * @param {string} doing for example "publishing"
     * @param {() => Promise<Result>} work
     * @returns {Promise<Result>}
     */
    async during(doing, work) {
      const stop = isTerminal ? spin(doing) : announce(doing);
      try {
        return await work();
      } finally {
        stop();
      }
    },

    /** How it ended badly. @param {string} message @param {string} hint @param {string} output */
    failed(message, hint, output) {
      print();
      if (output !== "") print(paint("dim", output.trimEnd()));
      print(`${paint("red", "✗")} ${message}`);
      if (hint !== "")
        print(
          hint
            .split("\n")
            .map((line, index) => `${index === 0 ? "  → " : "    "}${line}`)
            .join("\n"),
        );
    },
  };
}

/** @typedef {ReturnType<typeof createNarrator>} Narrator */
