import {
  Accordion,
  Alert,
  DescriptionList,
  DescriptionListItem,
  Flex,
  ProgressBar,
  Statistics,
  StatisticsItem,
  Text,
} from "@hubspot/ui-extensions";
import type { FieldValue } from "@lockstep/api/wire-common.ts";
import type { Fields, MappingDryRun } from "@lockstep/api/wire-mapping.ts";
import type { Format } from "@lockstep/ui/format.ts";
import { RecordLink } from "@lockstep/ui/record-link.tsx";
import { sideWords } from "@lockstep/ui/words.ts";
import type { ReactNode } from "react";
import { fieldLabel } from "./field-words.ts";
import { recordsOf } from "./use-review.ts";

/** What {@link DryRunResult} is given. */
export interface DryRunResultProps {
  dryRun: MappingDryRun;
  /** Linked records of the object type. */
  links: number;
  fields: Fields;
  format: Format;
}

/** What a change would write to linked records: how far the dry run is, counts, and samples. */
export function DryRunResult({ dryRun, links, fields, format }: DryRunResultProps): ReactNode {
  const { counts, samples, state } = dryRun;
  if (state === "running") {
    return (
      <ProgressBar
        title="Dry run: nothing is written"
        value={dryRun.links}
        maxValue={Math.max(links, dryRun.links, 1)}
        valueDescription={`${format.number(dryRun.links)} of ${format.number(Math.max(links, dryRun.links))} linked records`}
      />
    );
  }
  if (recordsOf(dryRun) === 0 && counts.problems === 0) {
    return (
      <Alert title="The change would write to no linked record." variant="success">
        {`${format.number(dryRun.links)} linked records were looked at.`}
      </Alert>
    );
  }
  return (
    <Flex direction="column" gap="sm">
      <Statistics>
        <StatisticsItem label="HubSpot records written" number={format.number(counts.hubspot)} />
        <StatisticsItem
          label="ConnectWise records written"
          number={format.number(counts.connectwise)}
        />
        <StatisticsItem label="Values replaced" number={format.number(counts.overwritten)} />
        <StatisticsItem label="Values emptied" number={format.number(counts.emptied)} />
        <StatisticsItem label="Problems" number={format.number(counts.problems)} />
      </Statistics>
      {samples.length === 0 ? null : (
        <Accordion title={`Examples (${format.number(samples.length)})`} size="sm">
          <Flex direction="column" gap="sm">
            {samples.map((sample) => (
              <Sample key={sample.hubspotId} sample={sample} fields={fields} />
            ))}
          </Flex>
        </Accordion>
      )}
    </Flex>
  );
}

function Sample({
  sample,
  fields,
}: {
  sample: MappingDryRun["samples"][number];
  fields: Fields;
}): ReactNode {
  return (
    <Flex direction="column" gap="xs">
      <Flex direction="row" gap="sm" wrap>
        <RecordLink url={sample.hubspotUrl}>{`HubSpot no. ${sample.hubspotId}`}</RecordLink>
        <RecordLink url={sample.connectwiseUrl}>
          {`ConnectWise no. ${sample.connectwiseId}`}
        </RecordLink>
      </Flex>
      <DescriptionList direction="row">
        {sample.changes.map(({ side, field, before, after }) => (
          <DescriptionListItem
            key={`${side} ${field}`}
            label={`${fieldLabel(fields, side, field)} in ${sideWords(side)}`}
          >
            <Text>
              {valueWords(before)} → {valueWords(after)}
            </Text>
          </DescriptionListItem>
        ))}
      </DescriptionList>
    </Flex>
  );
}

function valueWords(value: FieldValue): string {
  if (value === null || value === "") return "(empty)";
  if (typeof value === "boolean") return value ? "Yes" : "No";
  return String(value);
}
