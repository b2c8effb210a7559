import { Alert, Button, Flex, Text } from "@hubspot/ui-extensions";
import type { Mapping } from "@lockstep/api/wire-mapping.ts";
import { FailureAlert } from "@lockstep/ui/states.tsx";
import { useAction } from "@lockstep/ui/use-action.ts";
import type { ReactNode } from "react";
import { SaveBar } from "../objects/SaveBar.tsx";
import { AddRow } from "./AddRow.tsx";
import { MappingTable } from "./MappingTable.tsx";
import type { MappingTableProps } from "./MappingTable.tsx";
import { OwnRows } from "./OwnRows.tsx";
import { RolloutView } from "./RolloutView.tsx";
import { Versions } from "./Versions.tsx";

/** What {@link MappingOverview} is given. */
export interface MappingOverviewProps extends MappingTableProps {
  onRead: (mapping: Mapping) => void;
  onReload: () => Promise<void>;
  onReview: () => void;
  onReset: () => void;
}

/** All rows of a mapping, with what can be done about them. */
export function MappingOverview(props: MappingOverviewProps): ReactNode {
  const { editor, refusal, onRead, onReview, onReset, onOpenMap } = props;
  const { isReadOnly, isUnsaved, isBehind } = editor;
  return (
    <Flex direction="column" gap="md">
      <RolloutView editor={editor} onRead={onRead} />
      {isBehind ? <Behind {...props} /> : null}
      {isReadOnly ? null : (
        <Flex direction="row" gap="sm" wrap="wrap">
          <AddRow editor={editor} />
          <Button size="sm" variant="secondary" onClick={onReset}>
            Reset to the start
          </Button>
        </Flex>
      )}
      <MappingTable editor={editor} refusal={refusal} onOpenMap={onOpenMap} />
      <FailureAlert failure={editor.draftFailure} />
      {refusal === null || !isUnsaved ? null : <FailureAlert failure={refusal.failure} />}
      {isReadOnly ? null : (
        <SaveBar
          context={editor.context}
          id={`discard-mapping-${editor.mapping.objectType}`}
          label="Review and save"
          isUnsaved={isUnsaved}
          isSaving={false}
          because={isBehind ? "First say what to do with your changes." : null}
          onSave={onReview}
          onDiscard={() => void editor.discard()}
        />
      )}
      <OwnRows editor={editor} />
      <Versions editor={editor} />
    </Flex>
  );
}

/** Somebody else saved a version since the draft was begun. */
function Behind({ editor, onReload }: MappingOverviewProps): ReactNode {
  const { run, isRunning } = useAction(async () => {
    await editor.discard();
    await onReload();
  });
  return (
    <Alert title="The mapping was changed since you began" variant="warning">
      <Flex direction="column" gap="sm" align="start">
        <Text>
          {`You began with version ${editor.draft.basedOn}; now it is version ${editor.mapping.version}. Rows that you did not touch are shown as they are now.`}
        </Text>
        <Flex direction="row" gap="sm" wrap="wrap">
          <Button size="sm" disabled={isRunning} onClick={editor.catchUp}>
            Keep my changes
          </Button>
          <Button size="sm" disabled={isRunning} onClick={() => void run()}>
            Discard my changes
          </Button>
        </Flex>
      </Flex>
    </Alert>
  );
}
