import type { FieldValue, ObjectType, Side } from "../../server/sync/model.ts";
import { associateByDomain } from "./auto-association.ts";
import type { Dice } from "./dice.ts";
import { AMOUNT_PATH, forecastFields, linesFor } from "./opportunity.ts";
import type { SideRules } from "./side-rules.ts";
import { References } from "./vendor-references.ts";
import type { Author, ForecastLine, Values, VendorRecord } from "./vendor-record.ts";
import { objectOf, REFUSED_MARK, tidied, type World } from "./world.ts";

/** Something that a vendor tells others by a webhook or a callback. */
export interface Announcement {
  readonly objectType: ObjectType;
  readonly side: Side;
  readonly id: string;
  readonly isEcho: boolean;
  /** True for a change that nothing else would show before the next sweep. */
  readonly isOnlyTrace: boolean;
}

/** What the vendors' data has around it. */
export interface Outside {
  readonly now: () => number;
  readonly announce: (announcement: Announcement) => void;
  /** Called for each record that the app creates, before anybody else knows of it. */
  readonly created: (record: VendorRecord) => void;
}

type ByType = Map<ObjectType, Map<string, VendorRecord>>;

/** Both vendors' data, with the rules that hold for everyone who writes. */
export class VendorRecords {
  /** Order number of the next change. */
  order = 1;
  /** Writes of the app that changed something, and those that changed nothing. */
  appWrites = 0;
  noopWrites = 0;
  /** Records that the app changed since somebody emptied the list. */
  readonly writtenByApp: VendorRecord[] = [];
  readonly world: World;
  private readonly records: Readonly<Record<Side, ByType>> = {
    hubspot: new Map(),
    connectwise: new Map(),
  };
  private readonly dice: Dice;
  private readonly outside: Outside;
  private readonly nextId = new Map<string, number>();
  private readonly references = new References(this);

  constructor(world: World, dice: Dice, outside: Outside) {
    this.world = world;
    this.dice = dice;
    this.outside = outside;
    for (const { objectType } of world.objects) {
      this.records.hubspot.set(objectType, new Map());
      this.records.connectwise.set(objectType, new Map());
    }
  }

  /** Every record of a type on a side in id order, whatever became of it. */
  all(objectType: ObjectType, side: Side): VendorRecord[] {
    return [...(this.records[side].get(objectType)?.values() ?? [])];
  }

  live(objectType: ObjectType, side: Side): VendorRecord[] {
    return this.all(objectType, side).filter((record) => !record.isDeleted);
  }

  get(objectType: ObjectType, side: Side, id: string): VendorRecord | undefined {
    return this.records[side].get(objectType)?.get(id);
  }

  /** The record that an id stands for after merges. */
  survivor(record: VendorRecord): VendorRecord {
    const into = record.mergedIntoId;
    const next = into === null ? undefined : this.get(record.objectType, record.side, into);
    return next === undefined ? record : this.survivor(next);
  }

  rulesOf({ objectType, side }: Pick<VendorRecord, "objectType" | "side">): SideRules {
    return objectOf(this.world, objectType).rules[side];
  }

  /** ConnectWise keeps whole seconds. */
  private stamp(side: Side): number {
    const now = this.outside.now();
    return side === "hubspot" ? now : Math.floor(now / 1000) * 1000;
  }

  create(
    kind: Pick<VendorRecord, "objectType" | "side">,
    fields: Values,
    by: Author,
    sourceId: string | null = null,
  ): VendorRecord {
    const { objectType, side } = kind;
    const record: VendorRecord = {
      objectType,
      side,
      id: this.takeId(kind),
      fields: {},
      modifiedAt: this.stamp(side),
      isDeleted: false,
      wasDeleted: false,
      isGone: false,
      mergedIntoId: null,
      createdBy: by,
      received: fields,
      sourceId,
      createdAt: this.outside.now(),
      createdOrder: this.order,
      deletedOrder: null,
      deletedAt: null,
      changes: [],
      indexed: [],
      lines: [],
    };
    this.order += 1;
    this.records[side].get(objectType)?.set(record.id, record);
    this.setAll(record, { ...this.rulesOf(kind).defaults, ...fields }, by);
    this.touch(record, by, true);
    if (by === "app") {
      this.appWrites += 1;
      this.writtenByApp.push(record);
      this.outside.created(record);
    }
    if (this.world.isAutoAssociating) associateByDomain(this, record);
    return record;
  }

  private takeId({ objectType, side }: Pick<VendorRecord, "objectType" | "side">): string {
    const key = `${objectType}:${side}`;
    // Each type counts for itself, so ids of different types are often the same.
    const id = this.nextId.get(key) ?? (side === "hubspot" ? 9001 : 101);
    // Growing, with gaps as deleted records leave them.
    this.nextId.set(key, id + this.dice.between(1, 3));
    return String(id);
  }

  /** Sets fields; returns whether anything changed. */
  update(record: VendorRecord, fields: Values, by: Author): boolean {
    const changed = this.setAll(record, fields, by);
    this.follow(record, changed, by);
    if (this.world.isAutoAssociating && changed.has("email")) associateByDomain(this, record);
    if (by === "app") {
      if (changed.size === 0) this.noopWrites += 1;
      else {
        this.appWrites += 1;
        this.writtenByApp.push(record);
      }
    }
    return changed.size > 0;
  }

  /** Replaces the lines of an opportunity's forecast. */
  setLines(record: VendorRecord, lines: readonly ForecastLine[], by: Author): void {
    record.lines = lines;
    this.follow(record, this.set(record, forecastFields(lines), by), by);
  }

