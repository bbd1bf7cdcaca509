export type { Notice, NoticeEvent } from "./model.ts";
