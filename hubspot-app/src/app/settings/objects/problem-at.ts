import type { ApiFailure } from "@lockstep/api/failure.ts";

/** What a control shows when its value cannot be used; nothing otherwise. */
export interface Problem {
  error?: boolean;
  validationMessage?: string;
}

/** Words what is wrong with a value; null: nothing is. */
export function problem(message: string | null): Problem {
  return message === null ? {} : { error: true, validationMessage: message };
}

/** What the server said about a field or a part of it, with what to do. @param field - as the request names it */
export function refusalAt(failure: ApiFailure | null, field: string): string | null {
  if (failure === null || !isAbout(failure.field, field)) return null;
  return failure.remedy === null ? failure.message : `${failure.message} ${failure.remedy}`;
}

function isAbout(named: string | null, field: string): boolean {
  return named === field || named?.startsWith(`${field}.`) === true;
}
