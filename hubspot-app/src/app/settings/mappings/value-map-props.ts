import type { Side } from "@lockstep/api/wire-common.ts";
import type { Direction, OptionSet, ValueMap } from "@lockstep/api/wire-mapping.ts";

/** What the fields of a value map are given. */
export interface ValueMapFieldsProps {
  /** What each side may hold. */
  ends: Record<Side, OptionSet>;
  map: ValueMap;
  /** Direction of the rows that use it: the other part of the map is not used. */
  direction: Direction;
  isReadOnly: boolean;
  locale: string | undefined;
  onChange: (map: ValueMap) => void;
}
