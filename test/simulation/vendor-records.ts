import type { FieldValue, Side } from "../../server/sync/model.ts";
import type { Dice } from "./dice.ts";
import { REFUSED_MARK, tidied, type World } from "./world.ts";

/** Who set a value. */
export type Author = "person" | "app";

/** One change of one field. */
export interface Change {
  readonly path: string;
  readonly value: FieldValue;
  readonly before: FieldValue;
  readonly by: Author;
  /** Virtual time in milliseconds. */
  readonly at: number;
  /** Order among all changes of both vendors. */
  readonly order: number;
}

/** A record as a vendor keeps it, with all that ever happened to it. */
export interface VendorRecord {
  readonly side: Side;
  readonly id: string;
  readonly fields: Record<string, FieldValue>;
  modifiedAt: number;
  isDeleted: boolean;
  readonly createdBy: Author;
  /** Id of the counterpart that an app's create was made from. */
  readonly sourceId: string | null;
  readonly createdOrder: number;
  deletedOrder: number | null;
  readonly changes: Change[];
  /** What the search index shows from which time on, oldest first. */
  readonly indexed: IndexEntry[];
}

/** A state of a record in the search index. */
export interface IndexEntry {
  readonly visibleAt: number;
  readonly modifiedAt: number;
  readonly fields: Readonly<Record<string, FieldValue>> | null;
}

/** Something that a vendor tells others by a webhook or a callback. */
export interface Announcement {
  readonly side: Side;
  readonly id: string;
  readonly isEcho: boolean;
}

/** Both vendors' data, with the rules that hold for everyone who writes. */
export class VendorRecords {
  readonly records: Readonly<Record<Side, Map<string, VendorRecord>>> = {
    hubspot: new Map(),
    connectwise: new Map(),
  };
  /** Order number of the next change. */
  order = 1;
  /** Writes of the app that changed something, and those that changed nothing. */
  appWrites = 0;
  noopWrites = 0;
  readonly world: World;
  private readonly dice: Dice;
  private readonly now: () => number;
  private readonly announce: (announcement: Announcement) => void;
  private readonly nextId: Record<Side, number> = { hubspot: 9001, connectwise: 101 };

  constructor(
    world: World,
    dice: Dice,
    outside: { now: () => number; announce: (announcement: Announcement) => void },
  ) {
    this.world = world;
    this.dice = dice;
    this.now = outside.now;
    this.announce = outside.announce;
  }

  /** Live and deleted records of a side in id order. */
  all(side: Side): VendorRecord[] {
    return [...this.records[side].values()];
  }

  live(side: Side): VendorRecord[] {
    return this.all(side).filter((record) => !record.isDeleted);
  }

  get(side: Side, id: string): VendorRecord | undefined {
    return this.records[side].get(id);
  }

  /** ConnectWise keeps whole seconds. */
  private stamp(side: Side): number {
    return side === "hubspot" ? this.now() : Math.floor(this.now() / 1000) * 1000;
  }

  create(
    side: Side,
    fields: Readonly<Record<string, FieldValue>>,
    by: Author,
    sourceId: string | null = null,
  ): VendorRecord {
    const id = String(this.nextId[side]);
    // Growing, with gaps as deleted records leave them.
    this.nextId[side] += this.dice.between(1, 3);
    const record: VendorRecord = {
      side,
      id,
      fields: side === "connectwise" ? { deletedFlag: false } : {},
      modifiedAt: this.stamp(side),
      isDeleted: false,
      createdBy: by,
      sourceId,
      createdOrder: this.order,
      deletedOrder: null,
      changes: [],
      indexed: [],
    };
    this.order += 1;
    this.records[side].set(id, record);
    this.set(record, fields, by);
    this.touch(record, by);
    if (by === "app") this.appWrites += 1;
    return record;
  }

  /** Sets fields; returns whether anything changed. */
  update(record: VendorRecord, fields: Readonly<Record<string, FieldValue>>, by: Author): boolean {
    const isChanged = this.set(record, fields, by);
    if (isChanged) this.touch(record, by);
    if (by === "app") {
      if (isChanged) this.appWrites += 1;
      else this.noopWrites += 1;
    }
    return isChanged;
  }

  /** HubSpot archives; ConnectWise sets a flag. */
  remove(record: VendorRecord, by: Author): void {
    record.isDeleted = true;
    record.deletedOrder = this.order;
    this.order += 1;
    if (record.side === "connectwise") record.fields["deletedFlag"] = true;
    this.touch(record, by);
  }

  /** True when the vendor does not take the value, whoever sends it. */
  refuses(side: Side, value: FieldValue): boolean {
    return typeof value === "string" && value.includes(REFUSED_MARK[side]);
  }

  private set(
    record: VendorRecord,
    fields: Readonly<Record<string, FieldValue>>,
    by: Author,
  ): boolean {
    let isChanged = false;
    for (const [path, raw] of Object.entries(fields)) {
      const value = tidied(this.world, record.side, path, raw);
      const before = record.fields[path] ?? null;
      if (value === before) continue;
      record.fields[path] = value;
      record.changes.push({ path, value, before, by, at: this.now(), order: this.order });
      this.order += 1;
      isChanged = true;
    }
    return isChanged;
  }

  private touch(record: VendorRecord, by: Author): void {
    record.modifiedAt = Math.max(record.modifiedAt, this.stamp(record.side));
    const { maxLagMs } = this.world;
    const isSlow = this.dice.chance(0.2);
    const lag = this.dice.below(isSlow ? maxLagMs : Math.min(maxLagMs, 2000));
    const visibleAt = Math.max(this.now() + lag, record.indexed.at(-1)?.visibleAt ?? 0);
    const fields = record.isDeleted ? null : { ...record.fields };
    record.indexed.push({ visibleAt, modifiedAt: record.modifiedAt, fields });
    this.announce({ side: record.side, id: record.id, isEcho: by === "app" });
  }
}
