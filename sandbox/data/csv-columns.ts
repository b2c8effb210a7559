import { CsvError, readTable } from "./csv-table.ts";
import type { TableRow } from "./csv-table.ts";

/** Which headings lead to which field: the first is the vendor's usual one. */
export type ColumnNames = Readonly<Record<string, readonly string[]>>;

/** A table whose columns are known by field. */
export interface Columns {
  file: string;
  rows: TableRow[];
  notes: string[];
  /** @returns the row's value of a field, '' when it is blank or the file has no such column. */
  value(row: TableRow, field: string): string;
  /** @returns the heading of a field as the file spells it. */
  heading(field: string): string;
}

/** Case, punctuation and invisible characters do not tell headings apart. */
function normalHeading(heading: string): string {
  return heading
    .normalize("NFKC")
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

function findPositions(
  file: string,
  headings: readonly string[],
  fieldByHeading: ReadonlyMap<string, string>,
): Map<string, number> {
  const positions = new Map<string, number>();
  for (const [index, heading] of headings.entries()) {
    const field = fieldByHeading.get(normalHeading(heading));
    if (field === undefined) continue;
    const earlier = positions.get(field);
    if (earlier !== undefined) {
      throw new CsvError(file, {
        line: 1,
        column: heading,
        what: `this column and "${headings[earlier] ?? ""}" mean the same.`,
        remedy: "Remove one of the two.",
      });
    }
    positions.set(field, index);
  }
  return positions;
}

function refuseMissing(
  file: string,
  headings: readonly string[],
  missing: readonly string[],
): void {
  const [first] = missing;
  if (first === undefined) return;
  throw new CsvError(file, {
    line: 1,
    column: first,
    what: `${missing.length > 1 ? `the columns ${missing.join(", ")} are` : "this column is"} missing; the file has ${headings.join(", ")}.`,
    remedy: "Add the column to the export's view, or rename the heading, and export again.",
  });
}

/**
 * Reads an export and finds its columns by their headings, in any order and case.
 *
 * @param required - fields the file must have a column for
 * @throws CsvError - as `readTable`, and when a column is missing or there twice
 */
export function readColumns(
  file: string,
  names: ColumnNames,
  required: readonly string[],
): Columns {
  const fieldByHeading = new Map(
    Object.entries(names).flatMap(([field, headings]) =>
      headings.map((heading) => [normalHeading(heading), field] as const),
    ),
  );
  const table = readTable(file, (heading) => fieldByHeading.has(normalHeading(heading)));
  const { headings, rows } = table;
  const positions = findPositions(file, headings, fieldByHeading);
  const missing = required.filter((field) => !positions.has(field));
  refuseMissing(
    file,
    headings,
    missing.map((field) => names[field]?.[0] ?? field),
  );
  const used = new Set(positions.values());
  const notes = [...table.notes];
  for (const [index, heading] of headings.entries()) {
    if (!used.has(index)) notes.push(`Column "${heading}" is not used.`);
  }
  return {
    file,
    rows,
    notes,
    value: (row, field) => row.cells[positions.get(field) ?? -1] ?? "",
    heading: (field) => headings[positions.get(field) ?? -1] ?? names[field]?.[0] ?? field,
  };
}

/** Counts values that are left out, so that each kind gives one note however many rows have it. */
export class LeftOut {
  readonly #counts = new Map<string, { count: number; line: number }>();

  /** @param why - ends the sentence `Industry "Industrials" is left out: …` */
  add(what: { column: string; value: string; why: string }, line: number): void {
    const key = `${what.column} "${what.value}" is left out: ${what.why}`;
    const known = this.#counts.get(key);
    if (known === undefined) this.#counts.set(key, { count: 1, line });
    else known.count += 1;
  }

  /** One sentence a kind, with how many rows have it and the first one's line. */
  notes(): string[] {
    return [...this.#counts].map(([sentence, { count, line }]) =>
      count === 1
        ? `${sentence} (line ${line}).`
        : `${sentence} (${count} rows, first in line ${line}).`,
    );
  }
}

/** Reads the id column: whole numbers, each once. */
export class IdColumn {
  readonly #columns: Columns;
  readonly #field: string;
  readonly #lines = new Map<string, number>();

  constructor(columns: Columns, field: string) {
    this.#columns = columns;
    this.#field = field;
  }

  /** @throws CsvError - when the id is missing, no whole number or was there before */
  read(row: TableRow): string {
    const id = this.#columns.value(row, this.#field);
    if (id === "") throw this.#problem(row, "the id is missing.", "Every row needs its record id.");
    if (!/^\d{1,15}$/.test(id)) {
      throw this.#problem(
        row,
        `${id} is not a record id.`,
        "Ids are whole numbers; a spreadsheet may have rounded or decorated it, so use the export as it was downloaded.",
      );
    }
    const earlier = this.#lines.get(id);
    if (earlier !== undefined) {
      throw this.#problem(
        row,
        `id ${id} is already used in line ${earlier}.`,
        "Remove one of the two rows.",
      );
    }
    this.#lines.set(id, row.line);
    return id;
  }

  #problem(row: TableRow, what: string, remedy: string): CsvError {
    const column = this.#columns.heading(this.#field);
    return new CsvError(this.#columns.file, { line: row.line, column, what, remedy });
  }
}
