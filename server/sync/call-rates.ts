import type { SideNumbers } from "./run-ports.ts";

/**
 * Calls a second that a portal's budgets allow: just under HubSpot's published 110 in any 10 s, and
 * 900 of the 1,000 a minute that ConnectWise asks customers to share among their tools.
 */
export const CALLS_PER_SECOND: SideNumbers = { hubspot: 10.6, connectwise: 15 };
