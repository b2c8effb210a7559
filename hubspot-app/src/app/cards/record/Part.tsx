import {
  Accordion,
  Box,
  Button,
  Flex,
  Heading,
  Panel,
  PanelBody,
  PanelSection,
} from "@hubspot/ui-extensions";
import type { ReactNode } from "react";
import { useScope } from "../scope.tsx";

/** What {@link Part} is given. */
export interface PartProps {
  /** Names the panel. */
  id: string;
  title: string;
  /** The button that opens it where there is little room; the title unless given. */
  opener?: string;
  /** Closed at first in a tab, too. */
  isFolded?: boolean;
  children: ReactNode;
}

/** A part of a card: at its place in a tab, behind a button at the side. */
export function Part({
  id,
  title,
  opener = title,
  isFolded = false,
  children,
}: PartProps): ReactNode {
  const { place } = useScope();
  if (place === "tab" && isFolded) {
    return (
      <Accordion title={title} size="sm">
        <Flex direction="column" gap="sm">
          {children}
        </Flex>
      </Accordion>
    );
  }
  if (place === "tab") {
    return (
      <Flex direction="column" gap="sm">
        <Heading>{title}</Heading>
        {children}
      </Flex>
    );
  }
  return (
    <Box alignSelf="start">
      <Button
        size="sm"
        overlay={
          <Panel id={id} title={title} width="md">
            <PanelBody>
              <PanelSection>
                <Flex direction="column" gap="sm">
                  {children}
                </Flex>
              </PanelSection>
            </PanelBody>
          </Panel>
        }
      >
        {opener}
      </Button>
    </Box>
  );
}
