import { Flex, Heading } from "@hubspot/ui-extensions";
import type { ReactNode } from "react";

/** One question of an explanation, with its answer. */
export function ExplainPart({
  title,
  children,
}: {
  title: string;
  children: ReactNode;
}): ReactNode {
  return (
    <Flex direction="column" gap="xs">
      <Heading>{title}</Heading>
      {children}
    </Flex>
  );
}
