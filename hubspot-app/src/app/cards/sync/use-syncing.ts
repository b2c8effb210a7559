import type { Api } from "@lockstep/api/client.ts";
import type { ApiFailure } from "@lockstep/api/failure.ts";
import type { Card } from "@lockstep/api/wire-card.ts";
import type { RecordRef, SyncReport } from "@lockstep/api/wire-records.ts";
import { useAction } from "@lockstep/ui/use-action.ts";
import { usePolling } from "@lockstep/ui/use-polling.ts";
import { useCallback, useState } from "react";

/** A record that a person set going, and what came of it. */
export interface Followed {
  report: SyncReport;
  /** The card as it was when it began: it has words for the values from before. */
  before: Card;
  /** `following` until it is done; `slow` when it goes on without being watched. */
  phase: "following" | "slow" | "done";
}

/** What {@link useSyncing} returns. */
export interface Syncing {
  /** Sets it going and follows it until it is done. @returns null when it was refused */
  run: (start: () => Promise<SyncReport>) => Promise<SyncReport | null>;
  /** From the click until it is done. */
  isRunning: boolean;
  failure: ApiFailure | null;
  followed: Followed | null;
  /** Takes the outcome off the screen. */
  dismiss: () => void;
}

/** What {@link useSyncing} is given. */
export interface SyncingOptions {
  api: Api;
  record: RecordRef;
  card: Card;
  /** Something was written. */
  changed: () => Promise<void>;
}

/** Milliseconds between two questions how far it has come. */
const EVERY_MS = 1500;
/** After so many questions nobody looks at the card any more. */
const MAX_QUESTIONS = 60;

/** Follows what a person sets going on one record until it is done. */
export function useSyncing({ api, record, card, changed }: SyncingOptions): Syncing {
  const [followed, setFollowed] = useState<Followed | null>(null);
  const [questions, setQuestions] = useState(0);

  const action = useAction(async (start: () => Promise<SyncReport>) => {
    setFollowed(null);
    setQuestions(0);
    const report = await start();
    setFollowed({ report, before: card, phase: report.isPending ? "following" : "done" });
    if (!report.isPending) await changed();
    return report;
  });

  const isFollowing = followed?.phase === "following";
  const ask = async (): Promise<void> => {
    if (followed === null) return;
    setQuestions(questions + 1);
    const report = await readReport(api, record, followed.report.since);
    if (report?.isPending === false) {
      setFollowed({ ...followed, report, phase: "done" });
      await changed();
    } else if (questions + 1 >= MAX_QUESTIONS) {
      setFollowed({ ...followed, phase: "slow" });
    }
  };
  usePolling(ask, { isOn: isFollowing, everyMs: EVERY_MS });

  const { clear } = action;
  const dismiss = useCallback(() => {
    setFollowed(null);
    clear();
  }, [clear]);
  const { run, failure } = action;
  return { run, failure, isRunning: action.isRunning || isFollowing, followed, dismiss };
}

/** Null when nobody answers: the next question is soon enough. */
async function readReport(api: Api, path: RecordRef, since: string): Promise<SyncReport | null> {
  const { objectType, side, recordId } = path;
  try {
    return await api.call("get /records/:objectType/:side/:recordId/sync", {
      path: { objectType, side, recordId },
      query: { since },
    });
  } catch {
    return null;
  }
}
