import {
  freezeJson,
  isMessagePart,
  type Message,
  type MessagePart,
  type SessionInfo,
  type StoredTurn,
} from "@asky/sdk";
import * as z from "zod/mini";
import { findFault } from "../conversation/conversation.ts";
import { TurnList } from "./turn-list.ts";

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
  | { readonly type: "closed"; readonly at: string }
  | { readonly type: "reopened"; readonly at: string };

/** What a session's lines come to. */
export interface SessionRecord {
  readonly info: SessionInfo;
  readonly turns: readonly StoredTurn[];
  /** The numbers of the lines that cannot be read, from 1. */
  readonly damagedLines: readonly number[];
}

const text = z.string();
/** As `Date.toISOString()` writes it: such times sort as text. */
const time = z.string().check(z.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/));
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
    at: time,
    research_mode: z.boolean(),
  }),
  z.object({ type: z.literal("asked"), turn_id: text, at: time, parts }),
  z.object({
    type: z.literal("turn"),
    turn_id: text,
    at: time,
    stop_reason: text,
    replaces_history: z.optional(z.literal(true)),
    messages,
  }),
  z.object({ type: z.literal("renamed"), at: time, name: text }),
  z.object({ type: z.literal("closed"), at: time }),
  z.object({ type: z.literal("reopened"), at: time }),
]);

/**
 * A line as it stands in the file, its end included.
 *
 * @throws TypeError when it could not be read again.
 */
export function encodeLine(value: SessionLine): string {
  const source = JSON.stringify(value);
  if (!parseLine(source)) throw new TypeError(`A line of type "${value.type}" could not be read again.`);
  return `${source}\n`;
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
  return head && { ...replay(head, lines), damagedLines };
}

function parseLine(source: string): SessionLine | undefined {
  try {
    const { data } = line.safeParse(JSON.parse(source));
    return data && freezeLine(data as SessionLine);
  } catch {
    // No JSON, or nested deeper than any message is; the caller counts it.
    return undefined;
  }
}

function freezeLine(value: SessionLine): SessionLine {
  if (value.type === "asked") return Object.freeze({ ...value, parts: freezeJson(value.parts) });
  if (value.type !== "turn") return Object.freeze(value);
  return Object.freeze({ ...value, messages: Object.freeze(value.messages.map((one) => freezeJson(one))) });
}

type Head = Extract<SessionLine, { type: "session" }>;

function replay(head: Head, lines: readonly SessionLine[]): Omit<SessionRecord, "damagedLines"> {
  const list = new TurnList();
  let name = head.id;
  let isOpen = true;
  let updatedAt = head.at;
  for (const one of lines) {
    if (one.type === "renamed") name = one.name;
    if (one.type === "closed") isOpen = false;
    if (one.type === "reopened") isOpen = true;
    if (one.type === "asked") list.ask({ id: one.turn_id, askedAt: one.at, asked: one.parts });
    if (one.type === "turn") list.end(endOf(one), one.at);
    if ((one.type === "asked" || one.type === "turn") && one.at > updatedAt) updatedAt = one.at;
  }
  const info: SessionInfo = {
    id: head.id,
    name,
    userId: head.user_id,
    chatId: head.chat_id,
    createdAt: head.at,
    updatedAt,
    turnCount: list.count,
    isOpen,
    researchMode: head.research_mode,
  };
  return { info: Object.freeze(info), turns: list.turns };
}

function endOf({
  turn_id,
  stop_reason,
  replaces_history,
  messages,
}: Extract<SessionLine, { type: "turn" }>): Omit<StoredTurn, "asked" | "askedAt"> {
  return {
    id: turn_id,
    messages,
    ...(replaces_history && { replacesHistory: true }),
    stopReason: stop_reason,
  };
}
