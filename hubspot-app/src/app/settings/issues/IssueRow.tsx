import { Flex, LoadingButton, TableCell, TableRow, Text } from "@hubspot/ui-extensions";
import type { Issue } from "@lockstep/api/wire-account.ts";
import { RecordLink } from "@lockstep/ui/record-link.tsx";
import { FailureAlert } from "@lockstep/ui/states.tsx";
import type { NamedRef, RecordNames } from "@lockstep/ui/use-record-names.ts";
import { issueWords, sideWords } from "@lockstep/ui/words.ts";
import type { ReactNode } from "react";
import { otherSide, recordNames } from "../filters/record-names.ts";
import type { TabContext } from "../tab-context.ts";
import type { FieldLabels } from "./use-field-labels.ts";
import { useRetry } from "./use-retry.ts";

/** What {@link IssueRow} is given. */
export interface IssueRowProps {
  context: TabContext;
  issue: Issue;
  labelOf: FieldLabels;
  /** Null until they are known. */
  names: RecordNames | null;
  onRetried: () => void;
}

/** A record with an issue: ways to it and its counterpart, the reason, another attempt. */
export function IssueRow({ context, issue, labelOf, names, onRetried }: IssueRowProps): ReactNode {
  const { objectType, side, recordId, field } = issue;
  const { run, isRunning, failure } = useRetry(context, onRetried);
  return (
    <TableRow>
      <TableCell>
        <Flex direction="column" gap="xs">
          {recordsOf(issue).map((record) => (
            <Named key={record.side} record={record} names={names} />
          ))}
        </Flex>
      </TableCell>
      <TableCell>
        <Text>{issueWords(issue)}</Text>
        {field === null ? null : (
          <Text variant="microcopy">{`Field: ${labelOf(objectType, field)}`}</Text>
        )}
        <FailureAlert failure={failure} />
      </TableCell>
      {context.rights.records ? (
        <TableCell>
          <LoadingButton
            size="xs"
            loading={isRunning}
            onClick={() => void run({ records: [{ objectType, side, recordId }] })}
          >
            Retry this one
          </LoadingButton>
        </TableCell>
      ) : null}
    </TableRow>
  );
}

/** A record with the address of its screen. */
interface Placed extends NamedRef {
  url: string | null;
}

/** The record, and the one that it is linked with. */
function recordsOf({
  objectType,
  side,
  recordId,
  url,
  linkedId,
  linkedUrl,
}: Issue): readonly Placed[] {
  const record = { objectType, side, id: recordId, url };
  if (linkedId === null) return [record];
  return [record, { objectType, side: otherSide(side), id: linkedId, url: linkedUrl }];
}

/** A record by its name, with what it is; by its number where it has none. */
function Named({ record, names }: Pick<IssueRowProps, "names"> & { record: Placed }): ReactNode {
  const { objectType, side, id, url } = record;
  const kind = `${sideWords(side)} ${recordNames(objectType, side).one}`;
  const name = names?.(record) ?? null;
  return (
    <Flex direction="column" gap="flush" align="start">
      <RecordLink url={url}>{name ?? (names === null ? kind : `${kind} no. ${id}`)}</RecordLink>
      {name === null ? null : <Text variant="microcopy">{kind}</Text>}
    </Flex>
  );
}
