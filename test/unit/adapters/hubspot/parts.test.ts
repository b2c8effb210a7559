import { describe, expect, it } from "vitest";
import { hubspotObject } from "../../../../server/adapters/hubspot/objects.ts";
import { takeListedParts } from "../../../../server/adapters/hubspot/parts.ts";
import { toSnapshot } from "../../../../server/adapters/hubspot/snapshot.ts";
import type { Transport } from "../../../../server/adapters/hubspot/transport.ts";
import { recordSchema } from "../../../../server/adapters/hubspot/wire.ts";
import type { RecordSnapshot } from "../../../../server/sync/model.ts";

const COMPANY = "associations/company";
const CONTACTS = "associations/contacts";
const deal = hubspotObject("deal");

interface Call {
  readonly path: string;
  readonly body: unknown;
}

/** A HubSpot that answers every call with the same body. */
function hubspot(body: unknown): { transport: Transport; calls: Call[] } {
  const calls: Call[] = [];
  const transport: Transport = {
    apiVersion: "2026-09",
    call: (call) => {
      calls.push({ path: call.path, body: call.body });
      return Promise.resolve({ content: call.answer.parse(body) as never, serverTime: 0 });
    },
  };
  return { transport, calls };
}

async function take(
  transport: Transport,
  associations: Record<string, unknown>[],
): Promise<readonly RecordSnapshot[]> {
  const listed = associations.map((each, index) => {
    const wire = recordSchema.parse({ id: String(index + 1), associations: each });
    return { wire, record: toSnapshot(deal, wire, []) };
  });
  return takeListedParts(transport, deal, listed, [COMPANY, CONTACTS]);
}

describe("associations of a listing", () => {
  it("are the primary company and every contact once, by number", async () => {
    const { transport, calls } = hubspot({});

    const [record] = await take(transport, [
      {
        companies: {
          results: [
            { id: "8", type: "deal_to_company_unlabeled" },
            { id: "7", type: "deal_to_company" },
            { id: "7", type: "deal_to_company_unlabeled" },
          ],
        },
        contacts: {
          results: [
            { id: "100", type: "deal_to_contact" },
            { id: "20", type: "deal_to_contact" },
            { id: "20", type: "decision_maker" },
          ],
        },
      },
    ]);

    expect(record?.fields).toEqual({ [COMPANY]: "7", [CONTACTS]: "20;100" });
    expect(calls).toEqual([]);
  });

  it("are read apart, in one call, for those records whose list was cut off", async () => {
    const types = [{ category: "HUBSPOT_DEFINED", typeId: 3 }];
    const { transport, calls } = hubspot({
      results: ["1", "3"].map((id) => ({
        from: { id },
        to: ["20", "9"].map((toObjectId) => ({ toObjectId, associationTypes: types })),
      })),
    });
    const results = [{ id: "9", type: "deal_to_contact" }];
    const cutOff = { contacts: { results, paging: { next: { after: "1" } } } };

    const records = await take(transport, [cutOff, { contacts: { results } }, cutOff, {}]);

    expect(records.map(({ fields }) => fields[CONTACTS])).toEqual(["9;20", "9", "9;20", null]);
    expect(calls).toEqual([
      {
        path: "/crm/associations/2026-09/deals/contacts/batch/read",
        body: { inputs: [{ id: "1" }, { id: "3" }] },
      },
    ]);
  });
});
