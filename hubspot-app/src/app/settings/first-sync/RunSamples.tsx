import { Flex, Heading, Select, Text } from "@hubspot/ui-extensions";
import type { RunSample } from "@lockstep/api/wire-runs.ts";
import { LoadedView } from "@lockstep/ui/loaded-view.tsx";
import { Empty, Loading } from "@lockstep/ui/states.tsx";
import { useLoad } from "@lockstep/ui/use-load.ts";
import { useRecordNames } from "@lockstep/ui/use-record-names.ts";
import type { NamedRef } from "@lockstep/ui/use-record-names.ts";
import { useState } from "react";
import type { ReactNode } from "react";
import type { TabContext } from "../tab-context.ts";
import { SampleTile } from "./SampleTile.tsx";
import { actionLabel, actionsIn } from "./run-words.ts";
import type { KnownFields } from "./sample-words.ts";

/** What {@link RunSamples} is given. */
export interface RunSamplesProps {
  context: TabContext;
  runId: string;
  /** Empty: of all objects. */
  objectType: string;
}

/** Some records of a dry run, with what would be written into which field. */
export function RunSamples({ context, runId, objectType }: RunSamplesProps): ReactNode {
  const { api } = context;
  const load = useLoad(runId, () => api.call("get /runs/:runId/samples", { path: { runId } }));
  return (
    <Flex direction="column" gap="sm">
      <Heading>Examples</Heading>
      <Text>
        Up to ten records of each kind. The CSV file has all of them, without their values.
      </Text>
      <LoadedView what="the examples" load={load}>
        {({ samples }) => (
          <Samples
            context={context}
            samples={samples.filter((one) => objectType === "" || one.objectType === objectType)}
          />
        )}
      </LoadedView>
    </Flex>
  );
}

function Samples({
  context,
  samples,
}: {
  context: TabContext;
  samples: readonly RunSample[];
}): ReactNode {
  const [chosen, setChosen] = useState("");
  const counts: Record<string, number> = {};
  for (const { action } of samples) counts[action] = (counts[action] ?? 0) + 1;
  const actions = actionsIn(counts).map(([action]) => action);
  const action = actions.includes(chosen) ? chosen : actions[0];
  const shown = samples.filter((one) => one.action === action);
  const fields = useKnownFields(context, [...new Set(shown.map((one) => one.objectType))]);
  const names = useRecordNames(context.api, shown.map(refOf));
  if (action === undefined) return <Empty title="No examples">The dry run found no records.</Empty>;
  return (
    <Flex direction="column" gap="sm">
      <Select
        label="Examples of"
        name="sample-action"
        value={action}
        options={actions.map((one) => ({ value: one, label: actionLabel(one, "dry-run") }))}
        onChange={(value) => setChosen(String(value))}
      />
      {fields === null || names === null ? (
        <Loading what="the names of fields and records" />
      ) : (
        shown.map((sample, at) => (
          <SampleTile
            key={`${sample.objectType} ${sample.hubspotId ?? ""} ${sample.connectwiseId ?? ""} ${at}`}
            context={context}
            sample={{ ...sample, name: sample.name ?? names(refOf(sample)) }}
            known={fields[sample.objectType] ?? null}
          />
        ))
      )}
    </Flex>
  );
}

/** The record by which a sample is called. */
function refOf({ objectType, hubspotId, connectwiseId }: RunSample): NamedRef {
  return hubspotId === null
    ? { objectType, side: "connectwise", id: connectwiseId ?? "" }
    : { objectType, side: "hubspot", id: hubspotId };
}

/** Fields by object type, null until they are read; where they cannot be, paths stand in for labels. */
function useKnownFields(
  { api }: TabContext,
  objectTypes: readonly string[],
): Readonly<Record<string, KnownFields>> | null {
  const { loaded } = useLoad(`fields ${objectTypes.join(" ")}`, async () => {
    const read = await Promise.all(
      objectTypes.map(async (objectType) => {
        const input = { path: { objectType } };
        return [
          objectType,
          await api.call("get /objects/:objectType/filters/fields", input),
        ] as const;
      }),
    );
    return Object.fromEntries(read);
  });
  if (loaded.status === "loading") return null;
  return loaded.status === "ready" ? loaded.value : {};
}
