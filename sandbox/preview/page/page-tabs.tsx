import { useState } from "react";
import type { ReactNode } from "react";

/** A tab of HubSpot's own page. */
export interface PageTab {
  id: string;
  title: string;
  content: ReactNode;
}

/** HubSpot's own tabs in the middle of a record, of which the extensions' are some. */
export function PageTabs({ tabs }: { tabs: readonly PageTab[] }): ReactNode {
  const [chosen, setChosen] = useState<string | null>(null);
  const current = tabs.find(({ id }) => id === chosen) ?? tabs[0];
  return (
    <>
      <div className="page-tabs">
        {tabs.map(({ id, title }) => (
          <button
            key={id}
            type="button"
            aria-pressed={id === current?.id}
            onClick={() => setChosen(id)}
          >
            {title}
          </button>
        ))}
      </div>
      <div className="tab-card">{current?.content}</div>
    </>
  );
}
