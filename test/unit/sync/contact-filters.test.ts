import { describe, expect, it } from "vitest";
import type { ObjectPolicy } from "../../../server/sync/model.ts";
import { contactDefinition } from "../../../server/sync/objects/contact.ts";
import { firstRejection } from "../../../server/sync/objects/definition.ts";

function codeOf(email: string, policy: Partial<ObjectPolicy>): string | undefined {
  const record = { id: "1", fields: { email }, modifiedAt: 1, isDeleted: false };
  const usual: ObjectPolicy = {
    direction: "both",
    createIn: { hubspot: true, connectwise: true },
    firstLinkRule: "connectwise",
    createDefaults: { hubspot: {}, connectwise: {} },
    limits: { hubspot: {}, connectwise: {} },
    blocksFreeEmail: true,
  };
  return firstRejection(contactDefinition.standardFilters, "hubspot", record, {
    policy: { ...usual, ...policy },
    inactiveStatusIds: new Set(),
    excludedIds: new Set(),
    now: 0,
  })?.code;
}

describe("free e-mail addresses of contacts [S12]", () => {
  it.each([
    ["ann@gmail.com", {}, "free_email"],
    ["ann@GMail.com", {}, "free_email"],
    ["ann@msp.example", {}, undefined],
    ["ann@gmail.com", { blocksFreeEmail: false }, undefined],
    [
      "ann@isp.example",
      { freeEmailDomains: { added: ["isp.example"], removed: [] } },
      "free_email",
    ],
    ["ann@gmail.com", { freeEmailDomains: { added: [], removed: ["gmail.com"] } }, undefined],
    ["", {}, "no_email"],
  ])("%s under %j: %s", (email, policy, expected) => {
    expect(codeOf(email, policy)).toBe(expected);
  });
});
