import type { ReportUnsaved } from "../../objects/use-unsaved-parts.ts";
import type { TabContext } from "../../tab-context.ts";

/** What export and import of the configuration are given. */
export interface ConfigurationProps {
  context: TabContext;
  report: ReportUnsaved;
  onImported: () => void;
}
