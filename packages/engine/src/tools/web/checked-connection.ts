import type { LookupAddress, LookupOptions } from "node:dns";
import { lookup as systemLookup } from "node:dns/promises";
import { isIP, type LookupFunction, type Socket } from "node:net";
import { FetchError } from "./fetch-error.ts";
import { isPublicAddress } from "./public-address.ts";

/** Which addresses may be reached. */
export interface AddressRules {
  /** Finds the addresses of a name. @defaultValue the system's way */
  readonly lookup?: (hostname: string) => Promise<readonly LookupAddress[]>;
  /** Whether an address may be connected to. @defaultValue addresses of the public internet */
  readonly permits?: (address: string) => boolean;
}

/**
 * A lookup for a socket that fails unless every address of the name may be reached. The socket connects to what was
 * looked at here, so a name that means something else a moment later gains nothing.
 */
export function createCheckedLookup({
  lookup = (hostname) => systemLookup(hostname, { all: true }),
  permits = isPublicAddress,
}: AddressRules): LookupFunction {
  async function find(hostname: string, { family, all }: LookupOptions): Promise<readonly LookupAddress[]> {
    const addresses = await lookup(hostname);
    const refused = addresses.find(({ address }) => !permits(address));
    if (refused) throw notPublic(hostname, refused.address);
    const wanted = addresses.filter((one) => ![4, 6].includes(Number(family)) || one.family === family);
    if (wanted.length === 0) throw new FetchError(`There is no address for "${hostname}".`);
    return all ? wanted : wanted.slice(0, 1);
  }

  return (hostname, options, callback) => {
    find(hostname, options).then(
      (addresses) => {
        const [first] = addresses;
        if (options.all) callback(null, [...addresses]);
        else callback(null, first?.address ?? "", first?.family);
      },
      (error: NodeJS.ErrnoException) => callback(error, ""),
    );
  };
}

/** Refuses a host that is an address itself: no lookup is made for it. @throws FetchError */
export function checkHost(hostname: string, { permits = isPublicAddress }: AddressRules): void {
  const address = hostname.replace(/^\[|\]$/g, "");
  if (isIP(address) !== 0 && !permits(address)) throw notPublic(hostname, address);
}

/** Looks once more, at what a socket is really connected to. */
export function checkSocket(socket: Socket, { permits = isPublicAddress }: AddressRules): void {
  const { remoteAddress } = socket;
  if (remoteAddress === undefined || permits(remoteAddress)) return;
  socket.destroy(notPublic(remoteAddress, remoteAddress));
}

function notPublic(host: string, address: string): FetchError {
  const place = host.replace(/^\[|\]$/g, "") === address ? `"${address}"` : `"${host}" (${address})`;
  return new FetchError(`${place} is not on the public internet; only public addresses are fetched.`);
}
