import type { ConflictRule, FieldValue, ObjectType, Side } from "../../server/sync/model.ts";
import { Dice } from "./dice.ts";
import { makeObjects, type WorldObject } from "./world-objects.ts";

/** A way in which a vendor changes the values it is given, unknown to the mapping. */
export type Tidying = "none" | "trim" | "collapse" | "cut" | "upper" | "lower";

/** Everything about one simulated world that follows from its seed. */
export interface World {
  readonly conflictRule: ConflictRule;
  /** Kinds of records, parents before children. */
  readonly objects: readonly WorldObject[];
  /** What each vendor does to a field's text, by side and `type:path`. */
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
  /** Whether that is shown to somebody first. */
  readonly hasDryRun: boolean;
  /** Whether HubSpot makes companies of its own for the domains of contacts. */
  readonly isAutoAssociating: boolean;
  /** Whether ConnectWise insists that an opportunity's contact is one of its company's. */
  readonly checksContacts: boolean;
}

/** Marks in a text that make a vendor refuse it. */
export const REFUSED_MARK: Readonly<Record<Side, string>> = { hubspot: "%", connectwise: "!" };

/** Length at which a vendor with the `cut` tidying cuts. */
const CUT_AT = 14;

const TIDYINGS: readonly Tidying[] = ["none", "none", "trim", "collapse", "cut", "upper", "lower"];

/** Paths that a vendor may tidy in any way. */
const TIDIED: Readonly<Record<Side, readonly string[]>> = {
  hubspot: [
    "company:name",
    "company:address",
    "company:city",
    "company:zip",
    "contact:firstname",
    "contact:lastname",
    "contact:jobtitle",
    "deal:dealname",
  ],
  connectwise: [
    "company:name",
    "company:addressLine1",
    "company:city",
    "company:state",
    "contact:firstName",
    "contact:lastName",
    "contact:title",
    "deal:name",
  ],
};

function chooseTidying(dice: Dice): World["tidying"] {
  const choose = (paths: readonly string[]): Record<string, Tidying> =>
    Object.fromEntries(paths.map((path) => [path, dice.pick(TIDYINGS)]));
  // A cut or capitalised web address would be another one; vendors only trim those.
  return {
    hubspot: { ...choose(TIDIED.hubspot), "company:domain": "lower", "contact:email": "lower" },
    connectwise: { ...choose(TIDIED.connectwise), "company:website": "trim" },
  };
}

/** What a run of a seed can be told apart from the seed. */
export interface WorldWishes {
  readonly conflictRule?: ConflictRule | undefined;
  readonly onlyCompanies?: boolean | undefined;
}

const RULES: readonly ConflictRule[] = [
  "hubspot",
  "connectwise",
  "most-recent",
  "prefer-non-blank",
  "ask",
];

/** More edits than most worlds see, in whose course a filter may be set or taken away. */
const MOST_EDITS = 60;

/** Makes the world of a seed. */
export function makeWorld(seed: number, wishes: WorldWishes): World {
  const dice = new Dice(seed * 7919 + 13);
  const rule = dice.pick(RULES);
  const conflictRule = wishes.conflictRule ?? rule;
  const hasSweep = dice.chance(0.6);
  const isCalm = dice.chance(0.15);
  const hasFirstSync = dice.chance(0.3);
  // Dice of their own: without a filter everything else stays as it was.
  const filterDice = new Dice(seed * 31 + 7);
  const objects = makeObjects(dice, {
    conflictRule,
    clears: dice.chance(0.4),
    onlyCompanies: wishes.onlyCompanies ?? false,
    filterDice: filterDice.chance(0.3) ? filterDice : null,
    edits: MOST_EDITS,
  });
  const kinds = objects.filter(({ maxRecords }) => maxRecords > 0).length;
  return {
    conflictRule,
    objects,
    tidying: chooseTidying(dice),
    pageSize: dice.pick([2, 3, 5, 100]),
    stepMs: dice.pick([40, 120, 400, 1500]),
    edits: dice.between(25, 35) + 12 * kinds,
    editRate: dice.pick([0.08, 0.15, 0.25]),
    faultRate: isCalm ? 0 : dice.pick([0.03, 0.08, 0.15]),
    crashRate: isCalm ? 0 : dice.pick([0, 0.003, 0.01]),
    pauseRate: isCalm ? 0 : dice.pick([0, 0, 0.004]),
    hintRate: dice.pick([0, 0.6, 0.95]),
    maxLagMs: dice.pick([2_000, 15_000, 8 * 60_000, (hasSweep ? 90 : 50) * 60_000]),
    hasSweep,
    hasFirstSync,
    hasDryRun: hasFirstSync && dice.chance(0.4),
    isAutoAssociating: dice.chance(0.3),
    checksContacts: dice.chance(0.3),
  };
}

/** Returns what a world knows of a kind of record. */
export function objectOf(world: World, objectType: ObjectType): WorldObject {
  const found = world.objects.find((one) => one.objectType === objectType);
  if (found === undefined) throw new Error(`this world has no ${objectType}`);
  return found;
}

/** How many kinds of records people make in a world; those behind them are never made. */
export function kindsInUse({ objects }: World): number {
  return objects.findLastIndex(({ maxRecords }) => maxRecords > 0) + 1;
}

/** Where a value belongs. */
export interface Place {
  readonly objectType: ObjectType;
  readonly side: Side;
}

/** Paths that hold numbers in ConnectWise. */
const NUMBERS: ReadonlySet<string> = new Set(["numberOfEmployees", "forecast/amount"]);

/** Returns a value as a vendor keeps it. */
export function tidied(world: World, place: Place, path: string, value: FieldValue): FieldValue {
  if (value === null || typeof value === "boolean") return value;
  const { objectType, side } = place;
  if (side === "connectwise" && NUMBERS.has(path)) return Number(value);
  const tidying = world.tidying[side][`${objectType}:${path}`] ?? "none";
  if (tidying === "none" && typeof value === "number") return value;
  const kept = applyTidying(tidying, String(value));
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
