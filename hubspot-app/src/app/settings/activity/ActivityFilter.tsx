import { Accordion, Button, Flex, Select, Text } from "@hubspot/ui-extensions";
import { objectWords, sideWords } from "@lockstep/ui/words.ts";
import type { ReactNode } from "react";
import { OBJECT_TYPES } from "../objects/object-order.ts";
import type { TabContext } from "../tab-context.ts";
import { RecordPicker } from "./RecordPicker.tsx";
import type { ActivityChoice } from "./activity-choice.ts";

const OBJECT_OPTIONS = [
  { value: "", label: "All objects" },
  ...OBJECT_TYPES.map((type) => ({ value: type, label: objectWords(type).many })),
];

/** What {@link ActivityFilter} is given. */
export interface ActivityFilterProps {
  context: TabContext;
  choice: ActivityChoice;
  onChoose: (choice: ActivityChoice) => void;
}

/** Lets a person look at one object, or at one record. */
export function ActivityFilter({ context, choice, onChoose }: ActivityFilterProps): ReactNode {
  const { objectType, record } = choice;
  if (record !== null) {
    return (
      <Flex gap="sm" align="center" wrap>
        <Text>
          {`Only ${record.name} in ${sideWords(record.side)}, with its counterpart in the other system.`}
        </Text>
        <Button size="xs" onClick={() => onChoose({ objectType, record: null })}>
          Show all records
        </Button>
      </Flex>
    );
  }
  return (
    <Flex direction="column" gap="sm">
      <Select
        label="Object"
        name="activity-object"
        value={objectType}
        options={OBJECT_OPTIONS}
        onChange={(value) => onChoose({ objectType: String(value), record: null })}
      />
      <Accordion title="Look for one record" size="sm">
        <RecordPicker
          context={context}
          initialType={objectType}
          onPick={(picked) => onChoose({ objectType, record: picked })}
        />
      </Accordion>
    </Flex>
  );
}
