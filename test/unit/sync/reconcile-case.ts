import type {
  Direction,
  FieldHashes,
  FieldMapping,
  FieldValue,
  MappingVersion,
  RecordSnapshot,
  Side,
} from "../../../server/sync/model.ts";
import type { PastWrites, SentValue } from "../../../server/sync/pair-ports.ts";
import type { Plan } from "../../../server/sync/plan.ts";
import { type FieldChoice, reconcile, valueContext } from "../../../server/sync/reconcile.ts";
import { hashValue } from "../../../server/sync/values.ts";

/** A row that the cases start from. */
export const NAME: FieldMapping = {
  key: "name",
  hubspot: "name",
  connectwise: "name",
  direction: "both",
  transform: "text",
  conflictRule: "connectwise",
  blankRule: "keep",
  writeOn: "always",
  isOwn: false,
};

/** One field of one pair: what each side held and holds. */
export interface Case {
  narrowed?: Direction;
  revertsDrift?: boolean;
  field?: Partial<FieldMapping>;
  valueMaps?: MappingVersion["valueMaps"];
  base?: [FieldValue, FieldValue] | null;
  hubspot?: FieldValue | undefined;
  connectwise?: FieldValue | undefined;
  sent?: SentValue[];
  past?: PastWrites[];
  choices?: FieldChoice[];
  excluded?: Side;
  times?: [number, number];
  limit?: number;
}

/** What a case is decided with. */
export const settings = (one: Case) => ({
  mapping: { version: 1, fields: [{ ...NAME, ...one.field }], valueMaps: one.valueMaps ?? {} },
  policy: {
    direction: "both" as Direction,
    createIn: { hubspot: true, connectwise: true },
    firstLinkRule: "connectwise" as Side,
    createDefaults: { hubspot: {}, connectwise: {} },
    limits: { hubspot: {}, connectwise: one.limit === undefined ? {} : { name: one.limit } },
  },
  hash: (text: string) => `#${text}`,
});

/** A record that holds one value. */
export function record(id: string, value: FieldValue | undefined, at: number): RecordSnapshot {
  const fields = value === undefined ? {} : { name: value };
  return { id, fields, modifiedAt: at, isDeleted: false };
}

/** Decides a case. */
export function plan(one: Case): Plan {
  const all = settings(one);
  const [field] = all.mapping.fields;
  const hash = (side: Side, value: FieldValue): FieldHashes =>
    field === undefined ? {} : { name: hashValue(valueContext(all), field, side, value) };
  const [hubspotAt, connectwiseAt] = one.times ?? [1, 1];
  const exclusion = { code: "x", message: "x" };
  return reconcile({
    ...all,
    records: {
      hubspot: {
        ...record("h1", one.hubspot, 1),
        ...(one.times === undefined ? {} : { fieldTimes: { name: hubspotAt } }),
      },
      connectwise: record("7", one.connectwise, connectwiseAt),
    },
    base: one.base
      ? { hubspot: hash("hubspot", one.base[0]), connectwise: hash("connectwise", one.base[1]) }
      : { hubspot: {}, connectwise: {} },
    sent: one.sent ?? [],
    ...(one.choices === undefined ? {} : { choices: one.choices }),
    ...(one.past === undefined ? {} : { pastWrites: one.past }),
    ...(one.narrowed === undefined
      ? {}
      : {
          fieldDirection: () => ({
            direction: one.narrowed ?? "both",
            revertsDrift: one.revertsDrift === true,
          }),
        }),
    exclusions: {
      hubspot: one.excluded === "hubspot" ? exclusion : null,
      connectwise: one.excluded === "connectwise" ? exclusion : null,
    },
  });
}

/** What a plan writes, as `side=value`. */
export function writes(result: Plan): string[] {
  return result.operations.flatMap((operation) =>
    operation.writes.map((write) => `${operation.side}=${String(write.value)}`),
  );
}
