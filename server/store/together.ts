type Results<Works extends readonly Promise<unknown>[]> = {
  -readonly [Place in keyof Works]: Awaited<Works[Place]>;
};

/**
 * Waits for pieces of work that share a connection and do not need one another's results, so that their
 * statements go out together. All have ended when it throws: none may still send a statement then, the
 * connection may serve another transaction.
 *
 * @throws what went wrong first, not what PostgreSQL then says to the others
 */
export async function together<const Works extends readonly Promise<unknown>[]>(
  works: Works,
): Promise<Results<Works>> {
  const outcomes = await Promise.allSettled(works);
  const failed = outcomes.filter(({ status }) => status === "rejected");
  const cause = failed.find(isNoConsequence) ?? failed[0];
  if (cause?.status === "rejected") throw cause.reason;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- in the order of the works
  return outcomes.map((one) =>
    one.status === "fulfilled" ? one.value : undefined,
  ) as Results<Works>;
}

/** in_failed_sql_transaction: another statement had failed before. */
const CONSEQUENCE = "25P02";

function isNoConsequence(outcome: PromiseSettledResult<unknown>): boolean {
  if (outcome.status === "fulfilled") return false;
  const reason: unknown = outcome.reason;
  return !(reason instanceof Error && "code" in reason && reason.code === CONSEQUENCE);
}
