import { DescriptionList, DescriptionListItem, Text } from "@hubspot/ui-extensions";
import type { Access } from "@lockstep/api/wire-people.ts";
import { Empty } from "@lockstep/ui/states.tsx";
import type { ReactNode } from "react";
import { rightWords } from "./right-words.ts";

/** Who may do what, to be looked at. */
export function MemberList({ access: { members } }: { access: Access }): ReactNode {
  if (members.length === 0) {
    return (
      <Empty title="Nobody may change anything yet">
        Whoever runs the Lockstep server lets a first person in, with: npm run lockstep --
        grant-admin
      </Empty>
    );
  }
  return (
    <DescriptionList>
      {members.map(({ userId, email, rights }) => (
        <DescriptionListItem key={userId} label={email ?? `HubSpot user ${userId}`}>
          <Text>{rightWords(rights)}</Text>
        </DescriptionListItem>
      ))}
    </DescriptionList>
  );
}
