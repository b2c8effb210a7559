import type {
  ConflictRule,
  FieldMapping,
  FieldValue,
  MappingVersion,
  ObjectPolicy,
  Side,
} from "../../server/sync/model.ts";
import { Dice } from "./dice.ts";

/** A way in which a vendor changes the values it is given, unknown to the mapping. */
export type Tidying = "none" | "trim" | "collapse" | "cut" | "upper" | "lower";

/** Everything about one simulated world that follows from its seed. */
export interface World {
  readonly conflictRule: ConflictRule;
  readonly mapping: MappingVersion;
  readonly policy: ObjectPolicy;
  /** What each vendor does to a field's text, by side and path. */
  readonly tidying: Readonly<Record<Side, Readonly<Record<string, Tidying>>>>;
  /** Records of a listing's or search's page. */
  readonly pageSize: number;
  readonly stepMs: number;
  readonly edits: number;
  /** Chance of a person's edit before each step. */
  readonly editRate: number;
  readonly faultRate: number;
  readonly crashRate: number;
  readonly pauseRate: number;
  /** Chance that a change is announced at all; 0: no webhooks. */
  readonly hintRate: number;
  /** Longest delay of HubSpot's search index. */
  readonly maxLagMs: number;
  /** Whether full sweeps run; without them polls and late passes must find everything. */
  readonly hasSweep: boolean;
  /** Whether the portal begins with a first sync over existing records. */
  readonly hasFirstSync: boolean;
}

/** Marks in a text that make a vendor refuse it. */
export const REFUSED_MARK: Readonly<Record<Side, string>> = { hubspot: "%", connectwise: "!" };

/** Status of ConnectWise companies that count as inactive. */
export const INACTIVE_STATUS = "2";
/** Status of all others. */
export const ACTIVE_STATUS = "1";

/** Length at which a vendor with the `cut` tidying cuts. */
export const CUT_AT = 14;

/** Longest text that ConnectWise's `city` takes, which the mapping knows. */
export const CITY_LIMIT = 40;

function row(hubspot: string, connectwise: string, rest: Partial<FieldMapping> = {}): FieldMapping {
  return {
    key: hubspot,
    hubspot,
    connectwise,
    direction: "both",
    transform: "text",
    conflictRule: "most-recent",
    blankRule: "keep",
    writeOn: "always",
    isOwn: false,
    ...rest,
  };
}

function mappingRows(conflictRule: ConflictRule, clears: boolean): FieldMapping[] {
  const own = { direction: "to-hubspot", isOwn: true } as const;
  return [
    row("cw_company_id", "id", own),
    row("cw_company_identifier", "identifier", own),
    row("cw_company_status", "status/name", own),
    row("name", "name", { conflictRule }),
    row("domain", "website", { conflictRule, transform: "domain" }),
    row("address", "addressLine1", { conflictRule }),
    row("city", "city", { conflictRule, blankRule: clears ? "clear" : "keep" }),
    row("state", "state", { conflictRule, direction: "to-connectwise" }),
    row("zip", "zip", { conflictRule, direction: "to-hubspot" }),
    row("numberofemployees", "numberOfEmployees", { conflictRule, transform: "integer" }),
  ];
}

const TIDYINGS: readonly Tidying[] = ["none", "none", "trim", "collapse", "cut", "upper", "lower"];

function chooseTidying(dice: Dice): World["tidying"] {
  const choose = (): Tidying => dice.pick(TIDYINGS);
  // A cut or capitalised web address would be another one; vendors only trim those.
  return {
    hubspot: { name: choose(), address: choose(), city: choose(), zip: choose(), domain: "lower" },
    connectwise: {
      name: choose(),
      addressLine1: choose(),
      city: choose(),
      state: choose(),
      website: "trim",
    },
  };
}

/** What a run of a seed can be told apart from the seed. */
export interface WorldWishes {
  readonly conflictRule?: ConflictRule | undefined;
}

const RULES: readonly ConflictRule[] = [
  "hubspot",
  "connectwise",
  "most-recent",
  "prefer-non-blank",
  "ask",
];

/** Makes the world of a seed. */
export function makeWorld(seed: number, wishes: WorldWishes): World {
  const dice = new Dice(seed * 7919 + 13);
  const rule = dice.pick(RULES);
  const conflictRule = wishes.conflictRule ?? rule;
  const hasSweep = dice.chance(0.5);
  const isCalm = dice.chance(0.15);
  return {
    conflictRule,
    mapping: { version: 1, fields: mappingRows(conflictRule, dice.chance(0.4)), valueMaps: {} },
    policy: {
      direction: "both",
      createIn: { hubspot: true, connectwise: true },
      firstLinkRule: dice.pick(["hubspot", "connectwise"] as const),
      createDefaults: { hubspot: {}, connectwise: {} },
      limits: { hubspot: {}, connectwise: { identifier: 25, city: CITY_LIMIT } },
    },
    tidying: chooseTidying(dice),
    pageSize: dice.pick([2, 3, 5, 100]),
    stepMs: dice.pick([40, 120, 400, 1500]),
    edits: dice.between(30, 45),
    editRate: dice.pick([0.08, 0.15, 0.25]),
    faultRate: isCalm ? 0 : dice.pick([0.03, 0.08, 0.15]),
    crashRate: isCalm ? 0 : dice.pick([0, 0.003, 0.01]),
    pauseRate: isCalm ? 0 : dice.pick([0, 0, 0.004]),
    hintRate: dice.pick([0, 0.6, 0.95]),
    maxLagMs: dice.pick([2_000, 15_000, 8 * 60_000, (hasSweep ? 90 : 50) * 60_000]),
    hasSweep,
    hasFirstSync: dice.chance(0.3),
  };
}

/** Returns a value as a vendor keeps it. */
export function tidied(world: World, side: Side, path: string, value: FieldValue): FieldValue {
  if (value === null) return null;
  if (path === "numberOfEmployees") return Number(value);
  const kept = applyTidying(world.tidying[side][path] ?? "none", String(value));
  return kept.trim() === "" ? null : kept;
}

function applyTidying(tidying: Tidying, text: string): string {
  switch (tidying) {
    case "none":
      return text;
    case "trim":
      return text.trim();
    case "collapse":
      return text.replaceAll(/\s+/gu, " ").trim();
    case "cut":
      return text.slice(0, CUT_AT);
    case "upper":
      return text.toUpperCase();
    case "lower":
      return text.toLowerCase();
  }
}
