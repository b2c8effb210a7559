import { Alert } from "@hubspot/ui-extensions";
import { portalState } from "@lockstep/ui/words.ts";
import type { ReactNode } from "react";
import type { TabContext } from "../tab-context.ts";

/** Says that linked records are looked at only while changes move; nothing while they do. */
export function NotLive({ context }: { context: TabContext }): ReactNode {
  const { state } = context.overview.portal;
  if (state === "live") return null;
  return (
    <Alert title={`At the moment: ${portalState(state).label}`} variant="info">
      Linked records are looked at once the sync runs. What you begin here goes on by itself then.
    </Alert>
  );
}
