import { otherSide, type FieldMapping } from "../../server/sync/model.ts";
import type { Dice } from "./dice.ts";
import { closeOrReopen, editForecast } from "./people-deals.ts";
import { isReference, kindOf, type, typedFields, valuesFor, type Desk } from "./people-desk.ts";
import { make, makeTwin, withRoom } from "./people-makes.ts";
import { erase, merge, mergeThereToo, relate, remove, restore } from "./people-relations.ts";
import { Typing } from "./typing.ts";
import type { VendorRecord } from "./vendor-record.ts";
import type { VendorRecords } from "./vendor-records.ts";
import { REFUSED_MARK, type World } from "./world.ts";

/** What people do, with the upper bound of a lot from 0 to 999 for each. */
type Habits = readonly (readonly [number, (record: VendorRecord) => string | null])[];

/** Fields whose values the other system may refuse. */
const REFUSABLE: ReadonlySet<string> = new Set(["city", "zip", "jobtitle", "dealname"]);

/** People at both vendors, who create, edit and delete whatever they like at any moment. */
export class People {
  editsLeft: number;
  private readonly desk: Desk;
  private readonly now: () => number;
  private readonly habits: Habits = [
    [380, (record) => this.edit(record)],
    [450, (record) => this.editBoth(record, false)],
    [510, (record) => this.editBoth(record, true)],
    [560, (record) => this.clear(record)],
    [600, (record) => this.refused(record)],
    [650, (record) => makeTwin(this.desk, record)],
    [700, (record) => this.toggleFilter(record)],
    [725, (record) => remove(this.desk, record)],
    [745, () => restore(this.desk)],
    [775, (record) => this.retype(record)],
    [880, (record) => relate(this.desk, record)],
    [920, (record) => closeOrReopen(this.desk, record, this.now())],
    [960, (record) => editForecast(this.desk, record)],
    [980, (record) => merge(this.desk, record)],
    [990, () => mergeThereToo(this.desk)],
    [1000, () => erase(this.desk)],
  ];

  constructor(
    world: World,
    dice: Dice,
    records: VendorRecords,
    outside: {
      readonly now: () => number;
      readonly counterpart: (record: VendorRecord) => VendorRecord | undefined;
    },
  ) {
    const { now, counterpart } = outside;
    const typing = new Typing(dice, records);
    this.desk = { world, dice, records, typing, counterpart, made: new Map() };
    this.now = now;
    this.editsLeft = world.edits;
  }

  /** Does one thing; returns its name for the trace. */
  act(): string {
    this.editsLeft -= 1;
    const { dice, records, world } = this.desk;
    const live = world.objects.flatMap(({ objectType }) => [
      ...records.live(objectType, "hubspot"),
      ...records.live(objectType, "connectwise"),
    ]);
    if (live.length < FEW || (withRoom(this.desk).length > 0 && dice.chance(0.25))) {
      return make(this.desk);
    }
    const record = dice.pick(live);
    const lot = dice.below(1000);
    const [, doIt] = this.habits.find(([below]) => lot < below) ?? [];
    return doIt?.(record) ?? this.toggleOwnFilter(record, lot) ?? this.edit(record);
  }

  private fieldsOf(record: VendorRecord): readonly FieldMapping[] {
    return typedFields(kindOf(this.desk, record)).filter((field) => !isReference(field));
  }

  private edit(record: VendorRecord, field = this.desk.dice.pick(this.fieldsOf(record))): string {
    const { typing } = this.desk;
    const name = `${record.objectType} ${record.side} ${record.id} ${field.key}`;
    if (field[record.side] === "forecast/amount") {
      return editForecast(this.desk, record) ?? `left ${name}`;
    }
    const value = typing.valueFor(field, record.side);
    const isDone = type(this.desk, record, valuesFor(field, record.side, value));
    return `${isDone ? "edit" : "left"} ${name}`;
  }

