// HubSpot publishes its rules for extensions as an ESLint configuration; this hands them to oxlint.
import { config } from "@hubspot/eslint-config-ui-extensions";

const { rules } = config.find((block) => block.plugins).plugins["@hubspot/ui-extensions"];
export default { meta: { name: "hubspot" }, rules };
