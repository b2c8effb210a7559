import { z } from "zod";

const port = z.coerce.number().int().min(1).max(65_535);

/** What the environment says about the preview. */
export const previewSettings = z
  .object({
    SANDBOX_PREVIEW_PORT: port,
    SANDBOX_PREVIEW_CACHE: z.string().min(1),
    SANDBOX_PREVIEW_PORTAL: z.string().regex(/^\d+$/),
    PUBLIC_URL: z.url(),
    HUBSPOT_API_URL: z.url(),
    HUBSPOT_APP_ID: z.string().min(1),
    HUBSPOT_CLIENT_SECRET: z.string().min(1),
  })
  .transform((env) => ({
    port: env.SANDBOX_PREVIEW_PORT,
    /** Folder that keeps what was built over a restart. */
    cacheFolder: env.SANDBOX_PREVIEW_CACHE,
    portalId: env.SANDBOX_PREVIEW_PORTAL,
    publicUrl: env.PUBLIC_URL,
    /** The stand-in that the records come from. */
    hubspotUrl: env.HUBSPOT_API_URL,
    appId: env.HUBSPOT_APP_ID,
    clientSecret: env.HUBSPOT_CLIENT_SECRET,
  }));
/** See {@link previewSettings}. */
export type PreviewSettings = z.output<typeof previewSettings>;
