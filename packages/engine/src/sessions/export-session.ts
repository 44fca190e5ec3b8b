import { type Message, type MessagePart, type StoredSession, textOf } from "@asky/sdk";

/** A session as one document: JSON with everything, or Markdown to read. Pure. */
export function exportSession(session: StoredSession, format: "json" | "markdown"): string {
  if (format === "json") return `${JSON.stringify({ schemaVersion: 1, ...session }, undefined, 2)}\n`;
  const { info, turns } = session;
  const head = `# ${oneLine(info.name)}\n\nSession \`${info.id}\`, begun ${info.createdAt}.`;
  const said = turns.flatMap(({ messages, askedAt, stopReason }) => [
    `## ${askedAt}`,
    ...messages.map(describeMessage),
    ...(stopReason === undefined ? ["*The host ended before there was an answer.*"] : []),
  ]);
  return `${[head, ...said].join("\n\n")}\n`;
}

function describeMessage(message: Message): string {
  if (message.role === "tool") {
    const state = message.isError ? " (failed)" : "";
    return `**${message.toolName}**${state}\n\n${fence(describeParts(message.parts))}`;
  }
  const who = message.role === "user" ? "**You**" : "**Assistant**";
  const calls = message.role === "assistant" ? message.toolCalls : [];
  const asked = calls.map(({ name, arguments: args }) => `Asked \`${name}\`:\n\n${fence(args)}`).join("\n\n");
  return [who, describeParts(message.parts), asked].filter((block) => block !== "").join("\n\n");
}

function describeParts(parts: readonly MessagePart[]): string {
  const others = parts.flatMap((part) => {
    if (part.type === "image") return [`(image, ${part.mimeType})`];
    return part.type === "data" ? [JSON.stringify(part.data)] : [];
  });
  return [textOf(parts), ...others].filter((text) => text !== "").join("\n");
}

/** Longer than any run of backquotes inside, so that nothing that was said ends the block. */
function fence(text: string): string {
  const longest = Math.max(2, ...Array.from(text.matchAll(/`+/g), ([run]) => run.length));
  const ticks = "`".repeat(longest + 1);
  return `${ticks}\n${text}\n${ticks}`;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ");
}
