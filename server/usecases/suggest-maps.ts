import type { FieldMapping, ValueMap } from "../sync/model.ts";
import { activeMembers } from "../sync/objects/usual.ts";
import { OWNER_PATH } from "../sync/paths.ts";
import { countryCodeOf } from "../sync/transforms/country.ts";
import type {
  BothDefinitions,
  ConnectwiseDefinitions,
  HubspotOwner,
} from "../sync/vendor-ports.ts";
import { optionsOf, type OptionSet } from "./list-options.ts";

/** Suggests the value map of a row: countries, people by e-mail address, else equal labels. */
export function suggestMap(
  row: Pick<FieldMapping, "hubspot" | "connectwise" | "transform">,
  both: BothDefinitions,
): ValueMap {
  if (row.transform === "country") return suggestCountries(both.connectwise);
  if (row.hubspot === OWNER_PATH) return suggestOwners(both.owners, both.connectwise);
  const { hubspot, connectwise } = optionsOf(row, both);
  return suggestByLabel(listed(hubspot), listed(connectwise), "problem");
}

function listed(set: OptionSet): readonly Labelled[] {
  return set.kind === "listed" ? set.options : [];
}

/** Countries by ISO code one way, by the name that the server shows the other way. */
export function suggestCountries({ countries }: ConnectwiseDefinitions): ValueMap {
  const toHubspot: Record<string, string> = {};
  const toConnectwise: Record<string, string> = {};
  for (const { id, name, code } of countries) {
    toHubspot[id] = name;
    const iso = code ?? countryCodeOf(name);
    if (iso !== null) toConnectwise[iso] ??= id;
  }
  return { toHubspot, toConnectwise, unmapped: "problem" };
}

/** Owners and members who share exactly one e-mail address; nobody's record fails for the others. */
export function suggestOwners(
  owners: readonly HubspotOwner[],
  connectwise: ConnectwiseDefinitions,
): ValueMap {
  const toHubspot: Record<string, string> = {};
  const toConnectwise: Record<string, string> = {};
  const members = activeMembers(connectwise);
  for (const owner of owners) {
    const email = owner.email?.toLowerCase();
    if (owner.isArchived || email === undefined) continue;
    const found = members.filter(({ emails }) => emails.includes(email));
    const [member] = found;
    if (member === undefined || found.length > 1) continue;
    toConnectwise[owner.ownerId] = member.id;
    toHubspot[member.id] ??= owner.ownerId;
  }
  return { toHubspot, toConnectwise, unmapped: "skip" };
}

/** An option of either side. */
interface Labelled {
  readonly value: string;
  readonly label: string;
}

/** Options that people would take for the same because they read the same. */
export function suggestByLabel(
  hubspot: readonly Labelled[],
  connectwise: readonly Labelled[],
  unmapped: ValueMap["unmapped"],
): ValueMap {
  const toHubspot: Record<string, string> = {};
  const toConnectwise: Record<string, string> = {};
  for (const left of hubspot) {
    const right = connectwise.find(({ label }) => normal(label) === normal(left.label));
    if (right === undefined) continue;
    toConnectwise[left.value] = right.value;
    toHubspot[right.value] ??= left.value;
  }
  return { toHubspot, toConnectwise, unmapped };
}

function normal(label: string): string {
  return label.trim().toLowerCase();
}
