import { badCondition } from "./errors.ts";

/* How ConnectWise compares what a record holds with what a condition names. */

/** Reads the value behind a path such as `status/name`; `undefined` and `null` mean no value. */
export type ReadPath = (path: string) => unknown;

/** A parsed condition. Pure: the same record always gives the same answer. */
export type Condition = (read: ReadPath) => boolean;

/** A value as a condition writes it. */
export type Literal =
  | { readonly kind: "text"; readonly value: string }
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "boolean"; readonly value: boolean }
  | { readonly kind: "date"; readonly value: number }
  | { readonly kind: "null"; readonly value: null };

const OPERATORS: Readonly<Record<string, (order: number) => boolean>> = {
  "=": (order) => order === 0,
  "!=": (order) => order !== 0,
  "<": (order) => order < 0,
  "<=": (order) => order <= 0,
  ">": (order) => order > 0,
  ">=": (order) => order >= 0,
};

/** What is compared, and how. */
interface Comparison {
  readonly path: string;
  readonly operator: string;
  readonly dateOnly: boolean;
}

/** A missing value compares as SQL does: nothing but `= null` is true of it. */
export function compare({ path, operator, dateOnly }: Comparison, literal: Literal): Condition {
  const test = OPERATORS[operator];
  if (!test) throw badCondition(`Syntax error near '${operator}'.`);
  if (literal.kind === "null") {
    return (read) => ((read(path) ?? null) === null) === (operator === "=");
  }
  const wanted = dateOnly && literal.kind === "date" ? startOfDay(literal.value) : literal.value;
  return (read) => {
    const actual = comparable(read(path), literal.kind, dateOnly);
    return actual !== null && test(orderOf(actual, wanted));
  };
}

const startOfDay = (time: number): number => Math.floor(time / 86_400_000) * 86_400_000;

function comparable(value: unknown, kind: Literal["kind"], dateOnly: boolean): Comparable | null {
  if (value === null || value === undefined) return null;
  if (kind === "date") {
    const time = typeof value === "string" ? Date.parse(value) : NaN;
    if (Number.isNaN(time)) return null;
    return dateOnly ? startOfDay(time) : time;
  }
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") {
    return value;
  }
  return null;
}

type Comparable = string | number | boolean;

/** Texts are compared without case, as ConnectWise's database collation does. */
function orderOf(actual: Comparable, wanted: Comparable): number {
  if (typeof actual === "string" && typeof wanted === "string") {
    const a = actual.toLowerCase();
    const b = wanted.toLowerCase();
    return a === b ? 0 : a < b ? -1 : 1;
  }
  return Number(actual) - Number(wanted);
}

const withoutCase = (value: unknown): unknown =>
  typeof value === "string" ? value.toLowerCase() : value;

/** `in` and `not in`; a missing value is in neither. */
export function membership(path: string, values: readonly Literal[], negated: boolean): Condition {
  const wanted = new Set(values.map((literal) => withoutCase(literal.value)));
  return (read) => {
    const actual = read(path);
    if (actual === null || actual === undefined) return false;
    return wanted.has(withoutCase(actual)) !== negated;
  };
}

/** `contains` and `like`; a missing value matches neither. */
export function textMatch(path: string, pattern: RegExp, negated: boolean): Condition {
  return (read) => {
    const actual = read(path);
    if (typeof actual !== "string" && typeof actual !== "number") return false;
    return pattern.test(String(actual)) !== negated;
  };
}

/** A text as a pattern that stands for itself. */
export const escapeRegExp = (text: string): string =>
  text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, "\\$&");

/** `*` and `%` stand for anything, `_` for one character, `[x]` for one of a set: SQL's LIKE. */
export function likePattern(text: string): RegExp {
  const source = text.replaceAll(/\[[^\]]+\]|[*%]|_|[^[*%_]+|\[/g, (part) => {
    if (part === "*" || part === "%") return "[\\s\\S]*";
    if (part === "_") return "[\\s\\S]";
    if (part.length > 2 && part.startsWith("[") && part.endsWith("]")) {
      return `[${part.slice(1, -1).replaceAll(/[\\\]^[]/g, "\\$&")}]`;
    }
    return escapeRegExp(part);
  });
  return new RegExp(`^${source}$`, "i");
}

/** How two values follow each other in an order; missing ones come first. */
export function orderValues(a: unknown, b: unknown): number {
  const left = comparable(a, "text", false);
  const right = comparable(b, "text", false);
  if (left === null || right === null) return Number(left !== null) - Number(right !== null);
  return orderOf(left, right);
}
