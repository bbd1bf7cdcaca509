import type { RequestFields } from "#ground/http";

/** What the three calls of an upload in parts read. */
export const MPU_FIELDS: RequestFields = {
  path: {
    type: "text",
    required: true,
    about: "Where the file lies on the client's disk; its name counts.",
  },
  num_parts: { type: "whole", about: "To begin." },
  upload_id: { type: "text", about: "To complete or to abort." },
  parts: {
    type: "message",
    list: true,
    fields: { part_number: { type: "whole" }, etag: { type: "text" }, url: { type: "text" } },
  },
};
