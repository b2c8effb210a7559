import { Tab, Tabs, hubspot } from "@hubspot/ui-extensions";
import type { ReactNode } from "react";
import { Overview } from "./Overview.tsx";

/** Lockstep's page in HubSpot's settings. */
export function Settings(): ReactNode {
  return (
    <Tabs defaultSelected="overview">
      <Tab tabId="overview" title="Overview">
        <Overview />
      </Tab>
    </Tabs>
  );
}

hubspot.extend<"settings">(() => <Settings />);
