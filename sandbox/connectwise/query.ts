import {
  compare,
  escapeRegExp,
  likePattern,
  membership,
  orderValues,
  textMatch,
} from "./comparisons.ts";
import type { Condition, Literal, ReadPath } from "./comparisons.ts";
import { badCondition } from "./errors.ts";
import { tokenize } from "./tokens.ts";
import type { Token } from "./tokens.ts";
import type { ApiError } from "./errors.ts";
import type { FieldCatalog, FieldKind } from "./schema.ts";

/** What a condition may speak about, and how its dates are compared. */
export interface QueryRules {
  readonly fields: FieldCatalog;
  /** Fields below the one array that `childConditions` speaks about. */
  readonly leaves?: FieldCatalog;
  /** `in` is known in `conditions` only. */
  readonly isWithoutIn?: boolean;
  /** Compare dates without their time, as seen on one self-hosted 2026.3 server. */
  readonly dateOnly?: boolean;
}

/** Time in ms of `[2016-08-20T18:04:26Z]` without the brackets; times without a zone are UTC. */
function parseDate(text: string): number {
  const match = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z?)?$/i.exec(text);
  const time = match ? Date.parse(/T/i.test(text) && !/Z$/i.test(text) ? `${text}Z` : text) : NaN;
  // Numeric offsets (+00:00) run into a server bug; refused here so that nobody relies on them.
  if (Number.isNaN(time)) throw badCondition("String was not recognized as a valid DateTime.");
  return time;
}

class Parser {
  private position = 0;
  private readonly tokens: readonly Token[];
  private readonly rules: QueryRules;

  constructor(text: string, rules: QueryRules) {
    this.tokens = tokenize(text);
    this.rules = rules;
  }

  parse(): Condition {
    const condition = this.either();
    const rest = this.tokens[this.position];
    if (rest) throw badCondition(`Syntax error near '${rest.text}'.`);
    return condition;
  }

  private either(): Condition {
    const parts = [this.all()];
    while (this.takeWord("or")) parts.push(this.all());
    const only = parts[0];
    return parts.length === 1 && only ? only : (read) => parts.some((part) => part(read));
  }

  private all(): Condition {
    const parts = [this.single()];
    while (this.takeWord("and")) parts.push(this.single());
    const only = parts[0];
    return parts.length === 1 && only ? only : (read) => parts.every((part) => part(read));
  }

  private single(): Condition {
    if (this.takeSymbol("(")) {
      const inner = this.either();
      this.expectSymbol(")");
      return inner;
    }
    return this.comparison();
  }

  private comparison(): Condition {
    const name = this.next();
    if (name?.kind !== "word") throw nearToken(name);
    const path = name.text;
    const kind = kindOf(path, this.rules);
    const negated = this.takeWord("not");
    if (this.takeWord("in")) return this.membership(path, negated);
    if (this.takeWord("contains")) return textMatch(path, this.pattern(true), negated);
    if (this.takeWord("like")) return textMatch(path, this.pattern(false), negated);
    const operator = this.next();
    if (negated || operator?.kind !== "symbol") throw nearToken(operator);
    const literal = this.literal();
    checkKind(kind, literal);
    return compare(
      { path, operator: operator.text, dateOnly: this.rules.dateOnly ?? false },
      literal,
    );
  }

  private membership(path: string, negated: boolean): Condition {
    if (this.rules.isWithoutIn) throw badCondition("'in' cannot be used here.");
    return membership(path, this.list(), negated);
  }

  private list(): Literal[] {
    this.expectSymbol("(");
    const values = [this.literal()];
    while (this.takeSymbol(",")) values.push(this.literal());
    this.expectSymbol(")");
    return values;
  }

  private pattern(isSubstring: boolean): RegExp {
    const token = this.next();
    if (token?.kind !== "text") throw badCondition("A text in double quotes is expected.");
    return isSubstring ? new RegExp(escapeRegExp(token.text), "i") : likePattern(token.text);
  }

  private literal(): Literal {
    const token = this.next();
    if (token?.kind === "text") return { kind: "text", value: token.text };
    if (token?.kind === "number") return { kind: "number", value: Number(token.text) };
    if (token?.kind === "date") return { kind: "date", value: parseDate(token.text) };
    return keyword(token);
  }

  private next(): Token | undefined {
    return this.tokens[this.position++];
  }

  private takeWord(word: string): boolean {
    return this.take("word", word);
  }

  private takeSymbol(symbol: string): boolean {
    return this.take("symbol", symbol);
  }

  private take(kind: Token["kind"], text: string): boolean {
    const token = this.tokens[this.position];
    const isIt = token?.kind === kind && token.text.toLowerCase() === text;
    if (isIt) this.position++;
    return isIt;
  }

  private expectSymbol(symbol: string): void {
    if (!this.takeSymbol(symbol)) throw badCondition(`'${symbol}' is expected.`);
  }
}

