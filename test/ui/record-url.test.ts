import { describe, expect, it } from "vitest";
import { recordUrl } from "../../hubspot-app/src/app/settings/issues/record-url.ts";
import { deepLinkTo } from "../../server/sync/deep-links.ts";
import { LIVE_OVERVIEW } from "./tab-rig.ts";

describe("the address of a record", () => {
  it.each(["company", "contact", "deal"])("of a %s is the server's own", (objectType) => {
    const hosts = {
      portalId: "77",
      uiDomain: "app.hubspot.com",
      siteHost: "na.myconnectwise.net",
      companyId: "acme",
    };
    for (const side of ["hubspot", "connectwise"] as const) {
      const ref = { side, id: "12" };
      expect(recordUrl(LIVE_OVERVIEW, objectType, ref)).toBe(deepLinkTo(hosts, objectType, ref));
    }
  });
});
