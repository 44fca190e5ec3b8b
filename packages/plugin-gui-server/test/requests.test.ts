import { connect } from "node:net";
import { describe, expect, test } from "vitest";
import { rawRequest } from "./raw-request.ts";
import { pluginReport, startupReport } from "./sample-report.ts";
import { portOf, startConsole, type TestHost } from "./start-console.ts";

const REPORT = startupReport([pluginReport({ name: "notes" })]);

async function signedIn(): Promise<{ host: TestHost; port: number; cookie: string }> {
  const host = await startConsole(REPORT);
  const port = portOf(host);
  const { pathname, search } = new URL(host.gui.createStartUrl());
  const answer = await rawRequest(port, [`GET ${pathname}${search} HTTP/1.1`, `Host: 127.0.0.1:${port}`]);
  return { host, port, cookie: answer.headers["set-cookie"]?.split(";")[0] ?? "" };
}

const PATHS = [
  "/",
  "/style.css",
  "/favicon.svg",
  "/api/v1/health",
  "/api/v1/report",
  "/nowhere",
  "/api/nowhere",
];
const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"];

/** What an honest request for a path gets. */
function answerTo(path: string, hasCookie: boolean): number {
  if (path === "/style.css" || path === "/favicon.svg" || path === "/api/v1/health") return 200;
  if (!hasCookie) return 401;
  return path.endsWith("nowhere") ? 404 : 200;
}

describe("Host × cookie × method × path", () => {
  const good = (port: number): readonly string[] => [
    `127.0.0.1:${port}`,
    `localhost:${port}`,
    `LocalHost:${port}`,
    `[::1]:${port}`,
  ];
  const bad = (port: number): readonly (string | undefined)[] => [
    "evil.test",
    `evil.test:${port}`,
    "127.0.0.1",
    "localhost",
    `127.0.0.1:${port + 1}`,
    `127.0.0.1.evil.test:${port}`,
    `localhost.:${port}`,
    `user@127.0.0.1:${port}`,
    `127.1:${port}`,
    `0.0.0.0:${port}`,
    "",
  ];

  test("the right host gets exactly what the path, the method and the session allow", async () => {
    const { port, cookie } = await signedIn();
    for (const host of good(port)) {
      for (const method of METHODS) {
        for (const path of PATHS) {
          for (const session of [[], [`Cookie: ${cookie}`]]) {
            const answer = await rawRequest(port, [
              `${method} ${path} HTTP/1.1`,
              `Host: ${host}`,
              ...session,
            ]);
            const reads = method === "GET" || method === "HEAD";
            const expected = reads ? answerTo(path, session.length > 0) : 405;
            expect(answer.status, `${method} ${path} ${host} ${session}`).toBe(expected);
            if (method !== "GET") expect(answer.body).toBe("");
            if (!reads) expect(answer.headers.allow).toBe("GET, HEAD");
          }
        }
      }
    }
  });

  test("any other host gets 421 and nothing else, on every path, with and without a session", async () => {
    const { port, cookie } = await signedIn();
    for (const host of bad(port)) {
      for (const path of [...PATHS, "/start?token=x"]) {
        for (const method of ["GET", "HEAD", "POST"]) {
          for (const session of [[], [`Cookie: ${cookie}`]]) {
            const answer = await rawRequest(port, [
              `${method} ${path} HTTP/1.1`,
              `Host: ${host}`,
              ...session,
            ]);
            expect(answer.status, `${method} ${path} ${host}`).toBe(421);
            expect(answer.body).toBe("");
          }
        }
      }
    }
  });

  test("a second Host header is refused, also when it says the same", async () => {
    const { port, cookie } = await signedIn();
    const right = `Host: 127.0.0.1:${port}`;
    for (const hosts of [
      [right, "Host: evil.test"],
      ["Host: evil.test", right],
      [right, right],
    ]) {
      const answer = await rawRequest(port, ["GET / HTTP/1.1", ...hosts, `Cookie: ${cookie}`]);
      expect(answer.status).toBe(421);
    }
  });

  test("no Host header at all is refused", async () => {
    const { port, cookie } = await signedIn();
    expect((await rawRequest(port, ["GET / HTTP/1.1", `Cookie: ${cookie}`])).status).toBe(400);
    expect((await rawRequest(port, ["GET / HTTP/1.0", `Cookie: ${cookie}`])).status).toBe(421);
  });

  test("a request line that names another place is refused", async () => {
    const { port, cookie } = await signedIn();
    for (const target of ["http://evil.test/", `http://127.0.0.1:${port}/`, "//evil.test/", "*"]) {
      const answer = await rawRequest(port, [
        `GET ${target} HTTP/1.1`,
        `Host: 127.0.0.1:${port}`,
        `Cookie: ${cookie}`,
      ]);
      expect(answer.status, target).toBe(400);
    }
  });
});

