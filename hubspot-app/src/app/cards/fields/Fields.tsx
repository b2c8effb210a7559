import {
  Table,
  TableBody,
  TableHead,
  TableHeader,
  TableRow,
  Text,
  Toggle,
} from "@hubspot/ui-extensions";
import { useState } from "react";
import type { ReactNode } from "react";
import { Part } from "../record/Part.tsx";
import { useScope } from "../scope.tsx";
import { byUrgency, markOf } from "./decision-words.ts";
import { FieldRow } from "./FieldRow.tsx";

/** Every mapped field with what both systems hold; nothing for a record whose fields nobody read. */
export function Fields(): ReactNode {
  const { card } = useScope();
  const [isShort, setShort] = useState(false);
  const { fields, records } = card;
  if (fields.length === 0) return null;
  const marked = fields.filter((field) => markOf(field) !== null);
  const shown = byUrgency(isShort && marked.length > 0 ? marked : fields);
  return (
    <Part
      id="lockstep-fields"
      title={records.connectwise === null ? "What the new record gets" : "Fields that are synced"}
      opener={
        marked.length === 0 ? "Compare fields" : `Compare fields (${marked.length} to look at)`
      }
    >
      <Text>
        {marked.length === 0
          ? "Both systems say the same in every field."
          : `${marked.length} of ${fields.length} fields are marked. Each says why.`}
      </Text>
      {marked.length === 0 ? null : (
        <Toggle
          name="lockstep-marked-only"
          label="Show only marked fields"
          labelDisplay="inline"
          size="sm"
          checked={isShort}
          onChange={setShort}
        />
      )}
      <Table bordered flush density="condensed">
        <TableHead>
          <TableRow>
            <TableHeader>Field</TableHeader>
            <TableHeader>HubSpot</TableHeader>
            <TableHeader>ConnectWise</TableHeader>
          </TableRow>
        </TableHead>
        <TableBody>
          {shown.map((field) => (
            <FieldRow key={field.key} field={field} />
          ))}
        </TableBody>
      </Table>
    </Part>
  );
}