function nearToken(token: Token | undefined): ApiError {
  return badCondition(`Syntax error near '${token?.text ?? "end"}'.`);
}

/** `True`, `False` and `null`, in any letter case. */
function keyword(token: Token | undefined): Literal {
  const word = token?.kind === "word" ? token.text.toLowerCase() : "";
  if (word === "true" || word === "false") return { kind: "boolean", value: word === "true" };
  if (word === "null") return { kind: "null", value: null };
  throw nearToken(token);
}

const COMPUTED_KINDS: Readonly<Record<string, FieldKind>> = {
  lastUpdated: "date",
  "_info/lastUpdated": "date",
  "_info/updatedBy": "text",
};
const REFERENCE_KINDS: FieldCatalog = {
  id: "integer",
  name: "text",
  identifier: "text",
};

/** Which kind the field behind a path has; a sub-field of a reference counts as its own value. */
function kindOf(path: string, { fields, leaves }: QueryRules): FieldKind {
  const [head = "", ...rest] = path.split("/");
  const computed = COMPUTED_KINDS[path];
  if (computed !== undefined) return computed;
  const kind = Object.hasOwn(fields, head) ? fields[head] : undefined;
  if (kind === undefined || kind === "array") throw unknownName(path);
  if (rest.length === 0) return kind;
  const known = leaves ?? (kind === "reference" ? REFERENCE_KINDS : {});
  const leafKind = known[rest.join("/")];
  if (leafKind === undefined) throw unknownName(path);
  return leafKind;
}

const unknownName = (path: string): ApiError => badCondition(`${path} is not a recognized name.`);

const ACCEPTED: Readonly<Record<FieldKind, readonly Literal["kind"][]>> = {
  text: ["text", "null"],
  readonly: ["text", "null"],
  number: ["number", "null"],
  integer: ["number", "null"],
  boolean: ["boolean", "null"],
  date: ["date", "null"],
  reference: ["null"],
  array: [],
};

function checkKind(kind: FieldKind, literal: Literal): void {
  if (!ACCEPTED[kind].includes(literal.kind)) {
    throw badCondition(
      kind === "date" ? "A datetime in [] is expected." : "Enum value supplied was invalid",
    );
  }
}

/**
 * Parses the `conditions` parameter.
 *
 * @throws ApiError 400 `ApiFindCondition` for an unknown field, a child array or a syntax error
 * @see https://developer.connectwise.com/Products/ConnectWise_PSA/Developer_Guide
 */
export function parseConditions(text: string, rules: QueryRules): Condition {
  return new Parser(text, rules).parse();
}

/** Custom field values of a record as `customFieldConditions` sees them. */
export type ReadCustomField = (caption: string) => unknown;

/**
 * Parses `customFieldConditions`: `caption="X" AND value != null`.
 *
 * Each `caption=` names the field the following `value` comparisons speak about.
 *
 * @throws ApiError 400 `ApiFindCondition` when the text does not follow that form
 */
export function parseCustomFieldConditions(text: string): (read: ReadCustomField) => boolean {
  const parts = text.split(/\s+and\s+(?=caption\s*=)/i).map((part) => {
    const match = /^\s*caption\s*=\s*"((?:[^"\\]|\\.)*)"\s+and\s+(value\b.*)$/is.exec(part);
    if (!match) throw badCondition('caption="..." AND value ... is expected.');
    const caption = (match[1] ?? "").replaceAll(/\\(.)/g, "$1");
    const body = match[2] ?? "";
    return { caption, test: valueCondition(body) };
  });
  return (read) => parts.every(({ caption, test }) => test(() => read(caption)));
}

/** The value of a custom field has no fixed type: the kind is taken from what it is compared with. */
function valueCondition(body: string): Condition {
  const kind: FieldKind = /\[[^\]]*\]/.test(body)
    ? "date"
    : /(?:=|<|>)\s*-?\d/.test(body)
      ? "number"
      : /(?:=)\s*(?:true|false)/i.test(body)
        ? "boolean"
        : "text";
  return parseConditions(body, { fields: { value: kind }, isWithoutIn: true });
}

/**
 * Parses `orderBy`, e.g. `name desc, id`.
 *
 * @returns a comparison of two records given by how their paths are read
 * @throws ApiError 400 `ApiFindCondition` for an unknown field
 */
export function parseOrderBy(
  text: string,
  fields: FieldCatalog,
): (a: ReadPath, b: ReadPath) => number {
  const keys = text.split(",").map((part) => {
    const [path = "", direction = "asc"] = part.trim().split(/\s+/);
    kindOf(path, { fields });
    return { path, sign: direction.toLowerCase() === "desc" ? -1 : 1 };
  });
  return (a, b) => {
    for (const { path, sign } of keys) {
      const difference = orderValues(a(path), b(path));
      if (difference !== 0) return difference * sign;
    }
    return 0;
  };
}
