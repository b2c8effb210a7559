/** What a control is given besides the rest when there is something wrong with its value. */
export function markedBy(problem: string | undefined): {
  error?: true;
  validationMessage?: string;
} {
  return problem === undefined ? {} : { error: true, validationMessage: problem };
}
