import { Flex } from "@hubspot/ui-extensions";
import { LoadedView } from "@lockstep/ui/loaded-view.tsx";
import type { ReactNode } from "react";
import { MoreButton } from "./MoreButton.tsx";
import type { Pages } from "./use-pages.ts";

/** What {@link PagedList} is given. */
export interface PagedListProps<Item> {
  /** What is read, as in `the runs`. */
  what: string;
  pages: Pages<Item>;
  /** Shown where there is nothing. */
  empty: ReactNode;
  /** What the button for the next page says. */
  more: string;
  children: (items: readonly Item[]) => ReactNode;
}

/** A list that is read page by page, with its states. */
export function PagedList<Item>(props: PagedListProps<Item>): ReactNode {
  const { what, pages, empty, more, children } = props;
  return (
    <LoadedView what={what} load={pages.load}>
      {() =>
        pages.items.length === 0 ? (
          empty
        ) : (
          <Flex direction="column" gap="sm">
            {children(pages.items)}
            <MoreButton pages={pages}>{more}</MoreButton>
          </Flex>
        )
      }
    </LoadedView>
  );
}
