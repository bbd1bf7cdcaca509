export { EVENTS, type Notice, type NoticeEvent } from "./model.ts";
export { NOTICE_ROUTES } from "./routes.ts";
export { NOTICE_HOOKS, sendNotices } from "./send.ts";
