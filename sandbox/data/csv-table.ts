import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { CsvError as ParserError, parse } from "csv-parse/sync";
import { decodeText } from "./csv-text.ts";

/** A file that cannot be read as an export; the message says where and what to do. */
export class CsvError extends Error {
  readonly file: string;
  /** Counted from 1; undefined when the whole file is meant. */
  readonly line: number | undefined;
  /** The heading as the file spells it. */
  readonly column: string | undefined;

  /** @param problem.remedy - what the person can do, a whole sentence */
  constructor(
    file: string,
    problem: { line?: number | undefined; column?: string; what: string; remedy: string },
  ) {
    const { line, column, what, remedy } = problem;
    const where = [
      file,
      ...(line === undefined ? [] : [`line ${line}`]),
      ...(column === undefined ? [] : [`column "${column}"`]),
    ];
    super(`${where.join(", ")}: ${what} ${remedy}`);
    this.name = "CsvError";
    this.file = file;
    this.line = line;
    this.column = column;
  }
}

/** One row that holds something. */
export interface TableRow {
  /** Line of the file the row begins in, from 1. */
  line: number;
  /** As many as there are headings; blanks around values are gone. */
  cells: string[];
}

/** A delimited file, read. */
export interface Table {
  /** Path as given. */
  file: string;
  /** As the file spells them, without blanks around them. */
  headings: string[];
  rows: TableRow[];
  /** What a person should know about how the file was read. */
  notes: string[];
}

const delimiters = [",", ";", "\t", "|"] as const;
const EXPORT_AGAIN = "Export the records again as CSV and give that file.";

function readBytes(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? String(cause.code) : "unknown error";
    throw new CsvError(file, {
      what: `the file cannot be read (${code}).`,
      remedy: "Check the path and the permissions.",
    });
  }
}

/** What a file really is when it is no text, by its first bytes. */
function foreignKind(bytes: Buffer): string | undefined {
  const head = bytes.subarray(0, 8).toString("latin1");
  if (head.startsWith("PK")) return "an Excel workbook or a ZIP archive";
  if (head.startsWith("%PDF")) return "a PDF";
  return head.startsWith("\u00D0\u00CF\u0011\u00E0") ? "an old Excel workbook" : undefined;
}

function refuseForeign(file: string, bytes: Buffer, text: string): void {
  if (text.trim() === "") {
    throw new CsvError(file, { what: "the file is empty.", remedy: EXPORT_AGAIN });
  }
  const start = text.trimStart().slice(0, 200);
  const markup = /^(<!doctype|<html|<\?xml)/i.test(start) ? "a web page or XML" : undefined;
  const json = /^[[{]\s*["{[]/.test(start) ? "JSON" : undefined;
  const binary = text.includes("\0") ? "not text" : undefined;
  const kind = foreignKind(bytes) ?? markup ?? json ?? binary;
  if (kind === undefined) return;
  throw new CsvError(file, { what: `this is ${kind}, not CSV.`, remedy: EXPORT_AGAIN });
}

/** The delimiter that splits the first line into the most headings the caller knows, else into the most parts. */
function findDelimiter(text: string, isKnown: (heading: string) => boolean): string {
  const firstLine = /[^\r\n]+/.exec(text)?.[0] ?? "";
  const scored = delimiters.map((delimiter) => {
    const parts = firstLine.split(delimiter).map((part) => part.trim().replaceAll('"', ""));
    return { delimiter, known: parts.filter(isKnown).length, parts: parts.length };
  });
  scored.sort((a, b) => b.known - a.known || b.parts - a.parts);
  return scored[0]?.delimiter ?? ",";
}

const parserRemedies: Readonly<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED:
    "A quotation mark opens a value here and none closes it: close it, or double it where it belongs to the value.",
  INVALID_OPENING_QUOTE:
    "A quotation mark stands inside a value: put the value in quotation marks and double the one inside.",
  CSV_INVALID_CLOSING_QUOTE:
    "Text follows a closing quotation mark: double the marks that belong to the value.",
};

function toCsvError(
  error: unknown,
  { file, line, headings }: { file: string; line: number; headings: readonly string[] },
): unknown {
  if (!(error instanceof ParserError)) return error;
  const position: unknown = error["column"];
  const column = typeof position === "number" ? headings[position] : undefined;
  const what = "the row cannot be read.";
  const remedy = parserRemedies[error.code] ?? error.message;
  return new CsvError(file, { line, ...(column === undefined ? {} : { column }), what, remedy });
}

interface ParsedRow {
  record: string[];
  raw: string;
}

const breaksIn = (text: string): number => text.match(/\r\n|\r|\n/g)?.length ?? 0;

function parseRows(file: string, text: string, delimiter: string): TableRow[] {
  let headings: string[] = [];
  const options = { delimiter, raw: true, relax_column_count: true, trim: true };
  const rows: TableRow[] = [];
  let line = 1;
  try {
    parse(text, {
      ...options,
      on_record: (given: unknown) => {
        const { record: cells, raw } = given as ParsedRow; // -- the shape `raw` asks for
        const record = cells.map((cell) => cell.trim());
        if (rows.length === 0) headings = record;
        const isBlank = record.every((cell) => cell === "");
        if (!isBlank) rows.push({ line, cells: record });
        line += breaksIn(raw);
        return null;
      },
    });
  } catch (error) {
    throw toCsvError(error, { file, line, headings });
  }
  return rows;
}

function refuseRagged(file: string, headings: readonly string[], row: TableRow): void {
  const { cells, line } = row;
  if (cells.length === headings.length) return;
  const last = headings[Math.min(cells.length, headings.length) - 1] ?? "";
  const hint =
    cells.length > headings.length
      ? "Put values that hold the delimiter or quotation marks in quotation marks."
      : "Check for a line break or a missing delimiter in this row.";
  throw new CsvError(file, {
    line,
    column: last,
    what: `the row has ${cells.length} values, the headings are ${headings.length}.`,
    remedy: hint,
  });
}

/**
 * Reads a delimited file: commas, semicolons, tabs or bars; UTF-8 with or without a mark, UTF-16,
 * Windows-1252 and other old encodings. Empty lines are passed over.
 *
 * @param isKnown - whether a heading means something to the caller; helps to find the delimiter
 * @throws CsvError - when the file is missing, empty or no CSV, a quotation mark is left open, or a
 *   row has more or fewer values than there are headings
 */
export function readTable(file: string, isKnown: (heading: string) => boolean): Table {
  const bytes = readBytes(file);
  const { text: decoded, encoding, isGuess } = decodeText(bytes);
  refuseForeign(file, bytes, decoded);
  const text = decoded.replace(/^\uFEFF/, "");
  const delimiter = /^sep=(.)\r?\n/i.exec(text)?.[1] ?? findDelimiter(text, isKnown);
  const rows = parseRows(file, text, delimiter);
  if (/^sep=.\r?\n/i.test(text)) rows.shift();
  const [head, ...body] = rows;
  const headings = head?.cells ?? [];
  for (const row of body) refuseRagged(file, headings, row);
  if (body.length === 0) {
    throw new CsvError(file, {
      what: "there are no rows below the headings.",
      remedy: EXPORT_AGAIN,
    });
  }
  const notes = isGuess
    ? [`${basename(file)} was read as ${encoding}, the likeliest encoding.`]
    : [];
  return { file, headings, rows: body, notes };
}
