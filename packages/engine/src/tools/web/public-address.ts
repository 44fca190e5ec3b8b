import { BlockList, isIPv4, isIPv6 } from "node:net";

/** What the IANA registries of special-purpose addresses say is not, or not only, the public internet. */
const SPECIAL_V4 = [
  ...["0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"],
  ...["192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15"],
  ...["198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"],
];

/** All that is given out so far; loopback, link-local, local, multicast and mapped IPv4 addresses lie outside of it. */
const GLOBAL_V6 = ["2000::/3"];

/** Teredo and 6to4 hold IPv4 addresses, which could be any. */
const SPECIAL_V6 = ["2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"];

const specialV4 = listOf(SPECIAL_V4, "ipv4");
const globalV6 = listOf(GLOBAL_V6, "ipv6");
const specialV6 = listOf(SPECIAL_V6, "ipv6");

/** Whether an address is one of the public internet, and of nothing near this machine. */
export function isPublicAddress(address: string): boolean {
  if (isIPv4(address)) return !specialV4.check(address, "ipv4");
  // One with a zone ("%eth0") is of this machine's own networks.
  if (!isIPv6(address) || address.includes("%")) return false;
  return globalV6.check(address, "ipv6") && !specialV6.check(address, "ipv6");
}

function listOf(subnets: readonly string[], family: "ipv4" | "ipv6"): BlockList {
  const list = new BlockList();
  for (const subnet of subnets) {
    const [network = "", prefix = ""] = subnet.split("/");
    list.addSubnet(network, Number(prefix), family);
  }
  return list;
}
