import type { FieldValue, Side, ValueMap } from "../model.ts";

/** A value on its way to the other side. */
export type Translated =
  /** Write this. */
  | { readonly kind: "value"; readonly value: FieldValue }
  /** Leave the field out, silently by rule (an owner without a member, for example). */
  | { readonly kind: "skip"; readonly reason: string }
  /** A person must act; the code is stable, the words are for the issue list. */
  | {
      readonly kind: "problem";
      readonly code: string;
      readonly message: string;
      readonly remedy: string;
    };

/** What a translation may look at besides the value. */
export interface TransformContext {
  readonly valueMap?: ValueMap;
  /** Longest text the target takes, in characters. */
  readonly maxLength?: number;
  /** ISO 3166 code of the country in which phone numbers without a prefix are read. */
  readonly defaultCountry?: string;
}

/**
 * How one kind of value is compared and carried over. Pure; `null` is handled by the caller, so
 * values are never null here and never empty text.
 */
export interface Transform {
  /**
   * The value's normal form within its own side: two spellings that mean the same on that side
   * give the same text. Bases are hashes of this, so a vendor's tidying is not a change.
   */
  normal(side: Side, value: FieldValue, context: TransformContext): string;
  /** The value as the other side should hold it. */
  translate(to: Side, value: FieldValue, context: TransformContext): Translated;
}
