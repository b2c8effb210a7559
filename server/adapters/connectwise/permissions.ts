import { z } from "zod";

import { AppError } from "../../sync/errors.ts";
import type { Permission, PermissionFinding, Refusal } from "../../sync/permission-ports.ts";
import { CONNECTWISE_OBJECTS, type ConnectwiseObject } from "./objects.ts";
import { forEachOf, type ConnectwiseClient } from "./transport.ts";

/** A right with how to look at it. */
interface Need extends Permission {
  /** Set-up table as the screen calls it, where the right can be limited to some of them. */
  readonly table?: string;
  /** Read that takes just this right; null when none does. */
  readonly probe: string | null;
  /** Object type whose forecast proves it, if any record is there. */
  readonly part?: ConnectwiseObject;
  /** Which refusals of the sync prove that it is missing. */
  readonly refusedBy?: (refusal: Refusal) => boolean;
}

type Rest = Omit<Need, "side" | "isRequired" | "permission" | "level" | "probe" | "neededFor"> & {
  readonly isRequired?: boolean;
};

function need(
  permission: string,
  level: string,
  [neededFor, path]: readonly [string, string | null],
  rest: Rest = {},
): Need {
  const common = { side: "connectwise", isRequired: true } as const;
  return { ...common, permission, level, neededFor, probe: path, ...rest };
}

const ACTIONS = { Add: "create", Edit: "update" } as const;

function writes(
  permission: string,
  object: ConnectwiseObject,
  refusedBy: (refusal: Refusal) => boolean,
  inWords: (verb: string) => string,
): readonly Need[] {
  return (["Add", "Edit"] as const).map((level) =>
    need(permission, level, [inWords(level === "Add" ? "creating" : "changing"), null], {
      refusedBy: (refusal) =>
        refusal.objectType === object.objectType &&
        refusal.action === ACTIONS[level] &&
        refusedBy(refusal),
    }),
  );
}

const PLURALS: Readonly<Record<string, string>> = {
  company: "companies",
  contact: "contacts",
  opportunity: "opportunities",
};

function plural({ noun }: ConnectwiseObject): string {
  return PLURALS[noun] ?? `${noun}s`;
}

/** A refusal that names another right than the usual one is about that. */
function names(permission: string): (refusal: Refusal) => boolean {
  // `Sales > Opportunity` is not named by `Sales > Opportunity Finance`.
  const name = new RegExp(`${permission}(?! \\p{Lu})`, "u");
  return ({ remedy }) => remedy !== null && name.test(remedy);
}

function recordNeeds(object: ConnectwiseObject): readonly Need[] {
  const { permission, endpoint } = object;
  const { usual, closed, parts = {} } = permission;
  const many = plural(object);
  const others = [...(closed === undefined ? [] : [closed]), ...Object.values(parts)];
  const isUsual = (refusal: Refusal): boolean =>
    names(usual)(refusal) || !others.some((other) => names(other)(refusal));
  return [
    need(usual, "Inquire", [`reading ${many}`, endpoint]),
    ...writes(usual, object, isUsual, (verb) => `${verb} ${many}`),
    ...(closed === undefined
      ? []
      : [
          need(closed, "Edit", [`changing ${many} that are won or lost`, null], {
            refusedBy: names(closed),
          }),
        ]),
    ...Object.values(parts).flatMap((name) => [
      need(name, "Inquire", [`reading the amounts of ${many}`, null], { part: object }),
      ...writes(name, object, names(name), (verb) => `${verb} the amounts of ${many}`),
    ]),
  ];
}

/** Tables that are no set-up tables of their own screen, by path. */
const OTHER_TABLES: Readonly<Record<string, string>> = {
  "/system/locations": "System > My Company",
  "/system/departments": "System > My Company",
};
const TABLE_SETUP = "System > Table Setup";

function words(name: string): string {
  return name.replaceAll(/[A-Z]/gu, (letter) => ` ${letter.toLowerCase()}`);
}

function tableNeeds(object: ConnectwiseObject): readonly Need[] {
  const { choices, setUpChoices, noun } = object;
  return Object.entries(choices).map(([name, path]) => {
    const permission = OTHER_TABLES[path] ?? TABLE_SETUP;
    const what = `the choices of ${words(name)} of ${plural(object)}`;
    // Statuses say whether a record is in use, so nothing goes without them.
    const isRequired = name === "status" || setUpChoices.includes(name);
    const table = permission === TABLE_SETUP ? { table: `${noun} / ${words(name)}` } : {};
    return need(permission, "Inquire", [what, path], { isRequired, ...table });
  });
}

