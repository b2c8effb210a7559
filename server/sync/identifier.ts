import { companyNameWords } from "./company-name.ts";
import { AppError } from "./errors.ts";

/** What an identifier must obey. */
export interface IdentifierOptions {
  /** Longest identifier the server's version takes, in characters (25, 30 or 156). */
  readonly maxLength: number;
  /** Id of the record to be created from; it names companies whose name has no usable letters. */
  readonly recordId: string;
  /** Tells whether a candidate is in use; ConnectWise does not tell upper from lower case. */
  readonly isTaken: (candidate: string) => boolean;
}

/** Suffixes tried before giving up; a name this common needs a person. */
const MAX_ATTEMPTS = 9999;

/** Longest word in capitals that is read as an abbreviation in a name that is all capitals. */
const MAX_ABBREVIATION = 3;

/** Shortest base worth cutting at the end of a word instead of in its middle. */
const MIN_WORD_CUT = 12;

const CONNECTOR = /^(?:and|und|et|y)$/iu;

function capitalise(word: string, nameIsUpper: boolean): string {
  const isUpper = word === word.toUpperCase();
  const lowers = isUpper && nameIsUpper && word.length > MAX_ABBREVIATION;
  const rest = word.slice(1);
  return word.charAt(0).toUpperCase() + (lowers ? rest.toLowerCase() : rest);
}

function readableWords(name: string): string[] {
  const words = companyNameWords(name, { umlauts: "digraph", loose: false })
    .map((word) => word.replaceAll(/[^a-z\d]/giu, ""))
    .filter((word) => word !== "");
  const meaningful = words.filter((word) => !CONNECTOR.test(word));
  const kept = meaningful.length > 0 ? meaningful : words;
  const nameIsUpper = kept.every((word) => word === word.toUpperCase());
  return kept.map((word) => capitalise(word, nameIsUpper));
}

/** Joins as many whole words as fit, and cuts the first one that does not only if little would stay. */
function joinWithin(words: readonly string[], maxLength: number): string {
  let joined = "";
  for (const word of words) {
    if (joined.length + word.length > maxLength) {
      return joined.length >= Math.min(MIN_WORD_CUT, maxLength / 2)
        ? joined
        : (joined + word).slice(0, maxLength);
    }
    joined += word;
  }
  return joined;
}

function fallbackFor(recordId: string, maxLength: number): string {
  const id = recordId.replaceAll(/[^a-z\d]/giu, "");
  const named = `Company${id}`;
  // The id's end tells records apart, so that is what a short limit keeps.
  return named.length <= maxLength ? named : id.slice(-maxLength);
}

function candidateAt(
  words: readonly string[],
  attempt: number,
  { maxLength, recordId }: IdentifierOptions,
): string {
  const suffix = attempt === 1 ? "" : String(attempt);
  const room = maxLength - suffix.length;
  const base = words.length > 0 ? joinWithin(words, room) : fallbackFor(recordId, room);
  return base + suffix;
}

function firstFree(name: string, firstAttempt: number, options: IdentifierOptions): string {
  const words = readableWords(name);
  for (let attempt = firstAttempt; attempt <= MAX_ATTEMPTS; attempt += 1) {
    const candidate = candidateAt(words, attempt, options);
    if (!options.isTaken(candidate)) return candidate;
  }
  throw new AppError(`no free identifier for the company "${name}"`, {
    code: "identifier_exhausted",
    errorClass: "invalid",
    field: "identifier",
    remedy: "Create the company in ConnectWise by hand, then link the two records.",
  });
}

/**
 * Returns the identifiers a new company would be offered, in order, whether taken or not: for asking
 * about many at once before {@link generateIdentifier} picks.
 */
export function identifierCandidates(
  name: string,
  options: Omit<IdentifierOptions, "isTaken"> & { readonly count: number },
): string[] {
  const words = readableWords(name);
  const all = { ...options, isTaken: () => false };
  return Array.from({ length: options.count }, (_, index) => candidateAt(words, index + 1, all));
}

/**
 * Makes the identifier of a new ConnectWise company: the name's words without legal form in letters
 * and digits (`MuellerLogistik`), with a number behind it when that is taken. The same name and the
 * same taken identifiers give the same answer.
 *
 * @throws AppError `identifier_exhausted` when thousands of companies have the name
 */
export function generateIdentifier(name: string, options: IdentifierOptions): string {
  return firstFree(name, 1, options);
}

/**
 * Returns the identifier to try after ConnectWise refused one because a stranger has it, although it
 * did not look taken.
 *
 * @param refused - what {@link generateIdentifier} or this function gave before
 * @throws AppError `identifier_exhausted` when thousands of companies have the name
 */
export function nextIdentifier(refused: string, name: string, options: IdentifierOptions): string {
  const suffix = /\d+$/u.exec(refused)?.[0] ?? "";
  const words = readableWords(name);
  // A name can end in digits itself, so a suffix counts only if it leads back to the refused text.
  const attempt = Array.from(suffix, (_, index) => Number(suffix.slice(index))).find(
    (number) =>
      number > 1 && number <= MAX_ATTEMPTS && candidateAt(words, number, options) === refused,
  );
  const isTaken = (candidate: string): boolean =>
    candidate === refused || options.isTaken(candidate);
  return firstFree(name, (attempt ?? 0) + 1, { ...options, isTaken });
}