describe("requests from other sites", () => {
  const from = (site: string, mode: string, dest: string): readonly string[] => [
    `Sec-Fetch-Site: ${site}`,
    `Sec-Fetch-Mode: ${mode}`,
    `Sec-Fetch-Dest: ${dest}`,
  ];

  test.each(["cross-site", "same-site", "anything-else"])(
    "%s: nothing but a page can be opened",
    async (site) => {
      const { port, cookie } = await signedIn();
      const ask = async (path: string, mode: string, dest: string): Promise<number> => {
        const headers = [`Host: 127.0.0.1:${port}`, `Cookie: ${cookie}`, ...from(site, mode, dest)];
        return (await rawRequest(port, [`GET ${path} HTTP/1.1`, ...headers])).status;
      };
      expect(await ask("/", "navigate", "document")).toBe(200);
      for (const path of PATHS.slice(1)) expect(await ask(path, "navigate", "document"), path).toBe(403);
      expect(await ask("/", "navigate", "iframe")).toBe(403);
      expect(await ask("/", "navigate", "embed")).toBe(403);
      expect(await ask("/style.css", "no-cors", "style")).toBe(403);
      expect(await ask("/favicon.svg", "no-cors", "image")).toBe(403);
      expect(await ask("/api/v1/report", "cors", "empty")).toBe(403);
      expect(await ask("/", "no-cors", "script")).toBe(403);
    },
  );

  test("one's own site and the address bar may ask for everything", async () => {
    const { port, cookie } = await signedIn();
    for (const site of ["same-origin", "none"]) {
      const headers = [`Host: 127.0.0.1:${port}`, `Cookie: ${cookie}`, ...from(site, "cors", "empty")];
      expect((await rawRequest(port, ["GET /api/v1/report HTTP/1.1", ...headers])).status).toBe(200);
    }
  });

  test("two answers to where a request comes from count as foreign", async () => {
    const { port, cookie } = await signedIn();
    const answer = await rawRequest(port, [
      "GET / HTTP/1.1",
      `Host: 127.0.0.1:${port}`,
      `Cookie: ${cookie}`,
      "Sec-Fetch-Site: same-origin",
      "Sec-Fetch-Site: cross-site",
    ]);
    expect(answer.status).toBe(403);
  });
});

describe("every answer", () => {
  test("forbids scripts, frames, sniffing, referrers, caching and other origins", async () => {
    const { port, cookie } = await signedIn();
    const right = `Host: 127.0.0.1:${port}`;
    const requests: readonly (readonly [number, readonly string[]])[] = [
      [200, ["GET / HTTP/1.1", right, `Cookie: ${cookie}`]],
      [200, ["GET /style.css HTTP/1.1", right]],
      [200, ["GET /api/v1/report HTTP/1.1", right, `Cookie: ${cookie}`]],
      [401, ["GET / HTTP/1.1", right]],
      [403, ["GET /start HTTP/1.1", right]],
      [404, ["GET /nowhere HTTP/1.1", right, `Cookie: ${cookie}`]],
      [405, ["POST / HTTP/1.1", right]],
      [421, ["GET / HTTP/1.1", "Host: evil.test"]],
    ];
    for (const [expected, head] of requests) {
      const { status, headers } = await rawRequest(port, [...head, "Origin: http://evil.test"]);
      expect(status).toBe(expected);
      expect(headers).toMatchObject({
        "content-security-policy":
          "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "cache-control": "no-store",
      });
      expect(Object.keys(headers).filter((name) => name.startsWith("access-control"))).toEqual([]);
    }
  });

  test("to a request with a body ends the connection, so that nothing can hide in it", async () => {
    const { port, cookie } = await signedIn();
    const hidden = `GET /api/v1/report HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nCookie: ${cookie}\r\n\r\n`;
    const text = await new Promise<string>((resolve, reject) => {
      const socket = connect(port, "127.0.0.1");
      let received = "";
      socket.setEncoding("utf8");
      socket.on("data", (chunk: string) => {
        received += chunk;
      });
      socket.on("error", reject);
      socket.on("end", () => {
        socket.end();
        resolve(received);
      });
      socket.write(`POST / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n${hidden}`);
    });
    expect(text.match(/HTTP\/1\.1 \d+/g)).toEqual(["HTTP/1.1 405"]);
  });

  test("to headers without end is 431", async () => {
    const { port } = await signedIn();
    const answer = await rawRequest(port, [
      "GET / HTTP/1.1",
      `Host: 127.0.0.1:${port}`,
      `X-Long: ${"a".repeat(9000)}`,
    ]);
    expect(answer.status).toBe(431);
  });

  test("to what is no HTTP is 400", async () => {
    const { port } = await signedIn();
    expect((await rawRequest(port, ["\u0016\u0003\u0001 hello"])).status).toBe(400);
    const smuggled = [
      "GET / HTTP/1.1",
      `Host: 127.0.0.1:${port}`,
      "Content-Length: 4",
      "Transfer-Encoding: chunked",
    ];
    expect((await rawRequest(port, smuggled)).status).toBe(400);
  });
});
