import { Flex, Heading, LoadingButton, StatusTag, Text } from "@hubspot/ui-extensions";
import type { Connection, Permissions as PermissionsReply } from "@lockstep/api/wire-account.ts";
import { LoadedView } from "@lockstep/ui/loaded-view.tsx";
import { FailureAlert } from "@lockstep/ui/states.tsx";
import { useAction } from "@lockstep/ui/use-action.ts";
import { useLoad } from "@lockstep/ui/use-load.ts";
import type { Load } from "@lockstep/ui/use-load.ts";
import { useEffect } from "react";
import type { ReactNode } from "react";
import type { TabContext } from "../tab-context.ts";
import { PermissionTable } from "./PermissionTable.tsx";

/** Every permission is asked about in a call of its own; HubSpot waits up to two minutes. */
const TIMEOUT_MS = 60_000;

/** What {@link Permissions} is given. */
export interface PermissionsProps {
  context: TabContext;
  /** What was connected to a moment ago, whose permissions are checked at once; null: nothing was. */
  connected: Connection | null;
}

/** What Lockstep may do in both systems, and a way to check it again. */
export function Permissions({ context, connected }: PermissionsProps): ReactNode {
  const { api } = context;
  const load = useLoad("permissions", () => api.call("get /permissions"));
  return (
    <Flex direction="column" gap="sm">
      <Heading>Permissions</Heading>
      <LoadedView what="the permissions" load={load}>
        {(found) => <Found context={context} found={found} load={load} connected={connected} />}
      </LoadedView>
    </Flex>
  );
}

function Found({
  context,
  found,
  load,
  connected,
}: PermissionsProps & { found: PermissionsReply; load: Load<PermissionsReply> }): ReactNode {
  const { api, reloadOverview, rights, format } = context;
  const { run, isRunning, failure } = useAction(async () => {
    const checked = await api.call("post /permissions/check", {}, { timeoutMs: TIMEOUT_MS });
    load.replace(checked);
    await reloadOverview();
  });
  useEffect(() => {
    if (connected !== null) void run();
  }, [connected, run]);
  return (
    <Flex direction="column" gap="sm" align="start">
      <Summary found={found} />
      {found.checkedAt === null ? null : (
        <Text variant="microcopy">
          {`Checked ${format.dateTime(found.checkedAt)}${found.reason === "refused" ? ", because a call was refused" : ""}.`}
        </Text>
      )}
      <FailureAlert failure={failure} />
      {rights.settings ? (
        <LoadingButton size="sm" loading={isRunning} onClick={() => void run()}>
          {found.checkedAt === null ? "Check now" : "Check again"}
        </LoadingButton>
      ) : null}
      <PermissionTable findings={found.findings} />
    </Flex>
  );
}

function Summary({ found: { checkedAt, missing } }: { found: PermissionsReply }): ReactNode {
  if (checkedAt === null) {
    return (
      <Text>
        Nobody has checked yet whether Lockstep has the permissions it needs. A check only reads.
      </Text>
    );
  }
  if (missing === 0) return <StatusTag variant="success">Nothing is missing</StatusTag>;
  return (
    <StatusTag variant="danger">
      {missing === 1 ? "One permission is missing" : `${missing} permissions are missing`}
    </StatusTag>
  );
}
