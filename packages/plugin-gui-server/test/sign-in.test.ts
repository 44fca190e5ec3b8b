import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type RawAnswer, rawRequest } from "./raw-request.ts";
import { startupReport } from "./sample-report.ts";
import { portOf, startConsole, type TestHost } from "./start-console.ts";

function get(host: TestHost, target: string, ...headers: readonly string[]): Promise<RawAnswer> {
  const port = portOf(host);
  return rawRequest(port, [`GET ${target} HTTP/1.1`, `Host: 127.0.0.1:${port}`, ...headers]);
}

function targetOf(link: string): string {
  const { pathname, search } = new URL(link);
  return `${pathname}${search}`;
}

async function signIn(host: TestHost): Promise<string> {
  const { headers } = await get(host, targetOf(host.gui.createStartUrl()));
  return headers["set-cookie"]?.split(";")[0] ?? "";
}

describe("signing in", () => {
  test("a start link sets a cookie that no script and no other site can use, and leads to the page", async () => {
    const host = await startConsole(startupReport([]));
    const { status, headers } = await get(host, targetOf(host.gui.createStartUrl()));
    expect(status).toBe(303);
    expect(headers.location).toBe("/");
    const [pair, ...attributes] = (headers["set-cookie"] ?? "").split("; ");
    expect(pair).toMatch(new RegExp(`^asky_gui_${portOf(host)}=[\\w-]{43}$`));
    expect(attributes.sort()).toEqual(["HttpOnly", "Path=/", "SameSite=Strict"]);
    expect((await get(host, "/", `Cookie: ${pair}`)).status).toBe(200);
  });

  test("a start link works once", async () => {
    const host = await startConsole();
    const target = targetOf(host.gui.createStartUrl());
    expect((await get(host, target)).status).toBe(303);
    const again = await get(host, target);
    expect(again.status).toBe(403);
    expect(again.headers["set-cookie"]).toBeUndefined();
    expect(again.body).toContain("plugins/gui_server/start-url");
  });

  test("of two browsers that open one link at once, one gets in", async () => {
    const host = await startConsole();
    const target = targetOf(host.gui.createStartUrl());
    const answers = await Promise.all(Array.from({ length: 8 }, () => get(host, target)));
    expect(answers.filter(({ status }) => status === 303)).toHaveLength(1);
  });

  test("looking ahead with HEAD does not use a link up", async () => {
    const host = await startConsole();
    const port = portOf(host);
    const target = targetOf(host.gui.createStartUrl());
    const head = await rawRequest(port, [`HEAD ${target} HTTP/1.1`, `Host: 127.0.0.1:${port}`]);
    expect(head.status).toBe(405);
    expect((await get(host, target)).status).toBe(303);
  });

  test.each([
    ["none", "/start"],
    ["an empty one", "/start?token="],
    ["a wrong one", `/start?token=${"A".repeat(43)}`],
    ["a very long one", `/start?token=${"A".repeat(4000)}`],
    ["one that is no text", "/start?token=%00%ff"],
    ["one in another key", "/start?Token=x"],
  ])("%s as the token is refused", async (_, target) => {
    const host = await startConsole();
    const { status, headers } = await get(host, target);
    expect(status).toBe(403);
    expect(headers["set-cookie"]).toBeUndefined();
  });

  test("a right token beside another one is refused and stays unused", async () => {
    const host = await startConsole();
    const target = targetOf(host.gui.createStartUrl());
    expect((await get(host, `${target}&token=x`)).status).toBe(403);
    expect((await get(host, target)).status).toBe(303);
  });

  test("the file gets another link when its own has been used", async () => {
    const host = await startConsole();
    const file = join(host.dataDir, "start-url");
    const first = readFileSync(file, "utf8").trim();
    expect((await get(host, targetOf(first))).status).toBe(303);
    const second = readFileSync(file, "utf8").trim();
    expect(second).not.toBe(first);
    expect((await get(host, targetOf(second))).status).toBe(303);
  });

  test("a link that is followed from another site leads on by a page of our own", async () => {
    const host = await startConsole();
    const { status, headers, body } = await get(
      host,
      targetOf(host.gui.createStartUrl()),
      "Sec-Fetch-Site: cross-site",
      "Sec-Fetch-Mode: navigate",
      "Sec-Fetch-Dest: document",
    );
    expect(status).toBe(200);
    expect(headers["set-cookie"]).toContain("SameSite=Strict");
    expect(body).toContain('http-equiv="refresh" content="0; url=/"');
  });
});

describe("the session", () => {
  test("is needed for the page and for the report", async () => {
    const host = await startConsole(startupReport([]));
    const page = await get(host, "/");
    expect(page.status).toBe(401);
    expect(page.headers["content-type"]).toContain("text/html");
    expect(page.body).toContain("plugins/gui_server/start-url");
    const data = await get(host, "/api/v1/report");
    expect(data.status).toBe(401);
    expect(JSON.parse(data.body)).toMatchObject({ error: { code: "GUI_NOT_SIGNED_IN" } });
  });

  test("is not begun by a cookie that a stranger chose", async () => {
    const host = await startConsole(startupReport([]));
    const name = `asky_gui_${portOf(host)}`;
    for (const value of ["", "x", "A".repeat(43), "__proto__"]) {
      expect((await get(host, "/", `Cookie: ${name}=${value}`)).status).toBe(401);
    }
  });

  test("survives a cookie of the same name that another program on this machine has set", async () => {
    const host = await startConsole(startupReport([]));
    const cookie = await signIn(host);
    const name = `asky_gui_${portOf(host)}`;
    expect((await get(host, "/", `Cookie: ${name}=tossed; theme=dark; ${cookie}`)).status).toBe(200);
  });

  test("of one console is nothing to another one", async () => {
    const [one, other] = [await startConsole(startupReport([])), await startConsole(startupReport([]))];
    const secret = (await signIn(one)).split("=")[1];
    expect((await get(other, "/", `Cookie: asky_gui_${portOf(other)}=${secret}`)).status).toBe(401);
  });

  test("ends when the console stops", async () => {
    const host = await startConsole(startupReport([]));
    const secret = (await signIn(host)).split("=")[1];
    await host.server.stop();
    await host.server.start();
    expect((await get(host, "/", `Cookie: asky_gui_${portOf(host)}=${secret}`)).status).toBe(401);
  });
});
