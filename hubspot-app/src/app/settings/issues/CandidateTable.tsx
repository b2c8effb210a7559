import {
  Flex,
  LoadingButton,
  Table,
  TableBody,
  TableCell,
  TableHead,
  TableHeader,
  TableRow,
  Tag,
  Text,
} from "@hubspot/ui-extensions";
import type { ComparedRecord } from "@lockstep/api/wire-records.ts";
import { RecordLink } from "@lockstep/ui/record-link.tsx";
import type { RecordNames } from "@lockstep/ui/use-record-names.ts";
import { sideWords } from "@lockstep/ui/words.ts";
import type { ReactNode } from "react";
import type { TabContext } from "../tab-context.ts";
import { isDifferent, shownLabel, shownText } from "./review-words.ts";
import { useWording } from "./use-wording.ts";

/** What {@link CandidateTable} is given. */
export interface CandidateTableProps {
  context: TabContext;
  record: ComparedRecord;
  /** A record of the other side. */
  candidate: ComparedRecord;
  /** What the companies of the two are called; null until it is known. */
  names: RecordNames | null;
  /** Something is being decided. */
  isBusy: boolean;
  /** Links the two; null: the person may not, or it is over. */
  onLink: (() => void) | null;
}

/** Two records side by side, with what tells them apart. */
export function CandidateTable(props: CandidateTableProps): ReactNode {
  const { context, record, candidate, names, isBusy, onLink } = props;
  const pair = record.side === "hubspot" ? [record, candidate] : [candidate, record];
  return (
    <Flex direction="column" gap="xs" align="stretch">
      <Table bordered flush density="condensed">
        <TableHead>
          <TableRow>
            <TableHeader>Field</TableHeader>
            {pair.map(({ side }) => (
              <TableHeader key={side}>{sideWords(side)}</TableHeader>
            ))}
          </TableRow>
        </TableHead>
        <TableBody>
          <TableRow>
            <TableCell>Record</TableCell>
            {pair.map(({ side, id, url }) => (
              <TableCell key={side}>
                <RecordLink url={url}>{`No. ${id}`}</RecordLink>
              </TableCell>
            ))}
          </TableRow>
          <ValueRows context={context} pair={pair} companies={names} />
        </TableBody>
      </Table>
      {candidate.shown === null ? (
        <Text variant="microcopy">
          {`The record in ${sideWords(candidate.side)} could not be read. It may have been deleted meanwhile.`}
        </Text>
      ) : null}
      {candidate.linkedId === null ? null : (
        <Text>
          {`The one in ${sideWords(candidate.side)} is linked already, with no. ${candidate.linkedId} in ${sideWords(record.side)}. If that is wrong, unlink it on its HubSpot record first.`}
        </Text>
      )}
      {onLink === null || candidate.linkedId !== null ? null : (
        <Flex direction="row">
          <LoadingButton variant="primary" size="sm" loading={isBusy} onClick={onLink}>
            Link these two
          </LoadingButton>
        </Flex>
      )}
    </Flex>
  );
}

function ValueRows({
  context,
  pair,
  companies,
}: {
  context: TabContext;
  pair: readonly ComparedRecord[];
  companies: RecordNames | null;
}): ReactNode {
  const wording = useWording(context);
  const names = [...new Set(pair.flatMap(({ shown }) => Object.keys(shown ?? {})))];
  return (
    <>
      {names.map((name) => {
        const cells = pair.map(({ side, shown, companyUrl }) => ({
          side,
          companyUrl,
          text: shownText(name, side, shown?.[name], wording),
        }));
        const [one = null, other = null] = cells.map(({ text }) => text);
        return (
          <TableRow key={name}>
            <TableCell>
              <Flex direction="row" gap="xs" align="center" wrap>
                <Text inline>{shownLabel(name)}</Text>
                {isDifferent(name, one, other) === true ? (
                  <Tag variant="warning">Differs</Tag>
                ) : null}
              </Flex>
            </TableCell>
            {cells.map(({ side, companyUrl, text }) => (
              <TableCell key={side}>
                <Value
                  name={name}
                  text={text}
                  companyUrl={companyUrl}
                  companyName={companies?.({ objectType: "company", side, id: text ?? "" }) ?? null}
                />
              </TableCell>
            ))}
          </TableRow>
        );
      })}
    </>
  );
}

function Value({
  name,
  text,
  companyUrl,
  companyName,
}: {
  name: string;
  text: string | null;
  companyUrl: string | null;
  companyName: string | null;
}): ReactNode {
  if (text === null) return <Text format={{ italic: true }}>Empty</Text>;
  if (name !== "companyId" || !/^\d+$/u.test(text)) return <Text>{text}</Text>;
  return <RecordLink url={companyUrl}>{companyName ?? `Company no. ${text}`}</RecordLink>;
}
