import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { Undo } from "@asky/sdk";
import type { Frames } from "./frames.ts";

/** Published by Node for every connection that a server accepts, in the server's frame. */
const CHANNEL = "net.server.socket";

/** What lies below a socket: what Node's own HTTP agent resets when it uses a socket for somebody else. */
interface SocketHandle {
  asyncReset?(resource: object): void;
  hasRef?(): boolean;
}

/**
 * Gives the connections that a plugin's server accepts to the plugin. The operating system makes them, outside of every
 * frame, and without this nobody would own what their listeners do.
 */
export function ownConnections(frames: Frames): Undo {
  function own(message: unknown): void {
    const { _handle: handle } = (message as { readonly socket: { readonly _handle?: SocketHandle } }).socket;
    if (!frames.current) return;
    handle?.asyncReset?.({ hasRef: () => handle.hasRef?.() });
  }
  subscribe(CHANNEL, own);
  return () => void unsubscribe(CHANNEL, own);
}
