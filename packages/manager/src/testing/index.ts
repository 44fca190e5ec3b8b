// The public surface of @asky/manager/testing: what tests of plugins and hosts need. Nothing else is API.
export { createManualClock, type ManualClock } from "./manual-clock.ts";
