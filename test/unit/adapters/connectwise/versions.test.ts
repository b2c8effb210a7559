import { describe, expect, it } from "vitest";

import {
  authHeaders,
  compareVersions,
  modelVersion,
  readVersion,
} from "../../../../server/adapters/connectwise/auth.ts";
import { limitsOf, objectOf } from "../../../../server/adapters/connectwise/objects.ts";

describe("server versions", () => {
  it.each([
    ["v2026.4", "2026.4"],
    ["2026.4.98765", "2026.4"],
    ["v2025_1/", "2025.1"],
    ["v2022.10", "2022.10"],
    ["", null],
    ["v4_6_release", null],
    [null, null],
  ])("%s is read as %s", (text, expected) => {
    expect(readVersion(text)).toBe(expected);
  });

  it("are compared by number, not by letter", () => {
    expect(compareVersions("2025.10", "2025.9")).toBeGreaterThan(0);
    expect(compareVersions("2022.1", "2022.1")).toBe(0);
  });

  it("are asked for the pinned model, or their own if they are older", () => {
    expect(modelVersion("2026.4")).toBe("2025.1");
    expect(modelVersion("2023.2")).toBe("2023.2");
  });

  it.each([
    ["2022.1", 25, 50],
    ["2024.3", 25, 50],
    ["2025.1", 30, 50],
    ["2025.16", 30, 50],
    ["2026.4", 156, 156],
  ])("%s takes identifiers of %i and names of %i characters", (version, identifier, name) => {
    const limits = limitsOf(objectOf("company"), version);
    expect(limits).toMatchObject({ identifier, name, zip: 12, website: 255 });
  });
});

describe("authorization", () => {
  it("keeps the plus sign and letters outside ASCII of company id and keys", () => {
    const credentials = {
      apiUrl: "https://x",
      companyId: "acme",
      publicKey: "p+ü",
      privateKey: "q:r",
      version: "2026.4",
    };
    const { authorization = "" } = authHeaders(credentials, "id");
    const decoded = Buffer.from(authorization.slice(6), "base64").toString("utf8");
    expect(decoded).toBe("acme+p+ü:q:r");
  });
});
