import type { ReactNode } from "react";
import { Failed, FailureAlert, Loading } from "./states.tsx";
import type { Load } from "./use-load.ts";

/** What {@link LoadedView} is given. */
export interface LoadedViewProps<Value> {
  /** What is being loaded, as in `Loading the overview`. */
  what: string;
  load: Load<Value>;
  children: (value: Value) => ReactNode;
}

/** Shows what was read, or how far it has come; a value stays when reading it again failed. */
export function LoadedView<Value>({ what, load, children }: LoadedViewProps<Value>): ReactNode {
  const { loaded, reload } = load;
  switch (loaded.status) {
    case "loading":
      return <Loading what={what} />;
    case "failed":
      return <Failed failure={loaded.failure} onRetry={reload} />;
    case "ready":
      return (
        <>
          <FailureAlert failure={loaded.failure} />
          {children(loaded.value)}
        </>
      );
  }
}
