import {
  Flex,
  Link,
  Table,
  TableBody,
  TableCell,
  TableHead,
  TableHeader,
  TableRow,
  Text,
} from "@hubspot/ui-extensions";
import type { FilterExample, FilterField } from "@lockstep/api/wire-objects.ts";
import type { Format } from "@lockstep/ui/format.ts";
import type { ReactNode } from "react";
import { conditionWords } from "./filter-words.ts";

/** What {@link ExampleTable} is given. */
export interface ExampleTableProps {
  title: string;
  examples: readonly FilterExample[];
  fields: readonly FilterField[];
  /** In UTC. */
  days: Format;
}

/** Records that a filter was tried on, with what keeps them out; nothing where there are none. */
export function ExampleTable({ title, examples, fields, days }: ExampleTableProps): ReactNode {
  if (examples.length === 0) return null;
  return (
    <Flex direction="column" gap="xs" align="stretch">
      <Text format={{ fontWeight: "demibold" }}>{title}</Text>
      <Table bordered flush density="condensed">
        <TableHead>
          <TableRow>
            <TableHeader>Record</TableHeader>
            <TableHeader>What happens to it</TableHeader>
          </TableRow>
        </TableHead>
        <TableBody>
          {examples.map((example) => (
            <TableRow key={example.id}>
              <TableCell>
                <ExampleName example={example} />
              </TableCell>
              <TableCell>{whatHappens(example, fields, days)}</TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </Flex>
  );
}

function ExampleName({ example: { id, name, url } }: { example: FilterExample }): ReactNode {
  const words = name ?? `No name (no. ${id})`;
  return url === null ? words : <Link href={{ url, external: true }}>{words}</Link>;
}

function whatHappens(
  { unmet, excludedBecause }: FilterExample,
  fields: readonly FilterField[],
  days: Format,
): string {
  if (unmet.length > 0) {
    const words = unmet.map((condition) => conditionWords(condition, fields, days));
    return `Left out. It would be inside if: ${words.join(", or ")}.`;
  }
  return excludedBecause === null ? "It is synced." : `Left out anyway: ${excludedBecause}`;
}
