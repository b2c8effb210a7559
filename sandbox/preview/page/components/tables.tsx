import type {
  TableCellProps,
  TableHeaderProps,
  TablePaginatedProps,
  TableProps,
} from "@hubspot/ui-extensions";
import { createContext, useContext, useLayoutEffect, useState } from "react";
import type { CSSProperties, ReactNode } from "react";
import { nameTables } from "./table-names.ts";

const widths: Readonly<Record<string, string>> = { min: "1%", max: "100%", auto: "auto" };

function cellStyle(width: string | number | undefined, align: string | undefined): CSSProperties {
  return {
    ...(width === undefined ? {} : { width: typeof width === "number" ? width : widths[width] }),
    ...(align === undefined ? {} : { textAlign: align as CSSProperties["textAlign"] }),
  };
}

/** A table, with pages below it when they are asked for; a wide one scrolls within itself. */
export function Table(props: TableProps): ReactNode {
  useLayoutEffect(nameTables);
  const { bordered = true, flush = false, density = "default", children, testId } = props;
  const names = ["hs-table", `hs-density-${density}`, bordered ? "hs-bordered" : ""];
  return (
    <div className={flush ? "" : "hs-table-space"} data-testid={testId}>
      <div className="hs-table-scroll" role="region" tabIndex={0}>
        <table className={names.join(" ")}>{children}</table>
      </div>
      {props.paginated === true ? <Pages {...props} /> : null}
    </div>
  );
}

function Pages(props: TablePaginatedProps): ReactNode {
  const {
    pageCount,
    onPageChange,
    maxVisiblePageButtons = 7,
    showFirstLastButtons = false,
  } = props;
  const [pageHere, setPageHere] = useState(1);
  const page = props.page ?? pageHere;
  const go = (to: number): void => {
    setPageHere(to);
    onPageChange(to);
  };
  const first = Math.max(
    1,
    Math.min(page - Math.floor(maxVisiblePageButtons / 2), pageCount - maxVisiblePageButtons + 1),
  );
  const count = Math.min(maxVisiblePageButtons, pageCount);
  const step = (label: string, to: number): ReactNode => (
    <button type="button" disabled={to < 1 || to > pageCount || to === page} onClick={() => go(to)}>
      {props.showButtonLabels === false ? <span className="hs-sr-only">{label}</span> : label}
    </button>
  );
  return (
    <nav className="hs-pages" aria-label="Pages">
      {showFirstLastButtons ? step("First", 1) : null}
      {step("Prev", page - 1)}
      {Array.from({ length: count }, (_, index) => first + index).map((number) => (
        <button
          key={number}
          type="button"
          aria-current={number === page ? "page" : undefined}
          aria-label={`Page ${number}`}
          onClick={() => go(number)}
        >
          {number}
        </button>
      ))}
      {step("Next", page + 1)}
      {showFirstLastButtons ? step("Last", pageCount) : null}
    </nav>
  );
}

const HeadContext = createContext(false);

export function TableHead({ children }: { children?: ReactNode }): ReactNode {
  return (
    <HeadContext.Provider value={true}>
      <thead>{children}</thead>
    </HeadContext.Provider>
  );
}

export function TableBody({ children }: { children?: ReactNode }): ReactNode {
  return <tbody>{children}</tbody>;
}

export function TableFooter({ children }: { children?: ReactNode }): ReactNode {
  return <tfoot>{children}</tfoot>;
}

export function TableRow({
  children,
  testId,
}: {
  children?: ReactNode;
  testId?: string;
}): ReactNode {
  return <tr data-testid={testId}>{children}</tr>;
}

/** A heading of a column or, outside the head, of a row; a sorted one is a button. */
export function TableHeader(props: TableHeaderProps): ReactNode {
  const { children, width, align, sortDirection = "never" } = props;
  const scope = useContext(HeadContext) ? "col" : "row";
  const style = cellStyle(width, align);
  if (sortDirection === "never" || !("onSortChange" in props)) {
    return (
      <th scope={scope} style={style}>
        {children}
      </th>
    );
  }
  const sort = { none: undefined, ascending: "ascending", descending: "descending" } as const;
  const next = sortDirection === "ascending" ? "descending" : "ascending";
  return (
    <th scope={scope} style={style} aria-sort={sort[sortDirection]}>
      <button
        type="button"
        className="hs-sort"
        disabled={props.disabled ?? false}
        onClick={() => props.onSortChange(next)}
      >
        {children}
        <span aria-hidden="true">
          {{ none: " ↕", ascending: " ↑", descending: " ↓" }[sortDirection]}
        </span>
      </button>
    </th>
  );
}

export function TableCell({ children, colSpan, width, align, testId }: TableCellProps): ReactNode {
  return (
    <td colSpan={colSpan} style={cellStyle(width, align)} data-testid={testId}>
      {children}
    </td>
  );
}
