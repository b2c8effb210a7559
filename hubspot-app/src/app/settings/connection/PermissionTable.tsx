import {
  Accordion,
  Flex,
  StatusTag,
  Table,
  TableBody,
  TableCell,
  TableHead,
  TableHeader,
  TableRow,
  Text,
} from "@hubspot/ui-extensions";
import type { PermissionFinding } from "@lockstep/api/wire-account.ts";
import { sideWords } from "@lockstep/ui/words.ts";
import type { StateWords } from "@lockstep/ui/words.ts";
import type { ReactNode } from "react";

/** Permissions of both systems: those that something is to be done about, and below them the others. */
export function PermissionTable({
  findings,
}: {
  findings: readonly PermissionFinding[];
}): ReactNode {
  const rows = inRows(findings);
  const open = rows.filter(({ finding }) => finding.state === "missing");
  const others = rows.filter(({ finding }) => finding.state !== "missing");
  return (
    <>
      {open.length === 0 ? null : <Rows rows={open} />}
      {others.length === 0 ? null : (
        <Accordion
          title={`${open.length === 0 ? "All" : "Other"} permissions (${others.length})`}
          size="sm"
        >
          <Rows rows={others} />
        </Accordion>
      )}
    </>
  );
}

/** A permission as a screen grants it, with everything that it is needed for. */
interface Row {
  finding: PermissionFinding;
  neededFor: readonly string[];
}

/** Each permission once, where the same is to be said of all that it is needed for. */
function inRows(findings: readonly PermissionFinding[]): Row[] {
  const rows = new Map<string, Row>();
  for (const finding of findings) {
    const { neededFor, ...said } = finding;
    const key = JSON.stringify(said);
    rows.set(key, { finding, neededFor: [...(rows.get(key)?.neededFor ?? []), neededFor] });
  }
  return [...rows.values()];
}

function Rows({ rows }: { rows: readonly Row[] }): ReactNode {
  return (
    <Table bordered flush>
      <TableHead>
        <TableRow>
          <TableHeader>Permission</TableHeader>
          <TableHeader>State</TableHeader>
        </TableRow>
      </TableHead>
      <TableBody>
        {rows.map((row) => (
          <RowView key={keyOf(row.finding)} row={row} />
        ))}
      </TableBody>
    </Table>
  );
}

function RowView({ row: { finding, neededFor } }: { row: Row }): ReactNode {
  const { side, permission, level, isRequired, message, remedy } = finding;
  const state = stateWords(finding);
  return (
    <TableRow>
      <TableCell>
        <Flex direction="column" gap="xs">
          <Text format={{ fontWeight: "bold" }}>
            {level === null ? permission : `${permission}: ${level}`}
          </Text>
          <Text>{`${sideWords(side)}. For ${neededFor.join(", ")}${isRequired ? "" : "; the sync works without it"}.`}</Text>
        </Flex>
      </TableCell>
      <TableCell>
        <Flex direction="column" gap="xs" align="start">
          <StatusTag variant={state.tone}>{state.label}</StatusTag>
          <Text>{message}</Text>
          {remedy === null ? null : <Text>{remedy}</Text>}
        </Flex>
      </TableCell>
    </TableRow>
  );
}

function stateWords({ state, isRequired }: PermissionFinding): StateWords {
  switch (state) {
    case "granted":
      return { label: "Granted", tone: "success" };
    case "missing":
      return isRequired
        ? { label: "Missing", tone: "danger" }
        : { label: "Not granted", tone: "warning" };
    case "unproven":
      return { label: "Shows when it is used", tone: "default" };
    case "unchecked":
      return { label: "Not checked yet", tone: "default" };
  }
}

function keyOf({ side, permission, level, neededFor }: PermissionFinding): string {
  return [side, permission, level ?? "", neededFor].join(" ");
}
