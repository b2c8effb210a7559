import { controlTypes } from "../shared/control.ts";
import type { ControlType } from "../shared/control.ts";
import type { ComparisonInput } from "./comparison.ts";
import type { Explanation } from "./explanations.ts";
import { Parents } from "./links.ts";
import {
  associatedIds,
  connectwiseIdOf,
  groupBy,
  primaryCompanyId,
  referenceText,
} from "./records.ts";
import type { Side } from "./records.ts";

type Inputs = Readonly<Record<ControlType, ComparisonInput>>;
/** Types other records belong to. */
type ParentType = "company" | "contact";

/** How a reason names the record that is waited for. */
const NAMED_PARENT = /waits for its (company|contact) (\d+)/;

/** Ids of the records that one belongs to; each of these types has to be there with one at least. */
type Needs = Partial<Record<ParentType, readonly string[]>>;

/** Looks records up, to see whether what they need is linked. */
class Dependencies {
  readonly #needs: Readonly<Record<Side, ReadonlyMap<string, Needs>>>;
  readonly #parents: Readonly<Record<ParentType, Parents>>;

  constructor(type: ControlType, inputs: Inputs) {
    const needed: readonly ParentType[] =
      type === "company" ? [] : type === "contact" ? ["company"] : ["company", "contact"];
    const only = (ids: Needs): Needs =>
      Object.fromEntries(needed.map((parent) => [parent, ids[parent] ?? []]));
    const { hubspot, connectwise } = inputs[type];
    this.#needs = {
      hubspot: new Map(
        hubspot.map((record) => [
          record.id,
          only({
            company: [primaryCompanyId(record)],
            contact: associatedIds(record, "contacts"),
          }),
        ]),
      ),
      connectwise: new Map(
        connectwise.map((record) => [
          connectwiseIdOf(record),
          only({
            company: [referenceText(record, "company", "id")],
            contact: [referenceText(record, "contact", "id")],
          }),
        ]),
      ),
    };
    this.#parents = {
      company: new Parents(inputs.company, "cw_company_id"),
      contact: new Parents(inputs.contact, "cw_contact_id"),
    };
  }

  isLinked(side: Side, type: ParentType, id: string): boolean {
    const parents = this.#parents[type];
    return side === "hubspot" ? parents.counterpartOf(id) !== "" : parents.isLinked(id);
  }

  /** Whether the record is there and belongs to linked records of every type it needs. */
  hasAll(side: Side, id: string): boolean {
    const needs = this.#needs[side].get(id);
    if (needs === undefined) return false;
    return (["company", "contact"] as const).every(
      (type) => needs[type]?.some((parent) => this.isLinked(side, type, parent)) ?? true,
    );
  }
}

/** @returns why the wait is in vain, undefined when it is not. */
function vainness({ side, id, reason }: Explanation, records: Dependencies): string | undefined {
  const [, type, parentId] = NAMED_PARENT.exec(reason) ?? [];
  const isNamedLinked =
    (type === "company" || type === "contact") && records.isLinked(side, type, parentId ?? "");
  if (isNamedLinked) return `${type} ${parentId}, which is linked`;
  return records.hasAll(side, id) ? "something, and everything it needs is linked" : undefined;
}

/**
 * Finds records that are said to wait although what they wait for is there: a wait ends by itself.
 *
 * A contact needs a company, a deal a company and a contact.
 */
export function findVainWaits(inputs: Inputs): string[] {
  return controlTypes.flatMap((type) => {
    const records = new Dependencies(type, inputs);
    const waiting = (inputs[type].explanations ?? []).filter(({ reason }) =>
      reason.startsWith("waiting:"),
    );
    // A run's item and an issue may say the same.
    const byRecord = groupBy(waiting, ({ side, id }) => `${side} ${id}`);
    return [...byRecord].flatMap(([record, reasons]) => {
      const [vain] = reasons.flatMap((reason) => vainness(reason, records) ?? []);
      return vain === undefined ? [] : [`${type}: ${record} waits for ${vain}`];
    });
  });
}
