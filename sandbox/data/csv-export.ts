import { IdColumn, LeftOut, readColumns } from "./csv-columns.ts";
import type { ColumnNames } from "./csv-columns.ts";
import { RowReader } from "./csv-values.ts";

/** Records of an export with what a person should know about how it was read. */
export interface RecordExport<Record_> {
  records: Record_[];
  /** Whole sentences: columns without a use, values left out, a guessed encoding. */
  notes: string[];
}

/** What a kind of export looks like. */
export interface ExportForm {
  /** Headings by field; `id` among them. */
  names: ColumnNames;
  /** Fields the file must have a column for. */
  required: readonly string[];
}

/**
 * Reads an export record by record: its usual headings in any order and case.
 *
 * @param read - makes the record of a row
 * @throws CsvError - with file, line, column and what to do, when the file cannot be read as one
 */
export function readExport<Record_>(
  file: string,
  { names, required }: ExportForm,
  read: (reader: RowReader, id: string) => Record_,
): RecordExport<Record_> {
  const columns = readColumns(file, names, required);
  const leftOut = new LeftOut();
  const ids = new IdColumn(columns, "id");
  const records = columns.rows.map((row) =>
    read(new RowReader(columns, leftOut, row), ids.read(row)),
  );
  return { records, notes: [...columns.notes, ...leftOut.notes()] };
}
