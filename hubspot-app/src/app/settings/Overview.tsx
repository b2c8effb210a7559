import {
  Alert,
  DescriptionList,
  DescriptionListItem,
  Flex,
  Heading,
  StatusTag,
  Table,
  TableBody,
  TableCell,
  TableHead,
  TableHeader,
  TableRow,
  Text,
} from "@hubspot/ui-extensions";
import type { Overview as OverviewReply } from "@lockstep/api/wire-account.ts";
import { LoadedView } from "@lockstep/ui/loaded-view.tsx";
import { Empty } from "@lockstep/ui/states.tsx";
import { useApi } from "@lockstep/ui/use-api.ts";
import { useFormat } from "@lockstep/ui/use-format.ts";
import { useLoad } from "@lockstep/ui/use-load.ts";
import { objectWords, portalState, recordState } from "@lockstep/ui/words.ts";
import type { ReactNode } from "react";

/** How the portal stands: its state, its connection, and its records by state. */
export function Overview(): ReactNode {
  const api = useApi();
  const load = useLoad("overview", () => api.call("get /overview"));
  return (
    <LoadedView what="the overview" load={load}>
      {(overview) => <OverviewView overview={overview} />}
    </LoadedView>
  );
}

function OverviewView({ overview }: { overview: OverviewReply }): ReactNode {
  const { portal, connection, objects } = overview;
  const state = portalState(portal.state);
  return (
    <Flex direction="column" gap="md">
      {portal.stateReason === null ? null : (
        <Alert title={state.label} variant="warning">
          {portal.stateReason}
        </Alert>
      )}
      <DescriptionList direction="row">
        <DescriptionListItem label="State">
          <StatusTag variant={state.tone}>{state.label}</StatusTag>
        </DescriptionListItem>
        <DescriptionListItem label="ConnectWise">
          <Text>
            {connection === null
              ? "Not connected"
              : `${connection.siteHost}, company ${connection.companyId}`}
          </Text>
        </DescriptionListItem>
      </DescriptionList>
      <Heading>Records</Heading>
      <CountTable objects={objects} />
    </Flex>
  );
}

const COLUMNS = ["linked", "waiting", "excluded", "review", "attention"];

function CountTable({ objects }: Pick<OverviewReply, "objects">): ReactNode {
  const format = useFormat();
  if (Object.keys(objects).length === 0) {
    return <Empty title="No records yet">A dry run or the first sync counts them.</Empty>;
  }
  return (
    <Table bordered flush>
      <TableHead>
        <TableRow>
          <TableHeader>Object</TableHeader>
          {COLUMNS.map((state) => (
            <TableHeader key={state} align="right">
              {recordState(state).label}
            </TableHeader>
          ))}
        </TableRow>
      </TableHead>
      <TableBody>
        {Object.entries(objects).map(([objectType, counts]) => (
          <TableRow key={objectType}>
            <TableCell>{objectWords(objectType).many}</TableCell>
            {COLUMNS.map((state) => (
              <TableCell key={state} align="right">
                {format.number(counts[state] ?? 0)}
              </TableCell>
            ))}
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
