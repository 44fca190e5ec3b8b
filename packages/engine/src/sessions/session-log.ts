import { isMessagePart, type Message, type MessagePart, type SessionInfo, type StoredTurn } from "@asky/sdk";
import * as z from "zod/mini";
import { findFault } from "../conversation/conversation.ts";

/** The first line of a session's file says whose it is; every further one is something that happened. */
export type SessionLine =
  | {
      readonly type: "session";
      readonly version: 1;
      readonly id: string;
      readonly user_id: string;
      readonly chat_id: string;
      readonly at: string;
      readonly research_mode: boolean;
    }
  | {
      readonly type: "asked";
      readonly turn_id: string;
      readonly at: string;
      readonly parts: readonly MessagePart[];
    }
  | {
      readonly type: "turn";
      readonly turn_id: string;
      readonly at: string;
      readonly stop_reason: string;
      readonly replaces_history?: true | undefined;
      readonly messages: readonly Message[];
    }
  | { readonly type: "renamed"; readonly at: string; readonly name: string }
  | { readonly type: "closed"; readonly at: string };

/** What a session's lines come to. */
export interface SessionRecord {
  readonly info: SessionInfo;
  readonly turns: readonly StoredTurn[];
  /** The numbers of the lines that cannot be read, from 1. */
  readonly damagedLines: readonly number[];
}

const text = z.string();
const part = z.custom<MessagePart>(isMessagePart);
const call = z.object({ id: text, name: text, arguments: text });
const parts = z.array(part);
const message = z.discriminatedUnion("role", [
  z.object({ role: z.literal("system"), parts }),
  z.object({ role: z.literal("user"), parts }),
  z.object({ role: z.literal("assistant"), parts, toolCalls: z.array(call) }),
  z.object({
    role: z.literal("tool"),
    toolCallId: text,
    toolName: text,
    parts,
    isError: z.boolean(),
  }),
]);
const messages = z.array(message).check(
  z.minLength(1),
  z.refine((value) => findFault(value) === undefined),
);
const line = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("session"),
    version: z.literal(1),
    id: text,
    user_id: text,
    chat_id: text,
    at: text,
    research_mode: z.boolean(),
  }),
  z.object({ type: z.literal("asked"), turn_id: text, at: text, parts }),
  z.object({
    type: z.literal("turn"),
    turn_id: text,
    at: text,
    stop_reason: text,
    replaces_history: z.optional(z.literal(true)),
    messages,
  }),
  z.object({ type: z.literal("renamed"), at: text, name: text }),
  z.object({ type: z.literal("closed"), at: text }),
]);

/** A line as it stands in the file, its end included. */
export function encodeLine(value: SessionLine): string {
  return `${JSON.stringify(value)}\n`;
}

/**
 * Reads the lines of a session's file. A line that cannot be read, such as one that a power cut has torn, is counted and
 * passed over; the others stand for themselves.
 *
 * @returns `undefined` when nothing says whose session it is.
 */
export function readSessionLog(source: string): SessionRecord | undefined {
  const damagedLines: number[] = [];
  const lines: SessionLine[] = [];
  for (const [index, one] of source.split("\n").entries()) {
    if (one === "") continue;
    const read = parseLine(one);
    if (read) lines.push(read);
    else damagedLines.push(index + 1);
  }
  const head = lines.find((one) => one.type === "session");
  if (!head) return undefined;
  return { ...replay(head, lines), damagedLines };
}

function parseLine(source: string): SessionLine | undefined {
  try {
    const { success, data } = line.safeParse(JSON.parse(source));
    return success ? (data as SessionLine) : undefined;
  } catch {
    // No JSON; the caller counts it.
    return undefined;
  }
}

type Head = Extract<SessionLine, { type: "session" }>;

/** Keyed by turn: the end of a turn stands where it was asked, whatever came between. */
function replay(head: Head, lines: readonly SessionLine[]): Omit<SessionRecord, "damagedLines"> {
  const turns = new Map<string, StoredTurn>();
  let name = head.id;
  let isOpen = true;
  let updatedAt = head.at;
  for (const one of lines) {
    if (one.type === "renamed") name = one.name;
    if (one.type === "closed") isOpen = false;
    if (one.type === "asked") {
      isOpen = true;
      turns.set(one.turn_id, askedTurn(one));
    }
    if (one.type === "turn") turns.set(one.turn_id, endedTurn(one, turns.get(one.turn_id)));
    if (one.type === "asked" || one.type === "turn") updatedAt = one.at;
  }
  const info: SessionInfo = {
    id: head.id,
    name,
    userId: head.user_id,
    chatId: head.chat_id,
    createdAt: head.at,
    updatedAt,
    turnCount: turns.size,
    isOpen,
    researchMode: head.research_mode,
  };
  return { info, turns: [...turns.values()] };
}

function askedTurn({ turn_id, at, parts }: Extract<SessionLine, { type: "asked" }>): StoredTurn {
  return { id: turn_id, askedAt: at, asked: parts, messages: [{ role: "user", parts }] };
}

function endedTurn(
  { turn_id, at, stop_reason, replaces_history, messages }: Extract<SessionLine, { type: "turn" }>,
  before: StoredTurn | undefined,
): StoredTurn {
  const asked = before?.asked ?? messages[0]?.parts ?? [];
  return {
    id: turn_id,
    askedAt: before?.askedAt ?? at,
    asked,
    messages,
    ...(replaces_history && { replacesHistory: true }),
    stopReason: stop_reason,
  };
}
