import type { FieldValue, ObjectType, Side } from "../../server/sync/model.ts";
import { idsIn } from "./ids.ts";
import type { SideRules } from "./side-rules.ts";
import type { Author, Values, VendorRecord } from "./vendor-record.ts";

/** The part of the vendors' data that associations need. */
interface RelatedRecords {
  get(objectType: ObjectType, side: Side, id: string): VendorRecord | undefined;
  rulesOf(record: VendorRecord): SideRules;
  set(record: VendorRecord, fields: Values, by: Author): unknown;
  dependents(parent: VendorRecord): readonly { record: VendorRecord; path: string }[];
}

/**
 * What HubSpot does with associations: those with an archived record are hidden until it comes back,
 * and a merge hands them over. ConnectWise keeps naming a record that is gone.
 */
export class References {
  private readonly records: RelatedRecords;
  /** All ids behind a path, hidden ones included. */
  private readonly kept = new WeakMap<VendorRecord, Map<string, readonly string[]>>();

  constructor(records: RelatedRecords) {
    this.records = records;
  }

  /** Takes a value and returns what of it the vendor shows. */
  visible(record: VendorRecord, path: string, value: FieldValue): FieldValue {
    const type = this.records.rulesOf(record).references[path];
    if (type === undefined || record.side === "connectwise") return value;
    const all = this.kept.get(record) ?? new Map<string, readonly string[]>();
    this.kept.set(record, all);
    const hidden = (all.get(path) ?? []).filter((id) => this.isHidden(record, path, id));
    const given = idsIn(value);
    const stays = this.isSingle(record, path) && given.length > 0 ? [] : hidden;
    all.set(path, [...new Set([...given, ...stays])]);
    return this.shown(record, path);
  }

  private isHidden(record: VendorRecord, path: string, id: string): boolean {
    const type = this.records.rulesOf(record).references[path] ?? "";
    return this.records.get(type, record.side, id)?.isDeleted !== false;
  }

  private shown(record: VendorRecord, path: string): FieldValue {
    const ids = this.kept.get(record)?.get(path) ?? [];
    const live = idsIn(ids.filter((id) => !this.isHidden(record, path, id)).join(";"));
    return live.length === 0 ? null : live.join(";");
  }

  /** Those who name a record that went or came back show that; nobody is told. */
  followRemoval(parent: VendorRecord): void {
    if (parent.side === "connectwise") return;
    for (const { record, path } of this.records.dependents(parent)) {
      const ids = this.kept.get(record)?.get(path) ?? [];
      if (ids.includes(parent.id)) this.show(record, path, ids);
    }
  }

  /** Those who named the loser name the winner; nobody is told and no time moves. */
  followMerge(winner: VendorRecord, loser: VendorRecord): void {
    for (const { record, path } of this.records.dependents(loser)) {
      if (winner.side === "connectwise") {
        if (record.fields[path] === loser.id) this.show(record, path, [winner.id]);
        continue;
      }
      const ids = this.kept.get(record)?.get(path) ?? [];
      if (!ids.includes(loser.id)) continue;
      this.show(record, path, [...new Set(ids.map((id) => (id === loser.id ? winner.id : id)))]);
    }
    if (winner.side === "hubspot") this.inherit(winner, loser);
  }

  /** The winner keeps its own single associations and gets the loser's where several are allowed. */
  private inherit(winner: VendorRecord, loser: VendorRecord): void {
    for (const path of Object.keys(this.records.rulesOf(winner).references)) {
      const own = this.kept.get(winner)?.get(path) ?? [];
      const theirs = this.kept.get(loser)?.get(path) ?? [];
      if (theirs.length === 0 || (this.isSingle(winner, path) && own.length > 0)) continue;
      this.show(winner, path, [...new Set([...own, ...theirs])]);
    }
  }

  private isSingle(record: VendorRecord, path: string): boolean {
    return !this.records.rulesOf(record).several.includes(path);
  }

  private show(record: VendorRecord, path: string, ids: readonly string[]): void {
    if (record.side === "connectwise") {
      this.records.set(record, { [path]: ids.join(";") }, "vendor");
      return;
    }
    const all = this.kept.get(record) ?? new Map<string, readonly string[]>();
    this.kept.set(record, all.set(path, ids));
    const { fields } = record;
    const value = this.shown(record, path);
    if ((fields[path] ?? null) !== value) this.records.set(record, { [path]: value }, "vendor");
    all.set(path, ids);
  }
}
