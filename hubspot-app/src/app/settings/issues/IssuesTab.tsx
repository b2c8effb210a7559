import type { IssueCategory } from "@lockstep/api/wire-account.ts";
import type { ReactNode } from "react";
import { useState } from "react";
import type { TabContext } from "../tab-context.ts";
import { CategoryRecords } from "./CategoryRecords.tsx";
import { IssueList } from "./IssueList.tsx";
import { ReviewList } from "./ReviewList.tsx";

/** What keeps records from being in sync, what to do about it, and records to be matched by a person. */
export function IssuesTab({ context }: { context: TabContext }): ReactNode {
  const [category, setCategory] = useState<IssueCategory | null>(null);
  if (category === null) return <IssueList context={context} onOpen={setCategory} />;
  const back = (): void => setCategory(null);
  return category.state === "review" ? (
    <ReviewList context={context} objectType={category.objectType} onBack={back} />
  ) : (
    <CategoryRecords context={context} category={category} onBack={back} />
  );
}
