import type { ControlType } from "../shared/control.ts";
import { objectTypeOf } from "./object-types.ts";
import type { ObjectType } from "./object-types.ts";

/** One kind of association as one of the two records sees it. */
export interface AssociationType {
  typeId: number;
  /** As in the answers of list and read: `contact_to_company`. */
  name: string;
  /** Null for the plain association, which every pair of associated records has. */
  label: string | null;
}

/** The kinds of association between two object types, seen from the first. */
export interface Direction {
  from: ObjectType;
  to: ObjectType;
  plain: AssociationType;
  /** Set where one of the associations can be the primary one. */
  primary?: AssociationType;
  /** Whether a record of the first type has at most one primary; else one of the second type does. */
  isOwner: boolean;
}

type Ends = [from: ControlType, to: ControlType];

function direction(
  [fromName, toName]: Ends,
  plainId: number,
  options: { primaryId?: number; isOwner: boolean },
): Direction {
  const { primaryId, isOwner } = options;
  const name = `${fromName}_to_${toName}`;
  const plain = { typeId: plainId, name, label: null };
  const ends = { from: objectTypeOf(fromName), to: objectTypeOf(toName), isOwner };
  if (primaryId === undefined) return { ...ends, plain };
  return {
    ...ends,
    plain: { ...plain, name: `${name}_unlabeled` },
    primary: { typeId: primaryId, name, label: "Primary" },
  };
}

/**
 * HubSpot's own kinds of association. A contact and a deal have at most one primary company each.
 *
 * @see https://developers.hubspot.com/docs/api-reference/crm-associations-v4/guide
 */
const directions: readonly Direction[] = [
  direction(["contact", "company"], 279, { primaryId: 1, isOwner: true }),
  direction(["company", "contact"], 280, { primaryId: 2, isOwner: false }),
  direction(["deal", "company"], 341, { primaryId: 5, isOwner: true }),
  direction(["company", "deal"], 342, { primaryId: 6, isOwner: false }),
  direction(["deal", "contact"], 3, { isOwner: true }),
  direction(["contact", "deal"], 4, { isOwner: false }),
];

/** @returns how records of the two types can be associated; undefined when they cannot. */
export function directionBetween(from: ControlType, to: ControlType): Direction | undefined {
  return directions.find((each) => each.from.singular === from && each.to.singular === to);
}

/** @returns the kind of association with this id that starts at the type. */
export function directionOfType(from: ControlType, typeId: number): Direction | undefined {
  return directions.find(
    (each) => each.from.singular === from && typesOf(each).some((type) => type.typeId === typeId),
  );
}

/** @returns the kinds of association of a direction, the labelled one first. */
export function typesOf({ primary, plain }: Direction): AssociationType[] {
  return primary === undefined ? [plain] : [primary, plain];
}
