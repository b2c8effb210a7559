import {
  Button,
  Flex,
  SearchInput,
  StatusTag,
  Table,
  TableBody,
  TableCell,
  TableHead,
  TableHeader,
  TableRow,
  Text,
} from "@hubspot/ui-extensions";
import { useState } from "react";
import type { ReactNode } from "react";
import type { ShownRow } from "./change.ts";
import { EditRow } from "./EditRow.tsx";
import { fieldLabel } from "./field-words.ts";
import { problemsOf } from "./row-problems.ts";
import type { Refusal } from "./row-problems.ts";
import { ARROWS, BLANK_WORDS, CONFLICT_WORDS } from "./rule-words.ts";
import type { MappingEditor } from "./use-mapping.ts";

/** What {@link MappingTable} is given. */
export interface MappingTableProps {
  editor: MappingEditor;
  /** What the server said when the draft was to be saved. */
  refusal: Refusal | null;
  onOpenMap: (row: ShownRow) => void;
}

const STATES = {
  stored: null,
  changed: { label: "Changed", tone: "info" },
  added: { label: "New", tone: "info" },
  removed: { label: "To be removed", tone: "warning" },
} as const;

/** Which HubSpot property belongs to which ConnectWise field, and by which rules. */
export function MappingTable(props: MappingTableProps): ReactNode {
  const { editor } = props;
  const [words, setWords] = useState("");
  const rows = editor.rows.filter(({ isOwn }) => !isOwn);
  const found = rows.filter((row) => isFound(editor, row, words));
  return (
    <Flex direction="column" gap="sm">
      <SearchInput
        name={`search-${editor.mapping.objectType}`}
        label="Search fields"
        placeholder="Name of a field in either system"
        value={words}
        onInput={setWords}
      />
      {found.length === 0 ? (
        <Text>No mapped field is called like that.</Text>
      ) : (
        <Table bordered flush density="condensed">
          <TableHead>
            <TableRow>
              <TableHeader>HubSpot property</TableHeader>
              <TableHeader>Direction and ConnectWise field</TableHeader>
              <TableHeader>Conflict and blank rule</TableHeader>
            </TableRow>
          </TableHead>
          <TableBody>
            {found.map((row) => (
              <Row key={row.hubspot} {...props} row={row} />
            ))}
          </TableBody>
        </Table>
      )}
    </Flex>
  );
}

function Row(props: MappingTableProps & { row: ShownRow }): ReactNode {
  const { editor, row, refusal } = props;
  const { fields } = editor;
  const state = STATES[row.state];
  const problems = problemsOf(editor, row, refusal);
  const { conflictRule = "most-recent", blankRule = "keep" } = row;
  return (
    <TableRow>
      <TableCell>
        <Text format={{ fontWeight: "demibold" }}>
          {fieldLabel(fields, "hubspot", row.hubspot)}
        </Text>
        {state === null ? null : <StatusTag variant={state.tone}>{state.label}</StatusTag>}
        {problems.length === 0 ? null : <StatusTag variant="danger">Needs attention</StatusTag>}
        {problems.map((problem) => (
          <Text key={problem} variant="microcopy">
            {problem}
          </Text>
        ))}
      </TableCell>
      <TableCell>
        <Text variant="microcopy">{ARROWS[row.direction]}</Text>
        <Text>{fieldLabel(fields, "connectwise", row.connectwise)}</Text>
      </TableCell>
      <TableCell>
        {row.direction === "both" ? <Text>{CONFLICT_WORDS[conflictRule].label}</Text> : null}
        <Text variant="microcopy">{BLANK_WORDS[blankRule].short}</Text>
        <RowButtons {...props} problems={problems} />
      </TableCell>
    </TableRow>
  );
}

function RowButtons(
  props: MappingTableProps & { row: ShownRow; problems: readonly string[] },
): ReactNode {
  const { editor, row, problems, onOpenMap } = props;
  if (row.state === "removed") {
    return (
      <Button size="xs" onClick={() => editor.takeBack(row.hubspot)}>
        Keep it
      </Button>
    );
  }
  return (
    <Flex direction="row" gap="xs" wrap="wrap">
      <EditRow editor={editor} row={row} problems={problems} onOpenMap={onOpenMap} />
      {row.mapName === undefined ? null : (
        <Button size="xs" onClick={() => onOpenMap(row)}>
          {row.transform === "stage" ? "Stage map" : "Value map"}
        </Button>
      )}
    </Flex>
  );
}

function isFound({ fields }: MappingEditor, row: ShownRow, words: string): boolean {
  const wanted = words.trim().toLowerCase();
  const names = [
    fieldLabel(fields, "hubspot", row.hubspot),
    fieldLabel(fields, "connectwise", row.connectwise),
    row.hubspot,
    row.connectwise,
  ];
  return names.some((name) => name.toLowerCase().includes(wanted));
}