const COMMON: readonly Need[] = [
  need("System > Member Maintenance", "Inquire", ["giving records to owners", "/system/members"]),
  need(TABLE_SETUP, "Inquire", ["the countries of companies", "/company/countries"], {
    table: "company / country",
  }),
  need(
    TABLE_SETUP,
    "Inquire",
    ["e-mail addresses and phones of contacts", "/company/communicationTypes"],
    { table: "contact / communication type" },
  ),
  need(TABLE_SETUP, "Inquire", ["mapping custom fields", "/system/userDefinedFields"], {
    table: "custom fields",
    isRequired: false,
  }),
  need(TABLE_SETUP, "Inquire", ["hearing of changes within seconds", "/system/callbacks"], {
    table: "callbacks",
    isRequired: false,
  }),
  need(TABLE_SETUP, "Add, Edit, Delete", ["hearing of changes within seconds", null], {
    table: "callbacks",
    isRequired: false,
  }),
];

/** Shared tables are looked at once, for whichever object comes first. */
function allNeeds(): readonly Need[] {
  const all = [
    ...CONNECTWISE_OBJECTS.flatMap(recordNeeds),
    ...COMMON,
    ...CONNECTWISE_OBJECTS.flatMap(tableNeeds),
  ];
  return all.filter(
    ({ probe: path }, index) =>
      path === null || all.findIndex((one) => one.probe === path) === index,
  );
}

const NEEDS = allNeeds();

function toPermission({ side, permission, level, neededFor, isRequired }: Need): Permission {
  return { side, permission, level, neededFor, isRequired };
}

/** Every right that the API member's security role must have. */
export function neededPermissions(): readonly Permission[] {
  return NEEDS.map(toPermission);
}

function remedyOf({ permission, level, table }: Need): string {
  const within =
    table === undefined ? "" : ` Where it is customized, it must include the table ${table}.`;
  return `In ConnectWise, open System > Security Roles, then the role of the API member, and set ${permission} > ${level} to All.${within}`;
}

function missing(one: Need, message: string, remedy = remedyOf(one)): PermissionFinding {
  return { ...toPermission(one), state: "missing", message, remedy };
}

function unproven(one: Need, message: string): PermissionFinding {
  return { ...toPermission(one), state: "unproven", message, remedy: remedyOf(one) };
}

const ANSWERED =
  "ConnectWise answers. Whether the level is All or only My cannot be seen from outside.";
const ROW = z.object({ id: z.union([z.number(), z.string()]) });

/** Errors after which no other probe would fare better. */
const ENDS_CHECK: ReadonlySet<string> = new Set(["auth", "throttle", "transient"]);

async function probe(
  client: ConnectwiseClient,
  one: Need,
  path: string,
  schema: z.ZodType = ROW.array(),
): Promise<PermissionFinding> {
  try {
    await client.get({ path, query: { pageSize: 1, fields: "id" }, schema });
  } catch (thrown) {
    if (!(thrown instanceof AppError) || ENDS_CHECK.has(thrown.errorClass)) throw thrown;
    if (thrown.errorClass === "forbidden") return missing(one, thrown.message);
    return unproven(one, `ConnectWise gave no answer that tells: ${thrown.message}`);
  }
  return { ...toPermission(one), state: "granted", message: ANSWERED, remedy: null };
}

/** A part is read below a record, so one has to be there. */
async function probePart(
  client: ConnectwiseClient,
  one: Need,
  { endpoint, permission, noun }: ConnectwiseObject,
): Promise<PermissionFinding> {
  const [part] = Object.keys(permission.parts ?? {});
  let id: string | number | undefined;
  try {
    const query = { pageSize: 1, fields: "id" };
    const { data } = await client.get({ path: endpoint, query, schema: ROW.array() });
    id = data[0]?.id;
  } catch (thrown) {
    if (!(thrown instanceof AppError) || ENDS_CHECK.has(thrown.errorClass)) throw thrown;
  }
  if (id === undefined) {
    return unproven(one, `There is no ${noun} that could be read to find out.`);
  }
  return probe(client, one, `${endpoint}/${id}/${part}`, z.unknown());
}

function notSeen(one: Need): PermissionFinding {
  return unproven(one, "Nothing that only reads can tell whether the role has this right.");
}

async function find(
  client: ConnectwiseClient,
  one: Need,
  refusals: readonly Refusal[],
): Promise<PermissionFinding> {
  const refused = refusals.find((refusal) => one.refusedBy?.(refusal) === true);
  if (refused !== undefined) {
    const message = `ConnectWise refused ${one.neededFor} during the sync.`;
    return missing(one, message, refused.remedy ?? undefined);
  }
  if (one.part !== undefined) return probePart(client, one, one.part);
  return one.probe === null ? notSeen(one) : probe(client, one, one.probe);
}

/**
 * Looks at every right that the sync takes by reading one row of what it opens, and nothing else:
 * the rights to add and to edit are told missing only by what the sync was refused.
 *
 * @throws AppError auth, throttle or transient when ConnectWise cannot be asked at present
 * @see https://developer.connectwise.com/Products/ConnectWise_PSA/Developer_Guide
 */
export async function checkPermissions(
  client: ConnectwiseClient,
  refusals: readonly Refusal[],
): Promise<readonly PermissionFinding[]> {
  const ours = refusals.filter(({ side }) => side === "connectwise");
  return forEachOf(NEEDS, (one) => find(client, one, ours));
}
