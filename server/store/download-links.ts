import { timingSafeEqual } from "node:crypto";

import { z } from "zod";

import type { Hash } from "../sync/ports.ts";
import type { DownloadLinks } from "../sync/people-ports.ts";

const Payload = z.object({
  expiresAt: z.number(),
  download: z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("issues") }),
    z.object({ kind: z.literal("run"), runId: z.string() }),
  ]),
});

/**
 * Signs what a link stands for with the portal's own key, so nothing has to be stored, and a link of
 * one portal means nothing in another.
 */
export function createDownloadLinks(hash: Hash): DownloadLinks {
  // The key also makes the hashes of records' fields: the first words keep the two apart.
  const signatureOf = (payload: string): string => hash(`download link\n${payload}`);
  return {
    sign(download, expiresAt) {
      const payload = Buffer.from(JSON.stringify({ expiresAt, download })).toString("base64url");
      return `${payload}.${signatureOf(payload)}`;
    },
    read(signed) {
      const [payload = "", signature = ""] = signed.split(".");
      if (!isEqual(signature, signatureOf(payload))) return null;
      return Payload.parse(JSON.parse(Buffer.from(payload, "base64url").toString("utf8")));
    },
  };
}

function isEqual(given: string, right: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(right)];
  return one.length === other.length && timingSafeEqual(one, other);
}
