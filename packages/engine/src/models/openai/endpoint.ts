import { isLoopback } from "./is-loopback.ts";

/** Where a provider's own service is when no other endpoint is configured. */
export const OPENAI_BASE_URL = "https://api.openai.com/v1";

const KEY = /^[\x21-\x7e]{1,4096}$/;

/** What calls are sent to. */
export interface Endpoint {
  /** The whole address of chat completions. */
  readonly url: string;
  /** The address as reports show it: without a query, which may hold secrets. */
  readonly shown: string;
  readonly isLoopback: boolean;
  /** Whether it is OpenAI's own service. */
  readonly isOpenAi: boolean;
  /** Whether what is sent can be read on the way. */
  readonly isPlain: boolean;
}

/** Why an address is no endpoint, to complete `"model.base_url" …`. */
export type EndpointFault = { readonly fault: string };

/** Makes an endpoint from a `base_url`. */
export function readEndpoint(baseUrl: string): Endpoint | EndpointFault {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  if (!url) return { fault: "is no URL" };
  if (url.protocol !== "http:" && url.protocol !== "https:") return { fault: "is neither http nor https" };
  if (url.username !== "" || url.password !== "") return { fault: "holds a user name or password" };
  const path = url.pathname.replace(/\/+$/, "");
  url.pathname = path.endsWith("/chat/completions") ? path : `${path}/chat/completions`;
  url.hash = "";
  return {
    url: url.href,
    shown: `${url.origin}${url.pathname}`,
    isLoopback: isLoopback(url.hostname),
    isOpenAi: url.hostname === "api.openai.com",
    isPlain: url.protocol === "http:",
  };
}

/** Whether a key can stand in a header. */
export function isUsableKey(key: string): boolean {
  return KEY.test(key);
}
