export {
  type ArrivedPart,
  abortUpload,
  completeUpload,
  createUpload,
  dropOldUploads,
  storePart,
  UPLOAD_MS,
} from "./multipart.ts";
export { checkSigned, originOf, signedQuery } from "./sign.ts";
