import { DescriptionList, DescriptionListItem, StatusTag, Text } from "@hubspot/ui-extensions";
import { portalState } from "@lockstep/ui/words.ts";
import type { ReactNode } from "react";
import type { TabContext } from "../tab-context.ts";

/** What the portal is connected with; nothing before that. */
export function ConnectedTo({ context: { overview } }: { context: TabContext }): ReactNode {
  const { connection, portal } = overview;
  if (connection === null) return null;
  const state = portalState(portal.state);
  const facts = [
    ["Site", connection.siteHost],
    ["Company id", connection.companyId],
    ["Version", connection.version],
    ["Hosted by", connection.isCloud ? "ConnectWise" : "you or your provider"],
  ] as const;
  return (
    <DescriptionList direction="row">
      <DescriptionListItem label="Sync">
        <StatusTag variant={state.tone}>{state.label}</StatusTag>
      </DescriptionListItem>
      {facts.map(([label, value]) => (
        <DescriptionListItem key={label} label={label}>
          <Text>{value}</Text>
        </DescriptionListItem>
      ))}
    </DescriptionList>
  );
}
