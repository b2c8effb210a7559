import {
  DescriptionList,
  DescriptionListItem,
  Flex,
  StatusTag,
  Text,
  hubspot,
  useExtensionContext,
} from "@hubspot/ui-extensions";
import type { Explanation } from "@lockstep/api/wire-explain.ts";
import { LoadedView } from "@lockstep/ui/loaded-view.tsx";
import { useApi } from "@lockstep/ui/use-api.ts";
import { useLoad } from "@lockstep/ui/use-load.ts";
import { objectWords, recordState, sideWords } from "@lockstep/ui/words.ts";
import type { ReactNode } from "react";
import { objectTypeOf } from "./object-type.ts";

/** The counterpart of a HubSpot record, and how the two stand. */
export function RecordCard(): ReactNode {
  const { crm } = useExtensionContext<"crm.record.tab" | "crm.record.sidebar">();
  const api = useApi();
  const path = {
    objectType: objectTypeOf(crm.objectTypeId),
    side: "hubspot",
    recordId: String(crm.objectId),
  };
  const load = useLoad(`${path.objectType} ${path.recordId}`, () =>
    api.call("get /records/:objectType/:side/:recordId/explain", { path }),
  );
  return (
    <LoadedView what="the record" load={load}>
      {(explanation) => <RecordView explanation={explanation} />}
    </LoadedView>
  );
}

function RecordView({ explanation }: { explanation: Explanation }): ReactNode {
  const { objectType, linkedId, storedState, state, verdicts } = explanation;
  const words = recordState(state ?? storedState);
  return (
    <Flex direction="column" gap="sm">
      <DescriptionList direction="row">
        <DescriptionListItem label="State">
          <StatusTag variant={words.tone}>{words.label}</StatusTag>
        </DescriptionListItem>
        <DescriptionListItem
          label={`${sideWords("connectwise")} ${objectWords(objectType).connectwise}`}
        >
          <Text>{linkedId === null ? "Not linked" : `No. ${linkedId}`}</Text>
        </DescriptionListItem>
      </DescriptionList>
      {verdicts.map(({ side, code, message }) => (
        <Text key={`${side} ${code}`}>{message}</Text>
      ))}
    </Flex>
  );
}

hubspot.extend<"crm.record.tab">(() => <RecordCard />);
