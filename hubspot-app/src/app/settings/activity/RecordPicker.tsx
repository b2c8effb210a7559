import {
  Button,
  Flex,
  Input,
  LoadingButton,
  Select,
  Text,
  ToggleGroup,
} from "@hubspot/ui-extensions";
import type { Side } from "@lockstep/api/wire-common.ts";
import type { FoundRecord } from "@lockstep/api/wire-records.ts";
import { FailureAlert } from "@lockstep/ui/states.tsx";
import { useAction } from "@lockstep/ui/use-action.ts";
import { objectWords } from "@lockstep/ui/words.ts";
import { useState } from "react";
import type { ReactNode } from "react";
import { OBJECT_TYPES } from "../objects/object-order.ts";
import type { TabContext } from "../tab-context.ts";
import type { PickedRecord } from "./activity-choice.ts";

const OBJECTS = OBJECT_TYPES.map((type) => ({ value: type, label: objectWords(type).many }));
const SIDES = [
  { value: "hubspot", label: "HubSpot" },
  { value: "connectwise", label: "ConnectWise" },
];

interface Found {
  objectType: string;
  items: readonly FoundRecord[];
}

/** Finds a record by what a person types, in either system. */
export function RecordPicker({
  context: { api },
  initialType,
  onPick,
}: {
  context: TabContext;
  /** Empty: none. */
  initialType: string;
  onPick: (record: PickedRecord) => void;
}): ReactNode {
  const [objectType, setObjectType] = useState(initialType === "" ? OBJECT_TYPES[0] : initialType);
  const [side, setSide] = useState<Side>("hubspot");
  const [text, setText] = useState("");
  const [found, setFound] = useState<Found | null>(null);
  const query = text.trim();
  const { run, isRunning, failure } = useAction(async () => {
    const input = { path: { objectType }, query: { side, query } };
    const { items } = await api.call("get /objects/:objectType/search", input);
    setFound({ objectType, items });
  });
  return (
    <Flex direction="column" gap="sm" align="start">
      <Select
        label="Kind of record"
        name="record-object"
        value={objectType}
        options={OBJECTS}
        onChange={(value) => setObjectType(String(value))}
      />
      <ToggleGroup
        toggleType="radioButtonList"
        name="record-side"
        label="Look in"
        inline
        options={SIDES}
        value={side}
        onChange={(value) => setSide(value === "connectwise" ? "connectwise" : "hubspot")}
      />
      <Input label="Name or e-mail" name="record-text" value={text} onInput={setText} />
      <LoadingButton
        loading={isRunning}
        disabled={query === "" || isRunning}
        onClick={() => void run()}
      >
        Look for it
      </LoadingButton>
      <FailureAlert failure={failure} />
      {found === null ? null : <FoundList found={found} onPick={onPick} />}
    </Flex>
  );
}

function FoundList({
  found: { objectType, items },
  onPick,
}: {
  found: Found;
  onPick: (record: PickedRecord) => void;
}): ReactNode {
  if (items.length === 0) return <Text>No record was found. Try a part of its name.</Text>;
  return (
    <Flex direction="column" gap="xs" align="start">
      {items.map(({ side, id, name }) => {
        const shown = name ?? `No. ${id}`;
        return (
          <Button
            key={`${side} ${id}`}
            size="sm"
            truncate
            onClick={() => onPick({ objectType, side, recordId: id, name: shown })}
          >
            {`Show ${shown}`}
          </Button>
        );
      })}
    </Flex>
  );
}
