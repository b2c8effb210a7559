import { Flex, Heading, Text } from "@hubspot/ui-extensions";
import { LoadedView } from "@lockstep/ui/loaded-view.tsx";
import { useLoad } from "@lockstep/ui/use-load.ts";
import type { ReactNode } from "react";
import type { TabContext } from "../tab-context.ts";
import { AuditLog } from "./AuditLog.tsx";
import { MemberList } from "./MemberList.tsx";
import { MembersForm } from "./MembersForm.tsx";

/** Who may do what, and what was changed by whom. */
export function AccessTab({ context }: { context: TabContext }): ReactNode {
  const { api, rights } = context;
  const load = useLoad("access", () => api.call("get /access"));
  return (
    <Flex direction="column" gap="lg">
      <Flex direction="column" gap="sm">
        <Heading>Who may do what</Heading>
        <Text>
          Everybody who can open this page and the cards of records may look. What they may change
          is said here.
        </Text>
        <LoadedView what="who may do what" load={load}>
          {(access) =>
            rights.settings ? (
              <MembersForm context={context} access={access} onSaved={load.replace} />
            ) : (
              <MemberList access={access} />
            )
          }
        </LoadedView>
      </Flex>
      <Flex direction="column" gap="sm">
        <Heading>What was changed by whom</Heading>
        {rights.settings ? (
          <AuditLog context={context} />
        ) : (
          <Text>Only people who may change settings see this list.</Text>
        )}
      </Flex>
    </Flex>
  );
}
