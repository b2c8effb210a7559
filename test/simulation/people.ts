import { otherSide, type FieldValue, type Side } from "../../server/sync/model.ts";
import type { Dice } from "./dice.ts";
import type { VendorRecord, VendorRecords } from "./vendor-records.ts";
import { ACTIVE_STATUS, CITY_LIMIT, INACTIVE_STATUS, REFUSED_MARK, type World } from "./world.ts";

/** Most records that people make in one world. */
const MAX_RECORDS = 8;

/** Paths of one field on both sides. */
interface FieldPaths {
  readonly key: string;
  readonly hubspot: string;
  readonly connectwise: string;
}

/** People at both vendors, who create, edit and delete whatever they like at any moment. */
export class People {
  editsLeft: number;
  private uid = 0;
  private made = 0;
  private readonly dice: Dice;
  private readonly records: VendorRecords;
  private readonly counterpart: (record: VendorRecord) => VendorRecord | undefined;
  private readonly fields: readonly FieldPaths[];
  /** What people do, with the upper bound of a lot from 0 to 99 for each. */
  private readonly habits: readonly (readonly [number, (record: VendorRecord) => string])[] = [
    [52, (record) => this.edit(record, this.dice.pick(this.fields))],
    [62, (record) => this.editBoth(record, false)],
    [70, (record) => this.editBoth(record, true)],
    [77, (record) => this.clear(record)],
    [82, (record) => this.refused(record)],
    [87, (record) => this.makeTwin(record)],
    [93, () => this.toggleStatus()],
    [96, (record) => this.remove(record)],
    [100, (record) => this.retype(record)],
  ];

  constructor(
    world: World,
    dice: Dice,
    records: VendorRecords,
    counterpart: (record: VendorRecord) => VendorRecord | undefined,
  ) {
    this.dice = dice;
    this.records = records;
    this.counterpart = counterpart;
    this.editsLeft = world.edits;
    this.fields = world.mapping.fields.filter((field) => !field.isOwn);
  }

  /** Does one thing; returns its name for the trace. */
  act(): string {
    this.editsLeft -= 1;
    const live = [...this.records.live("hubspot"), ...this.records.live("connectwise")];
    if (live.length === 0 || (this.made < MAX_RECORDS && this.dice.chance(0.12))) {
      return this.make();
    }
    const record = this.dice.pick(live);
    const lot = this.dice.below(100);
    const [, doIt] = this.habits.find(([below]) => lot < below) ?? [];
    return doIt?.(record) ?? "nothing";
  }

  /** A text that nobody typed before; its first characters alone tell it apart. */
  private text(): string {
    this.uid += 1;
    const tag = `q${this.uid.toString(36).padStart(2, "0")}`;
    return this.dice.pick([
      `${tag} Street`,
      `${tag}  Two Blanks`,
      `  ${tag} Padded `,
      `${tag} quite a long value here`,
      `${tag.toUpperCase()} CAPS`,
      tag,
    ]);
  }

  private valueFor(field: FieldPaths): FieldValue {
    if (field.key === "numberofemployees") {
      this.uid += 1;
      return String(1000 + this.uid);
    }
    if (field.key === "domain") {
      this.uid += 1;
      const host = `q${this.uid.toString(36)}site.com`;
      return this.dice.pick([host, `www.${host}`, `https://${host}/about`]);
    }
    const isTooLong = field.key === "city" && this.dice.chance(0.03);
    return isTooLong ? this.text().padEnd(CITY_LIMIT + 5, "x") : this.text();
  }

  private make(): string {
    const side = this.dice.pick(["hubspot", "connectwise"] as const);
    const { dice } = this;
    const values: Record<string, FieldValue> = { name: this.text() };
    for (const field of this.fields) {
      const isNeeded = field.key === "address";
      if (field.key === "name" || !dice.chance(isNeeded ? 0.95 : 0.5)) continue;
      values[field.key] = this.valueFor(field);
    }
    // Now and then the same name as another company's.
    const others = this.records.live(otherSide(side));
    if (others.length > 0 && dice.chance(0.1)) {
      values["name"] = dice.pick(others).fields["name"] ?? null;
    }
    return this.add(side, values);
  }

