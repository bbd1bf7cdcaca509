import { z } from "zod";
import type { Endpoints } from "#ground/wire";
import { runStatus } from "../schemas/index.ts";

/** What the routes about lost runs take and answer. */
export const BEAT_API = {
  beat: {
    method: "POST",
    path: "/api/fettle/1/runs/:id/beat",
    answer: z.object({ status: runStatus }),
  },
} as const satisfies Endpoints;
