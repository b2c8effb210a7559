import { Router } from "express";
import { ControlError } from "../shared/control.ts";
import type { ControlledVendor, ControlType } from "../shared/control.ts";
import { ApiError } from "./errors.ts";
import { presentForecast } from "./forecast.ts";
import { controlledType, typeOf } from "./record-types.ts";
import { stamp } from "./record-writes.ts";
import { readMissing } from "./roles.ts";
import { parseVersion } from "./schema.ts";
import type { Json } from "./schema.ts";
import { createByPerson, editByPerson, resetRecords } from "./seed.ts";
import { newDefinition } from "./custom-field-tables.ts";
import { isObject } from "./references.ts";
import { PERSON } from "./setup-tables.ts";
import type { SetupTableName } from "./setup-tables.ts";
import type { AnyRecord } from "./store.ts";
import { writeContext } from "./tenant.ts";
import type { Quirks, Tenant } from "./tenant.ts";

/** What `createControlledTenant` needs besides the tenant. */
export interface ControlSurroundings {
  /** Origin for links in records. */
  origin(): string;
  /** Forgets callbacks under way and the requests counted for the rate limit. */
  forget(): void;
}

/** False of an edit of nothing but parts whose changes ConnectWise may keep to itself. */
function movesTime({ quirks }: Tenant, fields: Json): boolean {
  const isSilent = (name: string): boolean =>
    name === "forecastItems" ||
    (name === "communicationItems" && !quirks.communicationsMoveContact);
  return !Object.keys(fields).every(isSilent);
}

/** The control routes' view of the tenant: what a person does in the ConnectWise client. */
export function createControlledTenant(
  tenant: Tenant,
  surroundings: ControlSurroundings,
): ControlledVendor {
  const { store } = tenant;
  const present = (record: AnyRecord): Json => {
    const presented = typeOf(record).present(store, record, surroundings.origin());
    if (record.type !== "opportunity") return presented;
    return { ...presented, forecast: presentForecast(record, store, surroundings.origin()) };
  };
  const find = (type: ControlType, id: string, field: string): AnyRecord => {
    const record = controlledType(type).table(store).get(Number(id));
    if (record) return record;
    throw new ControlError("unknown_record", `${type} ${id} does not exist`, {
      field,
      status: 404,
    });
  };
  const context = (): ReturnType<typeof writeContext> => writeContext(tenant, PERSON);
  return {
    reset: async (request) => {
      surroundings.forget();
      tenant.areKeysRevoked = false;
      tenant.denied = [];
      tenant.missingRights = [];
      Object.assign(tenant.quirks, NO_QUIRKS);
      await resetRecords(store, request);
    },
    list: (type) => controlledType(type).table(store).all().map(present),
    edit: ({ type, id, fields }) => {
      if (id === undefined) {
        const created = createByPerson(controlledType(type), fields, context());
        tenant.notify("added", created, PERSON);
        return present(created);
      }
      const record = find(type, id, "id");
      editByPerson(controlledType(type), record, fields, context());
      if (movesTime(tenant, fields)) stamp(record, context(), "updated");
      return present(record);
    },
    remove: (type, id) => {
      controlledType(type).remove(find(type, id, "id"), context());
    },
    merge: (type, winnerId, loserId) => {
      const winner = find(type, winnerId, "winner");
      const loser = find(type, loserId, "loser");
      const rules = controlledType(type);
      if (!rules.merge) {
        throw new ControlError("cannot_merge", `ConnectWise cannot merge a ${type}`);
      }
      rules.merge(winner, loser, context());
      return present(winner);
    },
  };
}

/** A server without any of the quirks. */
export const NO_QUIRKS: Readonly<Quirks> = {
  dateOnlyConditions: false,
  companyPatchFails: false,
  patchNeedsCustomFields: false,
  createHidesItems: false,
  communicationsMoveContact: false,
  forecastIsObject: false,
};

/** What an administrator does in the set-up screens: a row is made, changed or removed. */
function changeSetup({ store }: Tenant, { table, id, fields, isGone }: Json): readonly Json[] {
  const name = Object.keys(store.state.tables).find((one): one is SetupTableName => one === table);
  if (name === undefined || typeof id !== "number") {
    throw new ApiError(404, { code: "unknown_table", message: `${String(table)} ${String(id)}` });
  }
  const rows = store.state.tables[name].filter((row) => row.id !== id);
  const former = store.state.tables[name].find((row) => row.id === id);
  const made = name === "userDefinedFields" ? newDefinition(id, {}) : { id };
  const row = { ...(former ?? made), ...(isObject(fields) ? fields : {}), id };
  store.state.tables[name] = isGone === true ? rows : [...rows, row];
  store.touch();
  return store.state.tables[name];
}

/** Control routes only this stand-in has: upgrade, disable-callbacks, keys, permissions, setup, quirks. */
export function createControlExtras(tenant: Tenant): Router {
  const router = Router();
  const { store } = tenant;
  router.post("/upgrade", (request, response) => {
    const { version } = request.body as Json;
    try {
      store.state.version = parseVersion(String(version)).code;
    } catch (cause) {
      throw new ApiError(400, { code: "invalid_version", message: String(cause) });
    }
    store.touch();
    response.json({ version: store.state.version });
  });
  router.post("/disable-callbacks", (_request, response) => {
    for (const callback of store.state.callbacks) callback.fields["inactiveFlag"] = true;
    store.touch();
    response.json({ disabled: store.state.callbacks.length });
  });
  router.post("/keys", (request, response) => {
    tenant.areKeysRevoked = (request.body as Json)["revoked"] === true;
    response.json({ revoked: tenant.areKeysRevoked });
  });
  router.post("/permissions", (request, response) => {
    const { deny, without } = request.body as Json;
    const missingRights = readMissing(without);
    tenant.denied = Array.isArray(deny) ? (deny as unknown[]).map(String) : [];
    tenant.missingRights = missingRights;
    response.json({ deny: tenant.denied, without: missingRights });
  });
  router.post("/setup", (request, response) => {
    response.json(changeSetup(tenant, request.body as Json));
  });
  router.post("/quirks", (request, response) => {
    for (const name of Object.keys(NO_QUIRKS) as (keyof Quirks)[]) {
      const value = (request.body as Json)[name];
      if (typeof value === "boolean") tenant.quirks[name] = value;
    }
    response.json(tenant.quirks);
  });
  return router;
}
