import { Flex, Text, Tile, ToggleGroup } from "@hubspot/ui-extensions";
import type { CardConflict } from "@lockstep/api/wire-card.ts";
import type { Side } from "@lockstep/api/wire-common.ts";
import { useFormat } from "@lockstep/ui/use-format.ts";
import { sideWords } from "@lockstep/ui/words.ts";
import type { ReactNode } from "react";
import { useNow } from "../use-now.ts";
import { labelOf } from "./field-names.ts";
import { useValueWords } from "./use-value-words.ts";

/** What {@link ConflictChoice} is given. */
export interface ConflictChoiceProps {
  conflict: CardConflict;
  winner: Side | null;
  /** What the server said about the choice. */
  complaint: string | null;
  isLocked: boolean;
  onChoose: (winner: Side) => void;
}

const SIDES = ["hubspot", "connectwise"] as const;

/** One field with both values, of which one is chosen. */
export function ConflictChoice(props: ConflictChoiceProps): ReactNode {
  const { conflict, winner, complaint, isLocked, onChoose } = props;
  const values = useValueWords();
  const format = useFormat();
  const now = useNow();
  const { since } = conflict;
  return (
    <Tile compact>
      <Flex direction="column" gap="xs">
        <ToggleGroup
          toggleType="radioButtonList"
          name={`lockstep-conflict-${conflict.key}`}
          label={labelOf(conflict)}
          options={SIDES.map((side) => ({
            value: side,
            label: values(conflict[side]) ?? "Empty",
            description: `${sideWords(side)} has this`,
            readOnly: isLocked,
          }))}
          value={winner ?? ""}
          error={complaint !== null}
          {...(complaint === null ? {} : { validationMessage: complaint })}
          onChange={(value) => {
            const side = SIDES.find((one) => one === value);
            if (side !== undefined) onChoose(side);
          }}
        />
        {since === null ? null : <Text variant="microcopy">Found {format.ago(since, now)}</Text>}
      </Flex>
    </Tile>
  );
}
