import { hubspot } from "@hubspot/ui-extensions";
import { LoadedView } from "@lockstep/ui/loaded-view.tsx";
import { useApi } from "@lockstep/ui/use-api.ts";
import { useLoad } from "@lockstep/ui/use-load.ts";
import type { ReactNode } from "react";
import { Frame } from "./frame/Frame.tsx";

/** Lockstep's page in HubSpot's settings. */
export function Settings(): ReactNode {
  const api = useApi();
  const load = useLoad("settings", async () => {
    const [overview, access] = await Promise.all([
      api.call("get /overview"),
      api.call("get /access"),
    ]);
    return { overview, access };
  });
  return (
    <LoadedView what="Lockstep's settings" load={load}>
      {({ overview, access }) => (
        <Frame api={api} overview={overview} access={access} reload={load.reload} />
      )}
    </LoadedView>
  );
}

hubspot.extend<"settings">(() => <Settings />);
