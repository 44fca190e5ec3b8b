import { type IncomingMessage, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { isIP, type Socket } from "node:net";
import { type AddressRules, checkHost, checkSocket, createCheckedLookup } from "./checked-connection.ts";
import { FetchError } from "./fetch-error.ts";

const MAX_REDIRECTS = 5;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

const HEADERS = {
  accept: "text/html,application/xhtml+xml,application/json;q=0.9,text/*;q=0.8",
  "accept-encoding": "gzip, deflate, br",
  "user-agent": "asky (WebFetch)",
};

/** A page whose head is there, and from where it came. */
export interface Response {
  readonly url: URL;
  readonly message: IncomingMessage;
}

/**
 * Reads a URL as one that may be fetched.
 *
 * @throws FetchError
 */
export function parseUrl(text: string, base?: URL): URL {
  const url = URL.canParse(text, base?.href) ? new URL(text, base?.href) : undefined;
  if (!url) throw new FetchError(`"${text}" is no URL; one begins with https:// or http://.`);
  if (url.protocol !== "https:" && url.protocol !== "http:") {
    throw new FetchError(`Only https:// and http:// are fetched, not "${url.protocol}//".`);
  }
  if (url.username !== "" || url.password !== "") {
    throw new FetchError("A URL with a user name or password in it is not fetched; leave them out.");
  }
  url.hash = "";
  return url;
}

/**
 * Asks for a page and follows its redirects, each of them judged like the first URL. Every request has a connection of its
 * own, and no cookies, credentials or proxies.
 *
 * @throws FetchError; the signal's reason when it aborts.
 */
export async function requestPage(text: string, rules: AddressRules, signal: AbortSignal): Promise<Response> {
  let url = parseUrl(text);
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
    const message = await request(url, rules, signal);
    const { statusCode = 0, headers } = message;
    if (!REDIRECTS.has(statusCode) || headers.location === undefined) return { url, message };
    message.destroy();
    url = parseUrl(headers.location, url);
  }
  throw new FetchError(`"${text}" leads through more than ${MAX_REDIRECTS} redirects.`);
}

function request(url: URL, rules: AddressRules, signal: AbortSignal): Promise<IncomingMessage> {
  checkHost(url.hostname, rules);
  return new Promise((resolve, reject) => {
    const send = url.protocol === "https:" ? requestHttps : requestHttp;
    const lookup = createCheckedLookup(rules);
    const asked = send(url, { agent: false, headers: HEADERS, lookup, signal });
    asked.on("response", resolve);
    asked.on("error", (error) => reject(signal.aborted ? signal.reason : explain(url, error)));
    asked.on("socket", (socket: Socket) => {
      socket.once("connect", () => checkSocket(socket, rules));
    });
    // A server that offers another protocol than was asked for has nothing to say here.
    asked.on("upgrade", (_, socket) => socket.destroy());
    asked.end();
  });
}

function explain(url: URL, error: NodeJS.ErrnoException): Error {
  if (error instanceof FetchError) return error;
  const { code } = error;
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") {
    return new FetchError(`There is no address for "${url.hostname}"; check the name.`);
  }
  const kind = isIP(url.hostname) === 0 ? url.host : url.hostname;
  return new FetchError(`"${kind}" could not be reached: ${code ?? error.message}.`);
}
