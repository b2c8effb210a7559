import type { RowReader } from "./csv-values.ts";

/** What tells names apart; case, width and invisible characters do not. */
function normalName(name: string): string {
  return name
    .normalize("NFKC")
    .replaceAll(/[\u200B-\u200D\u2060\uFEFF\u00AD]/g, "")
    .replaceAll(/\s+/g, " ")
    .trim()
    .toLowerCase();
}

/** The records of a system that an export's rows can refer to, found by whatever the row calls them. */
export class Directory {
  readonly #noun: string;
  /** Ids by name; two records of one name are both kept. */
  readonly #ids = new Map<string, Set<string>>();

  /** @param noun - what the records are, for notes: `company` */
  constructor(noun: string) {
    this.#noun = noun;
  }

  /** Adds a record under each of its names; blank ones do not count. */
  add(id: string, names: readonly (string | undefined)[]): void {
    for (const name of names.map((each) => normalName(each ?? ""))) {
      if (name === "") continue;
      const known = this.#ids.get(name);
      if (known === undefined) this.#ids.set(name, new Set([id]));
      else known.add(id);
    }
  }

  /** @returns the one record of this name; else why there is none, as the end of a note's sentence */
  find(name: string): { id: string } | { why: string } {
    const [id, ...others] = this.#ids.get(normalName(name)) ?? [];
    if (id === undefined) return { why: `the export has no such ${this.#noun}` };
    if (others.length === 0) return { id };
    return { why: `several records of type ${this.#noun} have this name` };
  }

  /**
   * Reads a field that names records, with semicolons in between; one that is not found is left out
   * with a note.
   */
  readList(reader: RowReader, field: string): string[] {
    const text = reader.text(field) ?? "";
    const whole = this.find(text);
    const names = "id" in whole ? [text] : text.split(";");
    const ids = names.flatMap((name) => {
      if (name.trim() === "") return [];
      const found = this.find(name);
      if ("id" in found) return found.id;
      reader.leaveOut(field, name.trim(), found.why);
      return [];
    });
    return [...new Set(ids)];
  }
}

/** Columns that say the same in one way, and where to look it up. */
export interface Reference {
  fields: readonly string[];
  directory: Directory;
}

/**
 * Reads which records a row belongs to.
 *
 * @param references - the surest way first; the next one counts where it finds nothing
 * @returns ids, each once, in the order of the columns
 */
export function readParents(reader: RowReader, references: readonly Reference[]): string[] {
  for (const { fields, directory } of references) {
    const ids = fields.flatMap((field) => directory.readList(reader, field));
    if (ids.length > 0) return [...new Set(ids)];
  }
  return [];
}
