import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { createWebFetchTool, type WebFetchOptions } from "@asky/engine";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { runTool } from "./run-tool.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** A web server on loopback for one test. */
async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://site.test:${(server.address() as AddressInfo).port}`;
}

const LOOPBACK: WebFetchOptions = {
  lookup: async () => [{ address: "127.0.0.1", family: 4 }],
  permits: (address) => address === "127.0.0.1",
};

/** Fetches through a real engine; the tool has another name, since the built-in one has its own. */
async function fetchPage(url: string, options: WebFetchOptions = LOOPBACK, signal?: AbortSignal) {
  const { schema, executor } = createWebFetchTool(options);
  const tool = { name: "Fetch", schema: { ...schema, name: "Fetch" }, executor };
  const directory = await temporaryFolder();
  return runTool(directory, "Fetch", { url }, { tool, ...(signal && { signal }) });
}

function page(body: string | Buffer, headers: Record<string, string> = {}): RequestListener {
  return (_, response) => response.writeHead(200, { "content-type": "text/html", ...headers }).end(body);
}

describe("WebFetch", () => {
  test("makes readable text of HTML, with whole links and without scripts", async () => {
    const html = `<html><head><title>T</title><style>b{}</style></head><body><nav>menu</nav><h1>Title</h1>
      <p>One &amp; <a href="/two">two</a><script>alert(1)</script></p><ul><li>a</li><li>b</li></ul><img src="x"></body></html>`;
    const url = await serve(page(html));
    const { isError, text } = await fetchPage(`${url}/here#part`);
    expect(isError).toBe(false);
    expect(text.startsWith(`${url}/here:\n`)).toBe(true);
    for (const words of ["Title", `One & two (${url}/two)`, " * a"]) expect(text).toContain(words);
    for (const words of ["alert", "b{}", "menu", "<"]) expect(text).not.toContain(words);
  });

  test.each([
    ["application/json", '{"a":1}'],
    ["application/problem+json; charset=utf-8", '{"b":2}'],
    ["text/plain", "plain <b>"],
    ["TEXT/Markdown", "# head"],
  ])("returns %s as it is", async (type, body) => {
    const url = await serve(page(body, { "content-type": type }));
    expect((await fetchPage(url)).text).toBe(`${url}/:\n${body}`);
  });

  test.each([
    ["text/html; charset=iso-8859-1", "<p>f\xfcr</p>"],
    ["text/html", '<meta charset="windows-1252"><p>f\xfcr</p>'],
    ["text/plain; charset=latin1", "f\xfcr"],
  ])("reads the character set of %s", async (type, body) => {
    const url = await serve(page(Buffer.from(body, "latin1"), { "content-type": type }));
    expect((await fetchPage(url)).text).toContain("für");
  });

  test("an unknown character set counts as UTF-8", async () => {
    const url = await serve(page("für", { "content-type": "text/plain; charset=klingon" }));
    expect((await fetchPage(url)).text).toContain("für");
  });

  test.each(["image/png", "application/octet-stream", "video/mp4", ""])(
    "refuses the type %j",
    async (type) => {
      const url = await serve(page("x", { "content-type": type }));
      const { isError, text } = await fetchPage(url);
      expect(isError).toBe(true);
      expect(text).toContain("only HTML, text and JSON are fetched");
    },
  );

  test("refuses what says that it is text and is none", async () => {
    const url = await serve(page("a\0b", { "content-type": "text/plain" }));
    expect(await fetchPage(url)).toMatchObject({ isError: true });
  });

  test.each([404, 500, 304])("tells the status %i", async (status) => {
    const url = await serve((_, response) => response.writeHead(status).end());
    const { isError, text } = await fetchPage(url);
    expect(isError).toBe(true);
    expect(text).toContain(`${status}`);
  });

  test("sends no cookies, and takes none along", async () => {
    const seen: (string | undefined)[] = [];
    const url = await serve((request, response) => {
      seen.push(request.headers.cookie);
      const headers = { "set-cookie": "a=1", location: "/two", "content-type": "text/plain" };
      response.writeHead(request.url === "/" ? 302 : 200, headers).end("x");
    });
    await fetchPage(url);
    expect(seen).toEqual([undefined, undefined]);
  });
});

