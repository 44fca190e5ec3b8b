// @ts-check
// A throw-away npm registry for tests, and the two things tests do with it.
export { npmInstall } from "./npm-install.mjs";
export { publishWorkspace } from "./publish-workspace.mjs";
export { startRegistry } from "./start-registry.mjs";
