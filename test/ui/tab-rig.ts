import { hubspot } from "@hubspot/ui-extensions";
import { createApi } from "@lockstep/api/client.ts";
import type { Overview } from "@lockstep/api/wire-account.ts";
import { createFormat } from "@lockstep/ui/format.ts";
import type { TabContext } from "../../hubspot-app/src/app/settings/tab-context.ts";
import { publicUrl, rendererAt } from "./rig.ts";

/** A connected portal in which the sync runs. */
export const LIVE_OVERVIEW: Overview = {
  portal: {
    portalId: "77",
    state: "live",
    stateReason: null,
    stateSince: null,
    stateBy: null,
    uiDomain: "app.hubspot.com",
  },
  connection: {
    siteHost: "na.myconnectwise.net",
    companyId: "acme",
    version: "v2026.1",
    isCloud: true,
  },
  objects: {},
  fieldIssues: {},
  runs: { "dry-run": null, "first-sync": null },
  egressAddresses: [],
  warnings: [],
};

/** A page to show one tab on, and what the settings page gives to the tab. */
export interface TabRig {
  page: ReturnType<typeof rendererAt>;
  context: TabContext;
  /** Where the tab asked to go. */
  wentTo: string[];
  /** What the tab said last about changes that are not saved. */
  unsaved: () => boolean;
  /** What HubSpot's `addAlert` was told. */
  alerts: () => string[];
}

/** Makes a {@link TabRig}; the tab's user may do everything unless `over` says otherwise. */
export function tabRig(over: Partial<TabContext> = {}): TabRig {
  const page = rendererAt("settings");
  const wentTo: string[] = [];
  let isUnsaved = false;
  const context: TabContext = {
    api: createApi({ baseUrl: publicUrl(), fetch: hubspot.fetch }),
    actions: page.mocks.actions,
    locale: "en-GB",
    format: createFormat({ locale: "en-GB", timeZone: "America/New_York" }),
    userId: "5",
    rights: { settings: true, records: true },
    overview: LIVE_OVERVIEW,
    reloadOverview: async () => undefined,
    goTo: (tab) => void wentTo.push(tab),
    setUnsaved: (_tab, isNow) => {
      isUnsaved = isNow;
    },
    ...over,
  };
  return {
    page,
    context,
    wentTo,
    unsaved: () => isUnsaved,
    alerts: () => page.mocks.actions.addAlert.calls.map(([{ message }]) => message),
  };
}
