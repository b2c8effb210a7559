import type { Fields, Mapping } from "@lockstep/api/wire-mapping.ts";
import { LoadedView } from "@lockstep/ui/loaded-view.tsx";
import { Loading } from "@lockstep/ui/states.tsx";
import { useLoad } from "@lockstep/ui/use-load.ts";
import { objectWords } from "@lockstep/ui/words.ts";
import { useEffect, useState } from "react";
import type { ReactNode } from "react";
import { useReport } from "../objects/use-unsaved-parts.ts";
import type { ReportUnsaved } from "../objects/use-unsaved-parts.ts";
import type { TabContext } from "../tab-context.ts";
import { toChange } from "./change.ts";
import type { ShownRow } from "./change.ts";
import { MappingOverview } from "./MappingOverview.tsx";
import { ReviewView } from "./ReviewView.tsx";
import { problemWithMap } from "./row-problems.ts";
import type { Refusal } from "./row-problems.ts";
import { StageMapView } from "./StageMapView.tsx";
import { useMapping } from "./use-mapping.ts";
import type { Wanted } from "./use-review.ts";
import { ValueMapView } from "./ValueMapView.tsx";

/** What {@link ObjectMapping} is given. */
export interface ObjectMappingProps {
  context: TabContext;
  objectType: string;
  /** Counts how often the lists of fields were read from the vendors again. */
  reading: number;
  report: ReportUnsaved;
}

interface Read {
  mapping: Mapping;
  fields: Fields;
}

/** What of the mapping is on the screen. */
type View =
  | { kind: "rows" }
  | { kind: "review" }
  | { kind: "reset" }
  | { kind: "value-map"; name: string }
  | { kind: "stage-map"; name: string };

const ROWS: View = { kind: "rows" };

/** The mapping of an object type, to be read and changed. */
export function ObjectMapping(props: ObjectMappingProps): ReactNode {
  const { context, objectType, reading } = props;
  const path = { objectType };
  const load = useLoad(objectType, async (): Promise<Read | null> => {
    const [mapping, fields] = await Promise.all([
      context.api.call("get /objects/:objectType/mapping", { path }),
      context.api.call("get /objects/:objectType/fields", { path }),
    ]);
    return "pairings" in fields ? { mapping, fields } : null;
  });
  const { reload } = load;
  useEffect(() => {
    if (reading > 0) void reload();
  }, [reading, reload]);
  return (
    <LoadedView what={`the fields of ${objectWords(objectType).many.toLowerCase()}`} load={load}>
      {(read) =>
        read === null ? null : (
          <MappingView
            {...props}
            read={read}
            onRead={(mapping) => load.replace({ ...read, mapping })}
            reload={reload}
          />
        )
      }
    </LoadedView>
  );
}

interface MappingViewProps extends ObjectMappingProps {
  read: Read;
  onRead: (mapping: Mapping) => void;
  reload: () => Promise<void>;
}

function MappingView(props: MappingViewProps): ReactNode {
  const { context, objectType, report, read, onRead, reload } = props;
  const [view, setView] = useState<View>(ROWS);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const editor = useMapping(context, read.mapping, read.fields);
  useReport(report, objectType, editor.isUnsaved);
  if (!editor.isReady) return <Loading what="what you entered before" />;

  const request = toChange(editor.mapping, editor.draft);
  const current = refusal !== null && isSame(refusal.request, request) ? refusal : null;
  const back = (): void => setView(ROWS);
  const refuse = (refused: Refusal): void => {
    setRefusal(refused);
    if (refused.failure.code !== "changed_meanwhile") return;
    back();
    void reload();
  };
  const finish = async (mapping: Mapping): Promise<void> => {
    await editor.discard();
    onRead(mapping);
    setRefusal(null);
    back();
    context.actions.addAlert({ type: "success", message: "The mapping is saved." });
    await context.reloadOverview();
  };
  if (view.kind === "rows") {
    return (
      <MappingOverview
        editor={editor}
        refusal={current}
        onRead={onRead}
        onReload={reload}
        onReview={() => setView({ kind: "review" })}
        onReset={() => setView({ kind: "reset" })}
        onOpenMap={(row) => setView(viewOfMap(row))}
      />
    );
  }
  if (view.kind === "review" || view.kind === "reset") {
    const wanted: Wanted = view.kind === "reset" ? view : { kind: "change", request };
    return (
      <ReviewView
        editor={editor}
        wanted={wanted}
        onBack={back}
        onSaved={finish}
        onRefused={refuse}
      />
    );
  }
  const { kind, name } = view;
  const MapView = kind === "stage-map" ? StageMapView : ValueMapView;
  const problem = problemWithMap(name, current);
  return <MapView editor={editor} name={name} refusal={problem} onBack={back} />;
}

/** Where the map of a row is changed. */
function viewOfMap({ mapName, transform }: ShownRow): View {
  if (mapName === undefined) return ROWS;
  return { kind: transform === "stage" ? "stage-map" : "value-map", name: mapName };
}

/** A refusal is about what was sent; once that is changed it says nothing. */
function isSame(one: Refusal["request"], other: Refusal["request"]): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
