import type { BothSides, ConnectwiseCompany, HubspotCompany } from "../sandbox/demo/evidence.ts";

/** The least calls a first sync of companies can do with, and what it follows from. */
export interface LowerBound {
  /** Records listed. */
  listed: { hubspot: number; connectwise: number };
  /** Records that had to receive a value. */
  written: { hubspot: number; connectwise: number };
  /** Records in which a value people can edit was replaced, so that it had to be read again. */
  overwritten: { hubspot: number; connectwise: number };
  calls: number;
}

/** HubSpot's own notes about a record; they move with every write and are nobody's value. */
const isHubspotsOwn = (name: string): boolean => /^(hs_|createdate$|notes_|num_)/.test(name);
/** Our properties: no person edits them. */
const isOurs = (name: string): boolean => name.startsWith("cw_");
/** What ConnectWise notes about a record, or shows beside it. */
const connectwisesOwn = new Set(["_info", "id", "site", "lastUpdated"]);

/** Names of values that differ. */
function changedHubspot(before: HubspotCompany, after: HubspotCompany): string[] {
  const names = new Set([...Object.keys(before.properties), ...Object.keys(after.properties)]);
  return [...names].filter(
    (name) =>
      !isHubspotsOwn(name) && (before.properties[name] ?? "") !== (after.properties[name] ?? ""),
  );
}

interface Change {
  name: string;
  /** Whether there was a value before. */
  isOverwrite: boolean;
}

function customValues(company: ConnectwiseCompany): Map<string, unknown> {
  const list = Array.isArray(company["customFields"]) ? (company["customFields"] as unknown[]) : [];
  return new Map(
    list.map((field) => {
      const { id, value } = field as { id: number; value?: unknown }; // -- the vendor's form
      return [`customFields/${id}`, value ?? null];
    }),
  );
}

function connectwiseValues(company: ConnectwiseCompany): Map<string, string> {
  const plain = Object.entries(company).filter(
    ([name]) => !connectwisesOwn.has(name) && name !== "customFields",
  );
  const all = [...plain, ...customValues(company)];
  return new Map(
    all.flatMap(([name, value]) =>
      value === null || value === undefined || value === ""
        ? []
        : [[name, JSON.stringify(value, withoutInfo)] as const],
    ),
  );
}

/** `_info` inside a reference is a link, not a value. */
function withoutInfo(key: string, value: unknown): unknown {
  return key === "_info" ? undefined : value;
}

function changedConnectwise(before: ConnectwiseCompany, after: ConnectwiseCompany): Change[] {
  const old = connectwiseValues(before);
  const now = connectwiseValues(after);
  return [...new Set([...old.keys(), ...now.keys()])]
    .filter((name) => old.get(name) !== now.get(name))
    .map((name) => ({ name, isOverwrite: old.has(name) }));
}

function countHubspot(before: BothSides, after: BothSides): [written: number, overwritten: number] {
  const known = new Map(before.hubspot.map((company) => [company.id, company]));
  let written = 0;
  let overwritten = 0;
  for (const company of after.hubspot) {
    const old = known.get(company.id);
    const names = old === undefined ? ["new"] : changedHubspot(old, company);
    if (names.length > 0) written += 1;
    const replaced = names.some((name) => !isOurs(name) && (old?.properties[name] ?? "") !== "");
    if (replaced) overwritten += 1;
  }
  return [written, overwritten];
}

function countConnectwise(before: BothSides, after: BothSides): [number, number] {
  const known = new Map(before.connectwise.map((company) => [company["id"], company]));
  let written = 0;
  let overwritten = 0;
  for (const company of after.connectwise) {
    const old = known.get(company["id"]);
    const changes = old === undefined ? null : changedConnectwise(old, company);
    if (changes === null || changes.length > 0) written += 1;
    if (changes?.some(({ isOverwrite }) => isOverwrite) === true) overwritten += 1;
  }
  return [written, overwritten];
}

const pages = (count: number, size: number): number => Math.ceil(count / size);

/**
 * Works out the lower bound of a first sync from what both systems held before and hold after it,
 * without a look at how the sync works: pages of 100 and 1,000 for listing, batches of 100 for
 * writing to HubSpot, one call a record for writing to ConnectWise, batches of 100 for reading
 * again what is overwritten.
 */
export function lowerBound(before: BothSides, after: BothSides): LowerBound {
  const listed = {
    hubspot: before.hubspot.filter(({ archived }) => archived !== true).length,
    connectwise: before.connectwise.length,
  };
  const [hubspotWritten, hubspotOverwritten] = countHubspot(before, after);
  const [connectwiseWritten, connectwiseOverwritten] = countConnectwise(before, after);
  return {
    listed,
    written: { hubspot: hubspotWritten, connectwise: connectwiseWritten },
    overwritten: { hubspot: hubspotOverwritten, connectwise: connectwiseOverwritten },
    calls:
      pages(listed.hubspot, 100) +
      pages(listed.connectwise, 1_000) +
      pages(hubspotWritten, 100) +
      connectwiseWritten +
      pages(hubspotOverwritten, 100) +
      pages(connectwiseOverwritten, 100),
  };
}
