import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { JsonObject, Message, Model, ModelChunk, ModelRequest } from "@asky/sdk";
import { textPart } from "@asky/sdk";
import { onTestFinished } from "vitest";

/** A request as the server saw it. */
export interface SeenRequest {
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: JsonObject;
  /** Resolves when the connection of this request is closed. */
  readonly closed: Promise<void>;
}

/** A server on a loopback port that behaves as a test says; it ends with the test. */
export async function serveModel(
  answer: (response: ServerResponse, seen: SeenRequest, count: number) => void,
): Promise<{ readonly baseUrl: string; readonly seen: readonly SeenRequest[] }> {
  const seen: SeenRequest[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const text = Buffer.concat(parts).toString("utf8");
      const closed = new Promise<void>((resolve) => response.on("close", () => resolve()));
      seen.push({
        path: request.url ?? "",
        headers: request.headers,
        body: text === "" ? {} : (JSON.parse(text) as JsonObject),
        closed,
      });
      answer(response, seen.at(-1) as SeenRequest, seen.length);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`, seen };
}

/** Begins a stream of events. */
export function stream(
  response: ServerResponse,
  ...pieces: readonly (JsonObject | string)[]
): ServerResponse {
  if (!response.headersSent) response.writeHead(200, { "content-type": "text/event-stream" });
  for (const piece of pieces) {
    response.write(`data: ${typeof piece === "string" ? piece : JSON.stringify(piece)}\n\n`);
  }
  return response;
}

/** A piece of an answer. */
export function piece(delta: JsonObject, finish: string | null = null): JsonObject {
  return { choices: [{ index: 0, delta, finish_reason: finish }] };
}

export function asking(text: string, more: Partial<ModelRequest> = {}): ModelRequest {
  const messages: readonly Message[] = [{ role: "user", parts: [textPart(text)] }];
  return { messages, tools: [], signal: new AbortController().signal, ...more };
}

export async function collect(model: Model, request: ModelRequest): Promise<readonly ModelChunk[]> {
  const chunks: ModelChunk[] = [];
  for await (const chunk of model.generate(request)) chunks.push(chunk);
  return chunks;
}

/** The text of an answer. */
export async function textFrom(model: Model, request: ModelRequest): Promise<string> {
  const chunks = await collect(model, request);
  return chunks.map((chunk) => (chunk.type === "text" ? chunk.text : "")).join("");
}