  /** Two people edit one field of both records, to the same value or to different ones. */
  private editBoth(record: VendorRecord, isEqual: boolean): string {
    const field = this.desk.dice.pick(this.fieldsOf(record));
    const other = this.desk.counterpart(record);
    if (other === undefined || other.isDeleted) return this.edit(record, field);
    const isCopied = isEqual && SAME_ON_BOTH.has(field.transform);
    if (!isCopied) return `both ${this.edit(record, field)} ${this.edit(other, field)}`;
    const value = this.desk.typing.valueFor(field, record.side);
    type(this.desk, record, valuesFor(field, record.side, value));
    type(this.desk, other, valuesFor(field, other.side, value));
    return `same ${record.objectType} ${record.side} ${record.id} ${field.key}`;
  }

  private clear(record: VendorRecord): string | null {
    const fields = this.fieldsOf(record).filter(({ transform }) => transform !== "stage");
    const field = this.desk.dice.pick(fields);
    const path = field[record.side];
    if (NEVER_CLEARED.has(path)) return null;
    if (!type(this.desk, record, { [path]: null })) return null;
    return `clear ${record.objectType} ${record.side} ${record.id} ${field.key}`;
  }

  /** A value that is fine here and that the other system does not take. */
  private refused(record: VendorRecord): string | null {
    const { dice, typing } = this.desk;
    const fields = this.fieldsOf(record).filter(({ key }) => REFUSABLE.has(key));
    if (fields.length === 0) return null;
    const field = dice.pick(fields);
    const tag = typing.text().trim().slice(0, 4);
    const value = `${tag}${REFUSED_MARK[otherSide(record.side)]}`;
    type(this.desk, record, { [field[record.side]]: value });
    return `refused ${record.objectType} ${record.side} ${record.id} ${field.key}`;
  }

  /** A record comes to be left out by a filter, or comes back. */
  private toggleFilter(record: VendorRecord): string | null {
    const { filters, ...sides } = kindOf(this.desk, record).rules;
    const filter = filters.find(({ side, value }) => side === record.side && value !== null);
    if (filter === undefined) return null;
    const { path, value } = filter;
    const isOut = record.fields[path] === value;
    const name = path === "status/id" ? { "status/name": isOut ? "Active" : "Inactive" } : {};
    const next = isOut ? (sides[record.side].defaults[path] ?? null) : value;
    this.desk.records.update(record, { [path]: next, ...name }, "person");
    return `filter ${record.objectType} ${record.id} ${String(!isOut)}`;
  }

  /** What the customer's own filter looks at changes more often than other things that nobody maps. */
  private toggleOwnFilter(record: VendorRecord, lot: number): string | null {
    const { filters } = kindOf(this.desk, record).rules;
    const isLookedAt = filters.some((one) => one.switch !== undefined && one.side === record.side);
    return isLookedAt && lot % 4 === 0 ? this.toggleFilter(record) : null;
  }

  /** A value typed again in another spelling, or one that was there before. */
  private retype(record: VendorRecord): string | null {
    const { dice } = this.desk;
    const field = dice.pick(this.fieldsOf(record));
    const path = field[record.side];
    const earlier = record.changes.filter(
      (change) => change.path === path && change.value !== null && path !== "forecast/amount",
    );
    if (earlier.length === 0) return null;
    type(this.desk, record, { [path]: dice.pick(earlier).value });
    return `retype ${record.objectType} ${record.side} ${record.id} ${field.key}`;
  }
}

/** With fewer records than this people do nothing but make more. */
const FEW = 2;

/** Values that are typed in the same way on both sides. */
const SAME_ON_BOTH: ReadonlySet<FieldMapping["transform"]> = new Set([
  "text",
  "email",
  "domain",
  "integer",
]);

/** Fields that nobody empties. */
const NEVER_CLEARED: ReadonlySet<string> = new Set(["name", "dealname", "forecast/amount"]);
