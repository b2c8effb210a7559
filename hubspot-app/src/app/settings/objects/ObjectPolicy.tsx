import { Alert, Divider, Flex, Heading, Text } from "@hubspot/ui-extensions";
import type { Policy } from "@lockstep/api/wire-objects.ts";
import { LoadedView } from "@lockstep/ui/loaded-view.tsx";
import { FailureAlert, Loading } from "@lockstep/ui/states.tsx";
import { useLoad } from "@lockstep/ui/use-load.ts";
import { objectWords } from "@lockstep/ui/words.ts";
import type { ReactNode } from "react";
import type { TabContext } from "../tab-context.ts";
import { BasicRules } from "./BasicRules.tsx";
import { CatchAllField } from "./CatchAllField.tsx";
import { ContactRules } from "./ContactRules.tsx";
import { DealRules } from "./DealRules.tsx";
import { DefaultFields } from "./DefaultFields.tsx";
import { DueDays } from "./DueDays.tsx";
import { PairRules } from "./PairRules.tsx";
import { SaveBar } from "./SaveBar.tsx";
import { usePolicy } from "./use-policy.ts";
import type { PolicyForm } from "./use-policy.ts";
import { useReport } from "./use-unsaved-parts.ts";
import type { ReportUnsaved } from "./use-unsaved-parts.ts";

/** What {@link ObjectPolicy} is given. */
export interface ObjectPolicyProps {
  context: TabContext;
  objectType: string;
  report: ReportUnsaved;
}

/** How an object type is synced, to be read and changed. */
export function ObjectPolicy({ context, objectType, report }: ObjectPolicyProps): ReactNode {
  const path = { objectType };
  const load = useLoad(objectType, () =>
    context.api.call("get /objects/:objectType/policy", { path }),
  );
  return (
    <LoadedView what={`the settings of ${objectWords(objectType).many.toLowerCase()}`} load={load}>
      {(policy) => (
        <PolicyView context={context} stored={policy} report={report} onSaved={load.replace} />
      )}
    </LoadedView>
  );
}

function PolicyView({
  context,
  stored,
  report,
  onSaved,
}: Pick<ObjectPolicyProps, "context" | "report"> & {
  stored: Policy;
  onSaved: (policy: Policy) => void;
}): ReactNode {
  const editor = usePolicy(context, stored, onSaved);
  const { form, isReady, isUnsaved, isSaving, draftFailure, save, discard } = editor;
  useReport(report, stored.objectType, isUnsaved);
  if (!isReady) return <Loading what="what you entered before" />;
  const { many } = objectWords(stored.objectType);
  return (
    <Flex direction="column" gap="md">
      <Warnings context={context} objectType={stored.objectType} />
      <BasicRules form={form} />
      <PairRules form={form} />
      <OwnRules form={form} />
      <DefaultFields form={form} />
      <DueDays form={form} />
      <FailureAlert failure={draftFailure} />
      <FailureAlert failure={form.failure} />
      {context.rights.settings ? (
        <SaveBar
          context={context}
          id={`discard-policy-${stored.objectType}`}
          label={`Save ${many.toLowerCase()}`}
          isUnsaved={isUnsaved}
          isSaving={isSaving}
          because={form.problems.size === 0 ? null : "Correct the marked fields first."}
          onSave={() => void save()}
          onDiscard={discard}
        />
      ) : null}
    </Flex>
  );
}

/** What only some object types have. */
function OwnRules({ form }: { form: PolicyForm }): ReactNode {
  const { objectType } = form.policy;
  if (objectType === "company") return null;
  return (
    <>
      <Divider />
      <Heading>Rules for {objectWords(objectType).many.toLowerCase()}</Heading>
      {objectType === "contact" ? <ContactRules form={form} /> : <DealRules form={form} />}
      <CatchAllField form={form} />
    </>
  );
}

function Warnings({ context, objectType }: Omit<ObjectPolicyProps, "report">): ReactNode {
  const warnings = context.overview.warnings.filter((one) => one.objectType === objectType);
  return warnings.map(({ code, message, remedy }) => (
    <Alert key={code} title={message} variant="warning">
      <Text>{remedy}</Text>
    </Alert>
  ));
}
