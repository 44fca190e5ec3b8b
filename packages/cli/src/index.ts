// The public surface of @asky/cli: what programs that run the command need. Nothing else is API.

export { EXIT_CODES, type ExitCodes } from "./exit-codes.ts";
