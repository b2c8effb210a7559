import { describe, expect, it } from "vitest";

import { companyDefinition } from "../../../server/sync/objects/company.ts";
import { findTraces } from "../../../server/usecases/list-warnings.ts";
import { both, field, property } from "./definitions.ts";

describe("traces of other integrations [S32]", () => {
  it("are not Lockstep's own properties, nor what people have named otherwise", () => {
    const definitions = both({
      properties: [
        property("cw_company_id", "string", { label: "ConnectWise company ID" }),
        property("cw_company_types", "string", { label: "ConnectWise company types" }),
        property("industry"),
      ],
      connectwise: { fields: [field("customFields/1", "text", { label: "Support Tier" })] },
    });

    expect(findTraces(companyDefinition, definitions)).toEqual([]);
  });

  it("are properties and custom fields that are named after the other system", () => {
    const definitions = both({
      properties: [
        property("connectwise_company_id", "string", { label: "Company RecID" }),
        property("last_push", "string", { label: "SyncSmart: last push" }),
      ],
      connectwise: {
        fields: [
          field("customFields/1", "text", { label: "HubSpot Company Id" }),
          field("website", "text", { label: "HubSpot" }),
        ],
      },
    });

    const [inHubspot, inConnectwise, ...rest] = findTraces(companyDefinition, definitions);

    expect(inHubspot).toMatchObject({
      code: "other_integration_in_hubspot",
      objectType: "company",
      message: expect.stringContaining("connectwise_company_id"),
    });
    expect(inHubspot?.message).toContain("SyncSmart: last push (last_push)");
    expect(inConnectwise).toMatchObject({
      code: "other_integration_in_connectwise",
      message: expect.stringContaining("HubSpot Company Id"),
    });
    expect(rest).toEqual([]);
  });

  it("are named up to five, the rest is counted", () => {
    const fields = Array.from({ length: 7 }, (_, index) =>
      field(`customFields/${index}`, "text", { label: `HubSpot ${index}` }),
    );

    const [found] = findTraces(companyDefinition, both({ connectwise: { fields } }));

    expect(found?.message).toContain("HubSpot 4 and 2 more");
    expect(found?.message).not.toContain("HubSpot 5");
  });
});
