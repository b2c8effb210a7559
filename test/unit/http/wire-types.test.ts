import { describe, expect, it } from "vitest";
import type { z } from "zod";

import type { ErrorReply } from "../../../hubspot-app/src/app/packages/api/wire-common.ts";
import type { Wire } from "../../../hubspot-app/src/app/packages/api/wire.ts";
import type { errorReply } from "../../../server/http/contract.ts";
import type { EndpointRow } from "../../../server/http/endpoints/index.ts";

// Most of this file is checked by tsc: a row that differs is a type error that names the endpoint.

type KeyOf<Row extends EndpointRow> = Row extends EndpointRow
  ? `${Row["method"]} ${Row["path"]}`
  : never;

/** What the schemas of the server's table make of each endpoint. */
type Contract = {
  [Row in EndpointRow as KeyOf<Row>]: { reply: z.output<Row["reply"]> } & (Row extends {
    query: infer Query extends z.ZodType;
  }
    ? { query: z.input<Query> }
    : unknown) &
    (Row extends { body: infer Body extends z.ZodType } ? { body: z.input<Body> } : unknown);
};

/** Intersections and interfaces spelled out to the last field, so that only what they hold counts. */
type Spelled<T> = T extends object ? { [Key in keyof T]: Spelled<T[Key]> } : T;

/** True if two types are the same one; optional members and `unknown` included. */
type IsSame<A, B> =
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- only unresolved conditional types are compared member by member, `?` and `unknown` included
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

type SameTypes<A, B> = IsSame<Spelled<A>, Spelled<B>>;

/** Endpoints of either table whose types differ, or that the other one lacks. */
type Differing = {
  [Key in keyof Contract | keyof Wire]: Key extends keyof Contract & keyof Wire
    ? SameTypes<Contract[Key], Wire[Key]> extends true
      ? never
      : Key
    : Key;
}[keyof Contract | keyof Wire];

describe("the extensions' wire types", () => {
  it("are those of the server's schemas, for every endpoint", () => {
    const differing: [Differing] extends [never] ? "none" : Differing = "none";

    expect(differing).toBe("none");
  });

  it("have the error that every endpoint may answer", () => {
    const isSame: SameTypes<ErrorReply, z.output<typeof errorReply>> = true;

    expect(isSame).toBe(true);
  });

  it("are told apart in both directions, and where a member may be left out", () => {
    const extra: SameTypes<{ a: string; b: number }, { a: string }> = false;
    const missing: SameTypes<{ a: string }, { a: string; b: number }> = false;
    const optional: SameTypes<{ a?: string | undefined }, { a: string | undefined }> = false;
    const deep: SameTypes<{ a: { b: 1 | 2 }[] }, { a: { b: 1 }[] }> = false;

    expect([extra, missing, optional, deep]).toEqual([false, false, false, false]);
  });
});
