import { lookup as dnsLookup } from "node:dns";
import type { LookupAddress } from "node:dns";
import { isIP } from "node:net";
import type { LookupFunction } from "node:net";

import ipaddr from "ipaddr.js";

import { AppError } from "../sync/errors.ts";

/** Finds every address of a host name. */
export type ResolveHost = (
  hostname: string,
  done: (error: Error | null, addresses: readonly LookupAddress[]) => void,
) => void;

/** Where the server may connect to when a customer typed the address. */
export interface EgressPolicy {
  /** True when the operator listed this very host and port in `ALLOWED_PRIVATE_HOSTS`. */
  isListed(url: URL): boolean;
  /**
   * Refuses URLs that must not be called, as far as the URL itself tells. Names are checked again
   * by {@link EgressPolicy.lookup} when they are resolved.
   *
   * @throws AppError class configuration
   */
  assertAllowed(url: URL): void;
  /**
   * Resolves names for connections and fails when any address of the name is not public. The
   * connection goes to the very address that was checked, so a name cannot change in between.
   */
  readonly lookup: LookupFunction;
}

/** Settings of {@link createEgressPolicy}. */
export interface EgressOptions {
  /** Exact `host:port` entries that may be private and may speak http. */
  readonly allowedPrivateHosts?: readonly string[];
  /** The system's resolver unless given. */
  readonly resolve?: ResolveHost;
}

const NAT64 = "rfc6052";

/**
 * Tells whether an address is one of the public Internet. Loopback, private, link-local (which the
 * clouds' metadata services have), carrier-grade NAT, multicast and reserved ranges are not;
 * IPv4 addresses inside IPv6 ones are judged as IPv4.
 *
 * @see https://www.iana.org/assignments/iana-ipv4-special-registry/
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address); // takes the IPv4 address out of ::ffff:a.b.c.d
  if (parsed instanceof ipaddr.IPv6 && parsed.range() === NAT64) {
    return isPublicAddress(new ipaddr.IPv4(parsed.toByteArray().slice(12)).toString());
  }
  return parsed.range() === "unicast";
}

/** Host of a URL without brackets and without the dot that ends a full name. */
function bareHost(url: URL): string {
  return url.hostname.replace(/^\[|\]$/gu, "").replace(/\.$/u, "");
}

function hostAndPort(url: URL): string {
  const port = url.port === "" ? (url.protocol === "http:" ? "80" : "443") : url.port;
  return `${bareHost(url).toLowerCase()}:${port}`;
}

function refuse(code: string, message: string, remedy: string): AppError {
  return new AppError(message, { code, errorClass: "configuration", remedy });
}

function refusePrivate(host: string): AppError {
  return refuse(
    "private_address",
    `${host} is not an address on the public Internet.`,
    "Enter the public host name of the server, or ask the operator of Lockstep to add it as host:port to ALLOWED_PRIVATE_HOSTS.",
  );
}

/** A listed entry in the form {@link hostAndPort} makes: lower case, no brackets. */
function normalEntry(entry: string): string {
  return entry.trim().toLowerCase().replaceAll(/[[\]]/gu, "");
}

const resolveAll: ResolveHost = (hostname, done) => {
  dnsLookup(hostname, { all: true, verbatim: true }, (error, addresses) => done(error, addresses));
};

function createGuardedLookup(resolve: ResolveHost): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, (error, addresses) => {
      if (error !== null) {
        callback(error, "", 0);
        return;
      }
      const first = addresses[0];
      if (first === undefined || addresses.some(({ address }) => !isPublicAddress(address))) {
        callback(refusePrivate(hostname), "", 0);
        return;
      }
      if (options.all === true) callback(null, [...addresses]);
      else callback(null, first.address, first.family);
    });
  };
}

/** Builds the policy from the operator's list; nothing is resolved before the first connection. */
export function createEgressPolicy(options: EgressOptions = {}): EgressPolicy {
  const listed = new Set((options.allowedPrivateHosts ?? []).map(normalEntry));
  const isListed = (url: URL): boolean => listed.has(hostAndPort(url));
  return {
    isListed,
    assertAllowed(url) {
      if (url.username !== "" || url.password !== "") {
        throw refuse(
          "credentials_in_url",
          "The address contains a user name or a password.",
          "Enter the host name only.",
        );
      }
      if (isListed(url)) return;
      if (url.protocol !== "https:") {
        throw refuse(
          "https_required",
          `${url.host} would be called without encryption.`,
          "Enter an address that starts with https://.",
        );
      }
      const host = bareHost(url);
      if (isIP(host) !== 0 && !isPublicAddress(host)) throw refusePrivate(host);
    },
    lookup: createGuardedLookup(options.resolve ?? resolveAll),
  };
}
