import { detectLocalModels } from "@asky/engine";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { serveModel } from "./model-server.ts";

const LIST = (...ids: readonly string[]): string =>
  JSON.stringify({ object: "list", data: ids.map((id) => ({ id })) });

/** Long enough for a busy machine; nothing here waits for it. */
const PATIENT = 10_000;

const listing = async (body: string, status = 200) =>
  await serveModel((response) =>
    response.writeHead(status, { "content-type": "application/json" }).end(body),
  );

async function detect(servers: readonly (readonly [string, string])[], env = {}, deadlineMs = PATIENT) {
  return await detectLocalModels({ env, servers, deadlineMs });
}

test("servers that list models are found, in the order of the list", async () => {
  const [one, two] = [await listing(LIST("llama3.2", "qwen")), await listing(LIST("phi"))];
  expect(
    await detect([
      ["Ollama", one.baseUrl],
      ["LM Studio", two.baseUrl],
    ]),
  ).toEqual([
    { server: "Ollama", baseUrl: one.baseUrl, models: ["llama3.2", "qwen"] },
    { server: "LM Studio", baseUrl: two.baseUrl, models: ["phi"] },
  ]);
  expect(one.seen[0]).toMatchObject({ path: "/v1/models" });
});

test("OPENAI_BASE_URL comes first when it is on this machine, and no key is sent", async () => {
  const [mine, other] = [await listing(LIST("mine")), await listing(LIST("other"))];
  const found = await detect(
    [
      ["Ollama", other.baseUrl],
      ["again", mine.baseUrl],
    ],
    {
      OPENAI_BASE_URL: `${mine.baseUrl}/`,
      OPENAI_API_KEY: "sk-secret",
    },
  );
  expect(found.map(({ server, models }) => [server, models])).toEqual([
    ["OPENAI_BASE_URL", ["mine"]],
    ["Ollama", ["other"]],
  ]);
  expect(mine.seen).toHaveLength(1);
  expect(mine.seen[0]?.headers.authorization).toBeUndefined();
});

test.each([
  "https://api.openai.com/v1",
  "http://10.0.0.1:11434/v1",
  "http://127.0.0.1.example.org/v1",
  "http://a:b@127.0.0.1:1/v1",
  "file:///etc",
  "nonsense",
])("%s is not asked", async (baseUrl) => {
  const asked = vi.spyOn(globalThis, "fetch");
  onTestFinished(() => asked.mockRestore());
  expect(await detect([["x", baseUrl]], { OPENAI_BASE_URL: baseUrl })).toEqual([]);
  expect(asked).not.toHaveBeenCalled();
});

describe("no server of that protocol", () => {
  test.each<[string, string, number]>([
    ["a web page", "<html>hello</html>", 200],
    ["a list without models", LIST(), 200],
    ["JSON of something else", '{"data":"none"}', 200],
    ["null", "null", 200],
    ["models without names", '{"data":[{},null,{"id":7},{"id":"a\\u001b[31m"}]}', 200],
    ["a refusal", LIST("a"), 401],
  ])("%s", async (_, body, status) => {
    const server = await listing(body, status);
    expect(await detect([["x", server.baseUrl]])).toEqual([]);
    expect(server.seen).toHaveLength(1);
  });

  test("one that points elsewhere is not followed", async () => {
    const other = await listing(LIST("a"));
    const server = await serveModel((response) =>
      response.writeHead(302, { location: `${other.baseUrl}/models` }).end(),
    );
    expect(await detect([["x", server.baseUrl]])).toEqual([]);
    expect(other.seen).toHaveLength(0);
  });

  test("one that is silent holds nobody up, and the others are found", async () => {
    const silent = await serveModel(() => {});
    const good = await listing(LIST("a"));
    const found = await detect(
      [
        ["silent", silent.baseUrl],
        ["good", good.baseUrl],
        ["none", "http://127.0.0.1:1/v1"],
      ],
      {},
      300,
    );
    expect(found.map(({ server }) => server)).toEqual(["good"]);
  });

  test("one whose list has no end is left", async () => {
    const server = await serveModel((response) => {
      response.writeHead(200);
      const more = (): void => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536, " ")));
        response.once("drain", more);
      };
      more();
    });
    expect(await detect([["x", server.baseUrl]])).toEqual([]);
    await server.seen[0]?.closed;
  });
});
