import { Flex, LoadingButton, TableCell, TableRow, Text } from "@hubspot/ui-extensions";
import type { Issue } from "@lockstep/api/wire-account.ts";
import type { Side } from "@lockstep/api/wire-common.ts";
import { RecordLink } from "@lockstep/ui/record-link.tsx";
import { FailureAlert } from "@lockstep/ui/states.tsx";
import { sideWords } from "@lockstep/ui/words.ts";
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
  onRetried: () => void;
}

/** A record with an issue: ways to it and its counterpart, the reason, another attempt. */
export function IssueRow({ context, issue, labelOf, onRetried }: IssueRowProps): ReactNode {
  const { objectType, side, recordId, message, field } = issue;
  const { run, isRunning, failure } = useRetry(context, onRetried);
  return (
    <TableRow>
      <TableCell>
        <Flex direction="column" gap="flush">
          {recordsOf(issue).map((record) => (
            <RecordLink key={record.side} url={record.url}>
              {`${sideWords(record.side)} ${recordNames(objectType, record.side).one} ${record.id}`}
            </RecordLink>
          ))}
        </Flex>
      </TableCell>
      <TableCell>
        <Text>{message}</Text>
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

/** The record, and the one that it is linked with. */
function recordsOf({ side, recordId, url, linkedId, linkedUrl }: Issue): readonly {
  side: Side;
  id: string;
  url: string | null;
}[] {
  const record = { side, id: recordId, url };
  if (linkedId === null) return [record];
  return [record, { side: otherSide(side), id: linkedId, url: linkedUrl }];
}
