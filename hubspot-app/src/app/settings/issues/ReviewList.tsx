import { Alert, Button, Flex, Heading, Text } from "@hubspot/ui-extensions";
import type { LinkReport, Review } from "@lockstep/api/wire-records.ts";
import { LoadedView } from "@lockstep/ui/loaded-view.tsx";
import { Empty } from "@lockstep/ui/states.tsx";
import { useRecordNames } from "@lockstep/ui/use-record-names.ts";
import type { NamedRef } from "@lockstep/ui/use-record-names.ts";
import { objectWords } from "@lockstep/ui/words.ts";
import type { ReactNode } from "react";
import { useState } from "react";
import { recordNames } from "../filters/record-names.ts";
import type { TabContext } from "../tab-context.ts";
import { isRepeated } from "./is-repeated.ts";
import { ReviewTile } from "./ReviewTile.tsx";
import { useReviews } from "./use-reviews.ts";
import type { Reviews } from "./use-reviews.ts";

/** What {@link ReviewList} is given. */
export interface ReviewListProps {
  context: TabContext;
  objectType: string;
  onBack: () => void;
}

/** Records without a counterpart that only a person can match. */
export function ReviewList({ context, objectType, onBack }: ReviewListProps): ReactNode {
  const reviews = useReviews(context.api, objectType);
  const { load } = reviews;
  const { loaded } = load;
  const names = useRecordNames(
    context.api,
    loaded.status === "ready" ? loaded.value.items.flatMap(companiesOf) : [],
  );
  // A decision is carried out in the background; until then the list still holds its record.
  const [decided, setDecided] = useState<ReadonlySet<string>>(new Set());
  const [report, setReport] = useState<LinkReport | null>(null);
  const { many } = objectWords(objectType);
  return (
    <Flex direction="column" gap="md">
      <Flex direction="row">
        <Button size="sm" onClick={onBack}>
          Back to all issues
        </Button>
      </Flex>
      <Heading>{`${many} to match`}</Heading>
      <Text>{explanation(objectType)}</Text>
      <ReportAlert report={report} />
      <LoadedView what="the records to match" load={load}>
        {({ items, next }) => (
          <Flex direction="column" gap="md">
            {items.map((review) => {
              const key = `${review.record.side} ${review.record.id}`;
              return (
                <ReviewTile
                  key={key}
                  context={context}
                  objectType={objectType}
                  review={review}
                  isRepeated={isRepeated(review, items)}
                  names={names}
                  isDecided={decided.has(key)}
                  onDecided={(linked) => {
                    setDecided((before) => new Set([...before, key]));
                    setReport(linked);
                    void load.reload();
                    void context.reloadOverview();
                  }}
                />
              );
            })}
            {items.length === 0 ? (
              <Empty title={`No ${many.toLowerCase()} to match`}>
                Every record has its counterpart, or stands for itself.
              </Empty>
            ) : null}
            <Pages reviews={reviews} next={next} />
          </Flex>
        )}
      </LoadedView>
    </Flex>
  );
}

/** Companies that the record and its candidates belong to, as far as they are told by their ids. */
function companiesOf({ record, candidates }: Review): NamedRef[] {
  return [record, ...candidates].flatMap(({ side, shown }) => {
    const id = String(shown?.["companyId"] ?? "");
    return /^\d+$/u.test(id) ? [{ objectType: "company", side, id }] : [];
  });
}

function explanation(objectType: string): string {
  const [here, there] = [
    recordNames(objectType, "hubspot"),
    recordNames(objectType, "connectwise"),
  ];
  if (here.many !== there.many) {
    return `Lockstep never pairs ${here.many} with ${there.many} by itself: two with the same name need not be the same sale. Link those that are, and have a new one created for the others. Under Objects you can choose that a new one is always created.`;
  }
  return `More than one ${here.one} could be the counterpart of these, or something speaks against the only one. Lockstep does not guess: link the two that are the same, or have a new one created.`;
}

/** What came of linking, where something is left to be done. */
function ReportAlert({ report }: { report: LinkReport | null }): ReactNode {
  if (report === null || report.problems.length === 0) return null;
  return (
    <Alert title="Linked, and some fields need you" variant="warning">
      <Flex direction="column" gap="xs">
        {report.problems.map(({ side, field, message, remedy }) => (
          <Text key={`${side} ${field}`}>{`${message} ${remedy}`}</Text>
        ))}
      </Flex>
    </Alert>
  );
}

function Pages({ reviews, next }: { reviews: Reviews; next: string | null }): ReactNode {
  const { page, goBack, goOn } = reviews;
  if (goBack === null && next === null) return null;
  return (
    <Flex direction="row" gap="sm" align="center">
      <Button size="sm" disabled={goBack === null} onClick={() => goBack?.()}>
        Previous page
      </Button>
      <Text>{`Page ${page}`}</Text>
      <Button
        size="sm"
        disabled={next === null}
        onClick={() => {
          if (next !== null) goOn(next);
        }}
      >
        Next page
      </Button>
    </Flex>
  );
}
