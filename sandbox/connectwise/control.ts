import { Router } from "express";
import { ControlError } from "../shared/control.ts";
import type { ControlledVendor, ControlType } from "../shared/control.ts";
import { deleteCompany, mergeCompanies, stamp } from "./record-writes.ts";
import { ApiError } from "./errors.ts";
import { presentCompany } from "./present.ts";
import { parseVersion } from "./schema.ts";
import type { Json } from "./schema.ts";
import { createByPerson, editByPerson, resetRecords } from "./seed.ts";
import { PERSON } from "./setup-tables.ts";
import type { Company } from "./store.ts";
import { writeContext } from "./tenant.ts";
import type { Quirks, Tenant } from "./tenant.ts";

/** What `createControlledTenant` needs besides the tenant. */
export interface ControlSurroundings {
  /** Origin for links in records. */
  origin(): string;
  /** Forgets callbacks under way and the requests counted for the rate limit. */
  forget(): void;
}

function requireCompanyType(type: ControlType): void {
  if (type === "company") return;
  throw new ControlError("not_simulated", `${type} is not simulated yet`, { field: "type" });
}

/** The control routes' view of the tenant: what a person does in the ConnectWise client. */
export function createControlledTenant(
  tenant: Tenant,
  surroundings: ControlSurroundings,
): ControlledVendor {
  const { store } = tenant;
  const present = (company: Company): Json =>
    presentCompany(store.state, company, surroundings.origin());
  const find = (id: string, field: string): Company => {
    const company = store.company(Number(id));
    if (company) return company;
    throw new ControlError("unknown_record", `company ${id} does not exist`, {
      field,
      status: 404,
    });
  };
  const context = (): ReturnType<typeof writeContext> => writeContext(tenant, PERSON);
  return {
    reset: async (request) => {
      surroundings.forget();
      tenant.denied = [];
      Object.assign(tenant.quirks, NO_QUIRKS);
      await resetRecords(store, request);
    },
    list: (type) => (type === "company" ? store.companies().map(present) : []),
    edit: ({ type, id, fields }) => {
      requireCompanyType(type);
      if (id === undefined) {
        const created = createByPerson(store, fields);
        tenant.notify("added", created, PERSON);
        return present(created);
      }
      const company = find(id, "id");
      editByPerson(store, company, fields);
      stamp(company, context(), "updated");
      return present(company);
    },
    remove: (type, id) => {
      requireCompanyType(type);
      deleteCompany(find(id, "id"), context());
    },
    merge: (type, winnerId, loserId) => {
      requireCompanyType(type);
      const winner = find(winnerId, "winner");
      mergeCompanies(winner, find(loserId, "loser"), {}, context());
      return present(winner);
    },
  };
}

/** A server without any of the quirks. */
export const NO_QUIRKS: Readonly<Quirks> = { dateOnlyConditions: false, companyPatchFails: false };

/** Control routes only this stand-in has: upgrade, disable-callbacks, permissions, quirks. */
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
  router.post("/permissions", (request, response) => {
    const { deny } = request.body as Json;
    tenant.denied = Array.isArray(deny) ? (deny as unknown[]).map(String) : [];
    response.json({ deny: tenant.denied });
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
