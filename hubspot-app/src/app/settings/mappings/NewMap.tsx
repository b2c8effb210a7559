import { Flex, Text } from "@hubspot/ui-extensions";
import type { Side } from "@lockstep/api/wire-common.ts";
import type { MappingRowRequest, OptionSet, ValueMap } from "@lockstep/api/wire-mapping.ts";
import { LoadedView } from "@lockstep/ui/loaded-view.tsx";
import { useLoad } from "@lockstep/ui/use-load.ts";
import type { ReactNode } from "react";
import type { MappingEditor } from "./use-mapping.ts";
import { ValueMapFields } from "./ValueMapFields.tsx";

/** What {@link NewMap} is given. */
export interface NewMapProps {
  editor: MappingEditor;
  row: MappingRowRequest;
  map: ValueMap;
  onChange: (map: ValueMap) => void;
}

/** The value map of a row that is not saved yet: which text stands for which choice. */
export function NewMap({ editor, row, map, onChange }: NewMapProps): ReactNode {
  const { context, mapping } = editor;
  const load = useLoad(`${row.hubspot} ${row.connectwise}`, async () => {
    const path = { objectType: mapping.objectType };
    const fields = await context.api.call("get /objects/:objectType/filters/fields", { path });
    const endOf = (side: Side): OptionSet => {
      const { options = [] } = fields[side].find((field) => field.path === row[side]) ?? {};
      if (options.length === 0) return { kind: "any" };
      return { kind: "listed", options: options.map((one) => ({ ...one, isActive: true })) };
    };
    return { hubspot: endOf("hubspot"), connectwise: endOf("connectwise") };
  });
  return (
    <Flex direction="column" gap="sm">
      <Text>
        One of the two fields holds choices, the other text. Say which text stands for which choice.
      </Text>
      <LoadedView what="the choices of both fields" load={load}>
        {(ends) => (
          <ValueMapFields
            ends={ends}
            map={map}
            direction={row.direction}
            isReadOnly={false}
            locale={context.locale}
            onChange={onChange}
          />
        )}
      </LoadedView>
    </Flex>
  );
}
