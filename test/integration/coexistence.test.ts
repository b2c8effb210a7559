import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { openTestDatabase } from "../support/postgres.ts";
import { type Reply, type ServerRig, startServerRig } from "./server-rig.ts";

const database = await openTestDatabase();
type Warning = Reply["body"];

describe("warnings about who else changes records [S32]", () => {
  let rig: ServerRig;
  beforeAll(async () => {
    rig = await startServerRig(database);
    await rig.install();
  });
  afterAll(() => rig.close());

  const warnings = async (): Promise<Warning[]> =>
    (await rig.api("GET", "/overview")).body.warnings;

  it("say nothing before there is something to sync", async () => {
    expect(await warnings()).toEqual([]);
  });

  describe("once connected", () => {
    beforeAll(async () => {
      await rig.connect();
    });

    it("tell of HubSpot's own companies, each with what to do, and call nobody", async () => {
      await rig.forgetCalls();

      const found = await warnings();

      expect(await rig.countCalls()).toBe(0);
      const automatic = found.find(({ code }) => code === "auto_association_unknown");
      expect(automatic).toMatchObject({ objectType: "company" });
      expect(automatic.message).toContain("API does not tell");
      for (const { message, remedy } of found) expect([message, remedy]).not.toContain("");
    });

    it("say nothing of companies made of contacts while contacts are not synced", async () => {
      await rig.api("PUT", "/objects/contact/policy", { isOn: false });

      const codes = (await warnings()).map(({ code }) => code);

      await rig.api("PUT", "/objects/contact/policy", { isOn: true });
      expect(codes).not.toContain("auto_association_unknown");
    });

    it("name fields that another integration has left in ConnectWise", async () => {
      await rig.control("connectwise", "setup", {
        table: "userDefinedFields",
        id: 700,
        fields: {
          podId: 4,
          screenId: "ct300",
          caption: "hubspot_contact_id",
          fieldTypeIdentifier: "Text",
        },
      });
      await rig.api("POST", "/definitions/refresh");

      const found = (await warnings()).find(
        ({ code, objectType }) =>
          code === "other_integration_in_connectwise" && objectType === "contact",
      );

      expect(found.message).toContain("hubspot_contact_id");
      expect(found.remedy).toContain("Switch that integration off");
    });
  });
});
