import type { ApiFailure } from "@lockstep/api/failure.ts";
import type { ConnectionRequest } from "@lockstep/api/wire-account.ts";

/** A field of the form. */
export type FieldName = keyof ConnectionRequest;

/** What is wrong, by field. */
export type FieldErrors = Partial<Record<FieldName, string>>;

/** The fields in the order of the form. */
export const FIELD_NAMES: readonly FieldName[] = ["site", "companyId", "publicKey", "privateKey"];

/** Nothing entered. */
export const EMPTY: ConnectionRequest = {
  site: "",
  companyId: "",
  publicKey: "",
  privateKey: "",
};

const MISSING: Readonly<Record<FieldName, string>> = {
  site: "Enter the address at which you open ConnectWise.",
  companyId: "Enter the company that you type when you log in to ConnectWise.",
  publicKey: "Enter the public key of the API member.",
  privateKey: "Enter the private key of the API member.",
};

const LONGEST: Readonly<Record<FieldName, number>> = {
  site: 300,
  companyId: 100,
  publicKey: 200,
  privateKey: 200,
};

/** Finds what the server would refuse without asking ConnectWise. */
export function checkInput(input: ConnectionRequest): FieldErrors {
  return Object.fromEntries(
    FIELD_NAMES.flatMap((name) => {
      const { length } = input[name].trim();
      if (length === 0) return [[name, MISSING[name]]];
      return length > LONGEST[name]
        ? [[name, `This is too long: at most ${LONGEST[name]} characters.`]]
        : [];
    }),
  );
}

/** The field that a refusal is about; null for one about no field of the form. */
export function fieldOf(failure: ApiFailure | null): FieldName | null {
  return FIELD_NAMES.find((name) => name === failure?.field) ?? null;
}

/** A refusal in one paragraph, to stand at its field. */
export function refusalWords({ message, remedy }: ApiFailure): string {
  return remedy === null ? message : `${message} ${remedy}`;
}
