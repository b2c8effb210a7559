import { AppError } from "../sync/errors.ts";
import { wordsForAll } from "../sync/issue-words.ts";
import type { PortalStore } from "../sync/portal-ports.ts";
import type { IssueCategory, IssueChoice } from "../sync/record-ports.ts";
import { mayWrite } from "./hold-records.ts";

/** Issues by object type, state and code, with words that hold for all of them. */
export async function listIssueCategories(
  portal: Pick<PortalStore, "issueCategories">,
): Promise<readonly IssueCategory[]> {
  const categories = await portal.issueCategories();
  return categories.map((category) => ({ ...category, ...wordsForAll(category.code, category) }));
}

/**
 * Has records with issues tried again, also those that were put off. Asked twice it marks the same
 * records.
 *
 * @param userId - HubSpot user who asks
 * @returns how many were marked
 * @throws AppError `portal_not_active` in states in which nothing is tried
 */
export async function retryIssues(
  portal: Pick<PortalStore, "portal" | "retryIssues">,
  choice: IssueChoice,
  userId: string,
): Promise<number> {
  if (await mayWrite(portal)) return portal.retryIssues(choice, userId);
  throw new AppError("Nothing is tried before the first sync.", {
    code: "portal_not_active",
    errorClass: "invalid",
    remedy: "Start the first sync.",
  });
}
