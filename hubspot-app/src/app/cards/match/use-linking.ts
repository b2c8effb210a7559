import { useExtensionActions } from "@hubspot/ui-extensions";
import type { LinkReport } from "@lockstep/api/wire-records.ts";
import { useAction } from "@lockstep/ui/use-action.ts";
import type { Action } from "@lockstep/ui/use-action.ts";
import { sideWords } from "@lockstep/ui/words.ts";
import { useClosePart } from "../record/use-close-part.ts";
import { useScope } from "../scope.tsx";

/** Id of the part in which records are linked. */
export const COUNTERPARTS = "lockstep-counterparts";

/** Links HubSpot's record with one of ConnectWise's, and says what came of it. */
export function useLinking(): Action<[connectwiseId: string], LinkReport> {
  const { api, record, changed, syncing } = useScope();
  const { addAlert } = useExtensionActions<"crm.record.tab">();
  const closePart = useClosePart();
  return useAction(async (connectwiseId: string) => {
    const { objectType, recordId: hubspotId } = record;
    const body = { objectType, hubspotId, connectwiseId };
    const report = await api.call("post /records/link", { body });
    syncing.dismiss();
    closePart(COUNTERPARTS);
    const type = report.problems.length === 0 ? "success" : "warning";
    addAlert({ type, title: "Linked", message: linkWords(report) });
    await changed();
    return report;
  });
}

/** What came of linking two records. */
function linkWords({ written, isPending, problems }: LinkReport): string {
  const [problem] = problems;
  if (problem !== undefined) return `${problem.message} ${problem.remedy}`;
  if (isPending) return "The two are linked. Their values are made equal a little later.";
  if (written.length === 0) return "The two are linked, and their values were equal already.";
  return `The two are linked. Values were written to ${written.map(sideWords).join(" and ")}.`;
}
