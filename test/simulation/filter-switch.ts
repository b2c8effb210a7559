import type { MappingVersion, ObjectType, RecordFilter } from "../../server/sync/model.ts";
import { LANES } from "../../server/sync/model.ts";
import type { Dice } from "./dice.ts";
import { addMarks } from "./memory-commit.ts";
import type { Tables } from "./memory-tables.ts";

/** A moment: the vendors' order number, and the virtual time in milliseconds. */
export interface Moment {
  readonly order: number;
  readonly at: number;
}

/** A customer's own filter, which is set and taken away again while records are synced. */
export class FilterSwitch {
  isOn: boolean;
  version = 1;
  /** When it was on; the last one may not have ended. */
  readonly windows: { readonly from: Moment; until: Moment | null }[] = [];
  /** Edits that are left when it is turned. */
  private readonly turns: number[];
  private readonly filter: RecordFilter;

  constructor(dice: Dice, edits: number, filter: RecordFilter) {
    this.filter = filter;
    this.isOn = dice.chance(0.5);
    if (this.isOn) this.windows.push({ from: { order: 0, at: 0 }, until: null });
    const count = dice.below(3);
    this.turns = Array.from({ length: count }, () => dice.between(1, edits)).toSorted(
      (one, other) => other - one,
    );
  }

  /** The mapping version under which records are looked at now. */
  mappingOf(mapping: MappingVersion): MappingVersion {
    const hubspot = this.isOn ? this.filter : { groups: [] };
    return { ...mapping, version: this.version, filters: { hubspot } };
  }

  /** Turns it when it is time; returns whether it did. */
  turn(editsLeft: number, now: Moment): boolean {
    const [next = 0] = this.turns;
    if (editsLeft > next || this.turns.length === 0) return false;
    this.turns.shift();
    this.isOn = !this.isOn;
    this.version += 1;
    const open = this.windows.at(-1);
    if (this.isOn) this.windows.push({ from: now, until: null });
    else if (open !== undefined) open.until = now;
    return true;
  }
}

/** Has everything of a kind looked at again under new settings, as a roll-out does. */
export function rollOut(
  tables: Tables,
  objectType: ObjectType,
  { version, now }: { readonly version: number; readonly now: number },
): void {
  tables.versions.set(objectType, version);
  tables.mappedAt.set(objectType, now);
  const links = [...tables.links.values()].filter((link) => link.objectType === objectType);
  const issues = [...tables.issues.values()].filter(
    (issue) => issue.objectType === objectType && issue.state !== "deleted",
  );
  addMarks(
    tables,
    [
      ...links.map(({ hubspotId }) => ({ side: "hubspot" as const, id: hubspotId })),
      ...issues.map(({ ref }) => ref),
    ].map((ref) => ({ ...ref, objectType, lane: LANES.sweep, notBefore: 0 })),
  );
}
