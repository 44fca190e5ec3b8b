// @ts-check

/** Something that is not as it should be: what, and what to do about it. The message ends the demonstration. */
export class DemoFault extends Error {
  /**
   * @param {string} message
   * @param {string} hint
   * @param {object} [more]
   * @param {number} [more.exitCode]
   * @param {string} [more.output] what a command printed before it failed
   * @param {unknown} [more.cause]
   */
  constructor(message, hint, { exitCode = 1, output = "", cause } = {}) {
    super(message, { cause });
    this.hint = hint;
    this.exitCode = exitCode;
    this.output = output;
  }
}

const reportIt =
  "What the demonstration shows is not what happened. Run npm test, and report it with both outputs.";

/**
 * Every chapter checks what it tells.
 *
 * @param {unknown} isTrue
 * @param {string} otherwise what is then the matter, as a sentence
 * @param {string} [hint]
 * @returns {asserts isTrue}
 */
export function expect(isTrue, otherwise, hint = reportIt) {
  if (!isTrue) throw new DemoFault(otherwise, hint);
}
