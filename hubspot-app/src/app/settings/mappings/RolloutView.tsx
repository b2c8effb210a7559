import { Alert, Flex, LoadingButton, ProgressBar, Text } from "@hubspot/ui-extensions";
import type { Mapping } from "@lockstep/api/wire-mapping.ts";
import { FailureAlert } from "@lockstep/ui/states.tsx";
import { useAction } from "@lockstep/ui/use-action.ts";
import { usePolling } from "@lockstep/ui/use-polling.ts";
import type { ReactNode } from "react";
import { NotLive } from "./NotLive.tsx";
import type { MappingEditor } from "./use-mapping.ts";

/** Milliseconds between looks at a roll-out. */
const LOOK_MS = 5_000;

/** What {@link RolloutView} is given. */
export interface RolloutViewProps {
  editor: MappingEditor;
  onRead: (mapping: Mapping) => void;
}

/** How far linked records have followed the latest change; a stopped roll-out can be resumed. */
export function RolloutView({ editor, onRead }: RolloutViewProps): ReactNode {
  const { context, mapping, isReadOnly } = editor;
  const { rollout, objectType } = mapping;
  const path = { objectType };
  const isUnderWay = rollout?.phase === "links" || rollout?.phase === "issues";
  const look = useAction(async () =>
    onRead(await context.api.call("get /objects/:objectType/mapping", { path })),
  );
  usePolling(async () => void (await look.run()), { isOn: isUnderWay, everyMs: LOOK_MS });
  const resume = useAction(async () =>
    onRead(await context.api.call("post /objects/:objectType/mapping/rollout/resume", { path })),
  );
  if (rollout === null || rollout.phase === "done") return null;
  const { format } = context;
  const { links, linksDone } = rollout;
  const progress = `${format.number(linksDone)} of ${format.number(links)} linked records`;
  if (rollout.phase !== "paused") {
    return (
      <Flex direction="column" gap="sm">
        <NotLive context={context} />
        <ProgressBar
          title="Linked records follow the latest change"
          value={linksDone}
          maxValue={Math.max(links, 1)}
          valueDescription={progress}
        />
      </Flex>
    );
  }
  return (
    <Alert title="Applying the latest change was stopped" variant="warning">
      <Flex direction="column" gap="sm" align="start">
        <Text>
          More records were about to be written to than its dry run said. So far: {progress}. Look
          at the issues and the activity; if what happened is what you want, go on.
        </Text>
        <FailureAlert failure={resume.failure} />
        {isReadOnly ? null : (
          <LoadingButton
            loading={resume.isRunning}
            disabled={resume.isRunning}
            onClick={() => void resume.run()}
          >
            Go on
          </LoadingButton>
        )}
      </Flex>
    </Alert>
  );
}
