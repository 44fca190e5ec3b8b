import { isLoopback } from "./openai/is-loopback.ts";
import { readLimited } from "./openai/read-limited.ts";

/** A compatible server on this machine. */
export interface LocalModelServer {
  /** `Ollama`, `LM Studio`, `llama.cpp`, `vLLM`, or the variable that names it. */
  readonly server: string;
  /** For `model.base_url`. */
  readonly baseUrl: string;
  /** For `model.name`; at least one. */
  readonly models: readonly string[];
}

/** What {@link detectLocalModels} takes. All of it optional. */
export interface DetectOptions {
  /** @defaultValue the process's own */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** How long all of it may take, in milliseconds. @defaultValue 300 */
  readonly deadlineMs?: number;
  /** Where servers listen. @defaultValue the ports that Ollama, LM Studio, llama.cpp and vLLM have of themselves */
  readonly servers?: readonly (readonly [server: string, baseUrl: string])[];
}

const SERVERS: readonly (readonly [string, string])[] = [
  ["Ollama", "http://127.0.0.1:11434/v1"],
  ["LM Studio", "http://127.0.0.1:1234/v1"],
  ["llama.cpp", "http://127.0.0.1:8080/v1"],
  ["vLLM", "http://127.0.0.1:8000/v1"],
];
const DEADLINE_MS = 300;
const MAX_BYTES = 256 * 1024;
const MAX_MODELS = 200;

/**
 * Looks for OpenAI-compatible servers on this machine, all at once. Asks loopback addresses only, sends no key, and never
 * rejects: what does not answer in time, or answers something else than a list of models, is not there.
 *
 * @returns those with at least one model: `OPENAI_BASE_URL` first, then in the order of the list.
 */
export async function detectLocalModels(options: DetectOptions = {}): Promise<readonly LocalModelServer[]> {
  const { env = process.env, deadlineMs = DEADLINE_MS, servers = SERVERS } = options;
  const signal = AbortSignal.timeout(deadlineMs);
  const named = env.OPENAI_BASE_URL?.trim() ?? "";
  const all = [...(named === "" ? [] : [["OPENAI_BASE_URL", named] as const]), ...servers];
  const local = new Map<string, string>();
  for (const [server, baseUrl] of all) {
    const url = baseUrl.replace(/\/+$/, "");
    if (isLocal(url) && !local.has(url)) local.set(url, server);
  }
  const found = await Promise.all(
    [...local].map(async ([baseUrl, server]) => ({
      server,
      baseUrl,
      models: await listModels(baseUrl, signal),
    })),
  );
  return found.filter(({ models }) => models.length > 0);
}

function isLocal(baseUrl: string): boolean {
  if (!URL.canParse(baseUrl)) return false;
  const { protocol, hostname, username, password } = new URL(baseUrl);
  return /^https?:$/.test(protocol) && isLoopback(hostname) && username === "" && password === "";
}

async function listModels(baseUrl: string, signal: AbortSignal): Promise<readonly string[]> {
  try {
    const url = new URL(baseUrl);
    url.pathname = `${url.pathname.replace(/\/+$/, "")}/models`;
    const response = await fetch(url, { headers: { accept: "application/json" }, redirect: "error", signal });
    const body = await readLimited(response, MAX_BYTES);
    return response.ok ? readModels(JSON.parse(body)) : [];
  } catch {
    // Nobody listens, not in time, or not this protocol: there is no such server, which is an answer.
    return [];
  }
}

function readModels(value: unknown): readonly string[] {
  const { data } = (typeof value === "object" && value !== null ? value : {}) as Record<string, unknown>;
  if (!Array.isArray(data)) return [];
  const ids = data.flatMap((entry: unknown) => {
    const id =
      typeof entry === "object" && entry !== null ? (entry as Record<string, unknown>).id : undefined;
    return typeof id === "string" && /^[\x21-\x7e]{1,200}$/.test(id) ? [id] : [];
  });
  return [...new Set(ids)].slice(0, MAX_MODELS);
}
