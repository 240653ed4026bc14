import { lookup as dnsLookup, type LookupAddress } from "node:dns";
import type { LookupFunction } from "node:net";
import ipaddr from "ipaddr.js";
import { buildConnector } from "undici";
import { UsageError } from "../domain/errors.ts";

/** Milliseconds for TCP and TLS together; the request's own deadline may end sooner. */
const CONNECT_TIMEOUT_MS = 10_000;

/** All that IANA gives out as global unicast. ipaddr.js calls the rest of IPv6 unicast too, ::7f00:1 (that is 127.0.0.1) among it. */
const GLOBAL_IPV6 = ipaddr.IPv6.parseCIDR("2000::/3");

/** However an address is written, it begins with a digit or has a colon: names are told from it without being tried as one. */
const MAY_BE_LITERAL = /^\d|:/;

/** So many verdicts on addresses are remembered. */
const MANY_ADDRESSES = 1000;

/** A connection was refused because of where it leads. */
export class BlockedAddressError extends Error {
  override readonly name = "BlockedAddressError";
}

/** Says whether an IP address (text, brackets off) may be connected to: public unicast, or inside one of the allowed networks. */
export function createAddressGuard(allowPrivateNetworks: readonly string[]): (address: string) => boolean {
  const allowed = allowPrivateNetworks.map(parseNetwork);
  /** Each connection asks two or three times, mostly about addresses that were asked about before. */
  const known = new Map<string, boolean>();
  const judge = (text: string): boolean => {
    if (!ipaddr.isValid(text)) return false;
    // process() turns a mapped IPv6 address into the IPv4 address that it reaches.
    const address = ipaddr.process(text);
    if (allowed.some(([network, bits]) => network.kind() === address.kind() && address.match(network, bits))) return true;
    return address.range() === "unicast" && (address.kind() === "ipv4" || address.match(GLOBAL_IPV6));
  };
  return (text) => {
    const remembered = known.get(text);
    if (remembered !== undefined) return remembered;
    const verdict = judge(text);
    if (known.size >= MANY_ADDRESSES) known.clear();
    known.set(text, verdict);
    return verdict;
  };
}

function parseNetwork(text: string): [ipaddr.IPv4 | ipaddr.IPv6, number] {
  try {
    return ipaddr.parseCIDR(text);
  } catch {
    throw new UsageError(`fetch.allowPrivateNetworks: ${JSON.stringify(text)} is not a network; write it like 10.0.0.0/8 or fd00::/8`);
  }
}

/** `lookup` answers as dns.lookup with `all`. `signal` ends connections that are still being made. */
export type GuardedConnectorOptions = {
  readonly allowPrivateNetworks: readonly string[];
  readonly connectTo?: { readonly host: string; readonly port: number } | undefined;
  readonly lookup?: ResolveAll | undefined;
  readonly signal: AbortSignal;
};
export type ResolveAll = (hostname: string, callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void) => void;

const resolveAll: ResolveAll = (hostname, callback) => dnsLookup(hostname, { all: true }, callback);

/**
 * An undici connector that connects to allowed addresses only, else fails with BlockedAddressError. It checks literal hosts (Node asks
 * no lookup for them), every DNS answer, and the far end of the open socket. With `connectTo` all connections go there, after the same checks.
 */
export function createGuardedConnector(options: GuardedConnectorOptions): buildConnector.connector {
  const { connectTo, lookup = resolveAll, signal } = options;
  const isAllowed = createAddressGuard(options.allowPrivateNetworks);

  const guardedLookup: LookupFunction = (hostname, { all }, callback) =>
    lookup(hostname, (error, addresses) => {
      if (error !== null) return callback(error, []);
      const open = addresses.filter((one) => isAllowed(one.address));
      const [first] = open;
      if (first === undefined) return callback(blocked(`${hostname} leads to ${addresses[0]?.address ?? "no address"}, which`), []);
      return all ? callback(null, open) : callback(null, first.address, first.family);
    });

  const connecting = new Set<AbortController>();
  signal.addEventListener("abort", () => {
    for (const one of connecting) one.abort(signal.reason);
  });

  return (target, callback) => {
    const goal = connectTo === undefined ? target : { ...target, hostname: connectTo.host, port: String(connectTo.port) };
    const literal = [target.hostname, goal.hostname].find((host) => MAY_BE_LITERAL.test(host) && ipaddr.isValid(host) && !isAllowed(host));
    if (literal !== undefined) return callback(blocked(literal), null);
    // A signal of its own for each connection: Node never lets go of the sockets that were given a longer-lived one.
    const giveUp = new AbortController();
    connecting.add(giveUp);
    // `signal` is an option of net.Socket that undici's types do not list.
    const socketOptions = {
      lookup: guardedLookup,
      allowH2: false,
      maxCachedSessions: 0,
      timeout: CONNECT_TIMEOUT_MS,
      signal: giveUp.signal,
    };
    buildConnector(socketOptions as buildConnector.BuildOptions)(goal, (...result) => {
      connecting.delete(giveUp);
      const [error, socket] = result;
      if (error !== null) return callback(...result);
      const reached = socket.remoteAddress;
      if (reached !== undefined && isAllowed(reached)) return callback(...result);
      socket.destroy();
      // A socket that was closed at once no longer knows its far end.
      const gone = Object.assign(new Error("the connection was closed at once"), { code: "ECONNRESET" });
      callback(reached === undefined ? gone : blocked(`${target.hostname} leads to ${reached}, which`), null);
    });
  };
}

function blocked(subject: string): BlockedAddressError {
  return new BlockedAddressError(`${subject} is not a public address; allow it in fetch.allowPrivateNetworks`);
}
