import { DescriptionList, DescriptionListItem, Flex, Text } from "@hubspot/ui-extensions";
import type { CardRecord } from "@lockstep/api/wire-card.ts";
import { RecordLink } from "@lockstep/ui/record-link.tsx";
import { useFormat } from "@lockstep/ui/use-format.ts";
import { objectWords, sideWords } from "@lockstep/ui/words.ts";
import type { ReactNode } from "react";
import { useScope } from "../scope.tsx";
import { useNow } from "../use-now.ts";
import { Pending } from "./Pending.tsx";
import { nameOf } from "./words.ts";

/** The linked record: what it is called, what it is, and when each side was written to last. */
export function RecordSummary(): ReactNode {
  const { card, place } = useScope();
  const { connectwise } = card.records;
  const label = `ConnectWise ${objectWords(card.objectType).connectwise}`;
  return (
    <DescriptionList direction={place === "tab" ? "row" : "column"}>
      <DescriptionListItem label={label}>
        {connectwise === null ? <Text>Not linked</Text> : <Linked record={connectwise} />}
      </DescriptionListItem>
      {connectwise === null ? null : <Facts record={connectwise} />}
      <Pending />
    </DescriptionList>
  );
}

function Linked({ record }: { record: CardRecord }): ReactNode {
  return (
    <Flex direction="column" gap="flush">
      <RecordLink url={record.url}>{nameOf(record)}</RecordLink>
      {record.name === null ? null : <Text variant="microcopy">No. {record.id}</Text>}
    </Flex>
  );
}

function Facts({ record }: { record: CardRecord }): ReactNode {
  const { lastWrites } = useScope().card;
  const format = useFormat();
  const now = useNow();
  const facts = [
    ["Type", record.type],
    ["Status", record.status],
    ...(["hubspot", "connectwise"] as const).map((side): [string, string] => {
      const at = lastWrites[side];
      const told = at === null ? "None in the last 30 days" : format.ago(at, now);
      return [`Last sync to ${sideWords(side)}`, told];
    }),
  ] satisfies [string, string | null][];
  return facts.map(([label, value]) =>
    value === null ? null : (
      <DescriptionListItem key={label} label={label}>
        <Text>{value}</Text>
      </DescriptionListItem>
    ),
  );
}
