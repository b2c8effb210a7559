import { SIDES, type FieldMapping } from "../../server/sync/model.ts";
import { idsIn } from "./ids.ts";
import type { Scene } from "./oracle-findings.ts";
import { linkedId, namedIn, parentFields } from "./oracle-links.ts";
import { changesOf } from "./oracle-changes.ts";
import { tagOf, valueOf } from "./oracle-values.ts";
import type { VendorRecord } from "./vendor-record.ts";
import { objectOf } from "./world.ts";

/** Fields by which records of a kind are recognised. */
const TELLING: Readonly<Record<string, readonly string[]>> = {
  company: ["name", "domain"],
  contact: ["email"],
};

/** True when another record is, or once was, so like this one that a person has to look. */
export function hasLookalike(scene: Scene, record: VendorRecord): boolean {
  if (hasAnothers(scene, record)) return true;
  if (record.objectType === "deal") return hasUnpaired(scene, record);
  const { mapping } = objectOf(scene.world, record.objectType);
  const keys = TELLING[record.objectType] ?? [];
  const fields = mapping.fields.filter(({ key }) => keys.includes(key));
  const own = fields.map((field) => tagsOf(record, field));
  return SIDES.some((side) =>
    scene.records
      .all(record.objectType, side)
      .some(
        (other) =>
          other !== record &&
          fields.some((field, index) =>
            [...tagsOf(other, field)].some((tag) => own[index]?.has(tag)),
          ),
      ),
  );
}

/** True for a record that carries an id which it got from one that was merged into it. */
function hasAnothers({ world, tables }: Scene, record: VendorRecord): boolean {
  const { idProperty } = objectOf(world, record.objectType).rules;
  const id = String(record.fields[idProperty] ?? "");
  const owner = linkedId(tables, record.objectType, { side: "connectwise", id });
  return record.side === "hubspot" && owner !== undefined && owner !== record.id;
}

/** What tells the texts apart that a field holds or held. */
function tagsOf(record: VendorRecord, field: FieldMapping): ReadonlySet<string> {
  const values = [valueOf(record, field), ...changesOf(record, field).map(({ value }) => value)];
  return new Set(values.map((value) => tagOf(field, value)).filter((tag) => tag !== ""));
}

/** A deal whose company has, or had, others in the other system that belong to none of its own. */
function hasUnpaired(scene: Scene, record: VendorRecord): boolean {
  const own = companiesOf(scene, record);
  const { records, tables } = scene;
  return SIDES.filter((side) => side !== record.side).some((side) =>
    records.all(record.objectType, side).some((other) =>
      [...companiesOf(scene, other)].some((company) => {
        const there = linkedId(tables, "company", { side, id: company });
        return there !== undefined && own.has(there);
      }),
    ),
  );
}

function companiesOf(scene: Scene, record: VendorRecord): ReadonlySet<string> {
  const fields = parentFields(scene, record.objectType).filter(
    ({ references }) => references === "company",
  );
  return new Set(
    fields.flatMap((field) => [
      ...namedIn(scene, record, field).map(({ id }) => id),
      ...changesOf(record, field).flatMap(({ value }) => idsIn(value)),
    ]),
  );
}
