import type { ServerClient } from "#ground/http";
import type { Kinds, TransferApi } from "./api.ts";

/** The kinds of records that our server carries, in their order. */
export async function readKinds(client: ServerClient): Promise<Kinds> {
  return (await client.api<TransferApi>().get("/api/fettle/1/transfer/kinds")).kinds;
}