  /** Archives, flags or takes away, as the vendor does. */
  remove(record: VendorRecord, by: Author): void {
    const { removal } = this.rulesOf(record);
    this.end(record, removal === "gone");
    if (removal === "flagged") record.fields["deletedFlag"] = true;
    this.touch(record, by, removal === "flagged");
    this.references.followRemoval(record);
  }

  /** Takes an archived record out of the archive; no time moves. */
  restore(record: VendorRecord): void {
    record.isDeleted = false;
    record.deletedOrder = null;
    record.deletedAt = null;
    this.touch(record, "person", false);
    this.references.followRemoval(record);
  }

  /** Deletes a person's data for good. */
  erase(record: VendorRecord): void {
    this.end(record, true);
    this.touch(record, "person", false);
    this.references.followRemoval(record);
  }

  /** One record takes in another: what it lacks, and all that belonged to the other. */
  merge(winner: VendorRecord, loser: VendorRecord): void {
    const { removal, references } = this.rulesOf(loser);
    const lacked = Object.entries(loser.fields).filter(
      ([path, value]) =>
        value !== null && (winner.fields[path] ?? null) === null && references[path] === undefined,
    );
    this.end(loser, removal === "gone");
    if (removal === "archived") loser.mergedIntoId = winner.id;
    if (removal === "flagged") loser.fields["deletedFlag"] = true;
    // Neither vendor's listings show the loser: no time moves.
    this.touch(loser, "person", false);
    this.update(winner, winner.side === "hubspot" ? Object.fromEntries(lacked) : {}, "person");
    this.touch(winner, "person", true);
    this.references.followMerge(winner, loser);
  }

  private end(record: VendorRecord, isGone: boolean): void {
    record.isDeleted = true;
    record.wasDeleted = true;
    record.isGone = isGone;
    record.deletedOrder = this.order;
    record.deletedAt = this.outside.now();
    this.order += 1;
  }

  /** True when the vendor does not take the value, whoever sends it. */
  refuses(side: Side, value: FieldValue): boolean {
    return typeof value === "string" && value.includes(REFUSED_MARK[side]);
  }

  /** The live record that has a value which must be unique, if any other has it. */
  holder(
    kind: Pick<VendorRecord, "objectType" | "side">,
    path: string,
    value: FieldValue,
  ): VendorRecord | undefined {
    const wanted = String(value ?? "").toLowerCase();
    if (wanted === "") return undefined;
    const rivals = this.all(kind.objectType, kind.side);
    return rivals.find(
      (one) => !isFreed(one) && String(one.fields[path] ?? "").toLowerCase() === wanted,
    );
  }

  /** Sets fields and what follows from them; returns the paths that changed. */
  private setAll(record: VendorRecord, fields: Values, by: Author): Set<string> {
    const { [AMOUNT_PATH]: amount, ...others } = fields;
    const changed = this.set(record, others, by);
    if (amount !== undefined) {
      record.lines = linesFor(record.lines, amount);
      for (const path of this.set(record, forecastFields(record.lines), by)) changed.add(path);
    }
    const consequence = this.rulesOf(record).consequence?.(record, changed, this.outside.now());
    for (const path of this.set(record, consequence ?? {}, "vendor")) changed.add(path);
    return changed;
  }

  /** Sets fields alone; nobody is told and no time moves. */
  set(record: VendorRecord, fields: Values, by: Author): Set<string> {
    const changed = new Set<string>();
    for (const [path, raw] of Object.entries(fields)) {
      const kept = tidied(this.world, record, path, raw);
      const value = this.references.visible(record, path, kept);
      const before = record.fields[path] ?? null;
      if (value === before) continue;
      record.fields[path] = value;
      record.changes.push({ path, value, before, by, at: this.outside.now(), order: this.order });
      this.order += 1;
      changed.add(path);
    }
    return changed;
  }

  private follow(record: VendorRecord, changed: ReadonlySet<string>, by: Author): void {
    const { silent, untold } = this.rulesOf(record);
    const paths = [...changed];
    if (paths.length === 0) return;
    const isSilent = paths.every((path) => silent.includes(path));
    if (isSilent && paths.every((path) => untold.includes(path))) return;
    this.touch(record, by, !isSilent);
  }

  private touch(record: VendorRecord, by: Author, movesTime: boolean): void {
    if (movesTime) record.modifiedAt = Math.max(record.modifiedAt, this.stamp(record.side));
    const { objectType, side, id, isDeleted } = record;
    const { maxLagMs } = this.world;
    const isSlow = this.dice.chance(0.2);
    const lag = this.dice.below(isSlow ? maxLagMs : Math.min(maxLagMs, 2000));
    const visibleAt = Math.max(this.outside.now() + lag, record.indexed.at(-1)?.visibleAt ?? 0);
    const fields = isDeleted ? null : { ...record.fields };
    // The index does not know of what moves no time, except that a record went or came back.
    if (movesTime || isDeleted || record.indexed.at(-1)?.fields === null) {
      record.indexed.push({ visibleAt, modifiedAt: record.modifiedAt, fields });
    }
    const isEcho = by === "app";
    this.outside.announce({ objectType, side, id, isEcho, isOnlyTrace: !movesTime });
  }

  /** Records of a side that can name a record as the one they belong to. */
  dependents(parent: VendorRecord): { record: VendorRecord; path: string }[] {
    return this.world.objects.flatMap(({ objectType, rules }) =>
      Object.entries(rules[parent.side].references)
        .filter(([, type]) => type === parent.objectType)
        .flatMap(([path]) => this.all(objectType, parent.side).map((record) => ({ record, path }))),
    );
  }
}

/** An archived or merged record's values are free again; a flagged one keeps them. */
function isFreed(record: VendorRecord): boolean {
  return record.isDeleted && (record.side === "hubspot" || record.isGone);
}
