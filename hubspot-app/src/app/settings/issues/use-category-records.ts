import type { Api } from "@lockstep/api/client.ts";
import type { Issue, IssueCategory } from "@lockstep/api/wire-account.ts";
import { usePages } from "../frame/use-pages.ts";
import type { Pages } from "../frame/use-pages.ts";

const PAGE = 25;

/** Reads the records of one kind of issue, page by page. */
export function useCategoryRecords(api: Api, category: IssueCategory): Pages<Issue> {
  const { objectType, state, code } = category;
  return usePages(`${objectType} ${state} ${code}`, async (after) =>
    api.call("get /issues", {
      query: { objectType, state, code, limit: PAGE, ...(after !== undefined && { after }) },
    }),
  );
}
