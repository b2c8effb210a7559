/** A stage of a HubSpot pipeline. */
export interface DealStage {
  id: string;
  label: string;
  /** 0 to 1; of a closed stage 1 means won and 0 lost. */
  probability: number;
  isClosed: boolean;
}

/** A HubSpot deal pipeline. */
export interface DealPipeline {
  id: string;
  label: string;
  /** In the order a deal goes through them. */
  stages: readonly DealStage[];
}

function stage(id: string, label: string, probability: number): DealStage {
  return { id, label, probability, isClosed: probability === 0 || probability === 1 };
}

/**
 * The portal's pipelines: the one every portal begins with, and one of its own.
 *
 * @see https://knowledge.hubspot.com/object-settings/set-up-and-customize-pipelines
 */
export const dealPipelines: readonly DealPipeline[] = [
  {
    id: "default",
    label: "Sales Pipeline",
    stages: [
      stage("appointmentscheduled", "Appointment Scheduled", 0.2),
      stage("qualifiedtobuy", "Qualified To Buy", 0.4),
      stage("presentationscheduled", "Presentation Scheduled", 0.6),
      stage("decisionmakerboughtin", "Decision Maker Bought-In", 0.8),
      stage("contractsent", "Contract Sent", 0.9),
      stage("closedwon", "Closed Won", 1),
      stage("closedlost", "Closed Lost", 0),
    ],
  },
  {
    id: "managed-services",
    label: "Managed services",
    stages: [
      stage("ms_new", "New", 0.1),
      stage("ms_scoping", "Scoping", 0.4),
      stage("ms_proposal", "Proposal", 0.7),
      stage("ms_won", "Won", 1),
      stage("ms_lost", "Lost", 0),
    ],
  },
];

/** Values of HubSpot's `dealtype` with their labels. */
export const dealTypes: readonly { value: string; label: string }[] = [
  { value: "newbusiness", label: "New Business" },
  { value: "existingbusiness", label: "Existing Business" },
];

/** ConnectWise's sales stages in their order; `probability` in percent. */
export const opportunityStages: readonly { name: string; probability: number }[] = [
  { name: "Prospect", probability: 10 },
  { name: "Qualification", probability: 25 },
  { name: "Quote", probability: 50 },
  { name: "Negotiation", probability: 75 },
  { name: "Commit", probability: 90 },
];

/** A ConnectWise opportunity status; stage and status are two lists that know nothing of each other. */
export interface OpportunityStatus {
  name: string;
  wonFlag: boolean;
  lostFlag: boolean;
  closedFlag: boolean;
}

/** ConnectWise's opportunity statuses; the first is the default. */
export const opportunityStatuses: readonly OpportunityStatus[] = [
  { name: "Open", wonFlag: false, lostFlag: false, closedFlag: false },
  { name: "Won", wonFlag: true, lostFlag: false, closedFlag: true },
  { name: "Lost", wonFlag: false, lostFlag: true, closedFlag: true },
  { name: "No Decision", wonFlag: false, lostFlag: false, closedFlag: true },
];

/** ConnectWise's opportunity types; HubSpot has a deal type for the first two only. */
export const opportunityTypes: readonly string[] = [
  "New Business",
  "Existing Business",
  "Renewal",
  "Project",
];

/** Where the sample's opportunities belong: ConnectWise wants both ids with every update. */
export const salesOffice = { locationId: 2, businessUnitId: 10 } as const;

/** An open HubSpot stage with the ConnectWise stages that say the same. */
export interface StagePair {
  pipeline: string;
  stage: string;
  /** The first is the one a deal is given; the others count as the same. */
  opportunityStages: readonly [string, ...string[]];
}

/**
 * Which open stages go together; ConnectWise has no pipelines, so both pipelines use its one list.
 * Closed stages go by the flags of the status: won with won, lost with lost.
 */
export const stagePairs: readonly StagePair[] = [
  { pipeline: "default", stage: "appointmentscheduled", opportunityStages: ["Prospect"] },
  { pipeline: "default", stage: "qualifiedtobuy", opportunityStages: ["Qualification"] },
  { pipeline: "default", stage: "presentationscheduled", opportunityStages: ["Quote"] },
  { pipeline: "default", stage: "decisionmakerboughtin", opportunityStages: ["Negotiation"] },
  { pipeline: "default", stage: "contractsent", opportunityStages: ["Commit"] },
  { pipeline: "managed-services", stage: "ms_new", opportunityStages: ["Prospect"] },
  { pipeline: "managed-services", stage: "ms_scoping", opportunityStages: ["Qualification"] },
  {
    pipeline: "managed-services",
    stage: "ms_proposal",
    opportunityStages: ["Quote", "Negotiation", "Commit"],
  },
];
