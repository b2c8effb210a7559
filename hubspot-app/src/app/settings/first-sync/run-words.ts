import type { ActionCounts, Run } from "@lockstep/api/wire-runs.ts";
import type { Format } from "@lockstep/ui/format.ts";
import type { StateWords } from "@lockstep/ui/words.ts";

/** What is done with a record, in words. */
export interface ActionWords {
  action: string;
  /** Of a dry run: `Create in HubSpot`. */
  planned: string;
  /** Of a first sync: `Created in HubSpot`. */
  done: string;
  explanation: string;
}

/** Every action of a run, in the order in which it is shown. */
const ACTIONS: readonly ActionWords[] = [
  {
    action: "created_in_hubspot",
    planned: "Create in HubSpot",
    done: "Created in HubSpot",
    explanation: "ConnectWise has them, HubSpot does not.",
  },
  {
    action: "created_in_connectwise",
    planned: "Create in ConnectWise",
    done: "Created in ConnectWise",
    explanation: "HubSpot has them, ConnectWise does not.",
  },
  {
    action: "linked",
    planned: "Link",
    done: "Linked",
    explanation: "Both systems have them. They are linked, and gaps are filled.",
  },
  {
    action: "updated",
    planned: "Update",
    done: "Updated",
    explanation: "They are linked already, and differ.",
  },
  {
    action: "review",
    planned: "Needs your decision",
    done: "Needs your decision",
    explanation: "More than one counterpart is possible, so that nothing is guessed.",
  },
  {
    action: "waiting",
    planned: "Waits",
    done: "Waits",
    explanation: "Another record, such as the company, has to be linked first.",
  },
  {
    action: "attention",
    planned: "Needs attention",
    done: "Needs attention",
    explanation: "A value does not fit. Each says what to do.",
  },
  {
    action: "excluded",
    planned: "Leave out",
    done: "Left out",
    explanation: "A filter or a rule leaves them out.",
  },
];

/** Words of an action; one that this page does not know is shown without its underscores. */
export function actionWords(action: string): ActionWords {
  const words = action.replaceAll("_", " ");
  const plain = { action, planned: words, done: words, explanation: "" };
  return ACTIONS.find((one) => one.action === action) ?? plain;
}

/** An action of a run of this kind, in words. */
export function actionLabel(action: string, kind: Run["kind"]): string {
  const { planned, done } = actionWords(action);
  return kind === "dry-run" ? planned : done;
}

/** Actions that have a number, in the order in which they are shown. */
export function actionsIn(counts: ActionCounts): [action: string, count: number][] {
  const known = ACTIONS.map(({ action }) => action);
  const others = Object.keys(counts).filter((action) => !known.includes(action));
  return [...known, ...others].flatMap((action): [string, number][] => {
    const count = counts[action] ?? 0;
    return count === 0 ? [] : [[action, count]];
  });
}

/** All numbers of a run in one line. */
export function countWords({ counts, kind }: Run, format: Format): string {
  const parts = actionsIn(counts).map(
    ([action, count]) => `${actionLabel(action, kind)}: ${format.number(count)}`,
  );
  return parts.length === 0 ? "No records" : parts.join(", ");
}

/** `Dry run` or `First sync`. */
export function kindLabel(kind: Run["kind"]): string {
  return kind === "dry-run" ? "Dry run" : "First sync";
}

/** How a run stands. */
export function runState({ state }: Pick<Run, "state">): StateWords {
  switch (state) {
    case "running":
      return { label: "Under way", tone: "info" };
    case "paused":
      return { label: "Paused", tone: "warning" };
    case "cancelled":
      return { label: "Cancelled", tone: "default" };
    case "done":
      return { label: "Done", tone: "success" };
    case "failed":
      return { label: "Failed", tone: "danger" };
  }
}

/** What a run is doing. */
export function phaseWords({ phase, kind }: Pick<Run, "phase" | "kind">): string {
  if (isListing({ phase })) return "Reading the records of both systems";
  if (phase.startsWith("check-")) return "Comparing with what the dry run said";
  if (phase === "settle") return "Writing the last values";
  if (phase === "done") return "Coming to an end";
  return kind === "dry-run" ? "Working out what would be done" : "Linking and writing";
}

/** Whether the number of all records is still growing. */
export function isListing({ phase }: Pick<Run, "phase">): boolean {
  return phase.startsWith("list-");
}

/** What is left, in words; null where it is not known. */
export function estimateWords({ estimate }: Pick<Run, "estimate">, format: Format): string | null {
  if (estimate === null) return null;
  const { minutes, calls } = estimate;
  const time = minutes <= 1 ? "about a minute" : spanWords(minutes, format);
  return `${time}, with ${format.number(calls.hubspot)} calls to HubSpot and ${format.number(calls.connectwise)} to ConnectWise`;
}

function spanWords(minutes: number, format: Format): string {
  if (minutes < 120) return `about ${format.number(minutes)} minutes`;
  return `about ${format.number(Math.round(minutes / 60))} hours`;
}
