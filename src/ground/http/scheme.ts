import type { IncomingHttpHeaders } from "node:http";

/**
 * How the client reached this server, which speaks plain HTTP itself: as its browser says by the Origin, else as the first
 * proxy says. Both can be made up, to no harm: it is asked only for what is answered to this very client.
 */
export function schemeOf(headers: IncomingHttpHeaders): "http" | "https" {
  const page = /^(https?):\/\//.exec(headers.origin ?? "")?.[1];
  const told = page ?? headers["x-forwarded-proto"] ?? forwardedProto(headers.forwarded);
  const first = String(told ?? "").split(",", 1)[0];
  return first?.trim().toLowerCase() === "https" ? "https" : "http";
}

/** The `proto` of the first element of a header of RFC 7239. */
function forwardedProto(forwarded: string | undefined): string | undefined {
  const first = forwarded?.split(",", 1)[0] ?? "";
  return /(?:^|;)\s*proto="?([a-z]+)/i.exec(first)?.[1];
}
