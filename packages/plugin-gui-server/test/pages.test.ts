import type { Problem, StartupReport } from "@asky/sdk";
import { describe, expect, test } from "vitest";
import { type RawAnswer, rawRequest } from "./raw-request.ts";
import { pluginReport, startupReport } from "./sample-report.ts";
import { portOf, startConsole, type TestHost } from "./start-console.ts";

async function open(host: TestHost, path: string): Promise<RawAnswer> {
  const port = portOf(host);
  const ask = (target: string, ...headers: readonly string[]): Promise<RawAnswer> =>
    rawRequest(port, [`GET ${target} HTTP/1.1`, `Host: 127.0.0.1:${port}`, ...headers]);
  const { pathname, search } = new URL(host.gui.createStartUrl());
  const { headers } = await ask(`${pathname}${search}`);
  return ask(path, `Cookie: ${headers["set-cookie"]?.split(";")[0]}`);
}

/** The page as a reader gets it: without tags, entities resolved. */
function textOf(body: string): string {
  const entities: Readonly<Record<string, string>> = { lt: "<", gt: ">", quot: '"', "#39": "'", amp: "&" };
  return body
    .replace(/<[^>]*>/g, " ")
    .replace(/&(lt|gt|quot|#39|amp);/g, (_, name: string) => entities[name] ?? "")
    .replace(/\s+/g, " ");
}

const FAILED: Problem = {
  severity: "error",
  code: "ACTIVATE_FAILED",
  phase: "init",
  plugin: "weather",
  message: 'The plugin "weather" failed in activate().',
  hint: "Set api_key in plugins/weather.toml.",
  place: { file: "/etc/asky/plugins.toml", line: 12, column: 3, key: "plugin.weather" },
  count: 2,
  causes: ["No API key."],
};

const REPORT: StartupReport = startupReport(
  [
    pluginReport({
      name: "notes",
      package: { name: "asky-plugin-notes", version: "4.5.6", directory: "/x/asky-plugin-notes" },
      timings: { importMs: 61.4, initMs: 2.25, startMs: 1500 },
      hooks: [{ point: "system_prompt_extend", priority: 50, callback: "addNotes" }],
      services: ["notes"],
      events: ["message.in"],
      dependencies: ["store"],
      optionalDependencies: ["clock"],
    }),
    pluginReport({ name: "weather", state: "failed", problems: [FAILED] }),
    pluginReport({ name: "browser", state: "disabled" }),
  ],
  [{ severity: "warning", code: "ROSTER_KEY_UNKNOWN", phase: "roster", message: "A key.", hint: "Drop it." }],
);

describe("the overview", () => {
  test("says of each plugin what it is, how it stands and what it does", async () => {
    const { status, body } = await open(await startConsole(REPORT), "/");
    const text = textOf(body);
    expect(status).toBe(200);
    expect(text).toContain("1 of 2 plugins run");
    for (const said of [
      ...[
        "notes 1.2.3",
        "asky-plugin-notes@4.5.6",
        "system_prompt_extend addNotes 50",
        "store",
        "clock (optional)",
      ],
      ...[
        "message.in",
        "61 ms",
        "2.3 ms",
        "1.50 s",
        "1 failed",
        "1 started",
        "1 disabled",
        "2026-11-21 09:30:12 UTC",
      ],
    ]) {
      expect(text.replaceAll("\u00a0", " "), said).toContain(said);
    }
  });

  test("shows a problem with its code, place, cause and next step", async () => {
    const text = textOf((await open(await startConsole(REPORT), "/")).body);
    for (const said of [
      ...["Error ACTIVATE_FAILED in init, 2 times", 'The plugin "weather" failed in activate().'],
      ...[
        "because No API key.",
        "/etc/asky/plugins.toml:12:3 plugin.weather",
        "Set api_key in plugins/weather.toml.",
      ],
    ]) {
      expect(text).toContain(said);
    }
  });

  test("puts problems of files before the plugins", async () => {
    const text = textOf((await open(await startConsole(REPORT), "/")).body);
    expect(text.indexOf("ROSTER_KEY_UNKNOWN")).toBeGreaterThan(0);
    expect(text.indexOf("ROSTER_KEY_UNKNOWN")).toBeLessThan(text.indexOf("notes 1.2.3"));
  });

  test("is a titled page of one language, one first heading, and tables with headed columns and rows", async () => {
    const { body } = await open(await startConsole(REPORT), "/");
    expect(body).toContain('<html lang="en">');
    expect(body).toMatch(/<title>[^<]+<\/title>/);
    expect(body.match(/<h1[ >]/g)).toHaveLength(1);
    expect(body).toContain('<th scope="col">');
    expect(body).toContain('<th scope="row">');
    expect(body).not.toMatch(/<script|javascript:|\son\w+=|style=/i);
    for (const id of body.matchAll(/(?:aria-labelledby="|href="#)([^"]+)"/g)) {
      expect(body).toContain(`id="${id[1]}"`);
    }
  });

  test("of a host without plugins says what to do", async () => {
    const text = textOf((await open(await startConsole(startupReport([])), "/")).body);
    expect(text).toContain("No plugin is enabled");
    expect(text).toContain("plugins.toml");
  });

  test("is read anew for every request", async () => {
    const host = await startConsole(REPORT);
    host.services.set("status", { report: () => startupReport([pluginReport({ name: "newcomer" })]) });
    expect(textOf((await open(host, "/")).body)).toContain("newcomer");
  });

  test("loads nothing but its stylesheet and its icon", async () => {
    const host = await startConsole(REPORT);
    const { body } = await open(host, "/");
    const loaded = [...body.matchAll(/<link [^>]*href="([^"]+)"/g)].map(([, href]) => href);
    expect(loaded).toEqual(["/favicon.svg", "/style.css"]);
    expect(body).not.toMatch(/<(img|iframe|object|embed|form|base)\b/);
    expect((await open(host, "/style.css")).headers["content-type"]).toContain("text/css");
    expect((await open(host, "/favicon.svg")).headers["content-type"]).toBe("image/svg+xml");
  });
});

describe("what plugins say", () => {
  const hostile = `"><script>alert(1)</script><img src=x onerror='alert(1)'>&amp;`;

  test("is text in every place of the page", async () => {
    const bad = pluginReport({
      name: hostile,
      state: hostile as "started",
      contract: hostile as "asky",
      version: hostile,
      package: { name: hostile, version: hostile, directory: hostile },
      entry: hostile,
      hooks: [{ point: hostile, priority: 1, callback: hostile }],
      events: [hostile],
      services: [hostile],
      dependencies: [hostile],
      optionalDependencies: [hostile],
      timings: { importMs: 1, initMs: 1, startMs: 1 },
      problems: [
        {
          severity: "error",
          code: hostile,
          phase: hostile as "init",
          message: hostile,
          hint: hostile,
          place: { file: hostile, key: hostile },
          causes: [hostile],
        },
      ],
    });
    const report = startupReport(
      [bad, { ...bad, package: undefined as never, module: hostile }],
      bad.problems,
    );
    const { status, body } = await open(
      await startConsole({ ...report, startedAt: hostile, configDir: hostile }),
      "/",
    );
    expect(status).toBe(200);
    expect(body).not.toContain("<script");
    expect(body).not.toContain("<img");
    expect(textOf(body).split("<script>alert(1)</script>").length).toBeGreaterThan(30);
    expect(textOf(body)).toContain("onerror='alert(1)'>&amp;");
  });

  test("cannot pass for markup, whatever object it is", async () => {
    const forged = Object.assign(new String("<script>forged</script>"), { isEscaped: true, callbacks: [] });
    const shaped = { isEscaped: true, toString: () => "<script>shaped</script>" };
    const plugin = pluginReport({
      name: forged as unknown as string,
      version: shaped as unknown as string,
      services: [[forged] as unknown as string],
      timings: { importMs: forged as unknown as number },
    });
    const { status, body } = await open(await startConsole(startupReport([plugin])), "/");
    expect(status).toBe(200);
    expect(body).not.toContain("<script");
    expect(textOf(body)).toContain("<script>shaped</script>");
  });

  test("cannot hide or turn text around", async () => {
    const plugin = pluginReport({ name: "safe\u202egnp.exe\u0000\u200b\u2066\u001b[31m\ud800" });
    const text = textOf((await open(await startConsole(startupReport([plugin])), "/")).body);
    expect(text).toContain("safe\\u{202e}gnp.exe\\u{0}\\u{200b}\\u{2066}\\u{1b}[31m\\u{d800}");
  });

  test.each<[string, () => unknown]>([
    [
      "throws",
      () => {
        throw new Error("boom");
      },
    ],
    [
      "throws null",
      () => {
        throw null;
      },
    ],
    [
      "throws what cannot be read",
      () => {
        throw {
          toString: () => {
            throw null;
          },
        };
      },
    ],
    ["answers with something else", () => "report"],
    [
      "answers with a report whose members throw",
      () =>
        Object.defineProperty({}, "plugins", {
          get() {
            throw null;
          },
        }),
    ],
    [
      "answers with a name that throws when it becomes text",
      () =>
        startupReport([
          pluginReport({
            name: {
              toString() {
                throw null;
              },
            } as never,
          }),
        ]),
    ],
  ])("a status service that %s is a page and a log line, and the console goes on", async (_, report) => {
    const host = await startConsole(REPORT);
    host.services.set("status", { report });
    const { status, body } = await open(host, "/");
    expect(status).toBe(500);
    expect(body).toContain("GUI_REQUEST_FAILED");
    expect(host.log.filter(({ level }) => level === "error")).toHaveLength(1);
    expect((await open(host, "/api/v1/health")).status).toBe(200);
  });
});

describe("the data", () => {
  test("/api/v1/report is the report", async () => {
    const { headers, body } = await open(await startConsole(REPORT), "/api/v1/report");
    expect(headers["content-type"]).toBe("application/json");
    expect(JSON.parse(body)).toEqual(REPORT);
  });

  test("/api/v1/health says that the console runs", async () => {
    expect(JSON.parse((await open(await startConsole(), "/api/v1/health")).body)).toEqual({ running: true });
  });

  test("an unknown address is GUI_ROUTE_UNKNOWN", async () => {
    const { status, body } = await open(await startConsole(), "/api/v1/nothing");
    expect(status).toBe(404);
    expect(JSON.parse(body)).toMatchObject({ error: { code: "GUI_ROUTE_UNKNOWN" } });
  });

  test("a report that is no JSON is GUI_REQUEST_FAILED", async () => {
    const host = await startConsole(REPORT);
    host.services.set("status", { report: () => ({ ...REPORT, durationMs: 10n }) });
    const { status, body } = await open(host, "/api/v1/report");
    expect(status).toBe(500);
    expect(JSON.parse(body)).toMatchObject({ error: { code: "GUI_REQUEST_FAILED" } });
  });
});

describe("without the service status", () => {
  test("the page says so", async () => {
    const { status, body } = await open(await startConsole(), "/");
    expect(status).toBe(503);
    expect(textOf(body)).toContain("no service named status");
  });

  test("the report is GUI_STATUS_MISSING", async () => {
    const { status, body } = await open(await startConsole(), "/api/v1/report");
    expect(status).toBe(503);
    expect(JSON.parse(body)).toMatchObject({ error: { code: "GUI_STATUS_MISSING" } });
  });
});

test("an unknown address is a page that leads back", async () => {
  const { status, body } = await open(await startConsole(REPORT), "/nowhere");
  expect(status).toBe(404);
  expect(body).toContain('<a href="/">');
});
