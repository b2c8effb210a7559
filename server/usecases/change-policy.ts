import { type AppError, invalidInput, notConfigured } from "../sync/errors.ts";
import type {
  ConflictRule,
  Fields,
  FieldValue,
  MatchField,
  ObjectPolicy,
  ObjectType,
  Side,
} from "../sync/model.ts";
import {
  catchAllRow,
  type ObjectDefinition,
  POLICY_SWITCHES,
  type PolicySwitch,
} from "../sync/objects/definition.ts";
import { optional } from "../sync/optional.ts";
import type { PortalStore } from "../sync/portal-ports.ts";
import type { ObjectSettings } from "../sync/settings-ports.ts";
import type { BothDefinitions } from "../sync/vendor-ports.ts";
import { isFixed, refuseMissingParent } from "./check-rows.ts";
import { type Option, optionsOf } from "./list-options.ts";

/** What a person wants to be different in the policy of an object type; what is left out stays. */
export interface PolicyChange extends Partial<Record<PolicySwitch, boolean | undefined>> {
  readonly isOn?: boolean | undefined;
  readonly direction?: "both" | "to-hubspot" | "to-connectwise" | undefined;
  readonly createIn?: Partial<Record<Side, boolean | undefined>> | undefined;
  readonly firstLinkRule?: Side | undefined;
  /** Conflict rule of mapping rows that are added from now on. */
  readonly conflictDefault?: ConflictRule | undefined;
  readonly matchField?: MatchField | undefined;
  /** Replaces in what the list of free e-mail providers differs from the usual one. */
  readonly freeEmailDomains?: ObjectPolicy["freeEmailDomains"] | undefined;
  /** ConnectWise company for records without one; null: they wait. */
  readonly catchAllCompanyId?: string | null | undefined;
  /** What creates in ConnectWise carry where the record says nothing, by path; null: nothing. */
  readonly defaults?: Readonly<Record<string, string | null>> | undefined;
  /** Days from today, by path, for dates that a create must have. */
  readonly dueInDays?: Readonly<Record<string, number>> | undefined;
}

/** What changes of a policy need besides the change. */
export interface PolicyParts {
  readonly portal: Pick<PortalStore, "changeObjectSettings">;
  readonly definition: ObjectDefinition;
  readonly both: BothDefinitions;
  /** Tells whether ConnectWise has a record that is not deleted. */
  readonly hasRecord: (objectType: ObjectType, id: string) => Promise<boolean>;
}

/**
 * Changes the policy of an object type. Records with an issue are looked at again under the new one.
 *
 * @throws AppError invalid with field and remedy when something cannot be used; the stored policy stays
 */
export async function changePolicy(
  parts: PolicyParts,
  change: PolicyChange,
): Promise<ObjectSettings> {
  const { portal, definition, both } = parts;
  refuseForeign(definition, change);
  checkDefaults(definition, both, change.defaults ?? {});
  await checkCatchAll(parts, change.catchAllCompanyId);
  const stored = await portal.changeObjectSettings(definition.objectType, (settings) => {
    const policy = withChange(definition, settings.policy, change);
    for (const row of settings.mapping.fields.filter(isFixed)) {
      refuseMissingParent(definition, policy, row, "createIn.connectwise");
    }
    const next = { ...settings, isOn: change.isOn ?? settings.isOn, policy };
    return holdsOthersBack(settings.policy, policy)
      ? { settings: withNextVersion(next), rollout: "links" }
      : { settings: next, rollout: "issues" };
  });
  if (stored !== null) return stored;
  throw notConfigured();
}

/** Whether linked records, too, may be left out or taken in by what changed, as by a filter. */
function holdsOthersBack(before: ObjectPolicy, after: ObjectPolicy): boolean {
  return (
    before.blocksFreeEmail !== after.blocksFreeEmail ||
    JSON.stringify(before.freeEmailDomains) !== JSON.stringify(after.freeEmailDomains)
  );
}

/** All links are looked at again only under a version that they were not looked at before. */
function withNextVersion(settings: ObjectSettings): ObjectSettings {
  const { mapping } = settings;
  return { ...settings, mapping: { ...mapping, version: mapping.version + 1 } };
}

/** A choice that means nothing for this object type is a mistake rather than nothing. */
function refuseForeign(definition: ObjectDefinition, change: PolicyChange): void {
  const { objectType, policyRules } = definition;
  const foreign = POLICY_SWITCHES.find(
    (name) => change[name] !== undefined && !policyRules.switches.includes(name),
  );
  if (foreign !== undefined) throw notOf(objectType, foreign);
  if (change.catchAllCompanyId !== undefined && catchAllRow(definition) === undefined) {
    throw notOf(objectType, "catchAllCompanyId");
  }
  if (change.matchField !== undefined) checkMatchField(definition, change.matchField);
  if (change.freeEmailDomains !== undefined) checkDomains(definition, change.freeEmailDomains);
  const dates = Object.keys(policyRules.usual.dueInDays?.connectwise ?? {});
  const date = Object.keys(change.dueInDays ?? {}).find((path) => !dates.includes(path));
  if (date !== undefined) throw notOf(objectType, `dueInDays.${date}`);
}

function checkMatchField({ objectType, policyRules }: ObjectDefinition, field: MatchField): void {
  const { matchFields } = policyRules;
  if (matchFields.includes(field)) return;
  if (matchFields.length === 0) throw notOf(objectType, "matchField");
  const message = `Records of the type ${objectType} cannot be matched by ${field}.`;
  const remedy = `Choose ${matchFields.join(" or ")}.`;
  throw invalidInput("matchField", "unknown_match_field", message, remedy);
}

