import { Button, Flex, Text } from "@hubspot/ui-extensions";
import { FailureAlert } from "@lockstep/ui/states.tsx";
import { useAction } from "@lockstep/ui/use-action.ts";
import type { ReactNode } from "react";
import { ConfirmButton } from "../frame/ConfirmButton.tsx";
import { draftAbout, toDraft } from "./filter-draft.ts";
import { FilterSummary } from "./FilterSummary.tsx";
import { InclusionChoice } from "./InclusionChoice.tsx";
import { recordNames } from "./record-names.ts";
import type { SideProps } from "./side-props.ts";

/** The filter as it is stored, and what can be done with it. */
export function StoredFilterView(props: SideProps): ReactNode {
  const { context, objectType, side, filters, fields, days, onDraft } = props;
  const stored = filters[side];
  const { many } = recordNames(objectType, side);
  if (stored !== null) {
    return (
      <Flex direction="column" gap="sm">
        <FilterSummary filter={stored} fields={fields} days={days} many={many} />
        {context.rights.settings ? <StoredActions {...props} /> : null}
      </Flex>
    );
  }
  if (side === "hubspot") return <InclusionChoice {...props} />;
  return (
    <Flex direction="column" gap="sm" align="start">
      <Text>{`There is no filter: all ${many} in ConnectWise are synced, except those that the rules below leave out.`}</Text>
      {context.rights.settings ? (
        <Button onClick={() => onDraft(draftAbout(null, filters.version))}>Add a filter</Button>
      ) : null}
    </Flex>
  );
}

function StoredActions(props: SideProps): ReactNode {
  const { context, objectType, side, filters, onDraft, onStored } = props;
  const { run, isRunning, failure } = useAction(async () => {
    const stored = await context.api.call("put /objects/:objectType/filters", {
      path: { objectType },
      body: { [side]: null, basedOn: filters.version },
    });
    onStored(stored, false);
    context.actions.addAlert({ type: "success", message: "The filter was removed." });
    await context.reloadOverview();
  });
  return (
    <>
      <FailureAlert failure={failure} />
      <Flex direction="row" gap="sm" wrap>
        <Button
          disabled={isRunning}
          onClick={() => onDraft(toDraft(filters[side], filters.version))}
        >
          Edit the filter
        </Button>
        <ConfirmButton
          context={context}
          id={`remove-filter-${objectType}-${side}`}
          label="Remove the filter"
          title="Remove this filter?"
          consequences={[consequence(props)]}
          isRunning={isRunning}
          onConfirm={() => void run()}
        />
      </Flex>
    </>
  );
}

/** What is different without the filter. */
function consequence({ objectType, side }: Pick<SideProps, "objectType" | "side">): string {
  const { many } = recordNames(objectType, side);
  return side === "hubspot"
    ? `Nothing new is created in ConnectWise until you choose again which ${many} belong there. Linked ${many}, also those that the filter left out, are updated there.`
    : `All ${many} in ConnectWise are synced then, except those that the rules below leave out. New ones are created in HubSpot.`;
}
