import type { Api } from "@lockstep/api/client.ts";
import type { Issue, IssueCategory } from "@lockstep/api/wire-account.ts";
import { useAction } from "@lockstep/ui/use-action.ts";
import type { Action } from "@lockstep/ui/use-action.ts";
import { useLoad } from "@lockstep/ui/use-load.ts";
import type { Load } from "@lockstep/ui/use-load.ts";

/** Records of a category, as far as they were looked for. */
export interface CategoryIssues {
  items: Issue[];
  /** Where to look on; null: these are all. */
  next: string | null;
}

/** Issues that a request asks for, and how many of a category are enough to show. */
const PAGE = 500;
const ENOUGH = 25;
/** Requests before a person is asked whether to look on. */
const MAX_REQUESTS = 10;

/** What {@link useCategoryRecords} returns. */
export interface CategoryRecords {
  load: Load<CategoryIssues>;
  /** Looks for more of them. */
  more: Action<[known: CategoryIssues], void>;
}

/** Reads the records of a category out of the list of all issues, which is sorted by record. */
export function useCategoryRecords(api: Api, category: IssueCategory): CategoryRecords {
  const { objectType, state, code } = category;
  const load = useLoad(`${objectType} ${state} ${code}`, () => readSome(api, category, null));
  const more = useAction(async (known: CategoryIssues) => {
    const found = await readSome(api, category, known.next);
    load.replace({ items: [...known.items, ...found.items], next: found.next });
  });
  return { load, more };
}

async function readSome(
  api: Api,
  category: IssueCategory,
  from: string | null,
): Promise<CategoryIssues> {
  const items: Issue[] = [];
  let next = from;
  for (let asked = 0; asked < MAX_REQUESTS && items.length < ENOUGH; asked += 1) {
    const query = { limit: PAGE, ...(next === null ? {} : { after: next }) };
    // oxlint-disable-next-line no-await-in-loop -- the next page begins where this one ends
    const page = await api.call("get /issues", { query });
    items.push(...page.items.filter((issue) => isOf(issue, category)));
    next = page.next;
    if (next === null) break;
  }
  return { items, next };
}

function isOf(issue: Issue, { objectType, state, code }: IssueCategory): boolean {
  return issue.objectType === objectType && issue.state === state && issue.code === code;
}
