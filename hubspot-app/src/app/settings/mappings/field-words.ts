import type { Side } from "@lockstep/api/wire-common.ts";
import type { Field, Fields } from "@lockstep/api/wire-mapping.ts";

/** Fields that the vendors' lists do not have, because no row may be made of them. */
const KNOWN: Readonly<Record<string, string>> = {
  "hubspot associatedcompanyid": "Company",
  "hubspot associations/company": "Company",
  "hubspot associations/contacts": "Contacts",
  "hubspot pipeline+dealstage": "Pipeline and stage",
  "connectwise stage/id+status/id": "Stage and status",
  "connectwise id": "ID",
  "connectwise forecast/recurring": "Recurring revenue",
};

/** What people call a field. */
export function fieldLabel(fields: Pick<Fields, Side>, side: Side, path: string): string {
  const found = fields[side].find((field) => field.path === path);
  return found === undefined ? (KNOWN[`${side} ${path}`] ?? spell(path)) : nameOf(side, found);
}

/** Fields to choose from, by name; what is told apart by its path only is told apart. */
export function fieldOptions(
  side: Side,
  fields: readonly Field[],
): { value: string; label: string }[] {
  const names = fields.map((field) => nameOf(side, field));
  return fields
    .map(({ path }, index) => {
      const name = names[index] ?? path;
      const isTwice = names.indexOf(name) !== names.lastIndexOf(name);
      return { value: path, label: isTwice ? twinLabel(name, path) : name };
    })
    .toSorted((one, other) => one.label.localeCompare(other.label));
}

/** A reference of ConnectWise can be mapped as the choice that it is, and by its name as text. */
function twinLabel(name: string, path: string): string {
  if (path.endsWith("/id")) return `${name} (as a choice)`;
  return path.endsWith("/name") ? `${name} (its name as text)` : `${name} (${path})`;
}

/** What Lockstep calls ConnectWise's references ends with what of them is stored. */
function nameOf(side: Side, { label }: Field): string {
  return side === "hubspot" ? label : label.replace(/ (?:id|name)$/u, "");
}

/** A path that nobody has described, as people read it: `cw_company_id` is `ConnectWise company id`. */
export function spell(path: string): string {
  const parts = path.split("+").map((part) => {
    const names = part.split("/");
    const last = names.at(-1) ?? part;
    const name = last === "id" || last === "name" ? (names.at(-2) ?? last) : last;
    return name
      .replaceAll("_", " ")
      .replaceAll(/(?<=[a-z])(?=[A-Z0-9])/gu, " ")
      .toLowerCase();
  });
  const words = parts.join(" and ").replace(/^cw /u, "ConnectWise ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
