import { readdirSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { hasTerminal, startAsky, temporaryFolder } from "./run-asky.ts";

const COMMAND = "echo ready && touch made.txt; rm -r old";
const CALL = { index: 0, id: "call-1", type: "function" };
const ASKS = {
  tool_calls: [{ ...CALL, function: { name: "Bash", arguments: JSON.stringify({ command: COMMAND }) } }],
};

/** A config dir whose model wants a script to be run, and says afterwards that it is done. */
async function scriptedConfigDir(): Promise<string> {
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (piece: Buffer) => {
      body += piece.toString();
    });
    request.on("end", () => {
      const delta = body.includes('"role":"tool"') ? { content: "It is over." } : ASKS;
      const chunk = { choices: [{ index: 0, delta, finish_reason: "stop" }] };
      response.setHeader("content-type", "text/event-stream");
      response.end(`data: ${JSON.stringify(chunk)}\n\ndata: [DONE]\n\n`);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
  return temporaryFolder({
    "config.toml": `[model]\nprovider = "openai"\nname = "m"\nbase_url = "${url}"\n`,
  });
}

test.skipIf(!hasTerminal)(
  "a script is shown whole, command by command, and runs when it is approved",
  async () => {
    const configDir = await scriptedConfigDir();
    const cwd = temporaryFolder({ "old/file.txt": "" });
    const running = startAsky(["ask", "Tidy", "up"], { configDir, cwd, isTerminal: true, rows: 60 });
    await running.until("Allow it?");
    const shown = running.written.stdout
      .replaceAll("\r", "")
      .replace(cwd, "<cwd>")
      .replace(/^.*It consists of:\n/s, "")
      .split("\u001b")[0];
    expect(shown).toMatchInlineSnapshot(`
      "  1. allow echo ready
        2. ask   touch made.txt
                 ("touch made.txt" needs a human's consent by the rule "other-commands". The command "tou
      ch" changes files.)
        3. ask   rm -r old
                 ("rm -r old" needs a human's consent by the rule "other-commands". The command "rm" chan
      ges files.)
      in   <cwd>
      risk medium, rule "other-commands"
      why  "touch made.txt" needs a human's consent by the rule "other-commands". The command "touch" cha
      nges files. "rm -r old" needs a human's consent by the rule "other-commands". The command "rm" chan
      ges files.
      "
    `);
    running.send("y\r");
    await running.until("It is over.");
    expect((await running.ended).code).toBe(0);
    expect(readdirSync(cwd)).toEqual(["made.txt"]);
  },
);
