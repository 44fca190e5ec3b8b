import { appendFile, mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import type { JsonObject, ModelChunk } from "@asky/sdk";
import { recordingUnreadable } from "../../errors/recording.ts";
import { readTextFile } from "../../files/read-text-file.ts";
import { digestOf } from "./recorded-request.ts";

const MAX_BYTES = 64 * 1024 * 1024;

/** One line of a recording: a request and its whole answer. */
export interface RecordedCall {
  readonly line: number;
  readonly digest: string;
  readonly request: JsonObject;
  readonly chunks: readonly ModelChunk[];
}

/**
 * Reads a recording, JSON lines.
 *
 * @throws PluginError `MODEL_FAILED` when it is missing or a line is none of a recording.
 */
export async function readRecording(file: string): Promise<readonly RecordedCall[]> {
  const { text, refused } = await readTextFile(file, MAX_BYTES);
  if (refused !== undefined)
    throw recordingUnreadable(file, refused === "missing" ? "it is not there" : `it is ${refused}`);
  return text
    .split("\n")
    .flatMap((row, index) => (row.trim() === "" ? [] : [readCall(file, row, index + 1)]));
}

/** Adds a call at the end. */
export async function appendCall(file: string, call: Omit<RecordedCall, "line">): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await appendFile(file, `${JSON.stringify(call)}\n`, { mode: 0o600 });
}

function readCall(file: string, row: string, line: number): RecordedCall {
  let value: unknown;
  try {
    value = JSON.parse(row);
  } catch (error) {
    throw recordingUnreadable(file, `line ${line} is no JSON`, error);
  }
  const { digest, request, chunks } = (typeof value === "object" && value !== null ? value : {}) as Record<
    string,
    unknown
  >;
  const isCall =
    typeof digest === "string" && typeof request === "object" && request !== null && Array.isArray(chunks);
  if (!isCall) throw recordingUnreadable(file, `line ${line} is no recorded call`);
  if (digestOf(request as JsonObject) !== digest) {
    throw recordingUnreadable(file, `line ${line} was changed by hand: its digest is another request's`);
  }
  return { line, digest, request: request as JsonObject, chunks: chunks as readonly ModelChunk[] };
}
