// @ts-check
// The process that tells the story. Its temporary folder is its own; main.mjs removes it.
import { realpathSync } from "node:fs";
import { tmpdir } from "node:os";
import { DemoFault } from "./fault.mjs";
import { createNarrator } from "./narrator.mjs";
import { readOptions, usage } from "./options.mjs";
import { tellStory } from "./story.mjs";

// main.mjs may be gone before anybody listens.
if (process.send && !process.connected) process.exit(1);
process.once("disconnect", () => process.exit(1));
process.channel?.unref();
// Nobody reads any more, as with "npm run demo | head".
process.stdout.on("error", () => process.exit(1));

const tell = createNarrator();

try {
  // npm runs scripts in the checkout's folder, and says where it was called.
  const options = readOptions(process.argv.slice(2), process.env.INIT_CWD ?? process.cwd());
  if (options === "help") {
    console.log(usage);
  } else {
    const { seconds } = await tellStory(tell, options, realpathSync(tmpdir()));
    tell.title(`Done in ${seconds.toFixed(0)} s. Nothing is left running.`);
    console.log(`The same as a page, with drawings: ${options.report}\n`);
  }
} catch (error) {
  const { message, hint, output, exitCode } = toFault(error);
  tell.failed(message, hint, output);
  process.exitCode = exitCode;
}
/** @param {unknown} error */
function toFault(error) {
  if (error instanceof DemoFault) return error;
  const output = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return new DemoFault(
    "Something happened that nobody expected.",
    "Please report it with the output above.",
    { output },
  );
}
