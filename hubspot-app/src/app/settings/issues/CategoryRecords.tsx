import {
  Button,
  Flex,
  Heading,
  LoadingButton,
  Table,
  TableBody,
  TableHead,
  TableHeader,
  TableRow,
  Text,
} from "@hubspot/ui-extensions";
import type { Issue, IssueCategory } from "@lockstep/api/wire-account.ts";
import { Empty, FailureAlert } from "@lockstep/ui/states.tsx";
import { useRecordNames } from "@lockstep/ui/use-record-names.ts";
import type { NamedRef } from "@lockstep/ui/use-record-names.ts";
import { objectWords, recordState } from "@lockstep/ui/words.ts";
import type { ReactNode } from "react";
import { otherSide } from "../filters/record-names.ts";
import { PagedList } from "../frame/PagedList.tsx";
import type { TabContext } from "../tab-context.ts";
import { IssueRow } from "./IssueRow.tsx";
import { useCategoryRecords } from "./use-category-records.ts";
import { useFieldLabels } from "./use-field-labels.ts";
import { useFollowing } from "./use-following.ts";
import { useRetry } from "./use-retry.ts";

/** What {@link CategoryRecords} is given. */
export interface CategoryRecordsProps {
  context: TabContext;
  category: IssueCategory;
  onBack: () => void;
}

/** The records of one kind of issue. */
export function CategoryRecords({ context, category, onBack }: CategoryRecordsProps): ReactNode {
  const { objectType, code, state, message, remedy } = category;
  const pages = useCategoryRecords(context.api, category);
  const follow = useFollowing(pages.load.reload);
  const { run, isRunning, failure } = useRetry(context, follow);
  return (
    <Flex direction="column" gap="md">
      <Flex direction="row">
        <Button size="sm" onClick={onBack}>
          Back to all issues
        </Button>
      </Flex>
      <Heading>{`${objectWords(objectType).many}: ${recordState(state).label}`}</Heading>
      <Text>{message}</Text>
      {remedy === null ? null : <Text>{`What to do: ${remedy}`}</Text>}
      <FailureAlert failure={failure} />
      {context.rights.records ? (
        <Flex direction="row">
          <LoadingButton loading={isRunning} onClick={() => void run({ objectType, code })}>
            Retry all of these
          </LoadingButton>
        </Flex>
      ) : null}
      <PagedList
        what="the records"
        pages={pages}
        more="Show more"
        empty={
          <Empty title="None of these are left">
            They are in sync, or have another reason by now.
          </Empty>
        }
      >
        {(items) => (
          <IssueTable context={context} category={category} items={items} onRetried={follow} />
        )}
      </PagedList>
    </Flex>
  );
}

function IssueTable({
  context,
  category,
  items,
  onRetried,
}: Omit<CategoryRecordsProps, "onBack"> & {
  items: readonly Issue[];
  onRetried: () => void;
}): ReactNode {
  const isAnyField = items.some(({ field }) => field !== null);
  const names = useRecordNames(context.api, items.flatMap(refsOf));
  const labelOf = useFieldLabels(context.api, isAnyField ? [category.objectType] : []);
  return (
    <Table bordered flush density="condensed">
      <TableHead>
        <TableRow>
          <TableHeader>Record</TableHeader>
          <TableHeader>What is wrong</TableHeader>
          {context.rights.records ? <TableHeader width="min">Retry</TableHeader> : null}
        </TableRow>
      </TableHead>
      <TableBody>
        {items.map((issue) => (
          <IssueRow
            key={`${issue.side} ${issue.recordId}`}
            context={context}
            issue={issue}
            labelOf={labelOf}
            names={names}
            onRetried={onRetried}
          />
        ))}
      </TableBody>
    </Table>
  );
}

/** The record, and its counterpart where it has one. */
function refsOf({ objectType, side, recordId, linkedId }: Issue): NamedRef[] {
  const counterpart = { objectType, side: otherSide(side), id: linkedId ?? "" };
  return [{ objectType, side, id: recordId }, ...(linkedId === null ? [] : [counterpart])];
}
