import { Button, Flex, Heading, StatusTag, Text, Tile } from "@hubspot/ui-extensions";
import { LoadedView } from "@lockstep/ui/loaded-view.tsx";
import { useLoad } from "@lockstep/ui/use-load.ts";
import type { StateWords } from "@lockstep/ui/words.ts";
import type { ReactNode } from "react";
import { TAB_TITLES } from "../frame/tab-words.ts";
import type { TabContext } from "../tab-context.ts";
import { GoodToKnow } from "./GoodToKnow.tsx";
import { Notices } from "./Notices.tsx";
import { objectTypesOf, stepsOf } from "./checklist.ts";
import type { ObjectSetup, Step } from "./checklist.ts";

/** What is left to do until the sync runs by itself. */
export function Checklist({ context }: { context: TabContext }): ReactNode {
  const { api, overview } = context;
  const objectTypes = objectTypesOf(overview);
  const load = useLoad(objectTypes.join(" "), () =>
    Promise.all(
      objectTypes.map(async (objectType): Promise<ObjectSetup> => {
        const [policy, filters] = await Promise.all([
          api.call("get /objects/:objectType/policy", { path: { objectType } }),
          api.call("get /objects/:objectType/filters", { path: { objectType } }),
        ]);
        return { policy, filters };
      }),
    ),
  );
  return (
    <LoadedView what="what is set up" load={load}>
      {(setups) => <Steps context={context} steps={stepsOf(overview, setups)} />}
    </LoadedView>
  );
}

function Steps({ context, steps }: { context: TabContext; steps: readonly Step[] }): ReactNode {
  const next = steps.find(({ state }) => state === "open" || state === "running");
  const done = steps.filter(({ state }) => state === "done" || state === "choice").length;
  return (
    <Flex direction="column" gap="md">
      <Flex direction="column" gap="xs">
        <Heading>Set up the sync</Heading>
        <Text>
          Lockstep keeps HubSpot and ConnectWise PSA equal, in both directions. Nothing is written
          to either system until you start the first sync.
        </Text>
        <Text format={{ fontWeight: "bold" }}>{`${done} of ${steps.length} steps done`}</Text>
      </Flex>
      {steps.map((step, at) => (
        <StepTile
          key={step.title}
          context={context}
          step={step}
          number={at + 1}
          isNext={step === next}
        />
      ))}
      <Notices context={context} />
      <GoodToKnow context={context} />
    </Flex>
  );
}

function StepTile({
  context,
  step,
  number,
  isNext,
}: {
  context: TabContext;
  step: Step;
  number: number;
  isNext: boolean;
}): ReactNode {
  const { label, tone } = stepWords(step, isNext);
  const canOpen = context.overview.connection !== null || step.tab === "connection";
  return (
    <Tile compact>
      <Flex direction="column" gap="xs" align="start">
        <Flex gap="sm" align="center" wrap>
          <Text format={{ fontWeight: "bold" }}>{`${number}. ${step.title}`}</Text>
          <StatusTag variant={tone}>{label}</StatusTag>
        </Flex>
        <Text>{step.detail}</Text>
        {canOpen ? (
          <Button
            variant={isNext ? "primary" : "secondary"}
            size={isNext ? "sm" : "xs"}
            onClick={() => context.goTo(step.tab)}
          >
            {`Go to ${TAB_TITLES[step.tab]}`}
          </Button>
        ) : null}
      </Flex>
    </Tile>
  );
}

function stepWords({ state }: Step, isNext: boolean): StateWords {
  switch (state) {
    case "done":
      return { label: "Done", tone: "success" };
    case "choice":
      return { label: "Up to you", tone: "default" };
    case "running":
      return { label: "Under way", tone: "info" };
    case "open":
      return isNext ? { label: "Next", tone: "warning" } : { label: "Later", tone: "default" };
  }
}
