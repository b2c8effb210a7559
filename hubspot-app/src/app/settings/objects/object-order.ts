/** The object types that there are, parents before children. */
export const OBJECT_TYPES = ["company", "contact", "deal"] as const;

/** Object types in that order; those that this page does not know come last. */
export function inOrder(objectTypes: readonly string[]): string[] {
  const known = OBJECT_TYPES.filter((one) => objectTypes.includes(one));
  return [...known, ...objectTypes.filter((one) => !known.some((other) => other === one))];
}
