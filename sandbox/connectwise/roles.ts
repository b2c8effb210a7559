import type { RequestHandler } from "express";
import { ApiError, permissionDenied } from "./errors.ts";
import { isObject } from "./references.ts";
import type { Json } from "./schema.ts";
import type { Store } from "./store.ts";

/** How far a permission goes, in the words of the screen of security roles. */
export const LEVELS = ["inquire", "add", "edit", "delete"] as const;
/** One of them. */
export type RoleLevel = (typeof LEVELS)[number];

/** A right that a security role does not have. */
export interface MissingRight {
  /** Module and permission, as the screen shows them: `Companies > Contacts`. */
  readonly permission: string;
  readonly level: RoleLevel;
}

const TABLE_SETUP = "System > Table Setup";
const CLOSED = "Sales > Closed Opportunity";

/**
 * Which permission a path takes; the first that fits counts. The light variants (`info`) need none.
 *
 * That set-up tables need Table Setup even to be read is the unfavourable reading of the guide, which
 * says of some only that they answer without it.
 */
const PERMISSIONS: readonly (readonly [RegExp, string])[] = [
  [/^\/company\/companies\/(?:statuses|types)(?:\/|$)/u, TABLE_SETUP],
  [/^\/company\/contacts\/(?:types|departments|relationships)(?:\/|$)/u, TABLE_SETUP],
  [
    /^\/company\/(?:countries|states|marketDescriptions|ownershipTypes|communicationTypes)(?:\/|$)/u,
    TABLE_SETUP,
  ],
  [/^\/sales\/opportunities\/(?:statuses|types|ratings)(?:\/|$)/u, TABLE_SETUP],
  [/^\/sales\/(?:stages|probabilities|roles)(?:\/|$)/u, TABLE_SETUP],
  [/^\/system\/(?:userDefinedFields|callbacks)(?:\/|$)/u, TABLE_SETUP],
  [/^\/system\/(?:locations|departments)(?:\/|$)/u, "System > My Company"],
  [/^\/system\/members(?:\/|$)/u, "System > Member Maintenance"],
  [/^\/company\/companies(?:\/|$)/u, "Companies > Company Maintenance"],
  [/^\/company\/contacts(?:\/|$)/u, "Companies > Contacts"],
  [/^\/sales\/opportunities\/\d+\/forecast(?:\/|$)/u, "Sales > Opportunity Finance"],
  [/^\/sales\/opportunities(?:\/|$)/u, "Sales > Opportunity"],
];
const LIGHT = /\/info(?:\/|$)/u;
const OPPORTUNITY = /^\/sales\/opportunities\/(?<id>\d+)(?:\/|$)/u;

const LEVEL_OF: Readonly<Record<string, RoleLevel>> = {
  GET: "inquire",
  POST: "add",
  PUT: "edit",
  PATCH: "edit",
  DELETE: "delete",
};

function isClosed(store: Store, path: string): boolean {
  const id = OPPORTUNITY.exec(path)?.groups?.["id"];
  if (id === undefined) return false;
  const fields = store.opportunities.get(Number(id))?.fields;
  return fields?.["closedDate"] !== undefined && fields["closedDate"] !== null;
}

/** Refuses calls that need a right which the member's role does not have. */
export function checkRole(store: Store, missing: () => readonly MissingRight[]): RequestHandler {
  return ({ method, path }, _response, next) => {
    const level = LEVEL_OF[method];
    const permission = LIGHT.test(path)
      ? undefined
      : PERMISSIONS.find(([pattern]) => pattern.test(path))?.[1];
    const needed = [permission, level === "edit" && isClosed(store, path) ? CLOSED : undefined];
    const isMissing = missing().some(
      (one) => one.level === level && needed.includes(one.permission),
    );
    if (isMissing) throw permissionDenied();
    next();
  };
}

const KNOWN: ReadonlySet<string> = new Set([
  CLOSED,
  ...PERMISSIONS.map(([, permission]) => permission),
]);

/** Reads `without` of a control call. @throws ApiError 400 for a permission or level that there is not */
export function readMissing(without: unknown): readonly MissingRight[] {
  if (!Array.isArray(without)) return [];
  return (without as unknown[]).flatMap((each) => {
    const { permission, level }: Json = isObject(each) ? each : { permission: each };
    if (typeof permission !== "string" || !KNOWN.has(permission)) {
      const message = `${String(permission)}; there are ${[...KNOWN].join(", ")}`;
      throw new ApiError(400, { code: "unknown_permission", message });
    }
    if (level === undefined) return LEVELS.map((one) => ({ permission, level: one }));
    const known = LEVELS.find((one) => one === level);
    if (known === undefined) {
      throw new ApiError(400, { code: "unknown_level", message: LEVELS.join(", ") });
    }
    return [{ permission, level: known }];
  });
}
