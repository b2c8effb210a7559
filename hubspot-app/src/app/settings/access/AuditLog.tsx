import {
  Flex,
  Table,
  TableBody,
  TableCell,
  TableHead,
  TableHeader,
  TableRow,
  Text,
} from "@hubspot/ui-extensions";
import type { AuditEntry } from "@lockstep/api/wire-people.ts";
import { Empty } from "@lockstep/ui/states.tsx";
import type { ReactNode } from "react";
import { PagedList } from "../frame/PagedList.tsx";
import { usePages } from "../frame/use-pages.ts";
import type { TabContext } from "../tab-context.ts";
import { actWords, subjectWords, whoWords } from "./audit-words.ts";

/** Entries on a page. */
const LIMIT = 25;

/** What people changed in Lockstep, the newest first. */
export function AuditLog({ context }: { context: TabContext }): ReactNode {
  const pages = usePages("audit", (after) =>
    context.api.call("get /audit", { query: { after, limit: LIMIT } }),
  );
  return (
    <PagedList
      what="what was changed"
      pages={pages}
      empty={
        <Empty title="Nothing was changed yet">
          Every change that somebody makes in Lockstep is listed here.
        </Empty>
      }
      more="Show older"
    >
      {(entries) => <Entries context={context} entries={entries} />}
    </PagedList>
  );
}

function Entries({
  context: { format, userId },
  entries,
}: {
  context: TabContext;
  entries: readonly AuditEntry[];
}): ReactNode {
  return (
    <Table bordered flush density="condensed">
      <TableHead>
        <TableRow>
          <TableHeader>What</TableHeader>
          <TableHeader>Who and when</TableHeader>
        </TableRow>
      </TableHead>
      <TableBody>
        {entries.map((entry, at) => (
          <TableRow key={`${entry.at} ${entry.act} ${at}`}>
            <TableCell>
              <Flex direction="column" gap="xs">
                <Text>{actWords(entry)}</Text>
                <Subject entry={entry} />
              </Flex>
            </TableCell>
            <TableCell>
              <Flex direction="column" gap="xs">
                <Text>{whoWords(entry, userId)}</Text>
                <Text variant="microcopy">{format.dateTime(entry.at)}</Text>
              </Flex>
            </TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}

function Subject({ entry }: { entry: AuditEntry }): ReactNode {
  const words = subjectWords(entry);
  return words === null ? null : <Text variant="microcopy">{words}</Text>;
}
