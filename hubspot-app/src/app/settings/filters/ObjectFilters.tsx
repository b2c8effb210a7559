import { Alert, Button, Flex, Text } from "@hubspot/ui-extensions";
import type { Filters } from "@lockstep/api/wire-objects.ts";
import { createFormat } from "@lockstep/ui/format.ts";
import { LoadedView } from "@lockstep/ui/loaded-view.tsx";
import { FailureAlert, Loading } from "@lockstep/ui/states.tsx";
import { useLoad } from "@lockstep/ui/use-load.ts";
import { objectWords } from "@lockstep/ui/words.ts";
import { useMemo } from "react";
import type { ReactNode } from "react";
import type { ReportUnsaved } from "../objects/use-unsaved-parts.ts";
import type { TabContext } from "../tab-context.ts";
import { SideFilter } from "./SideFilter.tsx";
import { useFilterDrafts } from "./use-filter-drafts.ts";

/** What {@link ObjectFilters} is given. */
export interface ObjectFiltersProps {
  context: TabContext;
  objectType: string;
  /** Told whether something is not saved. */
  report: ReportUnsaved;
}

/** The filters of an object type, a part for each direction. */
export function ObjectFilters({ context, objectType, report }: ObjectFiltersProps): ReactNode {
  const { api, locale } = context;
  const days = useMemo(() => createFormat({ locale, timeZone: "UTC" }), [locale]);
  const path = { objectType };
  const load = useLoad(objectType, async () => {
    const [filters, fields, policy] = await Promise.all([
      api.call("get /objects/:objectType/filters", { path }),
      api.call("get /objects/:objectType/filters/fields", { path }),
      api.call("get /objects/:objectType/policy", { path }),
    ]);
    return { filters, fields, policy };
  });
  const { isReady, drafts, failure, put, settle } = useFilterDrafts(api, objectType, report);
  return (
    <LoadedView what={`the filters of ${objectWords(objectType).many.toLowerCase()}`} load={load}>
      {({ filters, fields, policy }) => {
        if (!isReady) return <Loading what="what you entered last" />;
        const store = (stored: Filters): void => {
          load.replace({ filters: stored, fields, policy });
        };
        return (
          <Flex direction="column" gap="lg">
            <FailureAlert failure={failure} />
            {policy.isOn ? null : <ObjectIsOff context={context} objectType={objectType} />}
            {(["hubspot", "connectwise"] as const).map((side) => (
              <SideFilter
                key={side}
                context={context}
                objectType={objectType}
                side={side}
                filters={filters}
                fields={fields[side]}
                policy={policy}
                days={days}
                draft={drafts[side] ?? null}
                onDraft={(draft) => put(side, draft)}
                onStored={(stored, isOwn) => {
                  store(stored);
                  if (isOwn) settle(side, stored.version);
                }}
              />
            ))}
          </Flex>
        );
      }}
    </LoadedView>
  );
}

function ObjectIsOff({
  context,
  objectType,
}: Pick<ObjectFiltersProps, "context" | "objectType">): ReactNode {
  const { many } = objectWords(objectType);
  return (
    <Alert title={`${many} are not synced at present`} variant="info">
      <Flex direction="column" gap="xs" align="start">
        <Text>What you choose here counts once they are switched on under Objects.</Text>
        <Button size="sm" onClick={() => context.goTo("objects")}>
          Go to Objects
        </Button>
      </Flex>
    </Alert>
  );
}
