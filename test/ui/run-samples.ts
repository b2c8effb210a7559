import type { Run, RunSample } from "@lockstep/api/wire-runs.ts";

/** A dry run that is done, with what is said otherwise. */
export function aRun(over: Partial<Run> = {}): Run {
  return {
    runId: "run-1",
    kind: "dry-run",
    state: "done",
    phase: "done",
    done: 1200,
    total: 1200,
    counts: { linked: 1000, created_in_hubspot: 150, excluded: 50 },
    objects: {
      company: { linked: 400, created_in_hubspot: 150 },
      contact: { linked: 600, excluded: 50 },
    },
    estimate: { calls: { hubspot: 40, connectwise: 1100 }, minutes: 7 },
    pause: null,
    startedAt: "2026-12-03T10:00:00.000Z",
    finishedAt: "2026-12-03T10:05:00.000Z",
    error: null,
    ...over,
  };
}

/** Records of a dry run: one with names and changes, one without. */
export const SAMPLES: RunSample[] = [
  {
    objectType: "company",
    hubspotId: "9",
    connectwiseId: "250",
    name: "Harbour Ltd",
    hubspotUrl: "https://app.hubspot.com/contacts/77/record/0-2/9",
    connectwiseUrl: "https://na.myconnectwise.net/open?recid=250",
    action: "linked",
    reason: "",
    changes: [
      { side: "hubspot", field: "city", before: null, after: "Boston", rule: "fill_blank" },
      { side: "hubspot", field: "industry", before: "A", after: "B", rule: "" },
      { side: "connectwise", field: "types/name", before: null, after: true, rule: "" },
      { side: "hubspot", field: "fullname", before: null, after: "Harbour", rule: "" },
      { side: "hubspot", field: "staff", before: null, after: "32000", rule: "" },
    ],
  },
  {
    objectType: "contact",
    hubspotId: "10",
    connectwiseId: null,
    name: null,
    hubspotUrl: "https://app.hubspot.com/contacts/77/record/0-1/10",
    connectwiseUrl: null,
    action: "excluded",
    reason: "Its e-mail address is a free one.",
    changes: [],
  },
];
