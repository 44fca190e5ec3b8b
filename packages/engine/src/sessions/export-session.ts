import { type Message, type MessagePart, type StoredSession, textOf } from "@asky/sdk";

/**
 * A session as one document: JSON with everything, or Markdown to read. In Markdown what was said stands in quotes and
 * fences, so that none of it looks like the document's own, and control characters are written out. Pure.
 *
 * @throws TypeError for another format.
 */
export function exportSession(session: StoredSession, format: "json" | "markdown"): string {
  if (format !== "json" && format !== "markdown") {
    throw new TypeError('A session is exported as "json" or as "markdown".');
  }
  if (format === "json") return `${JSON.stringify({ schemaVersion: 1, ...session }, undefined, 2)}\n`;
  const { info, turns } = session;
  const head = `# ${escapeLine(info.name)}\n\nSession \`${info.id}\`, begun ${info.createdAt}.`;
  const said = turns.flatMap(({ messages, askedAt, stopReason }) => [
    `## ${askedAt}`,
    ...messages.map(describeMessage),
    ...(stopReason === undefined ? ["*The host ended before there was an answer.*"] : []),
  ]);
  return `${[head, ...said].join("\n\n")}\n`;
}

function describeMessage(message: Message): string {
  const said = describeParts(message.parts);
  if (message.role === "tool") {
    return `**${escapeLine(message.toolName)}**${message.isError ? " (failed)" : ""}\n\n${fence(said)}`;
  }
  const who = message.role === "user" ? "**You**" : "**Assistant**";
  const calls = message.role === "assistant" ? message.toolCalls : [];
  const asked = calls.map(({ name, arguments: args }) => `Asked **${escapeLine(name)}**:\n\n${fence(args)}`);
  return [who, quote(said), ...asked].filter((block) => block !== "").join("\n\n");
}

function describeParts(parts: readonly MessagePart[]): string {
  const others = parts.flatMap((part) => {
    if (part.type === "image") return [`(image, ${part.mimeType})`];
    return part.type === "data" ? [JSON.stringify(part.data)] : [];
  });
  return [textOf(parts), ...others].filter((text) => text !== "").join("\n");
}

/** Whatever is opened in a quote ends with it. */
function quote(text: string): string {
  if (text === "") return "";
  return showControls(text)
    .split("\n")
    .map((line) => `> ${line}`.trimEnd())
    .join("\n");
}

/** Longer than any run of backquotes inside, so that nothing that was said ends the block. */
function fence(text: string): string {
  const longest = Array.from(text.matchAll(/`+/g), ([run]) => run.length).reduce((a, b) => Math.max(a, b), 2);
  const ticks = "`".repeat(longest + 1);
  return `${ticks}\n${showControls(text)}\n${ticks}`;
}

/** One line in which nothing is markup. */
function escapeLine(text: string): string {
  return showControls(text.replace(/\s+/g, " ")).replace(/[\\`*_{}[\]<>#|!]/g, "\\$&");
}

/** Terminals and editors act on control characters and on what turns the direction of writing. */
function showControls(text: string): string {
  return text
    .replace(/\r\n?/g, "\n")
    .replace(/(?![\n\t])[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, (character) => {
      const point = character.codePointAt(0) ?? 0;
      return `<U+${point.toString(16).toUpperCase().padStart(4, "0")}>`;
    });
}
