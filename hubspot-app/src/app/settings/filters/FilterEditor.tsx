import { Accordion, Alert, Button, Flex, LoadingButton, Text } from "@hubspot/ui-extensions";
import { FailureAlert } from "@lockstep/ui/states.tsx";
import { useAction } from "@lockstep/ui/use-action.ts";
import type { ReactNode } from "react";
import { useState } from "react";
import { ConfirmButton } from "../frame/ConfirmButton.tsx";
import { savedWords } from "../frame/saved-words.ts";
import { ConflictAlert } from "./ConflictAlert.tsx";
import {
  checkDraft,
  EMPTY_CONDITION,
  MAX_GROUPS,
  problemsIn,
  toFilter,
  withGroup,
} from "./filter-draft.ts";
import type { DraftProblems, SideDraft } from "./filter-draft.ts";
import { FilterSummary } from "./FilterSummary.tsx";
import { GroupEditor } from "./GroupEditor.tsx";
import { recordNames } from "./record-names.ts";
import type { SideProps } from "./side-props.ts";
import { TestView } from "./TestView.tsx";
import { useFilterTest } from "./use-filter-test.ts";

/** What {@link FilterEditor} is given. */
export interface FilterEditorProps extends SideProps {
  draft: SideDraft;
}

/** The rule builder: groups of conditions, trying them out, saving them. */
export function FilterEditor(props: FilterEditorProps): ReactNode {
  const { context, objectType, side, fields, onDraft } = props;
  const { save, test, problems, attempt, clear } = useEditing(props);
  const isBusy = save.isRunning || test.isRunning;
  const change = (next: SideDraft): void => {
    clear();
    onDraft(next);
  };
  return (
    <Flex direction="column" gap="md">
      <StoredNow {...props} />
      <GroupList {...props} problems={problems} onChange={change} isLocked={save.isRunning} />
      {problems.size === 0 ? null : (
        <Alert title="Correct what is marked above" variant="danger">
          Your input is kept.
        </Alert>
      )}
      <EditorFailure {...props} failure={save.failure ?? test.failure} onSettled={clear} />
      <Flex direction="row" gap="sm" wrap>
        <LoadingButton
          variant="primary"
          loading={save.isRunning}
          disabled={isBusy || !context.rights.settings}
          onClick={() => attempt(save.run)}
        >
          Save the filter
        </LoadingButton>
        <LoadingButton loading={test.isRunning} disabled={isBusy} onClick={() => attempt(test.run)}>
          Test filter
        </LoadingButton>
        <ConfirmButton
          context={context}
          id={`discard-filter-${objectType}-${side}`}
          label="Discard"
          title="Discard what you entered?"
          consequences={["The filter stays as it was saved last."]}
          isDisabled={isBusy}
          onConfirm={() => onDraft(null)}
        />
      </Flex>
      {test.result === null ? null : (
        <TestView
          result={test.result}
          isOutdated={test.isOutdated}
          objectType={objectType}
          fields={fields}
          format={context.format}
          days={props.days}
        />
      )}
    </Flex>
  );
}

/** What counts until the input is saved. */
function StoredNow({ objectType, side, filters, fields, days }: FilterEditorProps): ReactNode {
  const { many } = recordNames(objectType, side);
  const stored = filters[side];
  return (
    <Accordion title="What is saved at present" size="sm">
      {stored === null ? (
        <Text>There is no filter.</Text>
      ) : (
        <FilterSummary filter={stored} fields={fields} days={days} many={many} />
      )}
    </Accordion>
  );
}

/** Saving and trying out, and what is wrong with what was entered. */
function useEditing({ context, objectType, side, fields, draft, onStored }: FilterEditorProps) {
  // Nobody wants to be told what is missing while they are still filling it in.
  const [isChecked, setChecked] = useState(false);
  const path = { objectType };
  const save = useAction(async () => {
    const filter = toFilter(draft);
    if (filter === null) return;
    const body = { [side]: filter, basedOn: draft.basedOn };
    const stored = await context.api.call("put /objects/:objectType/filters", { path, body });
    onStored(stored, true);
    const follows = `Lockstep now looks at all ${recordNames(objectType, side).many} again.`;
    const message = savedWords(context.overview, follows);
    context.actions.addAlert({ type: "success", message });
    await context.reloadOverview();
  });
  const test = useFilterTest(context.api, { objectType, side, draft });
  const lacking = checkDraft(draft, fields);
  const refused = problemsIn(save.failure ?? test.failure);
  const problems: DraftProblems = isChecked && lacking.size > 0 ? lacking : refused;
  const clear = (): void => {
    save.clear();
    test.clear();
  };
  const attempt = (act: () => Promise<unknown>): void => {
    clear();
    setChecked(true);
    if (lacking.size === 0) void act();
  };
  return { save, test, problems, attempt, clear };
}

function GroupList({
  side,
  objectType,
  fields,
  draft,
  problems,
  isLocked,
  onChange,
}: FilterEditorProps & {
  problems: DraftProblems;
  isLocked: boolean;
  onChange: (draft: SideDraft) => void;
}): ReactNode {
  const { groups } = draft;
  const { many } = recordNames(objectType, side);
  const isFull = groups.length >= MAX_GROUPS;
  return (
    <Flex direction="column" gap="sm" align="stretch">
      <Text>
        {groups.length === 0
          ? `Without a condition all ${many} are synced, except those that the rules below leave out.`
          : `All conditions of a group have to be met. With several groups it is enough that one of them fits.`}
      </Text>
      {groups.map((_group, index) => (
        <GroupEditor
          key={index}
          name={`${objectType}-${side}-${index}`}
          at={index}
          draft={draft}
          fields={fields}
          problems={problems}
          isLocked={isLocked}
          onChange={onChange}
        />
      ))}
      {isFull ? (
        <Text variant="microcopy">{`A filter has ${MAX_GROUPS} groups at most.`}</Text>
      ) : (
        <Flex direction="row">
          <Button
            size="sm"
            disabled={isLocked}
            onClick={() =>
              onChange(withGroup(draft, groups.length, { conditions: [EMPTY_CONDITION] }))
            }
          >
            {groups.length === 0 ? "Add a condition" : "Or: add a group"}
          </Button>
        </Flex>
      )}
    </Flex>
  );
}

function EditorFailure({
  failure,
  onSettled,
  ...props
}: FilterEditorProps & {
  failure: Parameters<typeof problemsIn>[0];
  onSettled: () => void;
}): ReactNode {
  if (failure?.code === "changed_meanwhile") {
    return <ConflictAlert {...props} onSettled={onSettled} />;
  }
  return problemsIn(failure).size > 0 ? null : <FailureAlert failure={failure} />;
}