function checkDomains(
  { objectType, policyRules }: ObjectDefinition,
  { added, removed }: NonNullable<ObjectPolicy["freeEmailDomains"]>,
): void {
  if (!policyRules.switches.includes("blocksFreeEmail")) {
    throw notOf(objectType, "freeEmailDomains");
  }
  const both = added.find((domain) => removed.includes(domain));
  if (both === undefined) return;
  const message = `${both} cannot be added and removed at once.`;
  throw invalidInput(
    "freeEmailDomains.removed",
    "contradiction",
    message,
    "Choose one of the two.",
  );
}

function notOf(objectType: ObjectType, field: string): AppError {
  const message = `A ${objectType} has no such setting.`;
  return invalidInput(field, "unknown_setting", message, "Leave it out.");
}

function checkDefaults(
  definition: ObjectDefinition,
  both: BothDefinitions,
  defaults: Readonly<Record<string, string | null>>,
): void {
  const choices = new Map(listDefaults(definition, both).map((one) => [one.path, one]));
  for (const [path, value] of Object.entries(defaults)) {
    const choice = choices.get(path);
    const field = `defaults.${path}`;
    if (choice === undefined) {
      const message = `${path} is no field with choices that a new record could start with.`;
      throw invalidInput(field, "unknown_field", message, "Choose a field of the list.");
    }
    if (value === null) {
      if (!choice.isRequired) continue;
      const message = `ConnectWise takes no new ${definition.objectType} without ${choice.label}.`;
      throw invalidInput(field, "required_default", message, "Choose one of its options.");
    }
    if (!choice.options.some((option) => option.value === value && option.isActive)) {
      const message = `${choice.label} has no option ${JSON.stringify(value)} that is in use.`;
      throw invalidInput(field, "unknown_option", message, "Choose an option of the list.");
    }
  }
}

async function checkCatchAll(
  { definition, hasRecord }: PolicyParts,
  id: string | null | undefined,
): Promise<void> {
  const noun = catchAllRow(definition)?.references ?? "";
  if (id === null || id === undefined || (await hasRecord(noun, id))) return;
  const message = `ConnectWise has no ${noun} with the id ${id}.`;
  throw invalidInput("catchAllCompanyId", "record_gone", message, `Choose a ${noun} that exists.`);
}

function withChange(
  definition: ObjectDefinition,
  policy: ObjectPolicy,
  change: PolicyChange,
): ObjectPolicy {
  const { createIn = {}, catchAllCompanyId } = change;
  return {
    ...policy,
    ...switchesOf(change),
    direction: change.direction ?? policy.direction,
    createIn: {
      hubspot: createIn.hubspot ?? policy.createIn.hubspot,
      connectwise: createIn.connectwise ?? policy.createIn.connectwise,
    },
    firstLinkRule: change.firstLinkRule ?? policy.firstLinkRule,
    ...optional("conflictDefault", change.conflictDefault ?? policy.conflictDefault),
    ...optional("matchField", change.matchField ?? policy.matchField),
    ...optional("freeEmailDomains", change.freeEmailDomains ?? policy.freeEmailDomains),
    ...(catchAllCompanyId === undefined ? {} : { catchAllId: catchAllCompanyId }),
    createDefaults: {
      ...policy.createDefaults,
      connectwise: withDefaults(definition, policy.createDefaults.connectwise, change),
    },
    ...optional("dueInDays", dueDays(policy, change)),
  };
}

function switchesOf(change: PolicyChange): Partial<Record<PolicySwitch, boolean>> {
  return Object.fromEntries(
    POLICY_SWITCHES.flatMap((name) => (change[name] === undefined ? [] : [[name, change[name]]])),
  );
}

function dueDays(policy: ObjectPolicy, { dueInDays }: PolicyChange): ObjectPolicy["dueInDays"] {
  if (dueInDays === undefined) return policy.dueInDays;
  return {
    hubspot: policy.dueInDays?.hubspot ?? {},
    connectwise: { ...policy.dueInDays?.connectwise, ...dueInDays },
  };
}

/** The catch-all company is what a record without one is created under. */
function withDefaults(
  definition: ObjectDefinition,
  before: Fields,
  { defaults = {}, catchAllCompanyId }: PolicyChange,
): Fields {
  const wanted: Record<string, FieldValue> = { ...before, ...defaults };
  const row = catchAllRow(definition);
  if (row !== undefined && catchAllCompanyId !== undefined) {
    wanted[row.connectwise] = catchAllCompanyId;
  }
  return Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== null));
}

/** A field for which new records in ConnectWise may be given a default. */
export interface DefaultChoice {
  readonly path: string;
  readonly label: string;
  readonly isRequired: boolean;
  readonly options: readonly Option[];
}

/** Lists the fields for which new records in ConnectWise may be given a default. */
export function listDefaults(
  { policyRules }: ObjectDefinition,
  both: BothDefinitions,
): readonly DefaultChoice[] {
  const required = policyRules.requiredDefaults;
  return both.connectwise.fields.flatMap(({ path, label, isReadOnly }): DefaultChoice[] => {
    const set = optionsOf({ hubspot: "", connectwise: path, transform: "value-map" }, both);
    if (isReadOnly || set.connectwise.kind !== "listed") return [];
    const { options } = set.connectwise;
    return [{ path, label, isRequired: required.includes(path), options }];
  });
}
