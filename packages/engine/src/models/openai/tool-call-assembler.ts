import type { ToolCall } from "@asky/sdk";

const MAX_CALLS = 128;
const MAX_ARGUMENT_CHARS = 1_000_000;

interface OpenCall {
  readonly index: number | undefined;
  readonly id: string;
  name: string;
  arguments: string;
}

/**
 * Puts tool calls together from the pieces of a stream. Servers differ: the index may be missing, the id may come empty,
 * again, or the same for two calls, arguments may come as an object.
 */
export class ToolCallAssembler {
  readonly #calls: OpenCall[] = [];
  readonly #usedIds: Set<string>;
  #size = 0;

  /** @param usedIds - the call ids of the conversation; no new call gets one of them. */
  constructor(usedIds: Iterable<string>) {
    this.#usedIds = new Set(usedIds);
  }

  get count(): number {
    return this.#calls.length;
  }

  /**
   * Takes the `tool_calls` of one piece.
   *
   * @returns a fault, to complete "the answer …"; `undefined` when there is none.
   */
  add(pieces: unknown): string | undefined {
    if (!Array.isArray(pieces)) return "has tool calls that are no list";
    for (const piece of pieces) {
      const fault = this.#addPiece(piece);
      if (fault !== undefined) return fault;
    }
    return undefined;
  }

  finish(): readonly ToolCall[] {
    const ids = new Set<string>();
    return this.#calls.map((call, position) => {
      const id = this.#uniqueId(call.id, position, ids);
      ids.add(id);
      return { id, name: call.name, arguments: call.arguments };
    });
  }

  #addPiece(piece: unknown): string | undefined {
    if (typeof piece !== "object" || piece === null) return "has a tool call that is no object";
    const { index, id, function: called } = piece as Record<string, unknown>;
    const { name, arguments: given } = (
      typeof called === "object" && called !== null ? called : {}
    ) as Record<string, unknown>;
    const call = this.#find(
      typeof index === "number" ? index : undefined,
      typeof id === "string" ? id : "",
      typeof name === "string" ? name : "",
    );
    if (!call) return `asks for more than ${MAX_CALLS} tools at once`;
    const text =
      typeof given === "object" && given !== null
        ? JSON.stringify(given)
        : typeof given === "string"
          ? given
          : "";
    this.#size += text.length;
    if (this.#size > MAX_ARGUMENT_CHARS) return `has more than ${MAX_ARGUMENT_CHARS} characters of arguments`;
    call.arguments += text;
    return undefined;
  }

  #find(index: number | undefined, id: string, name: string): OpenCall | undefined {
    const known = this.#known(index, id, name);
    if (known) {
      // Some servers say the name again with each piece; the first one counts.
      known.name ||= name;
      return known;
    }
    if (this.#calls.length === MAX_CALLS) return undefined;
    const call: OpenCall = { index, id, name, arguments: "" };
    this.#calls.push(call);
    return call;
  }

  #known(index: number | undefined, id: string, name: string): OpenCall | undefined {
    if (index !== undefined) {
      const call = this.#calls.findLast((open) => open.index === index);
      // All calls under one index, each whole: another id or another name is another call.
      const isOther = call && id !== "" && call.id !== "" && call.id !== id;
      return isOther ? this.#calls.find((open) => open.id === id) : call;
    }
    if (id !== "") {
      const call = this.#calls.findLast((open) => open.id === id);
      // The same id with a whole call behind it and a name again: a second call.
      return call && name !== "" && isWhole(call.arguments) ? undefined : call;
    }
    const last = this.#calls.at(-1);
    return last && name === "" ? last : undefined;
  }

  #uniqueId(id: string, position: number, ids: ReadonlySet<string>): string {
    const isFree = (candidate: string): boolean => !ids.has(candidate) && !this.#usedIds.has(candidate);
    if (id !== "" && id.length <= 256 && isFree(id)) return id;
    for (let count = this.#usedIds.size + position + 1; ; count++) {
      if (isFree(`call-${count}`)) return `call-${count}`;
    }
  }
}

function isWhole(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
