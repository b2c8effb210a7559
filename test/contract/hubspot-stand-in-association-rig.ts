import { recordsOf, useStandIn } from "./hubspot-stand-in-rig.ts";
import type { StandInRig } from "./hubspot-stand-in-rig.ts";
import type { AxiosResponse } from "axios";

export const OBJECTS = "/crm/objects/2026-09";
export const ASSOCIATIONS = "/crm/associations/2026-09";

/** Contact 5 works for company 1 (primary) and 2; contact 6 for nobody; deal 9 stands alone. */
export const records = {
  companies: ["1", "2", "3"].map((id) => ({ id, properties: { name: `Company ${id}` } })),
  contacts: [
    { id: "5", properties: { email: "ann@acme.com" }, companies: ["1", "2"] },
    { id: "6", properties: { email: "bob@acme.com" } },
  ],
  deals: [
    { id: "9", properties: { dealname: "Wifi", pipeline: "default", dealstage: "contractsent" } },
  ],
};

interface Associated {
  toObjectId: string;
  associationTypes: { typeId: number }[];
}

/** A stand-in with `records`, and short words for what tests of associations do. */
export interface AssociationRig {
  hubspot: StandInRig;
  /** Posts a batch; `path` is what follows the version. */
  batch(path: string, inputs: unknown[]): Promise<AxiosResponse>;
  /** The kinds of association with each record of a type, by its id. */
  kindsOf(path: string, id: string): Promise<Record<string, number[]>>;
  primaryCompanyOf(contactId: string): Promise<string | null | undefined>;
}

/** One input of a batch that associates. */
export function typed(
  from: string,
  to: string,
  ...ids: number[]
): { from: { id: string }; to: { id: string }; types: unknown[] } {
  return {
    from: { id: from },
    to: { id: to },
    types: ids.map((associationTypeId) => ({
      associationCategory: "HUBSPOT_DEFINED",
      associationTypeId,
    })),
  };
}

/** One association of a record that is about to be created. */
export function associatedWith(id: string, ...ids: number[]): { to: object; types: unknown[] } {
  const { to, types } = typed("", id, ...ids);
  return { to, types };
}

/** Uses a stand-in for tests of associations. */
export function useAssociationRig(): AssociationRig {
  const hubspot = useStandIn({ records });
  const contacts = recordsOf(hubspot, "contacts");
  const batch = (path: string, inputs: unknown[]): Promise<AxiosResponse> =>
    hubspot.api.post(`${ASSOCIATIONS}/${path}`, { inputs });
  return {
    hubspot,
    batch,
    kindsOf: async (path, id) => {
      const { data } = await batch(`${path}/batch/read`, [{ id }]);
      const to: Associated[] = data.results[0]?.to ?? [];
      return Object.fromEntries(
        to.map((each) => [each.toObjectId, each.associationTypes.map(({ typeId }) => typeId)]),
      );
    },
    primaryCompanyOf: async (contactId) => {
      const { associatedcompanyid } = await contacts.read(contactId, "associatedcompanyid");
      return associatedcompanyid;
    },
  };
}
