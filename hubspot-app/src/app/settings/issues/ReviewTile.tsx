import { Alert, Button, Flex, Heading, Tag, Text, Tile } from "@hubspot/ui-extensions";
import type { LinkReport, Review, ShownRecord } from "@lockstep/api/wire-records.ts";
import { FailureAlert } from "@lockstep/ui/states.tsx";
import { useAction } from "@lockstep/ui/use-action.ts";
import type { RecordNames } from "@lockstep/ui/use-record-names.ts";
import { sideWords } from "@lockstep/ui/words.ts";
import type { ReactNode } from "react";
import { useState } from "react";
import { ConfirmButton } from "../frame/ConfirmButton.tsx";
import { otherSide, recordNames } from "../filters/record-names.ts";
import type { TabContext } from "../tab-context.ts";
import { CandidateTable } from "./CandidateTable.tsx";
import { TwinList } from "./TwinList.tsx";

/** What {@link ReviewTile} is given. */
export interface ReviewTileProps {
  context: TabContext;
  objectType: string;
  review: Review;
  /** Everything that it could be stands on this page, beside it. */
  isRepeated: boolean;
  /** What companies are called; null until it is known. */
  names: RecordNames | null;
  /** Somebody decided about it on this page. */
  isDecided: boolean;
  /** It was decided; null: a new record is created. */
  onDecided: (linked: LinkReport | null) => void;
}

/** Candidates that are shown at once. */
const FIRST = 3;

/** A record to be matched, beside everything that it could be. */
export function ReviewTile(props: ReviewTileProps): ReactNode {
  const { context, objectType, review, isDecided } = props;
  const { record, twins } = review;
  const { message, candidates } = shownOf(props);
  const { link, create, isBusy, failure } = useDecision(props);
  const [isAll, setAll] = useState(false);
  const isOver = isDecided || record.linkedId !== null;
  const mayDecide = context.rights.records && !isOver;
  return (
    <Tile>
      <Flex direction="column" gap="sm">
        <Flex direction="row" gap="sm" align="center" wrap>
          <Heading>{nameOf(record)}</Heading>
          <Tag>{`${sideWords(record.side)} ${recordNames(objectType, record.side).one}`}</Tag>
        </Flex>
        {isOver ? (
          <Alert title="This one is decided" variant="success">
            It leaves this list as soon as it is synced.
          </Alert>
        ) : (
          <Text>{message}</Text>
        )}
        {record.shown === null ? (
          <Text>The record could not be read. It may have been deleted meanwhile.</Text>
        ) : null}
        {(isAll ? candidates : candidates.slice(0, FIRST)).map((candidate) => (
          <CandidateTable
            key={candidate.id}
            context={context}
            record={record}
            candidate={candidate}
            names={props.names}
            isBusy={isBusy}
            onLink={mayDecide ? () => void link(candidate) : null}
          />
        ))}
        {isAll || candidates.length <= FIRST ? null : (
          <Flex direction="row">
            <Button size="sm" onClick={() => setAll(true)}>
              {`Show ${candidates.length - FIRST} more`}
            </Button>
          </Flex>
        )}
        <TwinList context={context} objectType={objectType} record={record} twins={twins} />
        <FailureAlert failure={failure} />
        {mayDecide ? <CreateButton {...props} isBusy={isBusy} onCreate={create} /> : null}
      </Flex>
    </Tile>
  );
}

/** The same two side by side once more would look like two decisions. */
function shownOf({ review, isRepeated }: ReviewTileProps): Pick<Review, "message" | "candidates"> {
  const message = "It stands above, beside each record that it could be.";
  return isRepeated ? { message, candidates: [] } : review;
}

function nameOf({ shown }: ShownRecord): string {
  const name = shown?.["name"] ?? null;
  return name === null || name === "" ? "No name" : String(name);
}

/** Carries out what a person says about the record; one thing at a time. */
function useDecision({ context, objectType, review, onDecided }: ReviewTileProps) {
  const { api, actions } = context;
  const { side, id } = review.record;
  const { run, isRunning, failure } = useAction(async (candidate: ShownRecord | null) => {
    if (candidate === null) {
      const body = { objectType, side, recordId: id };
      await api.call("post /records/create-anyway", { body });
      const target = otherSide(side);
      const message = `A new ${recordNames(objectType, target).one} is being created in ${sideWords(target)}.`;
      actions.addAlert({ type: "success", message });
      onDecided(null);
      return;
    }
    const [hubspotId, connectwiseId] = side === "hubspot" ? [id, candidate.id] : [candidate.id, id];
    const body = { objectType, hubspotId, connectwiseId };
    const report = await api.call("post /records/link", { body });
    const message = report.isPending ? "Linked. The values follow in a moment." : "Linked.";
    actions.addAlert({ type: "success", message });
    onDecided(report);
  });
  return {
    link: run,
    create: () => void run(null),
    isBusy: isRunning,
    failure,
  };
}

function CreateButton({
  context,
  objectType,
  review: { record, twins, candidates },
  isBusy,
  onCreate,
}: ReviewTileProps & { isBusy: boolean; onCreate: () => void }): ReactNode {
  const target = otherSide(record.side);
  const { one } = recordNames(objectType, target);
  const likeIt = candidates.length + twins.length;
  return (
    <Flex direction="row">
      <ConfirmButton
        context={context}
        id={`create-anyway-${objectType}-${record.side}-${record.id}`}
        label="Create a new one anyway"
        title={`Create a new ${one} in ${sideWords(target)}?`}
        consequences={[
          likeIt === 1
            ? "One record looks like it. If the two are the same, you then have it twice."
            : `${likeIt} records look like it. If one of them is the same, you then have it twice.`,
        ]}
        isRunning={isBusy}
        onConfirm={onCreate}
      />
    </Flex>
  );
}
