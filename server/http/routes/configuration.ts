import { createHash } from "node:crypto";

import { type Response, Router } from "express";

import type { CompanyDirectory } from "../../sync/vendor-ports.ts";
import {
  applyConfiguration,
  previewConfiguration,
  readConfiguration,
} from "../../usecases/apply-configuration.ts";
import type { ConfigurationParts } from "../../usecases/prepare-import.ts";
import { definitionsOf } from "../../usecases/read-definitions.ts";
import {
  configuration,
  configurationPreviewReply,
  configurationReply,
  configurationRequest,
  previewRequest,
} from "../contract-configuration.ts";
import { callerOf } from "../middleware/hubspot-signature.ts";
import type { Alarm, PortalAccess } from "../portal-access.ts";
import { readBody } from "../requests.ts";
import { wakeAfterChange } from "./mapping.ts";
import { startIfLive } from "./policy.ts";

/** The whole configuration as one JSON, to take it to another portal. */
export function createConfigurationRouter({ alarm }: { readonly alarm: Alarm }): Router {
  const router = Router();
  router.get("/configuration", async (_request, response) => {
    response.json(configuration.parse(await readConfiguration(partsOf(response))));
  });
  router.post("/configuration/preview", async (request, response) => {
    const { configuration: wanted } = readBody(request, previewRequest);
    const preview = await previewConfiguration(partsOf(response), wanted);
    response.json(configurationPreviewReply.parse(preview));
  });
  router.put("/configuration", async (request, response) => {
    const { configuration: wanted, expected } = readBody(request, configurationRequest);
    const objects = await applyConfiguration(partsOf(response), wanted, expected);
    const { portal: access } = callerOf(response);
    const changed = objects.filter(({ changes }) => changes.length > 0);
    for (const { objectType, changes } of changed) {
      const isSwitchedOn = changes.some(({ field, after }) => field === "isOn" && after === true);
      // oxlint-disable-next-line no-await-in-loop -- parents before children
      if (isSwitchedOn) await startIfLive(access, { objectType });
    }
    if (changed.length > 0) await wakeAfterChange(access, alarm);
    response.json(configurationReply.parse({ objects }));
  });
  return router;
}

function partsOf(response: Response): ConfigurationParts {
  const { portal: access, userId } = callerOf(response);
  return {
    portal: access.portal,
    definitions: access.connect.definitions,
    both: async (objectType) => (await definitionsOf(access.connect, objectType)).both,
    lists: (objectType) => access.connect.hubspot.lists(objectType),
    companies: companiesOf(access),
    fingerprint: (exported) =>
      createHash("sha256").update(JSON.stringify(exported)).digest("base64url").slice(0, 22),
    userId,
  };
}

/** Nothing is looked up before somebody asks. */
function companiesOf(access: PortalAccess): CompanyDirectory {
  return {
    identifierOf: async (id) => (await access.companies()).identifierOf(id),
    idOf: async (identifier) => (await access.companies()).idOf(identifier),
  };
}
