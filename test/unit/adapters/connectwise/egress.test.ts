import type { LookupAddress } from "node:dns";
import { describe, expect, it } from "vitest";

import { createEgressPolicy, isPublicAddress } from "../../../../server/adapters/egress.ts";
import type { EgressPolicy } from "../../../../server/adapters/egress.ts";
import { AppError } from "../../../../server/sync/errors.ts";

/** Resolves a name through the policy as a connection does. */
function resolve(policy: EgressPolicy, isAll: boolean): Promise<unknown> {
  return new Promise((done, fail) => {
    policy.lookup("psa.example.com", { all: isAll }, (error, address) =>
      error === null ? done(address) : fail(error),
    );
  });
}

const answering = (...answers: LookupAddress[][]): EgressPolicy =>
  createEgressPolicy({
    resolve: (_name, done) =>
      done(null, answers.length > 1 ? (answers.shift() ?? []) : (answers[0] ?? [])),
  });
const v4 = (address: string): LookupAddress => ({ address, family: 4 });

describe("addresses", () => {
  it.each([
    "127.0.0.1",
    "127.9.9.9",
    "0.0.0.0",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "224.0.0.1",
    "255.255.255.255",
    "192.0.2.1",
    "198.18.0.1",
    "::",
    "::1",
    "fe80::1",
    "fc00::1",
    "fd00:ec2::254",
    "ff02::1",
    "::ffff:10.0.0.1",
    "::ffff:7f00:1",
    "64:ff9b::10.0.0.1",
    "2002:7f00:1::",
    "2001:db8::1",
    "not an address",
  ])("%s is not public", (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it.each(["8.8.8.8", "104.16.1.1", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8"])(
    "%s is public",
    (address) => {
      expect(isPublicAddress(address)).toBe(true);
    },
  );
});

describe("egress policy", () => {
  it("hands on the very addresses it checked", async () => {
    const policy = answering([v4("8.8.8.8"), { address: "2606:4700::1111", family: 6 }]);
    expect(await resolve(policy, false)).toBe("8.8.8.8");
    expect(await resolve(policy, true)).toHaveLength(2);
  });

  it("refuses a name when any of its addresses is private", async () => {
    const policy = answering([v4("8.8.8.8"), v4("10.0.0.1")]);
    await expect(resolve(policy, true)).rejects.toMatchObject({ code: "private_address" });
  });

  it("refuses a name that turns to a private address after a first good answer", async () => {
    const policy = answering([v4("8.8.8.8")], [v4("127.0.0.1")]);
    expect(await resolve(policy, false)).toBe("8.8.8.8");
    await expect(resolve(policy, false)).rejects.toBeInstanceOf(AppError);
  });

  it("lets only the listed host and port be private, without TLS too", () => {
    const policy = createEgressPolicy({
      allowedPrivateHosts: ["PSA.corp.local:443", "[::1]:8080"],
    });
    const refuses = (url: string): boolean => {
      try {
        policy.assertAllowed(new URL(url));
        return false;
      } catch {
        return true;
      }
    };
    expect(refuses("https://psa.corp.local/x")).toBe(false);
    expect(refuses("http://[::1]:8080/")).toBe(false);
    expect(refuses("http://[::1]:8081/")).toBe(true);
    expect(refuses("http://psa.corp.local/x")).toBe(true);
  });
});
