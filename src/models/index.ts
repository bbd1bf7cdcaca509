export { askModel, askVersion } from "./ask-version.ts";
export {
  type AliasMove,
  type ModelDetail,
  type ModelRef,
  type ModelVersion,
  type PastMove,
  parseModelRef,
} from "./model.ts";
export { aliasMove, type Moved, moveAlias } from "./move-alias.ts";
export { readModel } from "./read-model.ts";
export { readAlias, requireAlias, requireVersion } from "./read-version.ts";
export { registerVersion } from "./register-version.ts";