  private add(side: Side, values: Readonly<Record<string, FieldValue>>): string {
    this.made += 1;
    const fields: Record<string, FieldValue> = {};
    for (const field of this.fields) {
      const value = values[field.key];
      if (value !== undefined && value !== null) fields[field[side]] = value;
    }
    if (fields["name"] === undefined) fields["name"] = this.text();
    if (side === "connectwise") {
      this.uid += 1;
      const isLikeOurs = this.dice.chance(0.3);
      const readable = String(fields["name"]).replaceAll(/[^a-z\d]/giu, "");
      const wanted = isLikeOurs ? readable.slice(0, 20) : `Id${this.uid}`;
      const isTaken = this.records
        .all("connectwise")
        .some((one) => String(one.fields["identifier"]).toLowerCase() === wanted.toLowerCase());
      fields["identifier"] = isTaken ? `Id${this.uid}` : wanted;
      fields["status/id"] = ACTIVE_STATUS;
      fields["status/name"] = "Active";
      if (this.dice.chance(0.1)) Object.assign(fields, INACTIVE);
    }
    const record = this.records.create(side, fields, "person");
    return `make ${side} ${record.id}`;
  }

  /** The same company typed into the other system as well. */
  private makeTwin(record: VendorRecord): string {
    if (this.made >= MAX_RECORDS) return this.edit(record, this.dice.pick(this.fields));
    const values: Record<string, FieldValue> = {};
    for (const field of this.fields) {
      const isCopied = field.key === "name" || this.dice.chance(0.5);
      values[field.key] = isCopied ? (record.fields[field[record.side]] ?? null) : null;
    }
    values["address"] ??= this.text();
    return this.add(this.dice.chance(0.85) ? otherSide(record.side) : record.side, values);
  }

  private edit(record: VendorRecord, field: FieldPaths): string {
    this.records.update(record, { [field[record.side]]: this.valueFor(field) }, "person");
    return `edit ${record.side} ${record.id} ${field.key}`;
  }

  /** Two people edit one field of both records, to the same value or to different ones. */
  private editBoth(record: VendorRecord, isEqual: boolean): string {
    const field = this.dice.pick(this.fields);
    const other = this.counterpart(record);
    if (other === undefined || other.isDeleted) return this.edit(record, field);
    const value = this.valueFor(field);
    this.records.update(record, { [field[record.side]]: value }, "person");
    const second = isEqual ? value : this.valueFor(field);
    this.records.update(other, { [field[other.side]]: second }, "person");
    return `both ${record.side} ${record.id} ${field.key} ${String(isEqual)}`;
  }

  private clear(record: VendorRecord): string {
    const field = this.dice.pick(this.fields.filter(({ key }) => key !== "name"));
    this.records.update(record, { [field[record.side]]: null }, "person");
    return `clear ${record.side} ${record.id} ${field.key}`;
  }

  /** A value that is fine here and that the other system does not take. */
  private refused(record: VendorRecord): string {
    const field = this.dice.pick(this.fields.filter(({ key }) => key === "city" || key === "zip"));
    const mark = REFUSED_MARK[otherSide(record.side)];
    const tag = this.text().trim().slice(0, 4);
    this.records.update(record, { [field[record.side]]: `${tag}${mark}` }, "person");
    return `refused ${record.side} ${record.id} ${field.key}`;
  }

  private toggleStatus(): string {
    const companies = this.records.live("connectwise");
    if (companies.length === 0) return "nothing";
    const company = this.dice.pick(companies);
    const isInactive = company.fields["status/id"] === INACTIVE_STATUS;
    this.records.update(company, isInactive ? ACTIVE : INACTIVE, "person");
    return `status ${company.id} ${String(isInactive)}`;
  }

  private remove(record: VendorRecord): string {
    this.records.remove(record, "person");
    return `remove ${record.side} ${record.id}`;
  }

  /** A value typed again in another spelling, or one that was there before. */
  private retype(record: VendorRecord): string {
    const field = this.dice.pick(this.fields);
    const path = field[record.side];
    const earlier = record.changes.filter(
      (change) => change.path === path && change.value !== null,
    );
    if (earlier.length === 0) return this.edit(record, field);
    this.records.update(record, { [path]: this.dice.pick(earlier).value }, "person");
    return `retype ${record.side} ${record.id} ${field.key}`;
  }
}

const ACTIVE = { "status/id": ACTIVE_STATUS, "status/name": "Active" };
const INACTIVE = { "status/id": INACTIVE_STATUS, "status/name": "Inactive" };