describe("WebFetch and servers that misbehave", () => {
  test("follows five redirects and no more", async () => {
    let asked = 0;
    const url = await serve((request, response) => {
      asked += 1;
      const step = Number(request.url?.slice(1));
      if (step === 5) return response.writeHead(200, { "content-type": "text/plain" }).end("there");
      return response.writeHead(302, { location: `/${step + 1}` }).end();
    });
    expect((await fetchPage(`${url}/0`)).text).toBe(`${url}/5:\nthere`);
    asked = 0;
    const loop = await serve((_, response) => {
      asked += 1;
      response.writeHead(302, { location: "/" }).end();
    });
    expect((await fetchPage(loop)).text).toContain("more than 5 redirects");
    expect(asked).toBe(6);
  });

  test.each([
    ["file:///etc/passwd", "Only https:// and http:// are fetched"],
    ["http://[::1", "is no URL"],
    ["http://user:pw@site.test/", "user name or password"],
    ["http://169.254.169.254/latest/meta-data/", "not on the public internet"],
  ])("a redirect to %s is refused", async (location, words) => {
    const url = await serve((_, response) => response.writeHead(302, { location }).end());
    const { isError, text } = await fetchPage(url);
    expect(isError).toBe(true);
    expect(text).toContain(words);
  });

  test("reads no more than 2 MiB, however long the page goes on", async () => {
    let written = 0;
    const url = await serve((_, response) => {
      response.writeHead(200, { "content-type": "text/plain" });
      const more = (): void => {
        while (!response.destroyed && written < 200 * 1024 * 1024) {
          written += 65_536;
          if (!response.write("x".repeat(65_536))) break;
        }
      };
      response.on("drain", more);
      more();
    });
    const { isError, text } = await fetchPage(url);
    expect(isError).toBe(false);
    expect(text).toContain("(Only the first 2 MiB of the page were read.)");
    expect(text).toContain("(These are the first 100000 of 2097152 characters.)");
    expect(written).toBeLessThan(50 * 1024 * 1024);
  });

  test("unpacks a bomb no further than it reads", async () => {
    const bomb = gzipSync(Buffer.alloc(300 * 1024 * 1024, "a"), { level: 9 });
    const url = await serve(page(bomb, { "content-type": "text/plain", "content-encoding": "gzip" }));
    const before = process.memoryUsage().rss;
    const { text } = await fetchPage(url);
    expect(text).toContain("(Only the first 2 MiB of the page were read.)");
    expect(process.memoryUsage().rss - before).toBeLessThan(150 * 1024 * 1024);
  });

  test("reads gzip and brotli, and refuses other packing", async () => {
    for (const [encoding, body] of [
      ["gzip", gzipSync("packed")],
      ["br", brotliCompressSync("packed")],
    ] as const) {
      const url = await serve(page(body, { "content-type": "text/plain", "content-encoding": encoding }));
      expect((await fetchPage(url)).text).toBe(`${url}/:\npacked`);
    }
    for (const encoding of ["gzip, gzip", "zstd", "constructor"]) {
      const url = await serve(page("x", { "content-type": "text/plain", "content-encoding": encoding }));
      expect((await fetchPage(url)).text).toContain("cannot be read");
    }
  });

  test("a page that breaks off, is packed wrongly or is no HTTP is an error result", async () => {
    const torn = await serve((request, response) => {
      response.writeHead(200, { "content-type": "text/plain", "content-length": "100" });
      response.write("half", () => request.socket.destroy());
    });
    expect((await fetchPage(torn)).text).toContain("The page broke off");
    const wrong = await serve(page("no gzip", { "content-type": "text/plain", "content-encoding": "gzip" }));
    expect((await fetchPage(wrong)).text).toContain("The page broke off");
    const noise = await serve((request) => request.socket.end("SSH-2.0-OpenSSH\r\n"));
    expect((await fetchPage(noise)).text).toContain("could not be reached");
  });

  test.each([
    ["answers nothing", () => {}],
    [
      "drips",
      (_, response) => {
        response.writeHead(200, { "content-type": "text/plain" });
        const timer = setInterval(() => response.write("x"), 10);
        response.on("close", () => clearInterval(timer));
      },
    ],
    ["sends a page that takes for ever to read", page("<div>".repeat(300_000))],
  ] as (readonly [string, RequestListener])[])("one that %s is given up", async (_, listener) => {
    const url = await serve(listener);
    const { isError, text } = await fetchPage(url, { ...LOOPBACK, timeoutMs: 600 });
    expect(isError).toBe(true);
    expect(text).toMatch(/was not there after 0\.6 seconds|too involved to be read/);
  });

  test("an interrupt closes the connection", async () => {
    const stop = new AbortController();
    const closed = vi.fn();
    const url = await serve((request, response) => {
      response.writeHead(200, { "content-type": "text/plain" }).write("x");
      request.socket.on("close", closed);
      stop.abort();
    });
    expect(await fetchPage(url, LOOPBACK, stop.signal)).toMatchObject({ status: "interrupted" });
    await vi.waitFor(() => expect(closed).toHaveBeenCalled());
  });
});

