import { randomUUID } from "node:crypto";
import type { GateTicket } from "@asky/sdk";
import { ticketRefused } from "../errors.ts";
import { type CallIdentity, digestCall } from "./call-digest.ts";

/** What an office remembers of a ticket. */
interface Stub<Tool> {
  readonly tool: Tool;
  readonly digest: string;
  isUsed: boolean;
}

/**
 * Mints tickets and redeems each of them once. A ticket is known by its identity alone: what looks like one, a copy of
 * one, or one of another office is none.
 */
export class TicketOffice<Tool extends object> {
  readonly #stubs = new WeakMap<object, Stub<Tool>>();

  /** @param tool - the registration that may run; another one under the same name is another tool. */
  mint(tool: Tool, call: CallIdentity): GateTicket {
    const { toolName, origin, turnId, callId } = call;
    const ticket = Object.freeze({ id: randomUUID(), callId, turnId, toolName, origin });
    this.#stubs.set(ticket, { tool, digest: digestCall(call), isUsed: false });
    return ticket as unknown as GateTicket;
  }

  /**
   * Uses a ticket up, also when it turns out to be for something else.
   *
   * @param identify - says what is about to be run; `undefined` when that tool cannot be run here.
   * @returns the tool that the ticket was minted for.
   * @throws PluginError `TICKET_REFUSED`.
   */
  redeem(ticket: unknown, identify: (tool: Tool) => CallIdentity | undefined): Tool {
    // A key that is no object is simply not there.
    const stub = this.#stubs.get(ticket as object);
    if (!stub) throw ticketRefused("its ticket was not minted by this gate");
    if (stub.isUsed) throw ticketRefused("its ticket has been used before");
    stub.isUsed = true;
    const call = identify(stub.tool);
    if (!call) throw ticketRefused("its ticket is for a tool that is not registered here");
    if (digestCall(call) !== stub.digest)
      throw ticketRefused("its ticket is for another call, turn or arguments");
    return stub.tool;
  }
}
