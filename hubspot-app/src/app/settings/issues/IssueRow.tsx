import { Flex, LoadingButton, TableCell, TableRow, Text } from "@hubspot/ui-extensions";
import type { Issue } from "@lockstep/api/wire-account.ts";
import { FailureAlert } from "@lockstep/ui/states.tsx";
import { sideWords } from "@lockstep/ui/words.ts";
import type { ReactNode } from "react";
import { otherSide, recordNames } from "../filters/record-names.ts";
import type { TabContext } from "../tab-context.ts";
import { RecordLink } from "./RecordLink.tsx";
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
  const { objectType, side, recordId, linkedId, message, field } = issue;
  const { run, isRunning, failure } = useRetry(context, onRetried);
  const linked = linkedId === null ? null : { side: otherSide(side), id: linkedId };
  return (
    <TableRow>
      <TableCell>
        <Flex direction="column" gap="flush">
          {[{ side, id: recordId }, ...(linked === null ? [] : [linked])].map((ref) => (
            <RecordLink key={ref.side} context={context} objectType={objectType} {...ref}>
              {`${sideWords(ref.side)} ${recordNames(objectType, ref.side).one} ${ref.id}`}
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
