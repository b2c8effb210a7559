import { describe, expect, it } from "vitest";

import type { SampleChange } from "../../../server/sync/store-ports.ts";
import { companyDefinition } from "../../../server/sync/objects/company.ts";
import { contactDefinition } from "../../../server/sync/objects/contact.ts";
import { nameOfSample } from "../../../server/usecases/name-records.ts";

const change = (
  side: SampleChange["side"],
  field: string,
  before: SampleChange["before"],
  after: SampleChange["after"],
): SampleChange => ({ side, field, before, after, rule: "" });

describe("the name of a sample", () => {
  it("is what would be written, or stands there if it would be emptied", () => {
    const renamed = [change("connectwise", "name", "Old", "New")];
    const emptied = [change("hubspot", "name", "Old", null)];

    expect(nameOfSample(companyDefinition, { changes: renamed })).toBe("New");
    expect(nameOfSample(companyDefinition, { changes: emptied })).toBe("Old");
  });

  it("is put together of several fields, HubSpot's first", () => {
    const changes = [
      change("connectwise", "firstName", null, "Robert"),
      change("hubspot", "firstname", null, "Bob"),
      change("hubspot", "lastname", null, "Ray"),
    ];

    expect(nameOfSample(contactDefinition, { changes })).toBe("Bob Ray");
  });

  it("is not known where no part of it is written", () => {
    const changes = [change("hubspot", "city", null, "Tampa")];

    expect(nameOfSample(companyDefinition, { changes })).toBeNull();
  });
});
