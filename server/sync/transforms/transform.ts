import type { FieldValue, ObjectType, ParentRef, Side, StageMap, ValueMap } from "../model.ts";

/** What is known about a record that another one belongs to. */
export type ParentFact =
  | { readonly kind: "linked"; readonly counterpartId: string }
  /** It is not synced, so nothing that belongs to it is. */
  | { readonly kind: "excluded"; readonly message: string; readonly stand: string }
  /** It has no counterpart yet; `isUnseen`: nobody has looked at it either. */
  | {
      readonly kind: "pending";
      readonly message: string;
      readonly isUnseen: boolean;
      /** What this rests on; see `standOf`. */
      readonly stand: string;
    };

/** Tells what is known about a parent. */
export type ParentLookup = (parent: ParentRef) => ParentFact;

/** A value on its way to the other side. */
export type Translated =
  /** Write this. */
  | { readonly kind: "value"; readonly value: FieldValue }
  /** Leave the field out, silently by rule (an owner without a member, for example). */
  | { readonly kind: "skip"; readonly reason: string }
  /** The record that the value names has to be linked first. */
  | {
      readonly kind: "wait";
      readonly parent: ParentRef;
      readonly fact: ParentFact;
      /** Records that would do as well, and that have to be linked just the same. */
      readonly others?: readonly { readonly parent: ParentRef; readonly fact: ParentFact }[];
    }
  /** A person must act; the code is stable, the words are for the issue list. */
  | {
      readonly kind: "problem";
      readonly code: string;
      readonly message: string;
      readonly remedy: string;
    };

/** What a translation may look at besides the value. */
export interface TransformContext {
  readonly valueMap?: ValueMap | undefined;
  readonly stageMap?: StageMap | undefined;
  /** Longest text the target takes, in characters. */
  readonly maxLength?: number | undefined;
  /** ISO 3166 code of the country in which phone numbers without a prefix are read. */
  readonly defaultCountry?: string | undefined;
  /** IANA name of the time zone in which HubSpot shows moments as days. */
  readonly timeZone?: string | undefined;
  /** What the target holds now, where it is known. */
  readonly current?: FieldValue | undefined;
  /** Object type that the value's ids belong to. */
  readonly references?: ObjectType | undefined;
  readonly parents?: ParentLookup | undefined;
  /** ConnectWise record that stands for "no parent". */
  readonly catchAllId?: string | undefined;
  /** Options of the target that may be chosen at present; left out: all of them. */
  readonly usable?: readonly string[] | undefined;
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
