import { Box, Text, useExtensionActions } from "@hubspot/ui-extensions";
import type { Api } from "@lockstep/api/client.ts";
import type { RecordRef, SyncReport } from "@lockstep/api/wire-records.ts";
import { objectWords } from "@lockstep/ui/words.ts";
import type { ReactNode } from "react";
import { AskFirst } from "../record/AskFirst.tsx";
import { useClosePart } from "../record/use-close-part.ts";
import { useScope } from "../scope.tsx";
import { COUNTERPARTS } from "./use-linking.ts";

const DIALOG = "lockstep-create-anyway";
/** Milliseconds by which two clocks may differ. */
const CLOCKS_MS = 60_000;

/** Has a new counterpart made although others look like it, after asking. */
export function CreateAnyway(): ReactNode {
  const { api, record, syncing } = useScope();
  const { closeOverlay } = useExtensionActions<"crm.record.tab">();
  const closePart = useClosePart();
  const noun = objectWords(record.objectType).connectwise;
  const create = async (): Promise<SyncReport> => {
    const report = await createAndAsk(api, record);
    closeOverlay(DIALOG);
    closePart(COUNTERPARTS);
    return report;
  };
  return (
    <Box alignSelf="start">
      {" "}
      <AskFirst
        id={DIALOG}
        label={`None of them: create a new ${noun}`}
        title={`Create a new ${noun}?`}
        confirm="Create it"
        decline="Cancel"
        isDisabled={syncing.isRunning}
        isRunning={syncing.isRunning}
        failure={syncing.failure}
        onConfirm={() => void syncing.run(create)}
      >
        <Text>
          None of the records shown is the same as this one. ConnectWise gets a new {noun}, and the
          two are linked.
        </Text>
      </AskFirst>
    </Box>
  );
}

async function createAndAsk(api: Api, record: RecordRef): Promise<SyncReport> {
  const { objectType, side, recordId } = record;
  const path = { objectType, side, recordId };
  // What was written long before is none of its doing; this clock and the server's differ a little.
  const since = new Date(Date.now() - CLOCKS_MS).toISOString();
  await api.call("post /records/create-anyway", { body: path });
  return api.call("get /records/:objectType/:side/:recordId/sync", { path, query: { since } });
}
