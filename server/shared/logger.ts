import { pino, type DestinationStream, type Logger } from "pino";

export type { Logger } from "pino";

/** Names under which secrets could ever be logged, at the top or one level down. */
const SECRET_NAMES = [
  "accessToken",
  "refreshToken",
  "access_token",
  "refresh_token",
  "clientSecret",
  "client_secret",
  "publicKey",
  "privateKey",
  "webhookKey",
  "authorization",
  "Authorization",
  "cookie",
  "password",
  "encryptionKeys",
  "databaseUrl",
  "code",
  "state",
] as const;

/** Common words: secret only inside what came over HTTP. */
const ONLY_IN_REQUESTS: ReadonlySet<string> = new Set(["code", "state"]);

const REDACTED_PATHS = SECRET_NAMES.flatMap((name) =>
  ONLY_IN_REQUESTS.has(name)
    ? [`req.query.${name}`]
    : [name, `*.${name}`, `req.headers.${name}`, `tokens.${name}`, `err.config.headers.${name}`],
);

/**
 * Builds the process's logger: one line of JSON an event, the message a fixed phrase, facts in fields.
 *
 * @param destination - standard output unless given
 */
export function createLogger(
  options: { readonly level: string },
  destination?: DestinationStream,
): Logger {
  const settings = {
    level: options.level,
    base: { pid: process.pid },
    redact: { paths: REDACTED_PATHS, censor: "[secret]" },
  };
  return destination === undefined ? pino(settings) : pino(settings, destination);
}
