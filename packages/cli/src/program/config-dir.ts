export { findConfigDir } from "@asky/manager/commands";
