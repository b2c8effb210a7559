import { connectwiseKindOf, hubspotKindOf } from "../sync/compatibility.ts";
import type { FieldMapping, Side } from "../sync/model.ts";
import { LISTS_PATH } from "../sync/filters.ts";
import { ANY_PART } from "../sync/paths.ts";
import type { BothDefinitions, HubspotList } from "../sync/vendor-ports.ts";
import { optionsOf } from "./list-options.ts";

/** Why a name stands for nothing here. */
export type NameTrouble = "unknown" | "ambiguous";

/** Names that mean the same in every portal, for ids that do not. */
export interface Naming {
  /** Null for an id that is not there (any more). */
  nameOf(id: string): string | null;
  idOf(name: string): { readonly id: string } | NameTrouble;
}

/** For what is the same everywhere: texts, numbers, country codes. */
export const AS_IS: Naming = { nameOf: (id) => id, idOf: (name) => ({ id: name }) };

interface Named {
  readonly id: string;
  readonly name: string;
}

/**
 * Names things by what people call them; where several are called the same, with the id, so that the
 * portal that it came from still knows which is meant.
 */
export function namingOf(things: readonly Named[]): Naming {
  const byName = new Map<string, Named[]>();
  for (const thing of things) {
    const name = thing.name.trim();
    byName.set(name, [...(byName.get(name) ?? []), { ...thing, name }]);
  }
  const fullName = ({ id, name }: Named): string =>
    (byName.get(name)?.length ?? 0) > 1 ? `${name} (#${id})` : name;
  const all = [...byName.values()].flat();
  const names = new Map(all.map((thing) => [thing.id, fullName(thing)]));
  const ids = new Map(all.map((thing) => [fullName(thing), thing.id]));
  return {
    nameOf: (id) => names.get(id) ?? null,
    idOf(name) {
      const id = ids.get(name.trim());
      if (id !== undefined) return { id };
      return byName.has(name.trim()) ? "ambiguous" : "unknown";
    },
  };
}

/** People are the same person where their e-mail address is. */
function peopleOf({ owners, connectwise }: BothDefinitions): Readonly<Record<Side, Naming>> {
  return {
    hubspot: namingOf(
      owners.map(({ ownerId, email, name }) => ({ id: ownerId, name: email ?? name })),
    ),
    connectwise: namingOf(
      connectwise.members.map(({ id, emails, name }) => ({ id, name: emails[0] ?? name })),
    ),
  };
}

/** Kinds of ConnectWise fields whose paths hold an id of the server's own. */
const NUMBERED = ["customFields/", "communications/"] as const;

/** All names of one object type in one portal. */
export interface ConfigurationNames {
  /** ConnectWise paths: custom fields and communication types by what they are called. */
  readonly paths: Naming;
  /** What a row's value map may name, by side. */
  valuesOf(
    row: Pick<FieldMapping, "hubspot" | "connectwise" | "transform">,
  ): Readonly<Record<Side, Naming>>;
  /** What a field may hold, for filters and defaults. */
  valuesAt(side: Side, path: string): Naming;
  /** HubSpot's pipelines, and the stages of one. */
  readonly pipelines: Naming;
  stagesOf(pipelineId: string): Naming;
  /** ConnectWise's stages of opportunities, with `*` for any, and statuses. */
  readonly stages: Naming;
  readonly statuses: Naming;
}

/** Collects the names of one object type. @param lists - HubSpot's, where a filter is about them */
export function createNames(
  both: BothDefinitions,
  lists: readonly HubspotList[],
): ConfigurationNames {
  const people = peopleOf(both);
  const valuesOf: ConfigurationNames["valuesOf"] = (row) => {
    const ends = optionsOf(row, both);
    const naming = (side: Side): Naming => {
      if (isOfPeople(side, row, both)) return people[side];
      const set = ends[side];
      if (set.kind !== "listed") return AS_IS;
      return namingOf(set.options.map(({ value, label }) => ({ id: value, name: label })));
    };
    return { hubspot: naming("hubspot"), connectwise: naming("connectwise") };
  };
  return {
    paths: pathsOf(both),
    valuesOf,
    valuesAt(side, path) {
      if (path === LISTS_PATH) {
        return namingOf(lists.map(({ listId, name }) => ({ id: listId, name })));
      }
      return valuesOf({ hubspot: "", connectwise: "", transform: "value-map", [side]: path })[side];
    },
    pipelines: namingOf(
      both.pipelines.map(({ pipelineId, label }) => ({ id: pipelineId, name: label })),
    ),
    stagesOf(pipelineId) {
      const pipeline = both.pipelines.find((one) => one.pipelineId === pipelineId);
      return namingOf(
        (pipeline?.stages ?? []).map(({ stageId, label }) => ({ id: stageId, name: label })),
      );
    },
    stages: namingOf([
      { id: ANY_PART, name: ANY_PART },
      ...(both.connectwise.choices["stage"] ?? []),
    ]),
    statuses: namingOf(both.connectwise.statuses),
  };
}

function isOfPeople(
  side: Side,
  { hubspot, connectwise }: Pick<FieldMapping, "hubspot" | "connectwise">,
  both: BothDefinitions,
): boolean {
  if (side === "hubspot") {
    const property = both.properties.find(({ name }) => name === hubspot);
    return property !== undefined && hubspotKindOf(property) === "owner";
  }
  const field = both.connectwise.fields.find(({ path }) => path === connectwise);
  const types = both.connectwise.communicationTypes;
  return field !== undefined && connectwiseKindOf(field, types) === "member";
}

/** A path without an id of the server's own is its own name. */
function pathsOf({ connectwise }: BothDefinitions): Naming {
  const namings = new Map(
    NUMBERED.map((prefix) => [
      prefix,
      namingOf(
        connectwise.fields
          .filter(({ path }) => path.startsWith(prefix) && /^\d/u.test(path.slice(prefix.length)))
          .map(({ path, label }) => ({ id: path.slice(prefix.length), name: label })),
      ),
    ]),
  );
  const fixed = new Set(
    connectwise.fields.map(({ path }) => path).filter((path) => !/\/\d/u.test(path)),
  );
  const prefixOf = (path: string): (typeof NUMBERED)[number] | undefined =>
    fixed.has(path) ? undefined : NUMBERED.find((prefix) => path.startsWith(prefix));
  return {
    nameOf(path) {
      const prefix = prefixOf(path);
      if (prefix === undefined) return path;
      const name = namings.get(prefix)?.nameOf(path.slice(prefix.length)) ?? null;
      return name === null ? null : `${prefix}${name}`;
    },
    idOf(name) {
      const prefix = prefixOf(name);
      if (prefix === undefined) return { id: name };
      const found = namings.get(prefix)?.idOf(name.slice(prefix.length)) ?? "unknown";
      return typeof found === "object" ? { id: `${prefix}${found.id}` } : found;
    },
  };
}
