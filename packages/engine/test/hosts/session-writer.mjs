// Keeps turns until it is killed. Usage: node session-writer.mjs <directory> <writer> <session>...
// A line on standard output names a turn that is kept: "<session> <turn>".
import { writeSync } from "node:fs";
import { createFileSessionStore } from "@asky/engine";

const [directory, writer, ...sessionIds] = process.argv.slice(2);
const store = createFileSessionStore({ directory });

async function write(sessionId) {
  const { messages } = await store.open({ sessionId, userId: "ada", chatId: sessionId });
  for (let number = messages.length; ; number++) {
    const turnId = `${writer}-${number}`;
    const parts = [{ type: "text", text: `${turnId} ${"é".repeat((number * 97) % 4000)}` }];
    await store.keepAsked(sessionId, { turnId, parts });
    const messages = [
      { role: "user", parts },
      { role: "assistant", parts: [{ type: "text", text: turnId }], toolCalls: [] },
    ];
    await store.keepTurn(sessionId, { turnId, stopReason: "answered", messages, replacesHistory: false });
    writeSync(1, `${sessionId} ${turnId}\n`);
    if (number % 5 === 0) await store.rename(sessionId, turnId);
  }
}

await Promise.all(sessionIds.map(write));