describe("WebFetch and addresses that are not public", () => {
  const PRIVATE = [
    ...["127.0.0.1", "127.9.9.9", "0.0.0.0", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1"],
    ...["169.254.169.254", "100.64.0.1", "100.127.255.255", "192.0.0.8", "198.18.0.1", "224.0.0.1"],
    ...["255.255.255.255", "240.0.0.1", "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1"],
    ...["ff02::1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::ffff:7f00:1", "64:ff9b::7f00:1", "2002:7f00:1::"],
    ...["2001::1", "2001:db8::1", "::127.0.0.1", "fec0::1", "no address"],
  ];

  test.each(PRIVATE)("a name that means %s is refused before anything is sent", async (address) => {
    const family = address.includes(":") ? 6 : 4;
    const { isError, text } = await fetchPage("http://inner.test/", {
      lookup: async () => [{ address, family }],
    });
    expect(isError).toBe(true);
    expect(text).toContain("is not on the public internet");
  });

  test.each([
    ...[
      "http://127.0.0.1/",
      "http://127.1/",
      "http://2130706433/",
      "http://0x7f.0.0.1/",
      "http://017700000001/",
    ],
    ...["http://127.0.0.1./", "http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://[0:0:0:0:0:0:0:1]/"],
    ...["http://①②⑦.0.0.1/", "http://0/", "http://169.254.169.254/", "http://[fd00:ec2::254]/"],
  ])("%s is refused without a lookup", async (url) => {
    const lookup = vi.fn(async () => []);
    const { isError, text } = await fetchPage(url, { lookup });
    expect(isError).toBe(true);
    expect(text).toContain("is not on the public internet");
    expect(lookup).not.toHaveBeenCalled();
  });

  test("one private address among public ones is enough", async () => {
    const lookup = async () => [
      { address: "93.184.215.14", family: 4 },
      { address: "10.0.0.1", family: 4 },
    ];
    expect((await fetchPage("http://mixed.test/", { lookup })).text).toContain("10.0.0.1");
  });

  test("a name is looked up once for each request, and that address is the one connected to", async () => {
    let asked = 0;
    const hits: string[] = [];
    const url = await serve((request, response) => {
      hits.push(request.url ?? "");
      response.writeHead(302, { location: "/again" }).end();
    });
    const lookup = async () => [{ address: asked++ === 0 ? "127.0.0.1" : "10.0.0.1", family: 4 }];
    const { text } = await fetchPage(url, { ...LOOPBACK, lookup });
    expect(hits).toEqual(["/"]);
    expect(text).toContain("10.0.0.1");
  });

  test("localhost is refused by the built-in tool, whatever the configuration says", async () => {
    const directory = await temporaryFolder();
    const config = { web_fetch: { permits: ["127.0.0.1"] }, sandbox: { network: true } };
    const ran = await runTool(directory, "WebFetch", { url: "http://localhost:9/" }, { config });
    expect(ran).toMatchObject({ status: "done", isError: true });
    expect(ran.text).toContain("is not on the public internet");
  });

  test.each([
    ["ftp://site.test/", "Only https:// and http:// are fetched"],
    ["javascript:alert(1)", "Only https:// and http:// are fetched"],
    ["site.test", "is no URL"],
    ["http://", "is no URL"],
    ["https://a:b@site.test/", "user name or password"],
  ])("%s is refused", async (url, words) => {
    expect((await fetchPage(url)).text).toContain(words);
  });

  test("a name without an address, and a lookup that fails", async () => {
    expect((await fetchPage("http://a.test/", { lookup: async () => [] })).text).toContain(
      "There is no address",
    );
    const lookup = () => Promise.reject(Object.assign(new Error("no"), { code: "ENOTFOUND" }));
    expect((await fetchPage("http://a.test/", { lookup })).text).toContain("There is no address");
  });
});
